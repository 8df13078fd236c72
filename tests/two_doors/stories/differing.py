"""Where two tellings may differ, each with its reason; whatever else differs is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .books import Told

ABSENT, PRESENT = "(absent)", "(there)"


class Exempt(NamedTuple):
    """Values that may differ: `where` is a pattern of the path, its parts joined by `/`.

    `values`: the pairs (as Procore's clients told it, as the other story did) that may stand there;
    none named means any. `at` is a pattern of the settings that cannot do without the row, `verbs`
    one of the steps after which it is needed.
    """

    where: str
    why: str
    at: str = ".*"
    values: tuple[tuple[Any, Any], ...] = ()
    verbs: str = ".*"

    def covers(self, path: str, ours: Any, theirs: Any) -> bool:
        if re.fullmatch(self.where, path) is None:
            return False
        return not self.values or (ours, theirs) in self.values or (theirs, ours) in self.values


# Settings, as patterns of "side tiers cascade".
COST, BUDGET = "cost .*", "budget .*"

EXEMPT: tuple[Exempt, ...] = (
    # core-model.md §6: open, in review, proposed and submitted all read pending in Procore; what
    # its clients set is `pending` itself.
    Exempt(
        "ledger/(change_order|cost_item)/.*/(cost|budget)_state",
        "Autodesk's proposed, submitted and in review are Procore's pending",
        values=(("pending", "proposed"), ("pending", "submitted"), ("pending", "in_review")),
    ),
    Exempt(
        "acc/(cost-items/.*|.*with items/.*)costStatus",
        "an item in review has been accepted from its supplier; pending says no more than proposed",
        COST,
        values=(("proposed", "accepted"),),
    ),
    # core-model.md §2: a change drawn there has a face for the owner, joined by an event.
    Exempt(
        "(ledger|journal)/face/budget face of .*",
        "a change drawn through Autodesk's door has the owner's face from birth",
        COST,
        values=((None, "(there)"),),
    ),
    Exempt(
        "procore/(potential|potential change)/budget face of .*",
        "a change drawn through Autodesk's door has the owner's face from birth",
        COST,
        values=((None, "(there)"),),
    ),
    Exempt(
        "(ledger|journal|phase)/change_order/event .*",
        "a change of several faces has an event that joins them",
        COST,
        values=((None, "(there)"),),
    ),
    Exempt(
        "(ledger/change_order|procore/potential change)/.*/(commitment_change_)?event_id",
        "the event that joins the faces",
        COST,
    ),
    Exempt(
        "ledger/change_order/pco .*/single_face",
        "only what Procore's clients draw stays on one contract",
        values=((True, False),),
    ),
    # core-model.md §2: what Procore keeps per line of a side.
    Exempt(
        "(ledger|journal)/line/.*",
        "only Procore's clients say what a line row keeps",
        values=(("(there)", None),),
    ),
    Exempt(
        "procore/.*/line_items/.*/unit_cost",
        "Autodesk's cost items have amounts and no price of a unit",
    ),
    Exempt(
        "journal/change_order/.*/did lines",
        "an edit of a line row, which only Procore's clients make, is told on its documents",
        values=((True, ABSENT),),
    ),
    # Documents that one door's clients make out of others.
    Exempt(
        "(ledger/change_order|acc/[^/]*)/(oco|rco|sco) .*/(source_id|sourceId)",
        "only a document that is generated names its source",
        "(cost|budget) [23] .*",
    ),
    # docs/compatibility.md, Actions: `reject` of a pco that was put to the owner rejects both.
    Exempt(
        "((ledger|journal|phase)/change_order|acc/[^/]*)/pco Wish.*/(cost_state|cost|costStatus)",
        "Autodesk's reject of what was put to the owner closes the supplier's track too",
        "budget [23] .*",
    ),
    # core/rollup.py: an item is of the main contract that its living documents name.
    Exempt(
        "(ledger|journal)/cost_item/line .*/(prime_contract_id|did summed)",
        "the same reject closes the document that said whose the items are; so does deleting it",
        BUDGET,
        values=((ABSENT, True), ("main_contract A", None)),
    ),
    # core-model.md §6: Procore's rejected on a supplier order reads draft there.
    Exempt(
        "(ledger|phase|procore)/.*sco Wish.*/(cost_state|cost|status)",
        "a supplier order has no rejected in Autodesk's words; its change is rejected",
        "cost 1 .*",
        values=(("rejected", "draft"), ("closed", "draft")),
    ),
    Exempt(
        "ledger/change_order/sco Wish.*/court(_since|_person_id)?",
        "so there it is nobody's turn, and here its preparer's",
        "cost 1 .*",
    ),
    Exempt(
        "journal/change_order/(sco Wish[^/]*|pco Wish.*/did (moved|updated))",
        "the same: there the change moves, here its order",
        "cost 1 .*",
        verbs="reject",
    ),
    # core-model.md §1: a supplier's request is no document of Autodesk's door.
    Exempt(
        "(ledger|journal|phase|procore)/(change_order|membership|requests|request)/(.* on )?scr .*",
        "a supplier's request is nothing that Autodesk's clients can make",
        "cost 3 .*",
        values=(("(there)", None),),
    ),
    Exempt(
        "(ledger/face|procore/potential.*)/cost face of .*/(legacy_)?(change_order_)?request_.*",
        "nor is a change in one",
        "cost 3 .*",
    ),
    Exempt(
        "journal/(change_order/pco|cost_item/line|face/cost).*",
        "nor does it take the request's status, or name it",
        "cost 3 .*",
        verbs="request",
    ),
    # An owner's request is made there in draft, opened and submitted.
    Exempt(
        "journal/(cost_item/line .*|change_order/pco .*/.*)",
        "an owner's request begins as a draft there, and its items with it where states mirror",
        "budget 3 .*",
        verbs="request",
    ),
    Exempt(
        "journal/(cost_item/line|change_order/(pco|rco)) .*",
        "where states advance, one that is pending to Procore moves on to in review or submitted",
        ".* [23] advance",
        verbs="send|package",
    ),
)


def needed_at(setting: str) -> set[Exempt]:
    """The rows that a telling in this setting cannot do without."""
    return {row for row in EXEMPT if re.fullmatch(row.at, setting)}


def differences(told: Told, other: Told, setting: str, verb: str, used: set[Exempt]) -> list[str]:
    """What differs beyond `EXEMPT` after a step, in words; the rows that were needed go to
    `used`."""
    rows = [row for row in needed_at(setting) if re.fullmatch(row.verbs, verb)]
    found = []
    for path, ours, theirs in _differing(told, other):
        row = next((row for row in rows if row.covers(path, ours, theirs)), None)
        if row is None:
            found.append(f"{path}: {ours!r} there, {theirs!r} here")
        else:
            used.add(row)
    return found


def _differing(told: Told, other: Told) -> Iterator[tuple[str, Any, Any]]:
    for record in sorted({*told, *other}):
        ours, theirs = told.get(record), other.get(record)
        text = "/".join(record)
        if ours is None or theirs is None:
            yield text, ours and PRESENT, theirs and PRESENT
        elif ours != theirs:
            for name in sorted({*ours, *theirs}):
                pair = ours.get(name, ABSENT), theirs.get(name, ABSENT)
                if pair[0] != pair[1]:
                    yield f"{text}/{name}", *pair
