"""Who approves what in the demo: the policies, adopted late in its year, and who is asked first.

People and companies go by their keys. Every move that the year's last weeks make completes its
policy: whoever is asked before has been (`endorse`), so the newest documents wait and the others
went through.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .diary import WEEKS, Diary
from .steps import Adopt, Endorse

ADOPTED_WEEK = WEEKS - 16
OWNER_BOARD_AMOUNT = "400000"
HOUSE_BOARD_AMOUNT = "100000"
HOUSE_SHARE_PERCENT = "15"

_REPRESENTATIVE = {"name": "Owner's representative", "who": [{"person": "omar"}], "due_days": 7}
_ARCHITECT = {
    "name": "Architect's recommendation",
    "who": [{"person": "ingrid"}, {"person": "lwazi"}],
    "due_days": 7,
}
_SIGNATURE = {
    "name": "Signature for the owner",
    "who": [{"person": "ruth"}, {"person": "elliot"}],
    "stage": 2,
    "due_days": 7,
}
_MANAGER = {"name": "Project manager", "who": [{"role": "manager"}], "due_days": 3}
_EXECUTIVE = {"name": "Project executive", "who": [{"person": "dana"}], "due_days": 3}
_OPERATIONS = {
    "name": "Operations",
    "who": [{"role": "approver"}],
    "stage": 2,
    "due_days": 5,
}

POLICIES: tuple[Mapping[str, Any], ...] = (
    {
        "name": "Orders to subcontractors",
        "description": "Delegation of authority, Halvorsen & Pike, section 4.",
        "kinds": ["sco"],
        "position": 1,
        "distinct_people": True,
        "bands": [
            {
                "name": "project",
                "limits": [
                    {"measure": "amount", "bounds": [{"amount": HOUSE_BOARD_AMOUNT}]},
                    {"measure": "cumulative_net", "bounds": [{"percent": HOUSE_SHARE_PERCENT}]},
                ],
                "steps": [_MANAGER, _OPERATIONS],
            },
            {"name": "company", "steps": [_MANAGER, _EXECUTIVE, _OPERATIONS]},
        ],
        "split": {"days": 21, "least": 2, "same": ["contract"]},
    },
    {
        "name": "Requests to the owner",
        "description": "Tamarack Valley Health System, capital projects procedure 12.",
        "kinds": ["rco"],
        "position": 2,
        "bands": [
            {
                "name": "any amount",
                "steps": [
                    _ARCHITECT,
                    {"name": "Owner", "who": [{"role": "owner"}], "stage": 2, "due_days": 7},
                ],
            }
        ],
    },
    {
        "name": "Owner's change orders",
        "description": "Tamarack Valley Health System, signature authority.",
        "kinds": ["oco"],
        "position": 3,
        "bands": [
            {
                "name": "facilities",
                "limits": [{"measure": "amount", "bounds": [{"amount": OWNER_BOARD_AMOUNT}]}],
                "steps": [_REPRESENTATIVE, _SIGNATURE],
            },
            {"name": "board", "steps": [_REPRESENTATIVE, _ARCHITECT, _SIGNATURE]},
        ],
    },
)
_ENDORSERS: Mapping[str, tuple[str, ...]] = {
    "sco": ("miles", "dana"),
    "rco": ("lwazi",),
    "oco": ("omar", "lwazi"),
}
"""Who is asked before the last step of each kind; who is not needed says nothing."""


def adopt(diary: Diary) -> datetime:
    """The policies are agreed on in one meeting; when they are in force."""
    when = diary.first_day_of(ADOPTED_WEEK)
    return diary.write(when, "dana", *(Adopt(policy) for policy in POLICIES))


def endorse(diary: Diary, document: str, asked: datetime, moved: datetime) -> None:
    """Those who come before the last step say yes between the question and the move."""
    kind = document.partition(":")[0]
    start = max(asked, diary.first_day_of(ADOPTED_WEEK))
    if moved <= start:
        return
    people = _ENDORSERS.get(kind, ())
    for place, person in enumerate(people, 1):
        when = start + (moved - start) * place / (len(people) + 1)
        diary.write(when.replace(microsecond=0) + timedelta(seconds=1), person, Endorse(document))
