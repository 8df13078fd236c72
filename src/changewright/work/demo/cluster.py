"""One synthetic change with what was made from it, and the figures that follow from its drawing.

A cluster is a potential change with its three cost items, its faces and event, and the quotes,
requests and orders made from it, which hold the same items.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from changewright.core.money import ZERO, Decimal

from .patterns import Outcome
from .places import PLACES
from .stories import STORIES

ITEMS = 3


@dataclass(slots=True)
class Cluster:
    """One change and what was made from it. `document`, `item` … are the places of its first
    record of that noun; `numbers` the last numbers given before it, by sequence, and one count for
    all clusters: it goes on when the next is asked for."""

    place: int
    outcome: Outcome
    document: int
    numbers: Counter[str]
    random: Random
    story: int
    where: int
    contract: int
    cents: tuple[int, ...]
    created_at: datetime


def title_of(cluster: Cluster) -> str:
    """What happened, and where."""
    return f"{STORIES[cluster.story].title} · {PLACES[cluster.where].name}"


def draw_cents(random: Random) -> int:
    """Between 400 and 60,000 dollars, one in ten a credit; small ones more often."""
    dollars = 400 + random.randrange(60_000) * random.randrange(1000) // 1000
    cents = dollars * 100 + random.randrange(100)
    return -cents if random.randrange(10) == 0 else cents


def amounts_of(cluster: Cluster, position: int) -> dict[str, Any]:
    """The five amounts of an item as far as its pattern brought it."""
    estimated = cluster.cents[position]
    proposed = estimated * (900 + 10 * ((cluster.place + position) % 31)) // 1000
    submitted = proposed * 1055 // 1000 if proposed > 0 else proposed
    stages = {
        "estimated": estimated,
        "proposed": proposed,
        "submitted": submitted,
        "approved": submitted,
        "committed": proposed,
    }
    return {
        name: _amount(cents) if name in cluster.outcome.amounts else None
        for name, cents in stages.items()
    }


def _amount(cents: int) -> Decimal:
    """Exact, at the scale amounts are stored in."""
    return ZERO + Decimal(cents).scaleb(-2)
