"""A list request as a statement: filters, two-key sorts, and the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import HTTPException
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from changewright.acc.words import STATES_OF_WORD

from .models import ChangeOrder, Contract, MainContract

BLANK = "blank"
Condition = Callable[[int, str, list[str]], ColumnElement[bool]]


def _refused(detail: str) -> HTTPException:
    return HTTPException(400, detail)


def _uuids(words: Iterable[str], name: str) -> list[UUID]:
    try:
        return [UUID(word) for word in words]
    except ValueError as error:
        raise _refused(f"{name} is not a UUID") from error


def _among(column: InstrumentedAttribute[Any]) -> Condition:
    return lambda _container, _kind, words: column.in_(words)


def _id(_container: int, _kind: str, words: list[str]) -> ColumnElement[bool]:
    return ChangeOrder.uuid.in_(_uuids(words, "filter[id]"))


def _status(track: str, column: InstrumentedAttribute[Any]) -> Condition:
    def condition(_container: int, kind: str, words: list[str]) -> ColumnElement[bool]:
        states = STATES_OF_WORD.get((kind, "budget" if track == "budget" else "cost"), {})
        return column.in_([state for word in words for state in states.get(word, ())])

    return condition


def _reference(
    column: InstrumentedAttribute[Any], noun: type[Contract] | type[MainContract]
) -> Condition:
    def condition(container: int, _kind: str, words: list[str]) -> ColumnElement[bool]:
        uuids = _uuids([word for word in words if word != BLANK], "filter")
        found = column.in_(
            select(noun.id).where(noun.container_id == container, noun.uuid.in_(uuids))
        )
        if BLANK not in words:
            return found
        return or_(column.is_(None), found) if uuids else column.is_(None)

    return condition


def _since(_container: int, _kind: str, words: list[str]) -> ColumnElement[bool]:
    try:
        instant = datetime.fromisoformat(words[-1])
    except ValueError as error:
        raise _refused("filter[lastModifiedSince] is not an instant") from error
    return ChangeOrder.updated_at >= instant


FILTERS: dict[str, Condition] = {
    "id": _id,
    "number": _among(ChangeOrder.number),
    "budgetStatus": _status("budget", ChangeOrder.budget_state),
    "costStatus": _status("cost", ChangeOrder.cost_state),
    "contractId": _reference(ChangeOrder.contract_id, Contract),
    "mainContractId": _reference(ChangeOrder.main_contract_id, MainContract),
    "externalId": _among(ChangeOrder.external_id),
    "externalSystem": _among(ChangeOrder.external_system),
    "lastModifiedSince": _since,
}

SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "number": ChangeOrder.number,
    "name": ChangeOrder.name,
    "type": ChangeOrder.type,
    "scope": ChangeOrder.scope,
    "budgetStatus": ChangeOrder.budget_state,
    "costStatus": ChangeOrder.cost_state,
    "estimated": ChangeOrder.estimated,
    "proposed": ChangeOrder.proposed,
    "submitted": ChangeOrder.submitted,
    "approved": ChangeOrder.approved,
    "committed": ChangeOrder.committed,
    "externalId": ChangeOrder.external_id,
    "createdAt": ChangeOrder.created_at,
    "updatedAt": ChangeOrder.updated_at,
}


def conditions(
    container: int, kind: str, parameters: Iterable[tuple[str, str]]
) -> list[ColumnElement[bool]]:
    """The tests of a list, its filters among them."""
    tests = [
        ChangeOrder.container_id == container,
        ChangeOrder.kind == kind,
        ChangeOrder.deleted_at.is_(None),
    ]
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name.startswith("filter[") and name.endswith("]"):
            words = [word.strip() for word in value.split(",") if word.strip()]
            given.setdefault(name[len("filter[") : -1], []).extend(words)
    for name, words in given.items():
        if name not in FILTERS:
            raise _refused(f"filter[{name}] is not a filter of this resource")
        if words:
            tests.append(FILTERS[name](container, kind, words))
    return tests


def ordering(sort: str) -> list[ColumnElement[Any]]:
    """`name, updatedAt desc`; the id decides at last."""
    keys: list[ColumnElement[Any]] = []
    for part in sort.split(","):
        words = part.split()
        if not words:
            continue
        column = SORTS.get(words[0])
        if column is None or len(words) > 2 or words[1:] not in ([], ["asc"], ["desc"]):
            raise _refused(f"sort: {part!r} is not an attribute to sort by")
        keys.append(column.desc() if words[1:] == ["desc"] else column.asc())
    return [*(keys or [ChangeOrder.created_at.asc()]), ChangeOrder.id.asc()]


def page_statement(
    tests: list[ColumnElement[bool]], sort: str, offset: int, limit: int
) -> Select[ChangeOrder]:
    return select(ChangeOrder).where(*tests).order_by(*ordering(sort)).offset(offset).limit(limit)


def count_statement(tests: list[ColumnElement[bool]]) -> Select[int]:
    return select(func.count()).select_from(ChangeOrder).where(*tests)
