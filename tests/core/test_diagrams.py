"""The page on states is what the rows say now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from changewright.core.diagrams import diagram, states_page
from changewright.core.kinds import KINDS, MOVES, MOVES_OF, STATES, states_on
from changewright.core.roles import ROLES
from changewright.core.rules import REFUSALS

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
TRACKS = [(kind.name, track) for kind in KINDS for track in kind.tracks]


def test_the_page_is_up_to_date() -> None:
    """`python -m changewright.core.diagrams > docs/states.md` brings it up to date."""
    assert PAGE.read_text("utf-8") == states_page()


def test_the_page_names_every_kind_state_action_role_and_need() -> None:
    page = states_page()
    for name in (
        *(kind.title for kind in KINDS),
        *(f"`{state.name}`" for state in STATES),
        *(f"`{move.action}`" for move in MOVES),
        *(f"| {role.name} |" for role in ROLES),
        *(f"- {need.replace('_', ' ')}: " for need in REFUSALS),
    ):
        assert name in page
    assert ".md §" not in page.partition("## States")[2], (
        "a page of its own has no other's chapters"
    )


@pytest.mark.parametrize(("kind", "track"), TRACKS, ids=lambda part: str(part))
def test_an_arrow_is_a_move_and_each_move_has_one(kind: str, track: str) -> None:
    picture = diagram(kind, track)  # type: ignore[arg-type]
    arrows = re.findall(r"^    (\w+) --> (\w+): (.+)$", picture, re.MULTILINE)
    states = set(states_on(kind, track))
    drawn: set[str] = set()
    for source, target, actions in arrows:
        assert {source, target} <= states
        for action in actions.split(", "):
            drawn.add(action)
            steps = [m.step(track) for m in MOVES_OF[kind] if m.action == action]  # type: ignore[arg-type]
            assert any(s and s.target == target and source in s.sources for s in steps)
    moving = {
        move.action
        for move in MOVES_OF[kind]
        if (step := move.step(track)) and step.target  # type: ignore[arg-type]
    }
    assert drawn == moving
    assert len(arrows) == len({(source, target) for source, target, _ in arrows})
