"""Questions that come together are asked together.

While one statement is on its way, those who come with the same question wait and share the next
one. It begins after they came, so what it answers is never older than their request; and under
load one round trip serves many requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Gathering(Generic[K, V]):
    """`await gathering.get(key)`: the value of `key` as of now or later, None if it has none.

    `ask` is given each waiting key once and answers those it knows. What it raises, everybody who
    waits for that answer gets. Nobody who goes away disturbs the others.
    """

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._ask = ask
        self._waiting: dict[K, list[asyncio.Future[V | None]]] = {}
        self._worker: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        future: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(future)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, {}
                await self._answer(asked)
        finally:
            self._worker = None
            for future in _futures(self._waiting):  # only when the loop is being closed
                future.cancel()

    async def _answer(self, asked: Mapping[K, list[asyncio.Future[V | None]]]) -> None:
        try:
            answers = await self._ask(tuple(asked))
        except Exception as error:
            for future in _futures(asked):
                if not future.done():
                    future.set_exception(error)
            return
        except BaseException:
            for future in _futures(asked):
                future.cancel()
            raise
        for key, futures in asked.items():
            answer = answers.get(key)
            for future in futures:
                if not future.done():
                    future.set_result(answer)


def _futures(
    asked: Mapping[K, list[asyncio.Future[V | None]]],
) -> list[asyncio.Future[V | None]]:
    return [future for futures in asked.values() for future in futures]
