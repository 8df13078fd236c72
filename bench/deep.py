"""A page deep in a list: how long it takes a fresh server the first time, and once it is used."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bodies import Client
from servers import Server

FIRST_TIMES = 4
PAUSE_SECONDS = 1.0
USED_TIMES = 15


@dataclass(frozen=True, slots=True)
class Deep:
    """Milliseconds. `first[n]` are the n-th requests for each address, in the order asked; `pages`
    and `deep` medians once each has been asked several times."""

    offset: int
    first: tuple[tuple[float, ...], ...]
    pages: tuple[float, ...]
    deep: tuple[float, ...]


def cold(
    server: Server, token: str, pages: Sequence[str], deep: Sequence[str], offset: int
) -> Deep:
    """Ask a server that was just started, one request at a time.

    Each deep address is asked some times in a row before the next, so that each comes upon a
    server that knows nothing of its order.
    """
    client = Client(server, token)
    times = [[_milliseconds(client, path) for _ in range(FIRST_TIMES)] for path in deep]
    time.sleep(PAUSE_SECONDS)
    used_pages, used_deep = [], []
    for page, path in zip(pages, deep, strict=True):
        pairs = [
            (_milliseconds(client, page), _milliseconds(client, path)) for _ in range(USED_TIMES)
        ]
        used_pages.append(statistics.median(pair[0] for pair in pairs))
        used_deep.append(statistics.median(pair[1] for pair in pairs))
    client.close()
    by_turn = tuple(tuple(each[turn] for each in times) for turn in range(FIRST_TIMES))
    return Deep(offset, by_turn, tuple(used_pages), tuple(used_deep))


def _milliseconds(client: Client, path: str) -> float:
    started = time.perf_counter()
    answered = client.ask("GET", path)
    taken = (time.perf_counter() - started) * 1000
    if answered.status != 200:
        raise SystemExit(f"{path}: {answered.status} {answered.body[:300]!r}")
    return taken
