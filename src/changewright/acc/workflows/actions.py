"""Which actions are possible now, and executing them one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.book import state_of
from changewright.core.errors import MoveNotAllowed, NotFound, Refusal, invalid
from changewright.core.kinds import TRACKS, Move, Track
from changewright.core.lifecycle import targets
from changewright.core.propagation import is_forward
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_expenses import Expense
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, read_items
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter
from changewright.edge.values import echo
from changewright.work import moves
from changewright.work.scene import look
from changewright.work.unit import LedgerReader, Unit
from changewright.work.visibility import sees

from ..errors import element_error
from ..wire import encode
from ..words import ANY_CHANGE_ORDER, KIND_OF_ASSOCIATION, STATES_OF_WORD, WORDS
from ..writing import Written, write

ELEMENTS_MAXIMUM = 500

# Records that can be asked about but have no workflow of their own: they answer an empty list.
WITHOUT_ACTIONS: dict[str, type[Record]] = {
    "CostItem": CostItem,
    "Contract": Contract,
    "MainContract": MainContract,
    "Expense": Expense,
}
# Records of the vendor's that are not kept here: a client that names one finds nothing.
NOT_KEPT = ("CostPayment", "BudgetPayment", "BudgetTransfer", "DistributionItem")
ASSOCIATION_TYPES = (ANY_CHANGE_ORDER, *KIND_OF_ASSOCIATION, *WITHOUT_ACTIONS, *NOT_KEPT)
ACTION_TYPES = tuple(name for name in ASSOCIATION_TYPES if name != "CostItem")

ENDINGS = ("reject", "acceptedToSubmit", "forceResubmit")
"""Where the vendor's learning collection ends, which runs the first action of every list (§2.2)."""

ASSOCIATION_PARAMETER = Parameter(
    "associationType",
    enum=ASSOCIATION_TYPES,
    description="FormInstance for any change order, or its type in upper case; exactly so.",
)

ACTION_FIELDS = (
    Field("action", "action", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field("associationId", "uuid", bodies.UUID_TEXT, required=True, nullable=False),
    Field(
        "associationType",
        "type",
        bodies.CHOICE,
        choices=ACTION_TYPES,
        required=True,
        nullable=False,
    ),
    Field("options", "options", bodies.JSON_OBJECT),
)
ACTIONS_BODY = Body("Workflow actions", ACTION_FIELDS, array=True, items_maximum=ELEMENTS_MAXIMUM)


async def list_actions(context: Context) -> Answer:
    """GET workflows/{type}/{id}/actions: a bare array, forward actions first (§2.1)."""
    name = context.path["associationType"]
    if name not in ASSOCIATION_TYPES:
        raise invalid(
            "associationType", "choice", f"No enum match for: {echo(name)} on associationType"
        )
    ledger = context.services.ledger
    async with look(ledger, context.container_id, context.actor()) as scene:
        record = await find_association(context, scene.read, name, context.uuid("associationId"))
        if not isinstance(record, ChangeOrder):
            return b"[]"
        offered = await moves.actions(scene, record)
        return encode(
            [describe(move, targets(move, record)) for move in forward_first(offered, record)]
        )


def forward_first(offered: Sequence[Move], record: ChangeOrder) -> Sequence[Move]:
    """The moves in the order of the table, which has forward ones first. Where this caller is left
    with steps back alone, one of ENDINGS leads: whoever runs the first action would go to and fro
    without end between `revise` and `submit`."""
    for move in offered:
        for track, state in targets(move, record).items():
            if is_forward(state_of(record, track), state):
                return offered
    return sorted(offered, key=lambda move: move.action not in ENDINGS)


async def find_association(context: Context, read: LedgerReader, name: str, uuid: Any) -> Record:
    """The record an association names. Raises `NotFound` when it is not there, of another type,
    or not for this caller to see."""
    if name in NOT_KEPT:
        raise NotFound(f"There is no {name} {uuid} here.")
    noun = WITHOUT_ACTIONS.get(name, ChangeOrder)
    record = await read.require(noun, uuid, "associationId")
    kind = KIND_OF_ASSOCIATION.get(name)
    is_other = isinstance(record, ChangeOrder) and (
        record.kind not in KIND_OF_ASSOCIATION.values() or kind not in (None, record.kind)
    )
    if is_other or not await sees(read, context.role.name, context.company_id, record):
        raise NotFound(f"There is no {name} {uuid} here.")
    return record


def describe(move: Move, entered: Mapping[Track, str]) -> dict[str, Any]:
    """An action as the vendor describes it: what must be so, what it changes now (§2.1 [doc])."""
    rules, transforms = [], []
    for track in TRACKS:
        step = move.step(track)
        if step is None:
            continue
        key = f"{track}Status"
        if not step.optional:
            rules.append({"key": key, "only": words_of(move.kind, track, step.sources)})
        if track in entered:
            transforms.append({"key": key, "to": WORDS[(move.kind, track)][entered[track]]})
    return {"name": move.action, "rules": rules, "transforms": transforms}


def words_of(kind: str, track: Track, states: frozenset[str]) -> list[str]:
    """The words shown for any of `states`, in the order of the table."""
    return [word for word, meant in STATES_OF_WORD[(kind, track)].items() if states & set(meant)]


async def execute(context: Context) -> Answer:
    """POST workflows/actions: each element on what its predecessors left; a refused one is skipped
    and told in its own `errors`, while HTTP stays 200 (§2.2).

    A lone object counts as an array of one and is answered with one object, since the public
    generated client sends it so.
    """
    given = await context.json()
    is_single = isinstance(given, dict)
    elements = [given] if is_single else given
    actions = read_items(elements, ACTION_FIELDS, maximum=ELEMENTS_MAXIMUM)

    async def decide(unit: Unit) -> Written:
        results = [
            await _execute_one(context, unit, wanted, sent)
            for wanted, sent in zip(actions, elements, strict=True)
        ]
        return Written(encode(results[0] if is_single else results))

    return await write(context, decide)


async def _execute_one(
    context: Context, unit: Unit, wanted: dict[str, Any], sent: dict[str, Any]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "action": wanted["action"],
        "associationId": str(wanted["uuid"]),
        "associationType": wanted["type"],
        "errors": [],
    }
    if "options" in sent:
        result["options"] = wanted["options"]
    try:
        record = await find_association(context, unit.read, wanted["type"], wanted["uuid"])
        if not isinstance(record, ChangeOrder):
            raise MoveNotAllowed(f"A {wanted['type']} has no actions here; its status is a field.")
        await moves.act(unit, record, wanted["action"])
    except Refusal as refusal:
        result["errors"] = [element_error(refusal)]
    return result


class ActionRule(msgspec.Struct):
    """A pre-condition: the attribute must be one of these words."""

    key: str
    only: list[str]


class ActionTransform(msgspec.Struct):
    """What an action changes: the attribute and its new word."""

    key: str
    to: str


class WorkflowAction(msgspec.Struct):
    """An action that can be executed now."""

    name: str
    rules: list[ActionRule]
    transforms: list[ActionTransform]


class ElementFault(msgspec.Struct):
    code: str
    field: str
    title: str
    detail: str


class ElementError(msgspec.Struct):
    """Why one element was refused."""

    status: int
    title: str
    detail: str
    errors: list[ElementFault]


class ActionResult(msgspec.Struct, omit_defaults=True):
    """The outcome of one element."""

    action: str
    associationId: str
    associationType: str
    errors: list[ElementError]
    options: dict[str, Any] | None = None
