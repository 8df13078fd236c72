"""A price that was given in the app and is withdrawn there, as both vendors' clients see it."""

from __future__ import annotations

from typing import Any

from tests.past.albums import revision_of
from tests.procore.contracting import found
from tests.procore.eventing import Floor
from tests.procore.rfqs.test_prices import Asked, costs
from tests.procore.site import Site


async def given(asked: Asked, *amounts: str | None) -> None:
    """Prices for the lines, one after another, as the app sends them."""
    place = f"/web/v1/projects/{asked.site.container.uuid}/records/{asked.document['id']}/quotes"
    lines = found(await asked.site.acc.get(place))["lines"]
    prices = [
        {"costItemId": line["id"], "amount": amount}
        for line, amount in zip(lines, amounts, strict=True)
    ]
    answer = await asked.site.acc.post(place, json={"prices": prices})
    assert answer.status_code == 201, answer.text


async def items(asked: Asked) -> list[Any]:
    """What Autodesk's door shows of the lines, but for when they were written."""
    shown = [
        found(await asked.site.acc.get(asked.site.cost(f"cost-items/{item['id']}")))
        for item in asked.items
    ]
    return [{**item, "updatedAt": None, "changedBy": None} for item in shown]


async def test_both_doors_show_what_they_did_before_the_price(site: Site, floor: Floor) -> None:
    contract = await site.commitment("SC-1", status="signed")
    asked = await Asked(site, floor).open(contract, "Digging", "Hauling")
    await asked.price("70", 1)
    rfq, lines = await asked.shown(), await items(asked)
    await given(asked, "90", "20.5")
    assert costs(await asked.quotes()) == [90, 20.5]
    priced = await revision_of(site.ledger, site.container.id)
    (digging, _) = await asked.quotes()
    await given(asked, None, "20.5")
    assert costs(await asked.quotes()) == [20.5]
    assert (await asked.patch(digging, cost=1)).status_code == 404
    await given(asked, None, None)
    assert await asked.quotes() == []
    assert await asked.shown() | {"updated_at": ""} == rfq | {"updated_at": ""}
    assert await items(asked) == lines
    assert costs(await asked.quotes(as_of=str(priced))) == [90, 20.5]
    # What Autodesk's client has put on the line is the answer again, and accepting it changes none.
    await site.act(asked.document, "submit")
    assert costs(await asked.quotes()) == [70]
    await site.act(asked.document, "accept")
    assert [await asked.proposed(place) for place in (0, 1)] == [None, "70.0000"]
