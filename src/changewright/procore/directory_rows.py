"""Resources out of the directory: companies, projects, people, and the lists of a company.

They are in memory, so a list is filtered and sorted here, by the rows of `grammar` that also serve
the ledger's lists; and they are written as one change of the directory each, without a unit of
work. A `Book` is to a row of the directory what a `Resource` is to a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from changewright.core.errors import NotFound, Problem, Refusal, invalid
from changewright.core.money import Decimal, price_text
from changewright.core.people import Account, DirectoryNoun, Project
from changewright.core.query import Condition
from changewright.core.records import Record
from changewright.core.settings import ProjectSettings
from changewright.edge.bodies import Field
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.values import parse_whole_number
from changewright.work.choices import ensure_lists
from changewright.work.directory_view import DirectoryView

from .errors import SENT, retell
from .fields import Key, Rendering, Resource
from .grammar import Filter, Listing
from .place import company_id_of, no_company
from .reading import answer_json, listing_of
from .wire import INTEGER, INTEGER_LIST, as_read, encode, enveloped, reply

COMPANY_FIELD = Field("company_id", "company_id", INTEGER)
NO_SETTINGS = ProjectSettings()


class Seen(Rendering, frozen=True, eq=False, kw_only=True):
    """What showing a row of the directory needs: who looks, in which company and, maybe, project.
    The settings of the rendering are nobody's."""

    view: DirectoryView
    account: Account
    project: Project | None = None
    known: dict[str, Any] = msgspec.field(default_factory=dict)
    """What was worked out for one row and serves the others."""

    def people(self) -> dict[int, list[int]]:
        """Whom the caller sees in the company, by the company they are of; 0: of none."""
        if "people" not in self.known:
            found: dict[int, list[int]] = {0: []}
            for person in self.view.people(self.account):
                found.setdefault(person.company_id or 0, []).append(person.id)
            self.known["people"] = found
        people: dict[int, list[int]] = self.known["people"]
        return people

    def projects_of_companies(self) -> dict[int, list[int]]:
        """The caller's projects, by the companies that people in them stand for."""
        if "projects" not in self.known:
            found: dict[int, list[int]] = {}
            for project in self.view.projects(self.account):
                for company_id in self.companies_in(project):
                    found.setdefault(company_id, []).append(project.id)
            self.known["projects"] = found
        projects: dict[int, list[int]] = self.known["projects"]
        return projects

    def companies_in(self, project: Project) -> set[int]:
        """The companies that people of a project stand for."""
        found = (
            self.directory.company_of(member.person_id, project.id)
            for member in self.directory.members_of(project.id)
        )
        return {company.id for company in found if company is not None}


Compute = Callable[[Seen, Any], Any]


class Book(Resource):
    """One kind of row as Procore's clients see it. Its columns are those of the noun, and
    `computed` ones. The reading engine never sees it."""

    def __init__(
        self,
        name: str,
        keys: Sequence[Key],
        filters: Sequence[Filter] = (),
        *,
        computed: Mapping[str, Compute] | None = None,
        sorts: Mapping[str, str] | None = None,
        views: Mapping[str, Resource | None] | None = None,
    ) -> None:
        super().__init__(name, Record, keys, {}, filters, sorts=sorts, views=views)
        self.computed = dict(computed or {})

    def value(self, seen: Seen, row: DirectoryNoun, column: str) -> Any:
        """A column of a row."""
        compute = self.computed.get(column)
        return getattr(row, column) if compute is None else compute(seen, row)

    def shown_row(self, seen: Seen, row: DirectoryNoun) -> dict[str, Any]:
        """A row as JSON's objects."""
        values = [_read(self.value(seen, row, column)) for column in self.renderer.columns]
        return self.renderer.shown(values, seen)


def _read(value: Any) -> Any:
    """As the rows of lists are read; decimals with all their places."""
    return price_text(value) if isinstance(value, Decimal) else as_read(value)


# -- who asks, and where --------------------------------------------------------------------------


async def seen_in_company(context: Context, given: Mapping[str, Any] | None = None) -> Seen:
    """The company of a request, as its caller sees it. Raises `Forbidden` without the header,
    `NotFound` for a company in which they have no part."""
    company_id = company_id_of(context, given)
    view = DirectoryView(context.services.directory, context.person)
    for account in view.accounts():
        if account.id == company_id:
            return await seen_at(context, account)
    raise no_company()


async def seen_at(context: Context, account: Account, project: Project | None = None) -> Seen:
    """The same for a company and project that are known to be the caller's."""
    directory = context.services.directory
    await ensure_lists(context.services.ledger, directory, account.id)
    view = DirectoryView(directory, context.person)
    return Seen(directory, NO_SETTINGS, view=view, account=account, project=project)


