"""The words of change events: scope, type, status and reason, which the company's lists name.

The ledger keeps an entry's name; the lists of the company give it its id (core-model.md §7). An
event that only joins the faces of a change has no status of its own and shows the default one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.choices import CHANGE_EVENT_STATUS, CHANGE_REASON, CHANGE_TYPE
from changewright.core.errors import invalid
from changewright.core.people import Choice
from changewright.work.directory import Directory

from ..fields import Rendering

SCOPE: Mapping[str, str] = {
    "tbd": "tbd",
    "in": "in_scope",
    "out": "out_of_scope",
    "budgetOnly": "out_of_scope",
    "contingency": "out_of_scope",
}
SCOPE_WORDS = ("tbd", "in_scope", "out_of_scope")
SCOPES: Mapping[str, str] = {"tbd": "tbd", "in_scope": "in", "out_of_scope": "out"}
"""The scope that a word enters."""
TYPE_WORDS = ("tbd", "allowance", "contingency", "owner_change", "transfer")
STATUS_WORDS = ("open", "closed")
ORIGIN_TYPES = (
    *("observations", "rfi", "meetings", "site_instructions", "communication", "generic_tools"),
)
SOURCES = ("budget_change", "field_initiated_change_orders")
REVENUE_SOURCES = ("latest_cost", "manual", "automatic", "no_revenue_expected")
RFI = "rfi"


# -- shown ----------------------------------------------------------------------------------------


def status_of(rendering: Rendering, name: str | None) -> Choice | None:
    """The entry of an event's status; without one the company's default."""
    return entry(rendering.directory, rendering.account_id, CHANGE_EVENT_STATUS, name)


def entry(directory: Directory, account_id: int, listed: str, name: str | None) -> Choice | None:
    """The entry that has this name; without a name the list's default."""
    if name:
        return directory.choice_named(account_id, listed, name)
    entries = directory.choices_of(account_id, listed)
    return next((each for each in entries if each.is_default), entries[0] if entries else None)


def status_word(rendering: Rendering, name: str | None) -> str:
    """The built-in status that an event's own stands for."""
    found = status_of(rendering, name)
    return (found.mapped_to if found is not None else None) or "open"


def status_row(rendering: Rendering, name: str | None) -> dict[str, Any] | None:
    """Appendix A StatusRow; a status that was taken off the list keeps its name."""
    found = status_of(rendering, name)
    if found is None and not name:
        return None
    return {
        "id": None if found is None else found.id,
        "name": name or (None if found is None else found.name),
        "mapped_to_status": status_word(rendering, name),
        "show_in_select": found is not None and found.shown,
    }


def type_word(rendering: Rendering, name: str | None) -> str:
    found = entry(rendering.directory, rendering.account_id, CHANGE_TYPE, name)
    word = None if found is None else found.mapped_to
    return word if word in TYPE_WORDS else "tbd"


def reason_row(rendering: Rendering, name: str | None) -> dict[str, Any] | None:
    """Appendix A ChangeReason."""
    if not name:
        return None
    found = rendering.directory.choice_named(rendering.account_id, CHANGE_REASON, name)
    return {
        "id": None if found is None else found.id,
        "company_id": rendering.account_id,
        "change_reason": name,
        "show_in_select": found is not None and found.shown,
    }


# -- sent -----------------------------------------------------------------------------------------


def name_of(rendering: Rendering, listed: str, choice_id: int | None, field: str) -> str | None:
    """The name of an entry that a body names by its id. Raises `Invalid` for none of the list."""
    if choice_id is None:
        return None
    found = rendering.directory.choice(rendering.account_id, listed, choice_id)
    if found is None:
        raise invalid(
            field, "reference", f"There is no {listed.replace('_', ' ')} {choice_id} here"
        )
    return found.name


def name_of_word(rendering: Rendering, listed: str, word: str, field: str) -> str:
    """The name of the first entry that stands for a built-in word. Raises `Invalid` where the
    company has none."""
    entries = rendering.directory.choices_of(rendering.account_id, listed)
    found = next((each for each in entries if each.mapped_to == word), None)
    if found is None:
        raise invalid(field, "reference", f"No entry of the company's list stands for {word}")
    return found.name
