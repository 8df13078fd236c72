"""The walk through the project's exchange rates."""

from __future__ import annotations

from tests.openapi.tour import Tour


async def exchange_rates(tour: Tour) -> None:
    body = {"from": "EUR", "to": "USD", "exchangeRate": "1.25", "startDate": "2026-01-01"}
    rate = await tour.go("createExchangeRate", body)
    earlier = {"from": "EUR", "to": "USD", "exchangeRate": "1.1", "endDate": "2025-12-31"}
    spares = (body | {"from": "CHF"}, earlier)
    await tour.spend("createExchangeRate", "deleteExchangeRate", "id", *spares)
    await tour.go("updateExchangeRate", {"exchangeRate": "1.2"}, id=rate["id"])
    await tour.go("getExchangeRate", id=rate["id"])
    await tour.go("getExchangeRates")
