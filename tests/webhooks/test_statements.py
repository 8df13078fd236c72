"""The statements about deliveries: one node of a cluster each, but for the two that ask all."""

from __future__ import annotations

import pytest

from changewright.store import deliveries
from changewright.store.engine import Database

OF_ALL = {"READ_DUE", "READ_QUEUES"}
"""Fan-outs of the sender, with a limit; what they join, they join by the container."""
WITHOUT_TABLE = {"NEXT_MOMENT"}
STATEMENTS = {
    name: text
    for name, text in vars(deliveries).items()
    if isinstance(text, bytes) and name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize("name", sorted(STATEMENTS.keys() - OF_ALL - WITHOUT_TABLE))
def test_it_takes_the_container_first(name: str) -> None:
    text = " ".join(STATEMENTS[name].decode().split())
    if text.startswith("INSERT"):
        assert "(container_id, " in text
        assert "VALUES ($1, " in text or "SELECT $1::bigint, " in text
        return
    outer = text.split("WHERE", 1)[1]
    assert outer.strip().startswith(("container_id = $1", "d.container_id = $1")), text
    for inner in text.split("WHERE")[2:]:
        assert inner.strip().startswith("p.container_id = $1"), text


@pytest.mark.parametrize("name", sorted(OF_ALL))
def test_what_asks_all_of_them_is_limited_and_joined_by_container(name: str) -> None:
    text = " ".join(STATEMENTS[name].decode().split())
    assert " LIMIT $" in text
    if " d " in text:
        assert "d.container_id = q.container_id" in text


async def test_the_database_takes_every_one(database: Database) -> None:
    async with database.connection() as connection:
        for name, text in STATEMENTS.items():
            result = connection.pgconn.prepare(b"", text)
            assert not result.error_message, (name, result.error_message)
