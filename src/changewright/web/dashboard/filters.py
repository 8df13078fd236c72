"""The log's filters that list the records behind a figure, in the grammar of `/log`.

`kind:is:pco;court:is:owner;courtSince:range:2026-02-01..2026-02-08`: conditions that must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from changewright.core.certainty import AGES
from changewright.core.kinds import KINDS, STATES, Phase, Track

_SIGNS = re.compile(r"([,;:.\\])")


def among(column: str, values: Iterable[object | None]) -> str:
    """A column that has one of these values; None stands for none."""
    told = ",".join("none" if value is None else _value(value) for value in values)
    return f"{column}:is:{told}"


def blank(column: str) -> str:
    """A column without a value."""
    return f"{column}:blank"


def days(column: str, first: date | None, last: date | None) -> str:
    """A day, or the day of an instant, from the first to the last, both in it."""
    return f"{column}:range:{first or ''}..{last or ''}"


def joined(*conditions: str) -> str:
    """All of them, those that are empty left out."""
    return ";".join(condition for condition in conditions if condition)


def in_age(age: int, today: date) -> str:
    """In court for as many days as a band of AGES has."""
    band = AGES[age]
    first = None if band.most is None else date.fromordinal(today.toordinal() - band.most)
    return days("courtSince", first, date.fromordinal(today.toordinal() - band.least))


def of_main_contract(uuid: UUID, is_default: bool) -> str:
    """Under a main contract; the default one has those too that name none."""
    return among("mainContract", (uuid, None) if is_default else (uuid,))


def in_phase(phase: Phase) -> str:
    return among("phase", (phase,))


def in_states(side: Track, states: Iterable[str]) -> str:
    return among(f"{side}State", states)


KINDS_OF: dict[Track, tuple[str, ...]] = {
    side: tuple(kind.name for kind in KINDS if side in kind.tracks) for side in ("budget", "cost")
}
CLOSED = tuple(state.name for state in STATES if state.phase == "closed")


def _value(value: object) -> str:
    return _SIGNS.sub(r"\\\1", str(value))
