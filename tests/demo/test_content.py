"""The demo's content holds together: sums, names, and who is let what."""

from __future__ import annotations

import pytest

from changewright.core.markup import evaluate
from changewright.core.markup_lines import Line
from changewright.core.markup_steps import Step
from changewright.core.money import Decimal
from changewright.core.roles import ROLE
from changewright.work.demo import markups
from changewright.work.demo.attributes import ORIGINS
from changewright.work.demo.budget import BUDGET, BUDGET_BY_KEY, DIVISIONS, GUARANTEED_MAXIMUM
from changewright.work.demo.cast import COMPANIES, COMPANY_BY_KEY, PEOPLE, PERSON_BY_KEY
from changewright.work.demo.contracts import (
    COMMITMENT_BY_KEY,
    COMMITMENTS,
    CONTRACT_OF_BUDGET,
    PRIME,
)
from changewright.work.demo.places import PLACE_BY_KEY, PLACES
from changewright.work.demo.stories import STORIES, newest
from changewright.work.demo.story import REASONS, Story


def test_budget_adds_up_to_the_guaranteed_maximum() -> None:
    assert sum(row.amount for row in BUDGET) == GUARANTEED_MAXIMUM
    assert sum(row.amount for row in PRIME.rows) == PRIME.amount == GUARANTEED_MAXIMUM


def test_budget_codes_are_division_section_and_cost_type() -> None:
    assert len(BUDGET_BY_KEY) == len(BUDGET) >= 60
    assert {row.division for row in BUDGET} == set(DIVISIONS)
    for row in BUDGET:
        assert f"{row.division}-{row.section}-{row.cost_type}" == row.code
        assert row.amount * 10**8 % row.quantity == 0, f"{row.code} has no exact unit price"


def test_each_budget_code_is_let_once() -> None:
    rows = [row for commitment in COMMITMENTS for row in commitment.rows]
    assert len(CONTRACT_OF_BUDGET) == len(rows)
    assert set(CONTRACT_OF_BUDGET) <= set(BUDGET_BY_KEY)
    for commitment in COMMITMENTS:
        budgeted = sum(BUDGET_BY_KEY[row.budget].amount for row in commitment.rows)
        assert abs(commitment.awarded - budgeted) * 20 < budgeted, "a buyout far off the budget"


def test_cast_has_every_role_and_a_contact_for_every_company() -> None:
    assert {person.role for person in PEOPLE} == set(ROLE)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)
    for person in PEOPLE:
        assert person.email.endswith(".example") and person.company in COMPANY_BY_KEY
    for company in COMPANIES:
        assert PERSON_BY_KEY[company.contact].company == company.key
    assert {commitment.key for commitment in COMMITMENTS} <= set(COMPANY_BY_KEY)


def test_stories_have_keys_of_their_own() -> None:
    keys = [story.key for story in (*STORIES, *newest.STORIES)]
    assert len(set(keys)) == len(keys)


def test_places_form_a_tree() -> None:
    assert len({place.id for place in PLACES}) == len(PLACES)
    for place in PLACES:
        assert place.path[-1] == place.id
        assert place.parent is None or place.path[-2] == PLACE_BY_KEY[place.parent].id


@pytest.mark.parametrize("story", (*STORIES, *newest.STORIES), ids=lambda story: story.key)
def test_story(story: Story) -> None:
    assert 0 <= story.week < 52 and story.lines and story.place in PLACE_BY_KEY
    assert story.origin[0] in ORIGINS and story.origin[1]
    assert story.reason in REASONS and len(story.title) <= 90 and len(story.text) <= 2048
    assert {line.budget for line in story.lines} <= set(BUDGET_BY_KEY)
    assert {author for author, _ in story.remarks} <= set(PERSON_BY_KEY)
    assert not story.rival or COMPANY_BY_KEY[story.rival].part == "supplier"
    ruled = story.ending in ("resubmitted", "rejected", "argued", "void", "withdrawn")
    assert bool(story.ruling) == ruled, "who says no says why"
    assert len(story.settled) in (0, len(story.lines))
    if story.scope == "in":
        assert any(line.budget in CONTRACT_OF_BUDGET for line in story.lines)
    if story.rival:
        assert story.lines[0].budget in CONTRACT_OF_BUDGET


def test_backcharges_give_one_trade_what_they_take_from_another() -> None:
    backcharges = [story for story in STORIES if story.reason == "Backcharge"]
    assert len(backcharges) >= 5
    for story in backcharges:
        assert story.amount == 0 and story.scope == "in", story.key


def test_markups_come_to_what_the_field_says() -> None:
    """10,000 with overhead 10, profit 5, insurance 1 and bond 1 per cent, each on all above
    (field.md §5.1, 1)."""
    steps = [
        Step(key=place, name=one.name, amount=Decimal(one.percent), basis="running")
        for place, one in enumerate(markups.STEPS)
    ]
    outcome = evaluate(steps, [Line(key=1, amount=Decimal(markups.SAMPLE_AMOUNT))])
    told = ["1000.00", "550.00", "115.50", "116.66"]
    assert [worked.amount for worked in outcome.steps] == [Decimal(each) for each in told]
    assert {one.budget for one in markups.STEPS} <= set(BUDGET_BY_KEY) - set(CONTRACT_OF_BUDGET)


def test_stories_differ() -> None:
    assert len({story.key for story in STORIES}) == len(STORIES) >= 120
    assert len({story.title for story in STORIES}) == len(STORIES)
    assert len({story.origin for story in STORIES}) == len(STORIES)
    assert set(COMMITMENT_BY_KEY) == {
        CONTRACT_OF_BUDGET[line.budget]
        for story in STORIES
        for line in story.lines
        if line.budget in CONTRACT_OF_BUDGET
    }, "a trade without a change"
