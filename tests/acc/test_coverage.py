"""The coverage page tells the truth: each public operation is served, or says why not."""

from __future__ import annotations

from pathlib import Path

from changewright.acc import coverage
from changewright.acc.routes import DOOR
from changewright.edge.routes import Door, Router

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
NOT_YET_MAXIMUM = 12
ROUTER = Router([DOOR])
ALWAYS_SERVED = ("/change-orders", "/workflows", "/cost-items")


def test_every_operation_is_served_or_has_a_reason() -> None:
    served = {one for one in coverage.operations() if coverage.is_served(ROUTER, one)}
    not_yet = set(coverage.NOT_YET)
    assert served | not_yet == set(coverage.operations())
    assert not served & not_yet, "it is served: take it out of NOT_YET"
    assert all(coverage.NOT_YET.values())


def test_the_list_is_the_whole_public_api() -> None:
    assert len(coverage.operations()) == 98


def test_little_is_missing_and_nothing_of_the_heart() -> None:
    assert len(coverage.NOT_YET) <= NOT_YET_MAXIMUM
    assert not [one for one in coverage.NOT_YET if one[1].startswith(ALWAYS_SERVED)]


def test_the_check_can_fail() -> None:
    empty = Router(
        [Door(name="none", title="None", prefixes=DOOR.prefixes, routes=(), refuse=DOOR.refuse)]
    )
    assert not any(coverage.is_served(empty, one) for one in coverage.operations())


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == coverage.page(ROUTER), (
        "run: python -m changewright.acc.coverage > docs/coverage.md"
    )


def test_the_page_names_every_operation_that_is_served() -> None:
    prefix = DOOR.prefixes[0]
    served = {
        (each.route.method, each.template)
        for each in ROUTER.endpoints
        if each.template.startswith(prefix)
    }
    page = coverage.page(ROUTER)
    assert page.count("` | yes |") + page.count("\n* `") == len(served)
    assert "`POST /change-orders/{changeOrder}:batch-create`" in page
