"""A price that its supplier takes back before his answer: as if it had never been given."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.record.site import Site

LATE = ("submit", "accept"), ("submit", "revise"), ("submit",), ("reject",)


class Question:
    """Asked of a supplier about two lines, and sent to him."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def ask(self) -> Question:
        contract = await self.site.contract()
        self.change = await self.site.change({"estimated": "1000"}, {"estimated": "500"})
        await self.site.act(self.change, "open")
        body = {"suppliers": [{"contractId": contract["id"]}], "send": True}
        asked = await self.site.made_here(f"records/{self.change['id']}/rfqs", body)
        self.rfq = asked["results"][0]["rfq"]
        lines = (await self.site.read(self.rfq, "/quotes", "supplier"))["lines"]
        self.lines = [line["id"] for line in lines]
        return self

    def price(self, place: int, amount: str | None, **more: Any) -> dict[str, Any]:
        return {"costItemId": self.lines[place], "amount": amount, **more}

    async def send(self, *prices: Any, status: int = 201, **more: Any) -> Any:
        reply = await self.site.people.clients["supplier"].post(
            f"{self.site.place}/records/{self.rfq['id']}/quotes",
            json={"prices": list(prices), **more},
        )
        assert reply.status_code == status, reply.text
        return reply.json()

    async def shown(self, role: str = "supplier") -> list[tuple[Any, ...]]:
        (supplier,) = (await self.site.read(self.rfq, "/quotes", role))["suppliers"]
        told = ("amount", "origin", "days", "description", "quoteId")
        return [tuple(bid[name] for name in told) for bid in supplier["bids"]]


@pytest.fixture
async def question(site: Site) -> Question:
    return await Question(site).ask()


async def test_nothing_is_left_of_a_price_that_is_withdrawn(question: Question) -> None:
    before = [await question.shown(role) for role in ("supplier", "admin")]
    await question.send(
        question.price(0, "900", days=3, description="no crane"), question.price(1, "80")
    )
    view = await question.send(question.price(0, None))
    (supplier,) = view["suppliers"]
    assert (supplier["total"], supplier["missing"], supplier["days"]) == ("80.0000", 1, None)
    await question.send(question.price(1, None))
    assert [await question.shown(role) for role in ("supplier", "admin")] == before
    told = (await question.site.read(question.rfq, "/history"))["results"]
    quotes = [each["what"] for each in told if each["about"]["noun"] == "quote"]
    assert sorted(quotes) == ["created", "created", "deleted", "deleted"]
    # What is not there is withdrawn already, and another price begins anew.
    await question.send(question.price(0, None))
    await question.send(question.price(0, "7"), question.price(0, None), question.price(0, "8"))
    assert [amount for amount, *_ in await question.shown()] == ["8.0000", None]


async def test_a_price_for_all_lines_is_withdrawn_alone(question: Question) -> None:
    await question.send({"amount": "100"}, question.price(0, "90"))
    await question.send({"amount": None})
    assert [amount for amount, *_ in await question.shown("admin")] == ["90.0000", None]


async def test_an_answer_needs_a_price(question: Question) -> None:
    await question.send(question.price(0, "900"))
    told = await question.send(question.price(0, None), submit=True, status=422)
    assert [each["field"] for each in told["problems"]] == ["submit"]
    assert "nothing is priced" in told["detail"]
    assert (await question.shown())[0][0] == "900.0000"
    assert (await question.site.read(question.rfq))["tracks"][0]["state"] == "pricing"
    await question.send(question.price(0, None), question.price(1, "0"), submit=True)
    assert (await question.site.read(question.rfq))["tracks"][0]["state"] == "proposed"


@pytest.mark.parametrize("actions", LATE, ids=" ".join)
async def test_what_was_answered_is_not_withdrawn(
    question: Question, actions: tuple[str, ...]
) -> None:
    await question.send(question.price(0, "900"), question.price(1, "80"))
    await question.site.act(question.rfq, *actions)
    before = await question.shown()
    told = await question.send(question.price(0, "7"), question.price(1, None), status=409)
    assert [each["field"] for each in told["problems"]] == ["prices.1.amount"]
    assert "not withdrawn" in told["detail"]
    assert await question.shown() == before


@pytest.mark.parametrize(
    "more", [{"days": 3}, {"number": "A1"}, {"description": "no crane"}], ids=str
)
async def test_nothing_is_said_of_a_price_that_is_not_there(
    question: Question, more: dict[str, Any]
) -> None:
    await question.send(question.price(0, "900"))
    told = await question.send(question.price(0, None, **more), status=422)
    (field,) = more
    assert [each["field"] for each in told["problems"]] == [f"prices.0.{field}"]
    assert (await question.shown())[0][0] == "900.0000"
    await question.send({"amount": None, "costItemId": question.change["id"]}, status=422)
