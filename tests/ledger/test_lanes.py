"""The queue of each container, when there are more containers than a process remembers."""

from __future__ import annotations

import pytest

from changewright.work import lanes
from changewright.work.lanes import Lanes


async def test_a_lane_in_use_is_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "IDLE_LANES_MAXIMUM", 1)
    known = Lanes()
    async with known.turn(1) as first, known.turn(2) as second:
        assert first is not second
    async with known.turn(2) as again:
        assert again is second
    async with known.turn(3), known.turn(2) as anew:
        assert anew is not second, "idle lanes make room for others"
