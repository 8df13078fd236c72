"""The list query of Procore's door: `filters[…]`, `page` and `per_page`, read by rows.

procore.md §4.3 and §4.4: filters combine with and; a list comes by commas or as repeated
`filters[id][]`; a range is `a...b`, in quotes or not, and both ends belong to it. Instants are
compared by whole seconds, as they are shown. Parameters that no row names are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.query import Condition
from changewright.edge.routes import Parameter
from changewright.edge.values import (
    SAFE_INTEGER_LIMIT,
    echo,
    parse_day,
    parse_instant,
    parse_whole_number,
)

PER_PAGE_DEFAULT = 100
PER_PAGE_MAXIMUM = 10_000
"""More than this gives this; a public client asks for 10,000 (procore.md §4.3)."""

_DAY_LENGTH = 10
_LAST_MILLISECOND = timedelta(milliseconds=999)
_LAST_OF_DAY = timedelta(days=1) - timedelta(milliseconds=1)


class Filter(msgspec.Struct, frozen=True, eq=False):
    """One filter: its name within `filters[…]`, the column (or joined column) it tests, and how
    its text is read. `type` is for the reference."""

    name: str
    column: str
    read: Callable[[str, Sequence[str], str], Condition]
    type: str = "text"
    description: str = ""


class Window(msgspec.Struct, frozen=True):
    """Which page, from 1."""

    page: int
    per_page: int

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


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


def _ends(texts: Sequence[str]) -> tuple[str, str]:
    """The two ends of a range; of a single value both are that value."""
    text = texts[-1].strip().replace('"', "")
    first, dots, last = text.partition("...")
    return first.strip(), (last.strip() if dots else first.strip())


def _instants(column: str, texts: Sequence[str], name: str) -> Condition:
    first, last = _ends(texts)
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
    first, last = _ends(texts)
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


def read_query(
    pairs: Iterable[tuple[str, str]], filters: Sequence[Filter]
) -> tuple[tuple[Condition, ...], Window]:
    """The conditions and the page that a query asks for. Raises one `Invalid` with all problems."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name.removesuffix("[]"), []).append(value)
    problems: list[Problem] = []
    conditions = []
    for each in filters:
        name = f"filters[{each.name}]"
        words = [word for word in given.get(name, ()) if word.strip()]
        if words:
            conditions.append(_collecting(problems, each.read, each.column, words, name))
    window = _collecting(problems, read_window, given)
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return tuple(conditions), window


def read_window(given: Mapping[str, Sequence[str]]) -> Window:
    """`page` and `per_page`; absent or empty is the first of 100."""
    page = _positive(given.get("page", ()), "page", 1)
    per_page = _positive(given.get("per_page", ()), "per_page", PER_PAGE_DEFAULT)
    per_page = min(per_page, PER_PAGE_MAXIMUM)
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
PROJECT = Parameter("project_id", "integer", "The project.", required=True)


def parameters(filters: Sequence[Filter]) -> tuple[Parameter, ...]:
    """The rows of the reference: the same table that is read."""
    return (
        *(
            Parameter(
                f"filters[{each.name}]",
                each.type,
                each.description,
                repeated=each.type == "integer",
            )
            for each in filters
        ),
        *PAGING,
    )
