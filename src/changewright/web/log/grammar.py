"""The words in which a log is asked for, in the app's address and in the API alike.

    filter=kind:is:pco,oco;submitted:range:10000..;due:before:t+14
    sort=-submitted,number   group=phase,contract   columns=number,title   q=pump

Days are `2026-11-22`, or `t`, `t+14`, `t-7` from today in the project's zone; columns of instants
are compared by the project's days. A backslash takes the meaning from the sign behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from changewright.core.calendar_days import start_of
from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.log_columns import LogColumn
from changewright.core.log_query import LogCondition, LogKey, LogQuery, Test
from changewright.core.money import parse_price
from changewright.edge.context import Context
from changewright.edge.values import echo, parse_day, parse_instant, parse_uuid

from .known import Known, company_named, person_named

CONDITIONS_MAXIMUM = 40
VALUES_MAXIMUM = 1000
KEYS_MAXIMUM = 8
GROUPS_MAXIMUM = 3
WORDS_MAXIMUM = 8
Q_LENGTH_MAXIMUM = 200

NOTHING, ME, MINE = "none", "me", "mine"
_TODAY = re.compile(r"t(?:([+\- ])(\d{1,4}))?\Z", re.ASCII)
_DAY_LAST, _DAY_FIRST = date(9999, 1, 1), date(1, 1, 2)


class Words(msgspec.Struct, frozen=True):
    """The parts of a query as text, which a saved view has too."""

    filter: str = ""
    q: str = ""
    sort: str = ""
    group: str = ""
    columns: str = ""


class Reading(msgspec.Struct, frozen=True):
    """What texts are read with: the caller, and what is known of the log."""

    context: Context
    known: Known


def query_of(
    reading: Reading, words: Words, default_columns: Sequence[LogColumn], offset: int, limit: int
) -> LogQuery:
    """The query that the words ask for. Raises one `Invalid` naming what cannot be asked."""
    problems: list[Problem] = []

    def part(read: Callable[[], tuple[object, ...]]) -> tuple[object, ...]:
        try:
            return read()
        except Invalid as refusal:
            problems.extend(refusal.problems)
            return ()

    columns = part(lambda: columns_of(reading.known, words.columns)) or tuple(default_columns)
    query = LogQuery(
        columns=columns,  # type: ignore[arg-type]
        where=part(lambda: conditions_of(reading, words.filter)),  # type: ignore[arg-type]
        words=part(lambda: free_words(words.q)),  # type: ignore[arg-type]
        group=part(lambda: keys_of(reading.known, words.group, "group")),  # type: ignore[arg-type]
        order=part(lambda: keys_of(reading.known, words.sort, "sort")),  # type: ignore[arg-type]
        offset=offset,
        limit=limit,
    )
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return query


# -- columns, keys, words -------------------------------------------------------------------------


def _column(known: Known, name: str, field: str) -> LogColumn:
    column = known.columns.get(name)
    if column is None:
        raise invalid(field, "unknown", f"{field}: there is no column {echo(name)}")
    return column


def columns_of(known: Known, text: str) -> tuple[LogColumn, ...]:
    """`number,title,…`, each once."""
    names = dict.fromkeys(name for name in text.split(",") if name)
    return tuple(_column(known, name, "columns") for name in names)


def keys_of(known: Known, text: str, field: str) -> tuple[LogKey, ...]:
    """`-submitted,number`: the columns to sort or group by, each once."""
    keys: dict[str, LogKey] = {}
    for part in text.split(","):
        name = part.strip().removeprefix("-")
        if not name or name in keys:
            continue
        column = _column(known, name, field)
        if not (column.groupable if field == "group" else column.sortable):
            way = "grouped" if field == "group" else "sorted"
            raise invalid(field, "choice", f"{field}: the log is not {way} by {name}")
        keys[name] = LogKey(column, part.strip().startswith("-"))
    most = GROUPS_MAXIMUM if field == "group" else KEYS_MAXIMUM
    if len(keys) > most:
        raise invalid(field, "range", f"{field} names {len(keys)} columns, at most {most} go")
    return tuple(keys.values())


def free_words(text: str) -> tuple[str, ...]:
    """What is looked for in number and title."""
    if len(text) > Q_LENGTH_MAXIMUM:
        raise invalid("q", "length", f"q has more than {Q_LENGTH_MAXIMUM} characters")
    words = tuple(dict.fromkeys(text.split()))
    if len(words) > WORDS_MAXIMUM:
        raise invalid("q", "range", f"q has {len(words)} words, at most {WORDS_MAXIMUM} go")
    return words


# -- conditions -----------------------------------------------------------------------------------


def split(text: str, sign: str, most: int = -1) -> list[str]:
    """The parts between unescaped signs, still escaped; at most `most` cuts."""
    parts: list[str] = []
    part, at = "", 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            part += text[at : at + 2]
            at += 2
        elif text.startswith(sign, at) and (most < 0 or len(parts) < most):
            parts.append(part)
            part = ""
            at += len(sign)
        else:
            part += text[at]
            at += 1
    return [*parts, part]


def plain(text: str) -> str:
    """Without the backslashes that took a meaning away."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def conditions_of(reading: Reading, text: str) -> tuple[LogCondition, ...]:
    """The conditions of `filter`."""
    parts = [part for part in split(text, ";") if part.strip()]
    if len(parts) > CONDITIONS_MAXIMUM:
        detail = f"filter has {len(parts)} conditions, at most {CONDITIONS_MAXIMUM} go"
        raise invalid("filter", "range", detail)
    return tuple(_condition(reading, part.strip()) for part in parts)


