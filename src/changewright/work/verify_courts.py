"""Whose turn it is on each document, held against what its states say."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from changewright.core.courts import court_of
from changewright.core.records import ChangeOrder
from changewright.store import audit_approvals
from changewright.store.audit_approvals import Courts
from changewright.store.engine import Connection

from .verify_findings import Finding

OF_RUNS = frozenset({"approver", "mover"})
"""The courts that a run of approval gives while it waits."""
FORMER = {("rfq", "accepted"): "preparer"}
"""By kind and state, what the rule said before: it stands on a document until that is moved."""


async def court_findings(connection: Connection, container_id: int) -> list[Finding]:
    """Documents in another court than their states put them. What was written before courts were
    kept has none, which is no fault."""
    findings = []
    for alike in await audit_approvals.courts(connection, container_id):
        expected = _expected(alike)
        is_given = alike.waits and alike.court in OF_RUNS
        is_former = alike.court is not None and alike.court == _former(alike)
        if alike.court == expected or is_given or is_former or not alike.is_kept:
            continue
        detail = f"it is in the court {alike.court or 'none'} instead of {expected or 'none'}"
        findings += [
            Finding("court", detail, ChangeOrder.TABLE, record_id) for record_id in alike.ids
        ]
    return findings


def _former(alike: Courts) -> str | None:
    return FORMER.get((alike.kind, alike.budget_state or alike.cost_state or ""))


def _expected(alike: Courts) -> str | None:
    """The court of documents in these states, by the rule itself."""
    never = datetime.min.replace(tzinfo=UTC)
    court, _ = court_of(
        ChangeOrder(
            container_id=0,
            id=0,
            uuid=UUID(int=0),
            created_at=never,
            updated_at=never,
            kind=alike.kind,
            number="",
            name="",
            scope=alike.scope,
            budget_state=alike.budget_state,
            cost_state=alike.cost_state,
        )
    )
    return court
