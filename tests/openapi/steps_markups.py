"""The walk through markups and taxes: a stack of percentages on a document of its own."""

from __future__ import annotations

from typing import Any

from tests.openapi.tour import Tour

ITEMS = [
    {"name": "Overhead", "type": "rate", "amount": "10", "basis": "currentCostBasis"},
    {"name": "With overhead", "type": "subtotal-revise"},
    {"name": "Profit", "type": "rate", "isVariable": True, "basis": "revisedCostBasis"},
]


async def markups_and_taxes(tour: Tour) -> None:
    pco = await tour.go("createChangeOrder", {"name": "Night shifts"}, changeOrder="pco")
    await tour.go(
        "createCostItem", {"name": "Labour", "estimated": "10000", "changeOrderId": pco["id"]}
    )
    await _markups(tour, pco)
    await _taxes(tour, pco)


async def _markups(tour: Tour, pco: Any) -> None:
    formula = await tour.go(
        "createMarkupFormula", {"name": "Own work", "sampleAmount": "10000", "items": ITEMS}
    )
    one = {"id": formula["id"]}
    await tour.spend("createMarkupFormula", "deleteMarkupFormula", "id", {"name": "Spare #"})
    await tour.go("updateMarkupFormula", {"description": "Ten on cost, then profit."}, **one)
    kept = [{"id": item["id"]} for item in formula["items"]]
    await tour.go("replaceMarkupFormula", {"name": "Own work", "items": kept}, **one)
    await tour.go("getMarkupFormulas")
    variables = [{"id": formula["items"][2]["id"], "amount": "5"}]
    applied = {"id": pco["id"], "type": "pco", "variables": variables}
    await tour.go("applyMarkupFormula", applied, **one)
    await tour.go("reapplyMarkupFormula", {"id": pco["id"], "type": "pco"})
    await tour.go("ignoreMarkups", {"changeOrderId": [pco["id"]]})
    await tour.go("getMarkups", query={"filter[changeOrderId]": pco["id"]})
    await tour.go("getMarkupSummary", query={"changeOrderId": pco["id"]})
    plain = await tour.go(
        "createMarkupFormula", {"name": "Fee", "items": [{"name": "Fee", "amount": "15"}]}
    )
    other = await tour.go("createChangeOrder", {"name": "Day shifts"}, changeOrder="pco")
    await tour.go(
        "applyMarkupToChangeOrder",
        {"markupFormulaId": plain["id"]},
        changeOrder="pco",
        id=other["id"],
    )
    await tour.go("clearMarkups", {"changeOrderId": [other["id"]]})


async def _taxes(tour: Tour, pco: Any) -> None:
    formula = await tour.go(
        "createTaxFormula",
        {"name": "VAT", "items": [{"name": "VAT", "type": "rate", "amount": 19}]},
    )
    await tour.spend("createTaxFormula", "deleteTaxFormula", "id", {"name": "Spare #"})
    await tour.go("updateTaxFormula", {"sampleAmount": "10000"}, id=formula["id"])
    await tour.go("getTaxFormulas")
    contract = tour.example("createContract").response
    place = {"associationType": "Contract", "associationId": contract["id"]}
    body = place | {"taxFormulaId": formula["id"]}
    tax = await tour.go("createTax", body)
    step = {"taxId": tax["id"], "taxFormulaItemId": formula["items"][0]["id"]}
    await tour.go("updateTaxItem", {"amount": 7}, id=tax["items"][0]["id"])
    await tour.go("deactivateTaxItem", step)
    await tour.go("activateTaxItem", step)
    await tour.go("getTaxes", query=place)
    spares = (("PCO", pco), ("MainContract", tour.example("createMainContract").response))
    bodies = [
        {"associationType": word, "associationId": one["id"], "taxFormulaId": formula["id"]}
        for word, one in spares
    ]
    await tour.spend("createTax", "deleteTax", "id", *bodies)