def _condition(reading: Reading, part: str) -> LogCondition:
    name, operator, values = (*split(part, ":", 2), "", "")[:3]
    column = _column(reading.known, name, "filter")
    if operator not in column.operators:
        ways = ", ".join(column.operators) or "nothing"
        raise _bad(column, f"takes {ways}; not {echo(operator)}")
    if operator in ("blank", "filled"):
        return LogCondition(column, "blank" if operator == "blank" else "filled")
    if not values:
        raise _bad(column, f"{operator} needs a value")
    if operator == "contains":
        return LogCondition(column, "contains", (plain(values),))
    if column.type in ("day", "instant"):
        return LogCondition(column, "span", _span(reading, column, operator, values))
    if operator == "range":
        return LogCondition(column, "range", _range(column, values))
    test: Test = "any" if operator == "is" else "none"
    return LogCondition(column, test, tuple(_named(reading, column, values)))


def _bad(column: LogColumn, what: str) -> Invalid:
    return invalid("filter", "format", f"filter: {column.name} {what}")


def _named(reading: Reading, column: LogColumn, text: str) -> Iterator[object]:
    values = split(text, ",")
    if len(values) > VALUES_MAXIMUM:
        raise _bad(column, f"is compared with {len(values)} values, at most {VALUES_MAXIMUM} go")
    read = _READERS[column.type]
    for value in values:
        if value == NOTHING and column.type != "flag":
            yield None
        elif value:
            yield read(reading, column, plain(value))


def _text(reading: Reading, column: LogColumn, text: str) -> object:
    return text


def _word(reading: Reading, column: LogColumn, text: str) -> object:
    if column.definition_id is None and text not in column.choices:
        raise _bad(column, f"is one of {', '.join(column.choices)}; not {echo(text)}")
    return text


def _number(reading: Reading, column: LogColumn, text: str) -> object:
    return parse_price(text.strip(), "filter")


def _flag(reading: Reading, column: LogColumn, text: str) -> object:
    if text not in ("true", "false"):
        raise _bad(column, f"is true or false; not {echo(text)}")
    return text == "true"


def _uuid(column: LogColumn, text: str) -> UUID:
    uuid = parse_uuid(text)
    if uuid is None:
        raise _bad(column, f"is named by a UUID; not {echo(text)}")
    return uuid


def _record(reading: Reading, column: LogColumn, text: str) -> object:
    return _uuid(column, text)


NOBODY = -1


def _person(reading: Reading, column: LogColumn, text: str) -> object:
    if text == ME:
        return reading.known.scope.person_id
    found = person_named(reading.context, reading.known, _uuid(column, text))
    return NOBODY if found is None else found


def _company(reading: Reading, column: LogColumn, text: str) -> object:
    if text == MINE:
        mine = reading.known.scope.company_id
        return NOBODY if mine is None else mine
    found = company_named(reading.context, reading.known, _uuid(column, text))
    return NOBODY if found is None else found


_READERS: Mapping[str, Callable[[Reading, LogColumn, str], object]] = {
    "text": _text,
    "word": _word,
    "number": _number,
    "amount": _number,
    "flag": _flag,
    "person": _person,
    "company": _company,
    "contract": _record,
    "mainContract": _record,
    "changeOrder": _record,
}


def _range(column: LogColumn, text: str) -> tuple[object, ...]:
    bounds = split(text, "..")
    if len(bounds) != 2 or not any(bounds):
        raise _bad(column, "range is two numbers with .. between them, or one and ..")
    return tuple(parse_price(plain(one).strip(), "filter") if one else None for one in bounds)


# -- days -----------------------------------------------------------------------------------------


def read_day(text: str, today: date) -> date | None:
    """A day as it is typed; None for what is no day."""
    match = _TODAY.match(text)
    if match is not None:
        sign, days = match[1], int(match[2] or 0)
        return today + timedelta(days=-days if sign == "-" else days)
    return parse_day(text) if len(text) == len("2026-11-22") else None


def _span(reading: Reading, column: LogColumn, operator: str, text: str) -> tuple[object, object]:
    """From the first to before the second: days, or instants where the column is of instants."""

    def edge(one: str, days: int) -> object:
        one = plain(one).strip()
        if not one:
            return None
        day = read_day(one, reading.known.day)
        instant = parse_instant(one) if day is None and column.type == "instant" else None
        on = day if instant is None else instant.date()
        if on is None:
            raise _bad(column, f"is compared with days as 2026-11-22 or t+14; not {echo(one)}")
        if not _DAY_FIRST <= on < _DAY_LAST:
            raise _bad(column, f"is compared with days people live on; not {echo(one)}")
        if instant is not None:
            return instant + timedelta(milliseconds=1) if days else instant
        return _beginning(reading, column, on + timedelta(days=days))

    if operator == "before":
        return None, edge(text, 0)
    if operator == "after":
        return edge(text, 1), None
    bounds = split(text, "..") if operator == "range" else [text, text]
    if len(bounds) != 2 or not any(bounds):
        raise _bad(column, "range is two days with .. between them, or one and ..")
    return edge(bounds[0], 0), edge(bounds[1], 1)


def _beginning(reading: Reading, column: LogColumn, day: date) -> date | datetime:
    return day if column.type == "day" else start_of(day, reading.known.zone)
