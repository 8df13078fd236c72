"""Which moves there are on a document, which the caller may run now, and why not the others."""

from __future__ import annotations

from changewright.core.book import is_closed, sides_of, state_of
from changewright.core.errors import Conflict, Forbidden
from changewright.core.kinds import KIND, KINDS, MOVES_OF, STATE, TRACKS, Move
from changewright.core.lifecycle import fits, targets
from changewright.core.roles import duties_of, may_write
from changewright.core.rules import REFUSALS, Situation
from changewright.core.wording import acting, article, document_name
from changewright.work.approval_cases import case_of, open_run_of
from changewright.work.approval_gate import OTHERS_FIRST, gate_refusal
from changewright.work.approval_inbox import may_decide
from changewright.work.memberships import would_generate
from changewright.work.moves import surroundings
from changewright.work.quotes import require_quoting

from .looking import PAST, Looked
from .views import RecordDeedView, RecordGenerationView, RecordMoveView
from .way import Standing, changes_of, direction_of, from_where, primary_of


async def moves_of(looked: Looked) -> list[RecordMoveView]:
    """Every action of the kind once: as it fits now, else with what it could be run from. To those
    outside the contractor only the moves that are theirs are told."""
    document = looked.document
    duties = duties_of(looked.context.role.name, document.kind)
    rows = [one for one in MOVES_OF[document.kind] if looked.is_full or one.duty in duties]
    by_action: dict[str, list[Move]] = {}
    for move in rows:
        by_action.setdefault(move.action, []).append(move)
    if not by_action:
        return []
    situation = await surroundings(looked.scene, looked.book, document)
    views = []
    for alternatives in by_action.values():
        fitting = next((move for move in alternatives if fits(move, document)), None)
        if fitting is None:
            views.append(_not_from_here(looked, alternatives))
        else:
            views.append(await _fitting(looked, fitting, situation))
    return views


def _not_from_here(looked: Looked, alternatives: list[Move]) -> RecordMoveView:
    where = "; or from ".join(dict.fromkeys(from_where(move) for move in alternatives))
    first = alternatives[0]
    return RecordMoveView(
        action=first.action,
        duty=first.duty,
        direction=direction_of(looked.document, first),
        changes=[],
        possible=False,
        refusal=f"possible from {where}" if where else "not possible from here",
        reason="state",
        approvable=False,
    )


async def _fitting(looked: Looked, move: Move, situation: Situation) -> RecordMoveView:
    refusal, reason, approvable = await _refusal(looked, move, situation)
    return RecordMoveView(
        action=move.action,
        duty=move.duty,
        direction=direction_of(looked.document, move),
        changes=changes_of(looked.document, move),
        possible=refusal is None,
        refusal=refusal,
        reason=reason,
        approvable=approvable,
    )


async def _refusal(
    looked: Looked, move: Move, situation: Situation
) -> tuple[str | None, str | None, bool]:
    """Why a move whose states fit is refused, in a sentence and a word."""
    context, document = looked.context, looked.document
    if looked.is_past:
        return PAST, "past", False
    role = context.role.name
    if move.duty not in duties_of(role, document.kind):
        detail = f"{article(role)} may not {acting(document.kind, move.action)}"
        return detail, "role", False
    for need in move.needs:
        told = REFUSALS[need](situation)
        if told is not None:
            return told, need, False
    try:
        entered = targets(move, document)
        gate = await gate_refusal(looked.scene, document, entered, move.action)
    except Conflict as refusal:
        return (refusal.detail if looked.is_full else OTHERS_FIRST), "sums", False
    if gate is None:
        return None, None, False
    detail, approvable = gate
    return (detail if looked.is_full else OTHERS_FIRST), "approval", approvable


def generations_of(looked: Looked) -> list[RecordGenerationView]:
    """The kinds that are made from this one."""
    document, role = looked.document, looked.context.role.name
    if not looked.is_full or document.kind not in KIND:
        return []
    views = []
    for kind in KINDS:
        if document.kind not in kind.sources:
            continue
        view = RecordGenerationView(
            kind=kind.name, possible=False, refusal=None, documents=0, items=0
        )
        try:
            groups = would_generate(looked.book, [document], kind.name)
            view.documents, view.items = len(groups), sum(len(items) for _, items in groups)
        except Conflict as refusal:
            view.refusal = refusal.detail
        if looked.is_past:
            view.refusal = PAST
        elif not may_write(role, "change_order"):
            made = article(document_name(kind.name))
            view.refusal = f"{article(role)} may not make {made}"
        view.possible = view.refusal is None
        views.append(view)
    return views


async def decides(looked: Looked) -> bool:
    """Whether a step of the document's approval waits for the caller."""
    scene = looked.scene
    if not scene.settings.approvals or looked.is_past:
        return False
    for track in KIND[looked.document.kind].tracks:
        if await open_run_of(scene, looked.document, track) is None:
            continue
        try:
            case = await case_of(scene, looked.document, track)
        except Conflict:
            continue
        if case is not None and await may_decide(scene, case, scene.actor.person_id):
            return True
    return False


def quotable(looked: Looked) -> bool:
    """Whether the caller may type prices on this request for quote now."""
    if looked.is_past:
        return False
    try:
        require_quoting(looked.scene.actor, looked.document)
    except (Forbidden, Conflict):
        return False
    return True


def primary(
    looked: Looked,
    moves: list[RecordMoveView],
    generations: list[RecordGenerationView],
    *,
    decides: bool,
    quotes: bool,
) -> RecordDeedView | None:
    """The one thing to do next."""
    if looked.is_past:
        return None
    document = looked.document
    return primary_of(
        Standing(
            document=document,
            sides=sides_of(document) if KIND[document.kind].tracks else (),
            settings=looked.scene.settings,
            possible=frozenset(one.action for one in moves if one.possible),
            generations={one.kind: one for one in generations},
            decides=decides,
            quotes=quotes and not _is_quoted(looked),
        )
    )


def _is_quoted(looked: Looked) -> bool:
    """Somebody of the contractor sends the question on; he types prices where they come by phone,
    but that is not what waits for him."""
    return looked.is_full


def lines_locked(looked: Looked) -> str | None:
    """Why no line can be added or taken off, None: it can."""
    role, document = looked.context.role.name, looked.document
    if looked.is_past:
        return PAST
    if not may_write(role, "cost_item"):
        return f"{article(role)} may not change a cost item"
    if is_closed(document):
        return "the document is closed"
    if document.integration_state == "locked":
        return "the record is locked by the integrated system"
    from_state = _locking_state(looked)
    if from_state is not None:
        name = document_name(document.kind)
        return f"{article(name)} that is {from_state} takes and gives up no line"
    return None


def _locking_state(looked: Looked) -> str | None:
    for track in TRACKS:
        state = state_of(looked.document, track)
        if state is not None and STATE[state].locks_membership:
            return state.replace("_", " ")
    return None
