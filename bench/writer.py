"""Writes into a container at a steady rate, beside what is measured."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bodies import Client
from servers import Server

CONNECTIONS = 4
"""Enough that a slow answer does not hold back the next write."""


@dataclass(slots=True)
class Done:
    """What the writer brought about."""

    asked_per_second: float
    written: int = 0
    refused: int = 0
    seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def per_second(self) -> float:
        return self.written / self.seconds if self.seconds else 0.0


@contextmanager
def writing(
    server: Server, token: str, lines: Sequence[str], per_second: float, first: int
) -> Iterator[Done]:
    """While the block lasts, post `per_second` of these lines, beginning with line `first`."""
    done = Done(per_second)
    if not per_second:
        yield done
        return
    ended = threading.Event()
    started = time.monotonic()
    threads = [
        threading.Thread(
            target=_write,
            args=(server, token, lines, first, number, started, ended, done),
            daemon=True,
        )
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        done.seconds = time.monotonic() - started


def _write(
    server: Server,
    token: str,
    lines: Sequence[str],
    first: int,
    number: int,
    started: float,
    ended: threading.Event,
    done: Done,
) -> None:
    """Every fourth write of the schedule, as soon as its time has come."""
    client = Client(server, token)
    turn = number
    while not ended.wait(max(0.0, started + turn / done.asked_per_second - time.monotonic())):
        path, _, body = lines[(first + turn) % len(lines)].partition("\t")
        answered = client.ask("POST", path, body)
        with done.lock:
            done.written += answered.status == 201
            done.refused += answered.status != 201
        turn += CONNECTIONS
    client.close()
