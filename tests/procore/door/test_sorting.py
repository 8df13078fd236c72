"""Every list of records comes in the order asked for, or refuses what it is not sorted by."""

from __future__ import annotations

import pytest
from tests.procore.door.visits import ROUTES, Yard, errors_of, rows_of

LISTS = {
    name: {each.name for each in route.parameters}
    for name, route in ROUTES.items()
    if route.method == "GET" and "page" in {each.name for each in route.parameters}
}
SORTED = [
    name for name, names in LISTS.items() if "sort" in names and "Budget" not in ROUTES[name].path
]
OF_THEIR_OWN = ("/budget_views", "/webhooks/")
"""What is no list of records by their ids."""


def test_what_has_pages_is_sorted() -> None:
    others = [ROUTES[name].path for name, names in LISTS.items() if "sort" not in names]
    assert [path for path in others if not any(own in path for own in OF_THEIR_OWN)] == []
    assert len(SORTED) > 40


@pytest.mark.parametrize("operation_id", SORTED)
async def test_a_list_is_sorted_or_says_by_what_it_is(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    for path in (await yard.fills(route))[:1]:
        for query in yard.queries(route):
            answer = await yard.client.get(path, params={**query, "sort": "id"})
            if answer.status_code == 404:
                continue
            ids = [int(row["id"]) for row in rows_of(answer) if str(row["id"]).isdecimal()]
            assert ids == sorted(ids), path
            back = await yard.client.get(path, params={**query, "sort": "-id"})
            found = [int(row["id"]) for row in rows_of(back) if str(row["id"]).isdecimal()]
            assert found == ids[::-1], path
            for word in ("nonsense", "id,nonsense", "--id"):
                refused = await yard.client.get(path, params={**query, "sort": word})
                assert refused.status_code == 400, (path, refused.text)
                assert set(errors_of(refused)) - {""} == {"sort"}
