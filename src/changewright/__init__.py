"""Changewright: a system of record for construction change orders that speaks two vendors' APIs."""

from __future__ import annotations

__version__ = "0.1.0"
