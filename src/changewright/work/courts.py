"""Ball in court, kept on every document: who must act next, since when, until when.

The unit brings the columns up to date at its end, so that lists sort and filter by them like by
any other. Whose turn it is follows from the states (`core.courts`), or from the run of approval
that waits.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from changewright.core.approvals import DELEGATE
from changewright.core.courts import columns_of, court_of, placed
from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, ApprovalRun

from .approval_cases import Case, case_of, open_run_of

if TYPE_CHECKING:
    from .unit import Unit

ACTION = "passed"
"""What happened to a document of which nothing but its court changed."""
DECIDES = (
    *("budget_state", "cost_state", "scope", "owner_id", "company_id", "response_due"),
    "deleted_at",
)
"""The columns of a document that its court follows from."""
COURT_COLUMNS = ("court", "court_person_id", "court_company_id")


BLOCK = 2000


async def settle_courts(unit: Unit) -> None:
    """Write on each document that the unit touched whose turn it now is."""
    written = {after.id: (before, after) for before, after in unit.written(ChangeOrder)}
    for before, after in written.values():
        if after.deleted_at is None and (before is None or _is_moved(before, after)):
            await _settle(unit, before, unit.newest(after), "")
    if not unit.settings.approvals:
        return
    ids = {after.change_order_id for _, after in unit.written(ApprovalRun)}
    ids |= {after.change_order_id for _, after in unit.written(Approval)}
    for document in await unit.read.many(ChangeOrder, sorted(ids)):
        action = "" if document.id in written else ACTION
        await _settle(unit, unit.original(document), document, action)


def _is_moved(before: ChangeOrder, after: ChangeOrder) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in DECIDES) or (
        after.court is None and court_of(after)[0] is not None
    )


async def _settle(
    unit: Unit, before: ChangeOrder | None, document: ChangeOrder, action: str
) -> None:
    court: dict[str, Any] = await court_now(unit, document)
    since: datetime | None = court.pop("since", None)
    is_same = all(getattr(document, name) == court[name] for name in COURT_COLUMNS)
    if court["court"] is None:
        court["court_since"] = None
    elif since is not None:
        court["court_since"] = since
    elif not is_same or document.court_since is None:
        court["court_since"] = _since(unit, before, document)
    unit.change(document, action, **court)


def _since(unit: Unit, before: ChangeOrder | None, document: ChangeOrder) -> datetime:
    """Now; of a document that had no court yet though it stood like this, when it was last moved:
    it was made before courts were kept."""
    if before is None or before.court is not None:
        return unit.now
    is_moved = any(getattr(before, name) != getattr(document, name) for name in DECIDES)
    return unit.now if is_moved else before.updated_at


async def court_now(unit: Unit, document: ChangeOrder) -> dict[str, Any]:
    """The columns of a document's court but for the instant, which stands under `since` where a
    stage of approval says it."""
    if unit.settings.approvals:
        for track in KIND[document.kind].tracks:
            if await open_run_of(unit, document, track) is not None:
                case = await case_of(unit, document, track)
                if case is not None and case.run is not None:
                    return _of_case(case, case.run)
    court, _ = court_of(document)
    return columns_of(document, court)


async def place_missing(unit: Unit, behind: int) -> int | None:
    """Write on the documents of before courts were kept whose turn it is, since they were last
    written: on those of the next block of ids; answers its last id, None behind the last block."""
    documents = await unit.read.after(ChangeOrder, behind, BLOCK)
    for document in documents:
        after = placed(document, document.updated_at)
        if after is not document and document.deleted_at is None:
            unit.put(after, ACTION)
    return documents[-1].id if documents else None


def _of_case(case: Case, run: ApprovalRun) -> dict[str, Any]:
    """Where approvals are needed, those whom the open stage names: one person or company where the
    first of its steps names one alone, or whoever it was handed to."""
    where = case.where
    if where.is_satisfied:
        empty: dict[str, Any] = {"court_person_id": None, "court_company_id": None}
        return {"court": "mover", **empty, "court_due": None, "since": run.stage_since}
    step = where.needed[0].step
    person_id = step.who[0].person_id if len(step.who) == 1 else None
    company_id = step.who[0].company_id if len(step.who) == 1 else None
    for one in case.approvals:
        if one.decision == DELEGATE and one.step == step.name and one.voided_at is None:
            person_id, company_id = one.to_person_id, None
    return {
        "court": "approver",
        "court_person_id": person_id,
        "court_company_id": company_id,
        "court_due": run.due,
        "since": run.stage_since,
    }
