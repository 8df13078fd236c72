"""The operations on clocks."""

from __future__ import annotations

from changewright.core.clock_rules import PARTIES
from changewright.core.clocks import STATES
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.routes import Parameter, Route

from ..operations import PAGED, operation
from . import bodies, deadlines, events, families, family_views, views

TAGS = ("Clocks",)

FAMILY_ID = (Parameter("familyId", "text", "The family, as nec4-ecc."),)
DEADLINE_ID = (Parameter("deadlineId", "text", "The rule and the event, as a list names them."),)
ABOUT = (
    Parameter("changeOrderId", "uuid", "Of this change order alone."),
    Parameter("contractId", "uuid", "Of this commitment alone."),
    Parameter("mainContractId", "uuid", "Of this main contract alone."),
)
ON = Parameter("on", "date", "As things stand at the beginning of this day; else now.")
ASKED = (
    *ABOUT,
    Parameter("dueBefore", "date", "Due before this day."),
    Parameter("state", description="In these states.", repeated=True, enum=tuple(STATES)),
    Parameter("court", description="Whose turn it is.", repeated=True, enum=PARTIES),
    Parameter("ruleId", description="Under this rule."),
    ON,
    *PAGED,
)
AMOUNT = Parameter("amount", "amount", "What is owed, to work out what being late costs.")


def _of(noun: type[Contract] | type[MainContract], path: str, name: str) -> tuple[Route, ...]:
    """What there is for commitments and for main contracts alike."""
    address = f"{path}/{{contractId}}/clock-terms"
    return (
        operation(
            "PUT",
            address,
            f"webSet{name}ClockTerms",
            families.sets_family(noun),
            "Say which family of rules a contract has.",
            body=bodies.TERMS,
            response=views.ClockTermsView,
            tags=TAGS,
        ),
        operation(
            "DELETE",
            address,
            f"webClear{name}ClockTerms",
            families.clears_family(noun),
            "Let a contract have no clocks; what happened stays recorded.",
            tags=TAGS,
        ),
    )


_FAMILIES = (
    operation(
        "GET",
        "/clock-families",
        "webListClockFamilies",
        families.list_families,
        "The families of rules about time.",
        response=family_views.ClockFamilyPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-families/{familyId}",
        "webShowClockFamily",
        families.show_family,
        "A family with its rules.",
        response=family_views.ClockFamilyWholeView,
        path_parameters=FAMILY_ID,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-rules",
        "webListClockRules",
        families.list_rules,
        "The project's own rules.",
        response=family_views.ClockRulePage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/clock-rules",
        "webCreateClockRule",
        families.create_rule,
        "Add a rule of the project's own, or amend a shipped one.",
        body=bodies.RULE,
        response=family_views.OwnClockRuleView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-rules/{ruleId}",
        "webShowClockRule",
        families.show_rule,
        "A rule of the project's own.",
        response=family_views.OwnClockRuleView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/clock-rules/{ruleId}",
        "webUpdateClockRule",
        families.update_rule,
        "Change a rule of the project's own.",
        body=bodies.RULE_UPDATE,
        response=family_views.OwnClockRuleView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/clock-rules/{ruleId}",
        "webDeleteClockRule",
        families.delete_rule,
        "Delete a rule of the project's own; a shipped one is as it ships again.",
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-calendar",
        "webShowClockCalendar",
        families.show_calendar,
        "The days of the project: its zone, weekends and holidays.",
        response=family_views.ClockCalendarView,
        tags=TAGS,
    ),
    operation(
        "PUT",
        "/clock-calendar",
        "webSetClockCalendar",
        families.set_calendar,
        "Set the days of the project; what is left out stays.",
        body=bodies.CALENDAR,
        response=family_views.ClockCalendarView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-terms",
        "webListClockTerms",
        families.list_terms,
        "The contracts that have clocks, each with its family.",
        response=views.ClockTermsPage,
        parameters=PAGED,
        tags=TAGS,
    ),
)

_EVENTS = (
    operation(
        "GET",
        "/clock-events",
        "webListClockEvents",
        events.list_events,
        "What happened, oldest first.",
        response=views.ClockEventPage,
        parameters=(*ABOUT, *PAGED),
        tags=TAGS,
    ),
    operation(
        "POST",
        "/clock-events",
        "webCreateClockEvent",
        events.create_event,
        "Record that something happened.",
        body=bodies.EVENT,
        response=views.ClockEventView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-events/{eventId}",
        "webShowClockEvent",
        events.show_event,
        "An event.",
        response=views.ClockEventView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/clock-events/{eventId}",
        "webUpdateClockEvent",
        events.update_event,
        "Correct an event that somebody recorded.",
        body=bodies.EVENT_UPDATE,
        response=views.ClockEventView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/clock-events/{eventId}",
        "webDeleteClockEvent",
        events.delete_event,
        "Take an event back, with what it started.",
        tags=TAGS,
    ),
    operation(
        "POST",
        "/change-orders/{changeOrderId}/clock-events:from-journal",
        "webCatchUpClockEvents",
        events.catch_up,
        "Record what the journal tells of a change order from before its contract had clocks.",
        response=views.CaughtUpView,
        status=200,
        tags=TAGS,
    ),
)

_DEADLINES = (
    operation(
        "GET",
        "/clock-deadlines",
        "webListClockDeadlines",
        deadlines.list_deadlines,
        "What is due when, and what silence means.",
        response=views.ClockDeadlinePage,
        parameters=ASKED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/clock-deadlines/{deadlineId}",
        "webExplainClockDeadline",
        deadlines.show_deadline,
        "A deadline with the rule, the events and the count that it comes from.",
        response=views.ClockExplanationView,
        path_parameters=DEADLINE_ID,
        parameters=(ON, AMOUNT),
        tags=TAGS,
    ),
    operation(
        "POST",
        "/clock-deadlines/{deadlineId}/answers",
        "webAnswerClockDeadline",
        deadlines.answer_deadline,
        "Record what ends the period, or the notice that it was missed.",
        body=bodies.ANSWER,
        response=views.ClockEventView,
        path_parameters=DEADLINE_ID,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/clock-deadlines/{deadlineId}/extensions",
        "webExtendClockDeadline",
        deadlines.extend_deadline,
        "Record that the parties agreed on a later day, before the period was over.",
        body=bodies.EXTENSION,
        response=views.ClockExtensionView,
        path_parameters=DEADLINE_ID,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/clock-extensions/{extensionId}",
        "webDeleteClockExtension",
        deadlines.delete_extension,
        "Take back an extension that was recorded by mistake.",
        tags=TAGS,
    ),
)

ROUTES = (
    *_FAMILIES,
    *_of(Contract, "/contracts", "Contract"),
    *_of(MainContract, "/main-contracts", "MainContract"),
    *_EVENTS,
    *_DEADLINES,
)
