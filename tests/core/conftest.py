"""The same random examples in every run of the gate, so that a failure is a change's own."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gate", derandomize=True, deadline=None)
settings.load_profile("gate")
