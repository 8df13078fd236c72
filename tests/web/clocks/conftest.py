"""A project whose main contract has clocks, and a change in it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.web.clocks.timing import made, main_contract


@pytest.fixture
async def terms(web: httpx.AsyncClient, place: str) -> str:
    """The main contract, now with NEC4's rules; its zone is UTC, as nobody set another."""
    contract = await main_contract(web, place)
    reply = await web.put(
        f"{place}/main-contracts/{contract}/clock-terms", json={"family": "nec4-ecc"}
    )
    assert reply.status_code == 200, reply.text
    assert reply.json()["familyTitle"].startswith("NEC4")
    return contract


@pytest.fixture
async def pco(acc: httpx.AsyncClient, root: str) -> Any:
    return await made(acc, f"{root}/change-orders/pco", name="Move a door")
