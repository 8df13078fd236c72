"""The list query of Procore's door: `filters[…]`, `sort`, `page` and `per_page`, read by rows.

procore.md §4.3 and §4.4: filters combine with and; a list comes by commas or as repeated
`filters[id][]`; a range is `a...b`, in quotes or not, and both ends belong to it. Instants are
compared by whole seconds, as they are shown. Parameters that no row names are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.query import Condition, Order
from changewright.edge.routes import Parameter
from changewright.edge.values import (
    SAFE_INTEGER_LIMIT,
    echo,
    parse_day,
    parse_instant,
    parse_whole_number,
)

if TYPE_CHECKING:
    from .fields import Resource

PER_PAGE_DEFAULT = 100
PER_PAGE_MAXIMUM = 10_000
"""More than this gives this; a public client asks for 10,000 (procore.md §4.3)."""
V2_PER_PAGE_DEFAULT = 10
V2_PER_PAGE_MAXIMUM = 100

INCLUDE_DELETED = "filters[include_deleted]"
DELETED: Mapping[str, Condition] = {
    "only": Condition("deleted_at", "not_blank"),
    "with": Condition("deleted_at", "whatever"),
}
"""A list leaves out what is deleted, unless it is asked about just that."""

_DAY_LENGTH = 10
_LAST_MILLISECOND = timedelta(milliseconds=999)
_LAST_OF_DAY = timedelta(days=1) - timedelta(milliseconds=1)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Filter(msgspec.Struct, frozen=True, eq=False):
    """One filter: its name within `filters[…]`, the column (or joined column) it tests, and how
    its text is read. `type` is for the reference; `suffix` follows the brackets (`[not]`)."""

    name: str
    column: str
    read: Callable[[str, Sequence[str], str], Condition]
    type: str = "text"
    description: str = ""
    suffix: str = ""
    repeated: bool = False

    @property
    def parameter(self) -> str:
        return f"filters[{self.name}]{self.suffix}"


class Window(msgspec.Struct, frozen=True):
    """Which page, from 1."""

    page: int
    per_page: int

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


class Listing(msgspec.Struct, frozen=True):
    """A list as it was asked for: of which resource (a view may be another), what, in what order
    and which page."""

    resource: Resource
    where: tuple[Condition, ...]
    order: tuple[Order, ...]
    window: Window


def _ids(column: str, texts: Sequence[str], name: str) -> Condition:
    found = []
    for word in (part.strip() for text in texts for part in text.split(",")):
        if word:
            found.append(_id(word, name))
    return Condition(column, "any", tuple(dict.fromkeys(found)))


def _id(word: str, name: str) -> int:
    number = parse_whole_number(word)
    if number is None:
        raise invalid(name, "format", f"{name} is not an integer: {echo(word)}")
    return number


def _texts(column: str, texts: Sequence[str], name: str) -> Condition:
    return Condition(column, "any", tuple(dict.fromkeys(texts)))


def _booleans(column: str, texts: Sequence[str], name: str) -> Condition:
    word = texts[-1].strip().lower()
    if word not in _BOOLEANS:
        raise invalid(name, "format", f"{name} is neither true nor false: {echo(texts[-1])}")
    return Condition(column, "any", (_BOOLEANS[word],))


def _ends(texts: Sequence[str], name: str) -> tuple[str, str]:
    """The two ends of a range, one of which may be open; of a single value both are that value."""
    text = texts[-1].strip().replace('"', "")
    first, dots, last = (part.strip() for part in text.partition("..."))
    if not first and not last:
        raise invalid(name, "format", f"{name} is a range without ends: {echo(texts[-1])}")
    return first, (last if dots else first)


def _instants(column: str, texts: Sequence[str], name: str) -> Condition:
    first, last = _ends(texts, name)
    low, high = _instant(first, name), _instant(last, name)
    if low is not None:
        low = low.replace(microsecond=0)
    if high is not None:
        length = _LAST_OF_DAY if len(last) == _DAY_LENGTH else _LAST_MILLISECOND
        try:
            high = high.replace(microsecond=0) + length
        except OverflowError:
            high = None
    return Condition(column, "range", (low, high))


def _instant(text: str, name: str) -> datetime | None:
    if not text:
        return None
    found = parse_instant(text)
    if found is None:
        raise invalid(name, "format", f"{name} is not a date or a range of dates: {echo(text)}")
    return found


def _days(column: str, texts: Sequence[str], name: str) -> Condition:
    first, last = _ends(texts, name)
    return Condition(column, "range", (_day(first, name), _day(last, name)))


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    found: date | None = parse_day(text)
    if found is None:
        raise invalid(name, "format", f"{name} is not a date or a range of dates: {echo(text)}")
    return found


def ids(name: str, column: str, description: str = "") -> Filter:
    """Records by integers."""
    return Filter(name, column, _ids, "integer", description or "One id or several, by commas.")


def texts(name: str, column: str, description: str = "") -> Filter:
    """Records by a text they have."""
    return Filter(name, column, _texts, "text", description)


def instants(name: str, column: str) -> Filter:
    """Records by a range of instants, or of days in UTC."""
    return Filter(name, column, _instants, "text", "`a...b`, days or instants, both ends included.")


def days(name: str, column: str) -> Filter:
    """Records by a range of days."""
    return Filter(name, column, _days, "text", "`a...b`, days, both ends included.")


def booleans(name: str, column: str, description: str = "") -> Filter:
    """Records by a yes or no."""
    return Filter(name, column, _booleans, "boolean", description)


def never(name: str, column: str, description: str) -> Filter:
    """Records by a yes or no that is no for all of them; `column` is their id."""

    def read(column: str, texts: Sequence[str], name: str) -> Condition:
        (wanted,) = _booleans(column, texts, name).values
        return Condition(column, "any", ()) if wanted else Condition(column, "not_blank")

    return Filter(name, column, read, "boolean", description)


def statuses(
    name: str, column: str, words: Mapping[str, Sequence[str | None]]
) -> tuple[Filter, Filter]:
    """Records by the words of a status, and by `[not]`.

    `words` says for each word in which states it is shown (`words.states_of`); the column holds
    states. `budget_state|cost_state` is the first of the two that has a value.
    """
    every = tuple(dict.fromkeys(state for states in words.values() for state in states))

    def read(column: str, texts: Sequence[str], name: str) -> Condition:
        return Condition(column, "any", _states(words, texts, name))

    def read_not(column: str, texts: Sequence[str], name: str) -> Condition:
        unwanted = set(_states(words, texts, name))
        return Condition(column, "any", tuple(each for each in every if each not in unwanted))

    told = f"One word or several: {', '.join(words)}."
    return (
        Filter(name, column, read, "text", told, repeated=True),
        Filter(name, column, read_not, "text", "Those with any other.", "[not]", repeated=True),
    )


def negated(each: Filter, name: str) -> Filter:
    """A filter under a name of its own: `filters[not_status]` for `filters[status][not]`."""
    return msgspec.structs.replace(each, name=name, suffix="")


def _states(
    words: Mapping[str, Sequence[str | None]], texts: Sequence[str], name: str
) -> tuple[str | None, ...]:
    found: dict[str | None, None] = {}
    for word in (part.strip() for text in texts for part in text.split(",")):
        if word and word not in words:
            raise invalid(name, "choice", f"{name} does not know the status {echo(word)}")
        found |= dict.fromkeys(words.get(word, ()))
    return tuple(found)


def read_listing(
    pairs: Iterable[tuple[str, str]], resource: Resource, *, is_v2: bool = False
) -> Listing:
    """What a query asks of a resource. Raises one `Invalid` with all problems."""
    given = _gathered(pairs)
    problems: list[Problem] = []
    shown = _collecting(problems, resource.view, _word(given, "view")) or resource
    where = []
    for each in shown.filters:
        words = [word for word in given.get(each.parameter, ()) if word.strip()]
        if words:
            where.append(_collecting(problems, each.read, each.column, words, each.parameter))
    deleted = _word(given, INCLUDE_DELETED)
    if deleted and shown.lists_deleted:
        where.append(_collecting(problems, _deleted, deleted))
    order = _collecting(problems, _order, _word(given, "sort"), shown.sorts)
    window = _collecting(problems, read_window, given, is_v2)
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return Listing(shown, tuple(where), order, window)


def read_view(pairs: Iterable[tuple[str, str]], resource: Resource) -> Resource:
    """The view of a single record that a query asks for. Raises `Invalid`."""
    return resource.view(_word(_gathered(pairs), "view"))


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name.removesuffix("[]"), []).append(value)
    return given


def _word(given: Mapping[str, Sequence[str]], name: str) -> str:
    words = given.get(name, ())
    return words[-1].strip() if words else ""


def _deleted(word: str) -> Condition:
    if word not in DELETED:
        raise invalid(INCLUDE_DELETED, "choice", f"{INCLUDE_DELETED} is one of only, with")
    return DELETED[word]


BY_ID = (Order("id"),)


def _order(text: str, sorts: Mapping[str, str]) -> tuple[Order, ...]:
    """`sort=-created_at,id`; in order of creation unless asked. What a list is not sorted by is
    refused on every list: another order than the one asked for would pass unseen."""
    if not text:
        return BY_ID
    found = []
    for word in (part.strip() for part in text.split(",")):
        name = word.removeprefix("-")
        if name not in sorts:
            raise invalid("sort", "choice", f"sort knows {', '.join(sorts)}, not {echo(word)}")
        found.append(Order(sorts[name], descending=word != name))
    return (*found, *BY_ID)


def read_window(given: Mapping[str, Sequence[str]], is_v2: bool = False) -> Window:
    """`page` and `per_page`; absent or empty is the first of 100, under v2.0 of 10."""
    default = V2_PER_PAGE_DEFAULT if is_v2 else PER_PAGE_DEFAULT
    page = _positive(given.get("page", ()), "page", 1)
    per_page = _positive(given.get("per_page", ()), "per_page", default)
    per_page = min(per_page, V2_PER_PAGE_MAXIMUM if is_v2 else PER_PAGE_MAXIMUM)
    if page * per_page >= SAFE_INTEGER_LIMIT:
        raise invalid("page", "range", "page lies beyond any list")
    return Window(page, per_page)


def _positive(words: Sequence[str], name: str, default: int) -> int:
    if not words or not words[-1].strip():
        return default
    number = parse_whole_number(words[-1])
    if number is None or number < 1:
        raise invalid(name, "range", f"{name} must be a positive integer, not {echo(words[-1])}")
    return number


def one_id(pairs: Iterable[tuple[str, str]], name: str, *, required: bool = False) -> int | None:
    """A plain parameter that is an integer; the last one sent counts."""
    words = [value.strip() for key, value in pairs if key == name and value.strip()]
    if not words:
        if required:
            raise invalid(name, "missing", f"{name} is required")
        return None
    return _id(words[-1], name)


def _collecting(problems: list[Problem], read: Callable[..., Any], *arguments: object) -> Any:
    """What `read` gives, or None with its problems noted."""
    try:
        return read(*arguments)
    except Invalid as refusal:
        problems.extend(refusal.problems)
        return None


PAGING = (
    Parameter("page", "integer", "Which page, from 1.", minimum=1, default=1),
    Parameter(
        "per_page", "integer", "How many records a page has.", minimum=1, default=PER_PAGE_DEFAULT
    ),
)
VIEW = Parameter("view", "text", "How much of each record is shown.")


def parameters_of(resource: Resource) -> tuple[Parameter, ...]:
    """The rows of the reference: the same tables that are read."""
    found = [
        Parameter(
            each.parameter,
            each.type,
            each.description,
            repeated=each.repeated or each.type == "integer",
        )
        for each in resource.filters
    ]
    if resource.lists_deleted:
        told = "Lists what is deleted too, or only that."
        found.append(Parameter(INCLUDE_DELETED, "text", told, enum=tuple(DELETED)))
    if resource.sorts:
        told = f"By commas, `-` for descending: {', '.join(resource.sorts)}."
        found.append(Parameter("sort", "text", told))
    if resource.views:
        found.append(msgspec.structs.replace(VIEW, enum=tuple(resource.views)))
    return (*found, *PAGING)
