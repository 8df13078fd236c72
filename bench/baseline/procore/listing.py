"""A list request as statements: filters, order of creation, and the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import HTTPException
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from .models import Document, Face

PER_PAGE = 100
_DAY_LENGTH = len("2026-01-01")

Test = Callable[[list[str]], ColumnElement[bool]]
Statements = tuple[Select[Any], Select[Any]]


def _refused(detail: str) -> HTTPException:
    return HTTPException(400, detail)


def _whole(words: Iterable[str], name: str) -> list[int]:
    try:
        return [int(word) for word in words]
    except ValueError as error:
        raise _refused(f"{name} is not an integer") from error


def _ids(column: InstrumentedAttribute[Any], name: str) -> Test:
    return lambda words: column.in_(_whole(words, name))


def _range(column: InstrumentedAttribute[Any], name: str) -> Test:
    """`a...b`, instants or days, either end open."""

    def test(words: list[str]) -> ColumnElement[bool]:
        first, dots, last = words[-1].partition("...")
        bounds: list[ColumnElement[bool]] = []
        if first:
            bounds.append(column >= _instant(first, name))
        if last := last if dots else first:
            length = timedelta(days=1) if len(last) == _DAY_LENGTH else timedelta(seconds=1)
            bounds.append(column < _instant(last, name) + length)
        return and_(*bounds)

    return test


def _instant(text: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _refused(f"{name} is not a date") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


PACKAGE_FILTERS: Mapping[str, Test] = {
    "id": _ids(Document.id, "id"),
    "created_at": _range(Document.created_at, "created_at"),
    "updated_at": _range(Document.updated_at, "updated_at"),
}
POTENTIAL_FILTERS: Mapping[str, Test] = {
    "id": _ids(Face.id, "id"),
    "contract_id": _ids(Face.contract_id, "contract_id"),
    "created_at": _range(Face.created_at, "created_at"),
    "updated_at": _range(Document.updated_at, "updated_at"),
}
PACKAGES = ("oco", "sco")


def _tests(
    filters: Mapping[str, Test], parameters: Iterable[tuple[str, str]]
) -> dict[str, ColumnElement[bool]]:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name.startswith("filters[") and value:
            words = [word.strip() for word in value.split(",") if word.strip()]
            given.setdefault(name.partition("[")[2].partition("]")[0], []).extend(words)
    return {name: filters[name](words) for name, words in given.items() if name in filters}


def packages(
    project_id: int,
    default_main_contract_id: int | None,
    parameters: list[tuple[str, str]],
    offset: int,
    limit: int,
) -> Statements:
    """The count and the page of packages, all or those of one contract."""
    contract = next((value for name, value in parameters if name == "contract_id"), None)
    tests: list[ColumnElement[bool]] = [
        Document.container_id == project_id,
        Document.deleted_at.is_(None),
        *_tests(PACKAGE_FILTERS, parameters).values(),
    ]
    if contract is None:
        tests += [Document.kind.in_(PACKAGES), Document.contract_number != ""]
    else:
        (contract_id,) = _whole([contract], "contract_id")
        tests.append(_of_contract(contract_id, default_main_contract_id))
    count = select(func.count()).select_from(Document).where(*tests)
    page = select(Document).where(*tests).order_by(Document.id).offset(offset).limit(limit)
    return count, page


def _of_contract(contract_id: int, default: int | None) -> ColumnElement[bool]:
    """Orders of a commitment, or of a prime contract; the default's are those that name none."""
    prime: ColumnElement[bool] = Document.main_contract_id == contract_id
    if contract_id == default:
        prime = or_(prime, Document.main_contract_id.is_(None))
        return and_(Document.kind == "oco", prime)
    return or_(
        and_(Document.kind == "sco", Document.contract_id == contract_id),
        and_(Document.kind == "oco", prime),
    )


def potentials(
    project_id: int, parameters: list[tuple[str, str]], offset: int, limit: int
) -> Statements:
    """The count and the page of potential change orders."""
    found = _tests(POTENTIAL_FILTERS, parameters)
    tests = [Face.container_id == project_id, Face.deleted_at.is_(None), *found.values()]
    count = select(func.count()).select_from(Face)
    page = select(Face)
    if "updated_at" in found:  # the time is the change's own
        of_face = and_(
            Document.container_id == Face.container_id, Document.id == Face.change_order_id
        )
        count, page = count.join(Document, of_face), page.join(Document, of_face)
    ordered = page.where(*tests).order_by(Face.id).offset(offset).limit(limit)
    return count.where(*tests), ordered


def window(parameters: Mapping[str, str]) -> tuple[int, int]:
    """Which page, from 1, and how long one is."""
    page, per_page = (
        _whole([parameters.get(name) or default], name)[0]
        for name, default in (("page", "1"), ("per_page", str(PER_PAGE)))
    )
    if page < 1 or per_page < 1:
        raise _refused("page and per_page are positive")
    return page, min(per_page, 1000)
