"""The table of contract states in docs/compatibility.md is what the doors' tables say."""

from __future__ import annotations

from pathlib import Path

from changewright.acc.contract_words import WORDS as ACC
from changewright.core.contract_states import PURCHASE_ORDER, STATES, WORK_ORDER
from changewright.procore.contract_words import PRIME, WORDS

PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"


def table() -> str:
    """The rows of both sides, in the order of the core's states."""
    lines = [
        "| state | side | Autodesk | work order | purchase order | prime contract |",
        "|---|---|---|---|---|---|",
    ]
    for state in STATES["cost"]:
        words = (ACC["cost"][state], WORDS[WORK_ORDER][state], WORDS[PURCHASE_ORDER][state], "")
        lines.append(_row(state, "cost", *words))
    for state in STATES["budget"]:
        lines.append(_row(state, "budget", ACC["budget"][state], "", "", WORDS[PRIME][state]))
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def test_the_page_has_the_table() -> None:
    assert table() in PAGE.read_text("utf-8"), "\n" + table()
