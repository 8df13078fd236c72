"""Those who come together are asked together, and nobody gets an answer older than the question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from changewright.store.gathering import Gathering


class Asked:
    """What was asked so far; answers wait until `go` is set."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.batches.append(tuple(keys))
        number = len(self.batches)
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return {key: number for key in keys if key != "unknown"}


async def test_who_comes_while_an_answer_is_under_way_waits_for_the_next() -> None:
    asked = Asked()
    gathering: Gathering[str, int] = Gathering(asked)
    first = [asyncio.create_task(gathering.get(key)) for key in ("a", "a", "b", "unknown")]
    await asyncio.sleep(0.01)
    later = [asyncio.create_task(gathering.get(key)) for key in ("a", "c")]
    await asyncio.sleep(0.01)
    assert asked.batches == [("a", "b", "unknown")]
    asked.go.set()
    assert await asyncio.gather(*first) == [1, 1, 1, None]
    assert await asyncio.gather(*later) == [2, 2]
    assert asked.batches == [("a", "b", "unknown"), ("a", "c")]


async def test_who_goes_away_disturbs_nobody() -> None:
    asked = Asked()
    gathering: Gathering[str, int] = Gathering(asked)
    leaving = asyncio.create_task(gathering.get("a"))
    staying = asyncio.create_task(gathering.get("a"))
    await asyncio.sleep(0.01)
    leaving.cancel()
    await asyncio.sleep(0)
    asked.go.set()
    assert await staying == 1
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_an_error_is_everybody_s_and_the_next_question_is_asked_again() -> None:
    asked = Asked()
    gathering: Gathering[str, int] = Gathering(asked)
    asked.error = ValueError("away")
    asked.go.set()
    answers = await asyncio.gather(gathering.get("a"), gathering.get("b"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ValueError, ValueError]
    asked.error = None
    assert await gathering.get("a") == 2
