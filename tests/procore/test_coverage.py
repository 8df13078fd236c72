"""The coverage page tells the truth: each operation is served, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

from changewright.edge.routes import Door, Router
from changewright.procore import coverage
from changewright.procore.routes import DOOR

PAGE = Path(__file__).parents[2] / "docs" / "coverage-procore.md"
ROUTER = coverage.router()
PROPER = (
    "Change order packages",
    "Potential change orders",
    "Change order requests",
    "Prime change orders",
    "Commitment change orders",
    "Prime change order batches",
    "Commitment change order batches",
    "Line items of change orders (v2.0)",
)
"""The sections of change orders proper."""


def test_every_operation_is_served_or_has_a_reason() -> None:
    for operation in coverage.operations():
        assert coverage.is_served(ROUTER, operation) or coverage.reason_of(operation), operation


def test_every_reason_is_needed() -> None:
    missing = [each for each in coverage.operations() if not coverage.is_served(ROUTER, each)]
    for pattern, reason in coverage.NOT_YET:
        assert reason
        assert any(re.search(pattern, path) for _, path in missing), f"nothing lacks for: {pattern}"


def test_nothing_of_change_orders_proper_is_left_for_later() -> None:
    for section in PROPER:
        for operation in coverage.sections()[section]:
            assert coverage.is_served(ROUTER, operation), operation


def test_the_list_is_whole() -> None:
    assert len(coverage.operations()) == 245
    assert len(set(coverage.operations())) == 245


def test_the_check_can_fail() -> None:
    empty = Router([Door(name="none", title="None", routes=(), refuse=DOOR.refuse)])
    assert not any(coverage.is_served(empty, one) for one in coverage.operations())


def test_an_operation_under_another_name_of_its_parameter_is_the_same() -> None:
    assert coverage.is_served(ROUTER, ("GET", "/rest/v1.0/change_order_packages/{other}"))
    assert not coverage.is_served(ROUTER, ("GET", "/rest/v1.0/change_order_packages/{id}/other"))
    assert not coverage.is_served(ROUTER, ("PUT", "/rest/v1.0/change_order_packages/{id}"))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == coverage.page(ROUTER), (
        "run: python -m changewright.procore.coverage > docs/coverage-procore.md"
    )
