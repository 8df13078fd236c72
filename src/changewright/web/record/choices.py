"""What forms offer: GET record-choices, some lists at once, searched by the words typed.

Lists of records are read in pages from the database, so that ten thousand budget codes cost what
ten do. What the caller does not see is not offered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.choices import CHANGE_REASON, CHANGE_TYPE
from changewright.core.errors import Conflict, invalid
from changewright.core.kinds import KINDS, SCOPES
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import MarkupFormula
from changewright.core.roles import view_of
from changewright.edge.context import Answer, Context
from changewright.edge.fragments import Shape, Value
from changewright.edge.lists import Page, Pages, Viewer
from changewright.edge.values import echo
from changewright.work.change_orders import next_number
from changewright.work.choices import ensure_lists
from changewright.work.directory_view import DirectoryView
from changewright.work.past import PastLedger
from changewright.work.scene import look

from ..reading import answer, query_text, whole_number
from .views import RecordChoicesView, RecordChoiceView

LIMIT_DEFAULT, LIMIT_MAXIMUM = 20, 100
SEARCH_MAXIMUM = 200

Found = tuple[list[RecordChoiceView], bool]
"""What a list offers, and whether there is more."""


class Source(msgspec.Struct, frozen=True):
    """A noun to choose from: the columns searched and shown, and the kind of a change order."""

    noun: type[Record]
    code: str
    detail: str = ""
    kind: str | None = None


SOURCES: dict[str, Source] = {
    "contracts": Source(Contract, "code", "company_id"),
    "mainContracts": Source(MainContract, "code"),
    "budgets": Source(Budget, "code"),
    "markupFormulas": Source(MarkupFormula, ""),
    **{kind.name: Source(ChangeOrder, "number", kind=kind.name) for kind in KINDS},
}


async def show_choices(context: Context) -> Answer:
    """GET record-choices?list=budgets&list=people&search=…"""
    wanted = [
        value for name, value in context.query if name == "list" for value in value.split(",")
    ]
    unknown = [name for name in wanted if name not in LISTS]
    if unknown or not wanted:
        known = ", ".join(LISTS)
        raise invalid("list", "choice", f"list must be of {known}: {echo(','.join(unknown))}")
    search = (query_text(context, "search") or "").strip()
    if len(search) > SEARCH_MAXIMUM:
        raise invalid("search", "length", f"search has more than {SEARCH_MAXIMUM} characters")
    limit = whole_number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAXIMUM)
    lists: dict[str, list[RecordChoiceView]] = {}
    more = []
    for name in dict.fromkeys(wanted):
        lists[name], is_more = await LISTS[name](context, name, search, limit)
        if is_more:
            more.append(name)
    return answer(context, RecordChoicesView(lists=lists, more=more))


# -- records --------------------------------------------------------------------------------------


class Row(msgspec.Struct, frozen=True):
    """A record as the shape below writes it."""

    id: UUID
    code: str | None
    name: str | None
    currency: str | None
    company_id: int | None


_read_rows = msgspec.json.Decoder(list[Row]).decode
_encode = msgspec.json.Encoder().encode


def _shape(source: Source) -> Shape:
    columns = set(source.noun.__struct_fields__)
    code = source.code or "name"
    wanted = ("uuid", code, "name", "currency", "company_id")
    held = tuple(column for column in wanted if column in columns)

    def render(row: tuple[Any, ...], _: Any) -> bytes:
        values = dict(zip(held, row, strict=True))
        company = values.get("company_id")
        shown = {
            "id": values["uuid"],
            "code": values[code] if source.code else None,
            "name": values["name"],
            "currency": values.get("currency"),
            "company_id": None if company is None else int(company),
        }
        return _encode(shown)[:-1]

    return Shape(
        name=f"web.choice.{source.noun.TABLE}",
        version="1",
        noun=source.noun,
        values=tuple(Value(column) for column in held),
        render=render,
        names_people=False,
    )


SHAPES = {name: _shape(source) for name, source in SOURCES.items()}


async def _records(context: Context, name: str, search: str, limit: int) -> Found:
    """Records whose code or name holds what was typed; those whose code does come first."""
    source = SOURCES[name]
    view_name = f"{source.noun.TABLE}:{source.kind}" if source.kind else source.noun.TABLE
    if view_of(context.role.name, view_name).rows == "none":
        return [], False
    columns = [column for column in (source.code, "name") if column] if search else [""]
    found: dict[UUID, Row] = {}
    total = 0
    for column in columns:
        where = (Condition(column, "contains", (search,)),) if column else ()
        order = (Order(source.code or "name"), Order("id"))
        query = ListQuery(source.noun, source.kind, where, order, 0, limit)
        page = await _pages(context).page(_viewer(context), query, SHAPES[name], None)
        assert isinstance(page, Page)
        total = max(total, page.total)
        for row in _read_rows(b"[%b]" % page.results):
            found.setdefault(row.id, row)
    rows = list(found.values())
    return [_choice(context, row) for row in rows[:limit]], max(total, len(rows)) > limit


def _choice(context: Context, row: Row) -> RecordChoiceView:
    company = context.services.directory.company(row.company_id or 0)
    return RecordChoiceView(
        id=row.id,
        autodesk_id=None,
        text=row.code or row.name or "",
        name=row.name or "",
        detail=None if company is None else company.name,
        currency=row.currency,
    )


def _pages(context: Context) -> Pages:
    pages: Pages = context.services.extras["pages"]
    return pages


def _viewer(context: Context) -> Viewer:
    company_id = None if context.role.audience == "full" else context.company_id
    return Viewer(context.container_id, context.role.name, company_id)


# -- the directory, words -------------------------------------------------------------------------


async def _people(context: Context, name: str, search: str, limit: int) -> Found:
    members = DirectoryView(context.services.directory, context.person).members(context.project)
    views = []
    for member, person in members:
        company = context.services.directory.company_of(person.id, context.project.id)
        views.append(
            RecordChoiceView(
                id=person.uuid,
                autodesk_id=person.autodesk_id,
                text=person.name,
                name=person.name,
                detail=None if company is None else f"{company.name}, {member.role}",
                currency=None,
            )
        )
    return _searched(views, search, limit)


async def _companies(context: Context, name: str, search: str, limit: int) -> Found:
    found = context.services.directory.companies_of(context.project.account_id)
    if context.role.audience != "full":
        found = [company for company in found if company.id == context.company_id]
    views = [
        RecordChoiceView(
            id=company.uuid,
            autodesk_id=company.autodesk_id,
            text=company.name,
            name=company.name,
            detail=company.trade,
            currency=None,
        )
        for company in found
        if company.active
    ]
    return _searched(views, search, limit)


def _entries(kind: str) -> Callable[[Context, str, str, int], Awaitable[Found]]:
    async def offered(context: Context, name: str, search: str, limit: int) -> Found:
        if context.role.audience != "full":
            return [], False
        directory, account_id = context.services.directory, context.project.account_id
        if not isinstance(context.services.ledger, PastLedger):
            await ensure_lists(context.services.ledger, directory, account_id)
        names = [entry.name for entry in directory.choices_of(account_id, kind)]
        return _searched([_word(each) for each in names], search, limit)

    return offered


async def _scopes(context: Context, name: str, search: str, limit: int) -> Found:
    return _searched([_word(each) for each in SCOPES], search, limit)


async def _numbers(context: Context, name: str, search: str, limit: int) -> Found:
    """For each kind the number that the next document gets, its text, if nobody is quicker."""
    ledger = context.services.ledger
    if context.role.audience != "full" or isinstance(ledger, PastLedger):
        return [], False
    views = []
    async with look(ledger, context.container_id, context.actor()) as scene:
        for kind in KINDS:
            if not kind.states:
                continue
            try:
                number = await next_number(scene, kind.name)
            except Conflict:
                continue
            view = _word(number)
            view.name = kind.name
            views.append(view)
    return views, False


def _word(text: str) -> RecordChoiceView:
    return RecordChoiceView(
        id=None, autodesk_id=None, text=text, name=text, detail=None, currency=None
    )


def _searched(views: list[RecordChoiceView], search: str, limit: int) -> Found:
    """Those that hold what was typed, by name."""
    wanted = search.casefold()
    found = [
        view
        for view in views
        if wanted in view.name.casefold() or wanted in (view.detail or "").casefold()
    ]
    return found[:limit], len(found) > limit


LISTS: dict[str, Callable[[Context, str, str, int], Awaitable[Found]]] = {
    **dict.fromkeys(SOURCES, _records),
    "people": _people,
    "companies": _companies,
    "reasons": _entries(CHANGE_REASON),
    "types": _entries(CHANGE_TYPE),
    "scopes": _scopes,
    "numbers": _numbers,
}
"""Every list by its name."""
