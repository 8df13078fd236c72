"""The operations on approvals."""

from __future__ import annotations

from changewright.core.courts import COURTS
from changewright.core.kinds import KIND
from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter

from ..operations import PAGED, operation
from . import decisions, policies
from .bodies import DECISION_FIELDS, DELEGATION_FIELDS, POLICY_FIELDS
from .views import (
    ApprovalHistoryView,
    ApprovalPolicyPage,
    ApprovalPolicyView,
    CourtPage,
    DelegationPage,
    DelegationView,
    SplitWarningPage,
    WaitingPage,
)

TAGS = ("Approvals",)
COURT_PARAMETERS = (
    Parameter("court", enum=(*COURTS, "yours", "theirs"), description="Whose turn it is."),
    Parameter("person", description="`me`, or a person's UUID."),
    Parameter("kind", enum=tuple(KIND), description="The kind of change order."),
    Parameter("overdue", enum=("true", "false"), description="Only what is past its date."),
    Parameter(
        "sort",
        enum=tuple(decisions.SORTS),
        description="Longest in court first, unless you say otherwise.",
    ),
)

ROUTES = (
    operation(
        "GET",
        "/approval-policies",
        "webListApprovalPolicies",
        policies.list_policies,
        "The approval policies, and what nobody can satisfy.",
        response=ApprovalPolicyPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/approval-policies",
        "webCreateApprovalPolicy",
        policies.create_policy,
        "Make an approval policy; it is in force at once.",
        body=Body("WebApprovalPolicy", POLICY_FIELDS),
        response=ApprovalPolicyView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/approval-policies/{policyId}",
        "webShowApprovalPolicy",
        policies.show_policy,
        "One approval policy.",
        response=ApprovalPolicyView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/approval-policies/{policyId}",
        "webUpdateApprovalPolicy",
        policies.update_policy,
        "Change an approval policy; what is under way follows it.",
        body=Body("WebApprovalPolicyUpdate", POLICY_FIELDS, partial=True),
        response=ApprovalPolicyView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/approval-policies/{policyId}",
        "webDeleteApprovalPolicy",
        policies.delete_policy,
        "Delete an approval policy.",
        tags=TAGS,
    ),
    operation(
        "GET",
        "/split-warnings",
        "webListSplitWarnings",
        policies.list_split_warnings,
        "Changes that look split to stay below a limit.",
        response=SplitWarningPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/delegations",
        "webListDelegations",
        policies.list_delegations,
        "Who approves in whose place.",
        response=DelegationPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/delegations",
        "webCreateDelegation",
        policies.create_delegation,
        "Let somebody approve in your place.",
        body=Body("WebDelegation", DELEGATION_FIELDS),
        response=DelegationView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/delegations/{delegationId}",
        "webEndDelegation",
        policies.end_delegation,
        "End a delegation now.",
        conditional=False,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/inbox",
        "webShowInbox",
        decisions.show_inbox,
        "What waits for you, how long, and what it does to the sum.",
        response=WaitingPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/courts",
        "webListCourts",
        decisions.list_courts,
        "Change orders by whose turn it is, and since when.",
        response=CourtPage,
        parameters=(*COURT_PARAMETERS, *PAGED),
        tags=TAGS,
    ),
    operation(
        "GET",
        "/change-orders/{changeOrderId}/approvals",
        "webShowApprovals",
        decisions.show_history,
        "All rounds of approval of a change order, with what each approver saw.",
        response=ApprovalHistoryView,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/change-orders/{changeOrderId}/approvals",
        "webDecide",
        decisions.decide,
        "Approve, return, reject or delegate.",
        body=Body("WebDecision", DECISION_FIELDS),
        response=ApprovalHistoryView,
        tags=TAGS,
    ),
)
