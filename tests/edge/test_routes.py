"""The router: literal parts before parameters, verbs, and no two rows at one address."""

from __future__ import annotations

from typing import Literal

import pytest

from changewright.acc.errors import refuse
from changewright.edge.context import Context
from changewright.edge.routes import Door, Route, Router


async def handler(_context: Context) -> bytes:
    return b""


Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


def door(*rows: tuple[Method, str]) -> Door:
    return Door(
        name="acc",
        title="Test",
        prefixes=("/cost/{containerId}",),
        claims=("/cost/",),
        routes=tuple(
            Route(method=method, path=path, operation_id=f"{method} {path}", handler=handler,
                  summary="")
            for method, path in rows
        ),
        refuse=refuse,
    )  # fmt: skip


ROUTER = Router(
    [
        door(
            ("GET", "/change-orders/{type}"),
            ("PATCH", "/change-orders/{type}"),
            ("GET", "/change-orders/{type}/{id}"),
            ("POST", "/change-orders:batch-update"),
            ("POST", "/change-orders/{type}:batch-create"),
            ("GET", "/change-orders/{type}/definitions"),
            ("POST", "/workflows/actions"),
            ("GET", "/workflows/{type}/{id}/actions"),
            ("PATCH", "/change-orders/{type}/definition/{definitionId}"),
        )
    ]
)

FOUND = [
    ("GET", "/cost/c/change-orders/pco", "/change-orders/{type}", ("c", "pco")),
    ("PATCH", "/cost/c/change-orders/pco/", "/change-orders/{type}", ("c", "pco")),
    ("GET", "/cost/c/change-orders/pco/1", "/change-orders/{type}/{id}", ("c", "pco", "1")),
    ("GET", "/cost/c/change-orders/pco/definitions", "/change-orders/{type}/definitions",
     ("c", "pco")),
    ("POST", "/cost/c/change-orders:batch-update", "/change-orders:batch-update", ("c",)),
    ("POST", "/cost/c/change-orders/:batch-update", "/change-orders:batch-update", ("c",)),
    ("POST", "/cost/c/change-orders/pco:batch-create", "/change-orders/{type}:batch-create",
     ("c", "pco")),
    ("POST", "/cost/c/change-orders/pco/:batch-create", "/change-orders/{type}:batch-create",
     ("c", "pco")),
    ("GET", "/cost/c/change-orders/urn:x", "/change-orders/{type}", ("c", "urn:x")),
    ("POST", "/cost/c/workflows/actions", "/workflows/actions", ("c",)),
    ("GET", "/cost/c/workflows/actions/1/actions", "/workflows/{type}/{id}/actions",
     ("c", "actions", "1")),
    ("PATCH", "/cost/c/change-orders/pco/definition/1",
     "/change-orders/{type}/definition/{definitionId}", ("c", "pco", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "row", "values"), FOUND)
def test_found(method: str, path: str, row: str, values: tuple[str, ...]) -> None:
    found = ROUTER.find(method, path)
    assert found is not None
    assert found.endpoint.route.path == row
    assert found.values == values


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/cost/c/change-orders/pco"),
        ("GET", "/cost/c/change-orders"),
        ("GET", "/cost/c/change-orders/pco/1/2"),
        ("POST", "/cost/c/change-orders/pco:other"),
        ("GET", "/"),
        ("GET", "/other"),
    ],
)
def test_not_found(method: str, path: str) -> None:
    assert ROUTER.find(method, path) is None


def test_methods_of_a_path() -> None:
    assert ROUTER.methods("/cost/c/change-orders/pco") == ("GET", "PATCH", "HEAD", "OPTIONS")
    assert ROUTER.methods("/cost/c/workflows/actions") == ("POST", "OPTIONS")
    assert ROUTER.methods("/cost/c/nothing") == ()


def test_two_rows_at_one_address_are_refused() -> None:
    with pytest.raises(ValueError, match="both"):
        Router([door(("GET", "/a/{x}"), ("GET", "/a/{y}"))])
    with pytest.raises(ValueError, match="both"):
        Router([door(("POST", "/a:b"), ("POST", "/a/:b"))])
    with pytest.raises(ValueError, match="twice"):
        Router([door(("GET", "/a"), ("GET", "/a"))])