# -- reading --------------------------------------------------------------------------------------


def answer_list(context: Context, book: Book, rows: Iterable[Any], seen: Seen) -> Reply:
    """The page of `rows` that a request asks for."""
    listing = listing_of(context, book)
    found = select(listing, rows, seen)
    window = listing.window
    shown = found[window.offset : window.offset + window.per_page]
    book = _book(listing)
    return answer_json(context, [book.shown_row(seen, each) for each in shown], total=len(found))


def answer_one(context: Context, book: Book, row: DirectoryNoun, seen: Seen) -> Reply:
    """One row, in the view that is asked for."""
    words = [value.strip() for name, value in context.query if name == "view" and value.strip()]
    shown = book.view(words[-1] if words else "")
    assert isinstance(shown, Book)
    return answer_json(context, shown.shown_row(seen, row))


def find_row(context: Context, rows: Iterable[Any], what: str) -> Any:
    """The row of `rows` whose integer the path ends in. Raises `NotFound`."""
    row_id = parse_whole_number(context.path["id"])
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound(f"There is no {what} with this id here.")


def written(context: Context, book: Book, row: DirectoryNoun, seen: Seen) -> Reply:
    """A row that was just written, with the status of the operation."""
    body = enveloped(context.scope["path"], encode(book.shown_row(seen, row)))
    return reply(body, context.endpoint.route.status)


def select(listing: Listing, rows: Iterable[Any], seen: Seen) -> list[Any]:
    """The rows that pass the conditions of a listing, in the order asked for, else as they are
    given: their ids, from blocks of several processes, do not tell which is older."""
    book = _book(listing)
    found = [
        row
        for row in rows
        if all(_holds(each, book.value(seen, row, each.attribute)) for each in listing.where)
    ]
    *asked, _by_id = listing.order
    for order in reversed(asked):
        name = order.attribute
        # Empty values last when ascending and so first when descending, as the ledger's lists.
        keyed = [(_sort_key(book.value(seen, row, name)), row) for row in found]
        keyed.sort(key=lambda pair: pair[0], reverse=order.descending)
        found = [row for _, row in keyed]
    return found


def _book(listing: Listing) -> Book:
    book = listing.resource
    assert isinstance(book, Book)
    return book


def _sort_key(value: Any) -> tuple[bool, Any]:
    if isinstance(value, str):
        return (False, value.casefold())
    return (value is None, 0 if value is None else value)


def _holds(condition: Condition, value: Any) -> bool:
    match condition.operator:
        case "any":
            several = isinstance(value, (list, tuple, set, frozenset))
            return not set(value if several else (value,)).isdisjoint(condition.values)
        case "range":
            low: Any
            high: Any
            low, high = condition.values
            if value is None:
                return False
            return (low is None or value >= low) and (high is None or value <= high)
        case "contains":
            return str(condition.values[0]).casefold() in str(value or "").casefold()
    raise AssertionError(f"no filter of a book asks {condition.operator}")


def search(name: str, column: str, description: str) -> Filter:
    """Rows whose text holds what is looked for, whatever its case."""

    def read(column: str, texts: Sequence[str], name: str) -> Condition:
        return Condition(column, "contains", (texts[-1].strip(),))

    return Filter(name, column, read, "text", description)


# -- writing --------------------------------------------------------------------------------------


@contextmanager
def telling(fields: Sequence[Field], **others: str) -> Iterator[None]:
    """Let what is refused name the fields that were sent: those of `fields` by their columns, and
    `others`, column by word."""
    words = {field.column: field.name for field in fields} | others
    try:
        yield
    except Refusal as refusal:
        retell(refusal, lambda problem: _told(problem, words))
        raise


def _told(problem: Problem, words: Mapping[str, str]) -> Problem:
    """Its field by the word that was sent, also where what is said begins with it."""
    word, detail = words.get(problem.field, problem.field), problem.detail
    if detail.startswith(f"{problem.field} "):
        detail = word + detail.removeprefix(problem.field)
    return msgspec.structs.replace(problem, field=SENT + word, detail=detail)


NOT_KEPT = "is not kept here"


def not_kept(*names: str) -> tuple[Field, ...]:
    """Fields that name an entry of a list which this server has none of: any id is unknown."""
    return tuple(
        Field(name, NOT_KEPT + name, INTEGER_LIST if name.endswith("_ids") else INTEGER)
        for name in names
    )


def refuse_not_kept(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those of `not_kept`. Raises `Invalid` for one that names something."""
    for column, value in values.items():
        if column.startswith(NOT_KEPT) and value not in (None, ()):
            name = column.removeprefix(NOT_KEPT)
            raise invalid(SENT + name, "reference", f"{name} names an entry that is not there")
    return {column: value for column, value in values.items() if not column.startswith(NOT_KEPT)}
