"""The demo's year: repeatable, legal step by step, and ending in every state actions can reach."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from tests.demo.shadow import Shadow

from changewright.core.book import state_of
from changewright.core.kinds import KINDS, MOVES, TRACKS
from changewright.core.money import sum_amounts
from changewright.work.demo.attributes import ATTRIBUTES
from changewright.work.demo.narrative import LAST_DAY, timeline
from changewright.work.demo.potential import ALLOWANCES
from changewright.work.demo.steps import Create, Deed, Describe, Generate, Price
from changewright.work.demo.stories import STORIES

SEEDS = (117, 1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def played(request: pytest.FixtureRequest) -> Shadow:
    """A year carried out in memory; a step that is not allowed raises here."""
    shadow = Shadow()
    for step in timeline(request.param):
        shadow.play(step)
    return shadow


def deeds() -> list[Deed]:
    return [deed for step in timeline() for deed in step.deeds]


def test_one_seed_gives_one_year() -> None:
    assert timeline(5) == timeline(5) != timeline(6)


def test_steps_are_in_order_of_time_within_one_year() -> None:
    steps = timeline()
    assert steps == sorted(steps, key=lambda step: step.when)
    assert steps[0].when.date() < LAST_DAY - timedelta(days=350)
    assert LAST_DAY - timedelta(days=14) < steps[-1].when.date() <= LAST_DAY


def test_few_enough_steps_to_wait_for() -> None:
    """Each step is a unit of work of some milliseconds, and the first start plays them all."""
    assert len(timeline()) < 1900


def test_another_last_day_moves_the_year() -> None:
    steps = timeline(117, date(2031, 3, 5))
    assert steps[-1].when.date() <= date(2031, 3, 5)
    noticed = next(step for step in steps if isinstance(step.deeds[0], Create))
    assert noticed.when.year == 2030


def test_enough_documents_of_every_kind() -> None:
    made = Counter(deed.kind for deed in deeds() if isinstance(deed, (Create, Generate)))
    assert set(made) == {"pco", "rfq", "rco", "oco", "sco"}
    assert 280 <= made.total() <= 380
    assert min(made.values()) >= 15


def test_every_state_that_actions_reach_is_there_at_the_end(played: Shadow) -> None:
    for kind in KINDS:
        documents = [one for one in played.book.documents.values() if one.kind == kind.name]
        if not documents:
            assert kind.name in ("scr", "event")  # neither of Autodesk's, nor acted upon
            continue
        for track in kind.tracks:
            steps = [move.step(track) for move in MOVES if move.kind == kind.name]
            reachable = {step.target for step in steps if step is not None and step.target}
            present = {state_of(document, track) for document in documents}
            assert reachable | {"draft"} <= present, f"{kind.name} {track}"


def test_amounts_mature_from_left_to_right(played: Shadow) -> None:
    items = list(played.book.items.values())
    for item in items:
        for track in TRACKS:
            approved = state_of(item, track) in ("approved", "executed")
            amount = item.approved if track == "budget" else item.committed
            assert (amount is not None) == approved, item.number
    assert any((item.approved or 0) < 0 for item in items), "no credit was approved"
    assert any(item.approved == 0 for item in items), "no change of time alone"
    assert any(item.proposed != item.estimated for item in items)


def test_contingency_transfers_are_net_zero(played: Shadow) -> None:
    transfers = [
        document
        for name, number in played.ids.items()
        if name.startswith("oco:") and (document := played.book.documents.get(number))
        if all(
            played.book.items[item].scope in ("contingency", "budgetOnly")
            for item in played.book.items_of[document.id]
        )
        and any(
            played.book.items[item].scope == "contingency"
            for item in played.book.items_of[document.id]
        )
    ]
    assert transfers
    for transfer in transfers:
        items = [played.book.items[item] for item in played.book.items_of[transfer.id]]
        assert sum_amounts(item.submitted for item in items) == 0


def test_what_is_released_of_an_allowance_is_its_own_figure_and_paid_to_nobody(
    played: Shadow,
) -> None:
    released = {
        f"{story.key}/{position}": line.amount
        for story in STORIES
        for position, line in enumerate(story.lines, 1)
        if line.budget in ALLOWANCES
    }
    assert len(released) == 2
    for name, amount in released.items():
        item = played.item(name)
        assert item.scope == "budgetOnly" and item.proposed is None
        assert item.submitted == amount


def test_descriptions_use_the_attributes_and_prices_the_amounts() -> None:
    names = {attribute.name for attribute in ATTRIBUTES}
    options = {attribute.name: attribute.options for attribute in ATTRIBUTES}
    used: set[str] = set()
    for deed in deeds():
        if isinstance(deed, Describe):
            used |= deed.values.keys()
            for name, value in deed.values.items():
                assert not options[name] or value in options[name]
        if isinstance(deed, Price):
            assert {amount.column for amount in deed.amounts} <= {"proposed", "submitted"}
    assert used == names
