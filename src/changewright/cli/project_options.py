"""The options that say how a project is set up, shared by `project open` and `project settings`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .opening import Stop

Currency = Annotated[
    str | None, typer.Option(help="Its currency, such as USD; contracts have it unless they say.")
]
TiersCost = Annotated[
    int | None,
    typer.Option(
        help="Tiers of change orders on commitments, 1 to 3, as Procore's clients see them; 1 "
        "in a new project. While there are change orders they can only be raised."
    ),
]
TiersBudget = Annotated[
    int | None,
    typer.Option(
        help="Tiers on prime contracts, 1 to 3; 2 in a new project. Settled by the first order."
    ),
]
MoneyPlaces = Annotated[
    int | None, typer.Option(help="Decimal places of amounts that are worked out here; 2.")
]
Cascade = Annotated[
    str | None,
    typer.Option(help="How far a state travels: mirror copies it everywhere, advance only lifts."),
]
CommitmentFirst = Annotated[
    bool | None,
    typer.Option(help="A commitment must be approved before its change orders."),
]
UnlinkFirst = Annotated[
    bool | None, typer.Option(help="A change order is unlinked before it is deleted.")
]
Lifo = Annotated[bool | None, typer.Option(help="Only the newest approval can be undone.")]
BudgetsLocked = Annotated[
    bool | None,
    typer.Option(help="The budget stands: only an administrator who insists changes it."),
]
ContractLocks = Annotated[
    bool | None,
    typer.Option(
        help="A commitment that is approved or complete keeps its supplier and schedule of values."
    ),
]
Segments = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME:LENGTH[:DELIMITER]",
        help="A segment of budget codes, such as Division:2:hyphen; may be repeated. LENGTH any "
        "takes up to 255 characters. Without it a code is one free text.",
    ),
]


def given(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def segment_fields(texts: list[str]) -> tuple[dict[str, Any], ...]:
    """The fields of the segments named by `--segment`. Raises `Stop`."""
    return tuple(_segment(text) for text in texts)


def _segment(text: str) -> dict[str, Any]:
    from changewright.core.budget_codes import CODE_LENGTH_MAXIMUM, DELIMITERS

    name, *rest = (part.strip() for part in text.split(":"))
    if not name or len(rest) not in (1, 2):
        raise Stop(f"--segment: {text} is not NAME:LENGTH or NAME:LENGTH:DELIMITER.")
    length, delimiter = rest[0], (rest[1:] or ["none"])[0]
    if delimiter not in DELIMITERS:
        raise Stop(f"--segment: {text}: the delimiter is one of {', '.join(DELIMITERS)}.")
    is_any = length == "any"
    if not is_any and not (length.isdecimal() and 1 <= int(length) <= CODE_LENGTH_MAXIMUM):
        raise Stop(f"--segment: {text}: the length is 1 to {CODE_LENGTH_MAXIMUM}, or any.")
    return {
        "name": name,
        "type": "code",
        "length": CODE_LENGTH_MAXIMUM if is_any else int(length),
        "is_variable_length": is_any,
        "delimiter": delimiter,
    }
