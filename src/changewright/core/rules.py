"""What a move or an edit may need, as named predicates, and which fields a state freezes.

A predicate answers None when it holds and otherwise the sentence that refuses. Rows of
`core.kinds.MOVES` name them; `REFUSALS` is the only list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from .book import Book, is_active, is_closed, is_rival, state_of
from .errors import Locked, MoveNotAllowed, Problem
from .kinds import KIND, TRACKS, Track, phase_of
from .records import ChangeOrder, CostItem
from .wording import article, mention


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """All that a predicate may look at: the document and what surrounds it.

    `neighbours` are the other live documents its items are on. `contract_approved` is None when
    the project does not ask for it (or there is no contract to ask); `highest_sequence` is the
    approval sequence given last on the document's contract, None when un-approving needs no order.
    """

    document: ChangeOrder
    items: tuple[CostItem, ...] = ()
    neighbours: tuple[ChangeOrder, ...] = ()
    contract_approved: bool | None = None
    highest_sequence: int | None = None


def no_associations(situation: Situation) -> str | None:
    """autodesk.md §2.4: void only if nothing was made from the PCO or its items."""
    for other in situation.neighbours:
        if other.kind not in ("pco", "event") and not is_closed(other):
            return f"its items are on {mention(other).text}"
    if any(item.cost_state == "contracted" for item in situation.items):
        return "a contract was made from its items"
    return None


def is_order(situation: Situation) -> str | None:
    """core-model.md §6: others are approved, and cease to be, with the order of their items."""
    kind = KIND[situation.document.kind]
    if kind.tier != 3:
        name = article(kind.title.lower())
        return f"{name} is approved only through the order that holds its items"
    return None


def has_contract(situation: Situation) -> str | None:
    """core-model.md §2: an SCO without contract cannot be sent."""
    if KIND[situation.document.kind].tracks == ("budget",):
        return None
    if situation.document.contract_id is None:
        return "it has no contract to amend"
    return None


def commitment_approved(situation: Situation) -> str | None:
    """procore.md §1.7: change orders on a commitment need the commitment approved."""
    if situation.contract_approved is False:
        return "its contract is not approved yet"
    return None


def latest_approved(situation: Situation) -> str | None:
    """procore.md §3: only the order approved last on a contract may leave approved."""
    sequence = situation.document.approval_sequence
    highest = situation.highest_sequence
    if highest is not None and sequence is not None and sequence < highest:
        return "a later order of the same contract is approved; un-approve that one first"
    return None


def items_free(situation: Situation) -> str | None:
    """A closed document revives only if none of its items has moved on to another of its kind."""
    for other in situation.neighbours:
        if is_rival(situation.document, other):
            return f"an item of it is now on {mention(other).text}"
    return None


REFUSALS: dict[str, Callable[[Situation], str | None]] = {
    rule.__name__: rule
    for rule in (
        no_associations,
        is_order,
        has_contract,
        commitment_approved,
        latest_approved,
        items_free,
    )
}


def require(needs: tuple[str, ...], situation: Situation, action: str) -> None:
    """Raise `MoveNotAllowed` for the first need that does not hold."""
    for need in needs:
        refusal = REFUSALS[need](situation)
        if refusal is not None:
            named = tuple(one for one in map(mention, situation.neighbours) if one.text in refusal)
            detail = f"{action} is not possible: {refusal}"
            raise MoveNotAllowed(detail, reason=need, mentions=named)


def holds(needs: tuple[str, ...], situation: Situation) -> bool:
    return all(REFUSALS[need](situation) is None for need in needs)


# -- locks ----------------------------------------------------------------------------------------

# Bookkeeping stays writable on approved and integrated records (core-model.md §6).
BOOKKEEPING = frozenset(
    {
        *("external_id", "external_system", "external_message", "last_sync_time"),
        *("integration_state", "integration_state_changed_at", "integration_state_changed_by"),
        *("origin_id", "origin_data", "origin_code"),
        *("paid_date", "paid_flag", "invoiced_date", "executed_flag", "signed_at"),
    }
)

# The links of a document that belong to one track: approval of the other does not freeze them.
LINKS_OF_TRACK: dict[Track, frozenset[str]] = {
    "budget": frozenset({"main_contract_id"}),
    "cost": frozenset({"contract_id", "exchange_rate"}),
}

# What each approved track freezes on a cost item; "either" as soon as one is.
ITEM_FREEZES: dict[str, frozenset[str]] = {
    "budget": frozenset({"submitted", "approved", "main_contract_id"}),
    "cost": frozenset(
        {
            *("proposed", "committed", "contract_id"),
            *("proposed_exchange_rate", "committed_exchange_rate"),
        }
    ),
    "either": frozenset(
        {
            *("estimated", "budget_id", "name", "description", "quantity", "input_quantity"),
            *("unit", "scope", "active_budget", "active_cost"),
        }
    ),
}


def frozen_columns_of_item(item: CostItem) -> frozenset[str]:
    """The columns that the item's approved tracks freeze."""
    frozen: frozenset[str] = frozenset()
    for track in TRACKS:
        if phase_of(state_of(item, track)) == "approved":
            frozen |= ITEM_FREEZES[track] | ITEM_FREEZES["either"]
    return frozen


def free_columns_of_document(document: ChangeOrder) -> frozenset[str] | None:
    """The columns an approved document still lets be changed besides bookkeeping; None: all."""
    tracks = KIND[document.kind].tracks
    open_tracks = [t for t in tracks if phase_of(state_of(document, t)) != "approved"]
    if len(open_tracks) == len(tracks):
        return None
    return frozenset().union(*(LINKS_OF_TRACK[track] for track in open_tracks))


def check_edit(record: ChangeOrder | CostItem, changes: Mapping[str, object]) -> None:
    """Raise `Locked` when `changes` (columns that really differ) touch what is frozen."""
    touched = frozenset(changes) - BOOKKEEPING
    if not touched:
        return
    if record.integration_state == "locked":
        raise _locked(touched, "is locked by the integrated system")
    if isinstance(record, CostItem):
        touched &= frozen_columns_of_item(record)
    else:
        free = free_columns_of_document(record)
        touched = frozenset() if free is None else touched - free
    if touched:
        raise _locked(touched, "is approved")


def check_activation(book: Book, item: CostItem, changes: Mapping[str, object]) -> None:
    """Raise `Locked` when `changes` make the item active where an order that holds it is approved.

    It would add a line to a signed order.
    """
    for track in TRACKS:
        column = f"active_{track}"
        if is_active(item, track) or not changes.get(column):
            continue
        for document_id in book.documents_of[item.id]:
            document = book.documents[document_id]
            kind = KIND[document.kind]
            if kind.tier == 3 and phase_of(state_of(document, track)) == "approved":
                raise _locked(frozenset({"scope"}), f"is on approved {kind.name.upper()}")


def _locked(columns: frozenset[str], why: str) -> Locked:
    problems = (
        Problem(column, "rule", f"{column} cannot be changed: it {why}")
        for column in sorted(columns)
    )
    return Locked(f"the record {why}", *problems)
