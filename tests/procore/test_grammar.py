"""How a query is read: filters, ranges, statuses, deleted records, sorts, views, pages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from changewright.core.errors import Invalid
from changewright.core.kinds import STATE
from changewright.core.query import Condition, Order
from changewright.core.records import ChangeOrder
from changewright.procore import grammar
from changewright.procore.fields import Key, Resource
from changewright.procore.grammar import Listing, parameters_of, read_listing
from changewright.procore.words import CLASSIC_STATES, NEWER_STATES, NEWER_WORDS

KEYS = (
    Key(name="id", column="id", type="integer"),
    Key(name="created_at", column="created_at", type="instant"),
)
LONG = Resource("test_long", ChangeOrder, KEYS, {})
STATUS = grammar.statuses("status", "budget_state|cost_state", CLASSIC_STATES)
RESOURCE = Resource(
    "test",
    ChangeOrder,
    KEYS,
    {},
    (
        grammar.ids("id", "id"),
        grammar.booleans("executed", "executed_flag"),
        grammar.days("due_date", "due_date"),
        *STATUS,
        grammar.negated(STATUS[1], "not_status"),
    ),
    views={"default": None, "extended": LONG},
    lists_deleted=True,
)
PLAIN = Resource("test_plain", ChangeOrder, KEYS, {})


def read(*pairs: tuple[str, str], resource: Resource = RESOURCE, is_v2: bool = False) -> Listing:
    return read_listing(pairs, resource, is_v2=is_v2)


def states(listing: Listing) -> set[Any]:
    (condition,) = listing.where
    assert (condition.attribute, condition.operator) == ("budget_state|cost_state", "any")
    return set(condition.values)


def test_nothing_asked() -> None:
    listing = read()
    assert (listing.where, listing.order) == ((), (Order("id"),))
    assert (listing.window.page, listing.window.per_page) == (1, 100)
    assert read(is_v2=True).window.per_page == 10


@pytest.mark.parametrize(
    "pairs",
    [
        (("filters[id]", "1,2"),),
        (("filters[id][]", "1"), ("filters[id][]", "2")),
        (("filters[id]", "1"), ("filters[id]", " 2 ,1")),
    ],
)
def test_a_list_by_commas_or_by_repeating(pairs: tuple[tuple[str, str], ...]) -> None:
    assert read(*pairs).where == (Condition("id", "any", (1, 2)),)


def test_every_word_of_a_status_finds_its_states() -> None:
    for words, newer in ((CLASSIC_STATES, False), (NEWER_STATES, True)):
        found = [state for each in words.values() for state in each]
        assert set(found) == {*STATE, None}, "every state has a word"
        assert len(found) == len(set(found)), "and only one"
        assert ("pending_billable" in words) == newer
    assert set(NEWER_STATES) == set(NEWER_WORDS)
    assert states(read(("filters[status]", "draft"))) == {"draft", None}
    pending = states(read(("filters[status][]", "pending"), ("filters[status][]", "void")))
    assert {"open", "submitted", "void"} <= pending and "approved" not in pending


@pytest.mark.parametrize(
    "name", ["filters[status][not][]", "filters[status][not]", "filters[not_status][]"]
)
def test_a_status_may_be_left_out(name: str) -> None:
    rest = states(read((name, "approved")))
    assert rest == {*STATE, None} - set(CLASSIC_STATES["approved"])


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("1", True), ("FALSE", False), ("0", False)]
)
def test_a_yes_or_no(text: str, value: bool) -> None:
    assert read(("filters[executed]", text)).where[0].values == (value,)


def test_what_is_deleted() -> None:
    assert read(("filters[include_deleted]", "only")).where[0].operator == "not_blank"
    assert read(("filters[include_deleted]", "with")).where[0].operator == "whatever"
    assert read(("filters[include_deleted]", "nonsense"), resource=PLAIN).where == ()


def test_an_order() -> None:
    order = read(("sort", "-created_at, id")).order
    assert order[:2] == (Order("created_at", descending=True), Order("id"))
    assert read(("sort", "-created_at"), resource=PLAIN).order[0] == Order("created_at", True)


def test_a_view() -> None:
    assert read(("view", "extended")).resource is LONG
    assert read(("view", "default")).resource is RESOURCE
    assert read(("view", "nonsense"), resource=PLAIN).resource is PLAIN


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("filters[id]", "x"),
        ("filters[id]", "1...2"),
        ("filters[executed]", "maybe"),
        ("filters[status]", "pending_billable"),
        ("filters[status][not]", "nonsense"),
        ("filters[due_date]", "..."),
        ("filters[due_date]", '"..."'),
        ("filters[due_date]", "2026-01-01..2026-02-01"),
        ("filters[due_date]", "2026-01-01...2026-02-01...2026-03-01"),
        ("filters[due_date]", "2026-13-01..."),
        ("filters[include_deleted]", "true"),
        ("sort", "title"),
        ("sort", "--id"),
        ("view", "normal"),
        ("per_page", "0"),
        ("page", "0"),
    ],
)
def test_a_bad_word_is_named(name: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read((name, text))
    assert [problem.field for problem in refused.value.problems] == [name]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read(("filters[id]", "x"), ("sort", "x"), ("per_page", "0"), ("view", "x"))
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"filters[id]", "sort", "per_page", "view"}


def test_the_reference_names_what_is_read() -> None:
    names = {each.name for each in parameters_of(RESOURCE)}
    assert {"filters[status]", "filters[status][not]", "filters[not_status]"} <= names
    assert {"filters[include_deleted]", "sort", "view", "page", "per_page"} <= names
    assert {each.name for each in parameters_of(PLAIN)} == {"sort", "page", "per_page"}
    (view,) = [each for each in parameters_of(RESOURCE) if each.name == "view"]
    assert msgspec.structs.asdict(view)["enum"] == ("default", "extended")
