"""What must hold of courts, runs of approval and steps of markups.

Whose turn it is follows from a document's states (`core.courts`), unless a run of approval waits.
So documents are asked for by states and court, a row for each that there are, and `work/verify`
judges those few; what follows from the court itself is asked like anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from changewright.core.approvals import OPEN_STATES
from changewright.core.book import AMOUNTS
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_approvals import Approval, ApprovalRun
from changewright.core.records_forms import FormSnapshot

from .audit_check import FAULTS_SHOWN, PART, Check
from .sql_text import words
from .wire import Connection, text, wire_of

_OPEN = words(OPEN_STATES)

# -- courts ---------------------------------------------------------------------------------------


class Courts(msgspec.Struct, frozen=True):
    """Documents that stand alike: their states, their court, and whether a run waits on them.
    `ids` are the first of them."""

    kind: str
    scope: str
    budget_state: str | None
    cost_state: str | None
    court: str | None
    is_kept: bool
    waits: bool
    ids: tuple[int, ...]


_COURTS = f"""
SELECT d.kind, d.scope, d.budget_state, d.cost_state, d.court,
    d.court IS NOT NULL OR d.court_since IS NOT NULL, r.id IS NOT NULL,
    (array_agg(d.id))[1:{FAULTS_SHOWN}]
FROM change_order d LEFT JOIN (
    SELECT change_order_id AS id FROM approval_run
    WHERE container_id = $1 AND deleted_at IS NULL AND state IN ({_OPEN}) GROUP BY change_order_id
) AS r ON r.id = d.id
WHERE d.container_id = $1 AND d.deleted_at IS NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7
""".encode()


async def courts(connection: Connection, container_id: int) -> list[Courts]:
    """How the living documents of a container stand, and in whose court they are."""
    return await wire_of(connection).rows(_COURTS, (text(container_id),), _courts_of)


def _courts_of(row: Sequence[Any]) -> Courts:
    kind, scope, budget_state, cost_state, court, is_kept, waits, ids = row
    return Courts(kind, scope, budget_state, cost_state, court, is_kept, waits, tuple(ids))


# Of a court that no run of approval gives; of none, nothing.
_EXPECTED = {
    "court_person_id": "CASE d.court WHEN 'preparer' THEN COALESCE(d.owner_id, d.created_by) END",
    "court_company_id": "CASE WHEN d.court IN ('supplier', 'owner') THEN d.company_id END",
    "court_due": "CASE WHEN d.court IN ('supplier', 'owner') THEN d.response_due END",
}
_COURT_COLUMNS = ", ".join(
    f"('{name}', d.{name}::text, ({expected})::text)" for name, expected in _EXPECTED.items()
)
_COURT_DETAILS = Check(
    f"{PART}",
    ChangeOrder,
    f"its {PART} is not what its court says:",
    f"""
SELECT d.id, COALESCE(v.kept, 'none') || ' instead of ' || COALESCE(v.expected, 'none'), v.name
FROM change_order d
CROSS JOIN LATERAL (VALUES {_COURT_COLUMNS}) AS v (name, kept, expected)
WHERE d.container_id = $1 AND d.deleted_at IS NULL
    AND COALESCE(d.court, '') NOT IN ('approver', 'mover')
    AND ({" OR ".join(f"d.{name} IS DISTINCT FROM {each}" for name, each in _EXPECTED.items())})
    AND v.kept IS DISTINCT FROM v.expected
LIMIT {FAULTS_SHOWN}
""".encode(),
)
_COURT_SINCE = Check(
    "court_since",
    ChangeOrder,
    "it is in a court since no time, or in none since some:",
    f"""
SELECT d.id, COALESCE(d.court, 'none') || ' since ' || COALESCE(d.court_since::text, 'none')
FROM change_order d WHERE d.container_id = $1 AND d.deleted_at IS NULL
    AND (d.court IS NULL) <> (d.court_since IS NULL)
LIMIT {FAULTS_SHOWN}
""".encode(),
)

# -- runs -----------------------------------------------------------------------------------------

_RUNS = (
    Check(
        "run_single",
        ApprovalRun,
        "its document has another open run on that side:",
        f"""
SELECT max(id), 'change order ' || change_order_id FROM approval_run
WHERE container_id = $1 AND deleted_at IS NULL AND state IN ({_OPEN})
GROUP BY change_order_id, track HAVING count(*) > 1 LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "run_closed",
        ApprovalRun,
        "it is closed without an end, or has ended and is open:",
        f"""
SELECT id, state || ' since ' || COALESCE(closed_at::text, 'none') FROM approval_run
WHERE container_id = $1 AND deleted_at IS NULL AND (
    (state IN ({_OPEN})) <> (closed_at IS NULL)
    OR (closed_at IS NOT NULL AND (stage IS NOT NULL OR due IS NOT NULL)))
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "run_policy",
        ApprovalRun,
        "its policy_id names nothing:",
        f"""
SELECT r.id, r.policy_id::text FROM approval_run r
LEFT JOIN approval_policy p ON p.container_id = r.container_id AND p.id = r.policy_id
WHERE r.container_id = $1 AND p.id IS NULL LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "approval_run",
        Approval,
        "it is not of its run's document:",
        f"""
SELECT a.id, a.change_order_id || ' and ' || COALESCE(r.change_order_id::text, 'no run')
FROM approval a
LEFT JOIN approval_run r ON r.container_id = a.container_id AND r.id = a.run_id
WHERE a.container_id = $1 AND r.change_order_id IS DISTINCT FROM a.change_order_id
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
)

# -- forms and markups ----------------------------------------------------------------------------

_SEQUENCE = Check(
    "form_sequence",
    FormSnapshot,
    "another order of its contract has its sequence:",
    f"""
SELECT max(id), sequence::text FROM form_snapshot WHERE container_id = $1 AND deleted_at IS NULL
GROUP BY contract_id, main_contract_id, sequence HAVING count(*) > 1 LIMIT {FAULTS_SHOWN}
""".encode(),
)

_STEPS = ", ".join(f"sum(a.{name}) AS {name}" for name in AMOUNTS)
_STEP_PAIRS = ", ".join(f"('{name}', i.{name}, s.{name})" for name in AMOUNTS)
_MARKUP_STEPS = Check(
    f"markup_{PART}",
    CostItem,
    f"its {PART} amount is not what its steps of markup come to:",
    f"""
SELECT i.id, COALESCE(v.kept::text, 'none') || ' instead of ' || COALESCE(v.counted::text, 'none'),
    v.name
FROM cost_item i JOIN (
    SELECT a.target_cost_item_id, {_STEPS} FROM applied_markup a
    WHERE a.container_id = $1 AND a.deleted_at IS NULL GROUP BY a.target_cost_item_id
) AS s ON s.target_cost_item_id = i.id
CROSS JOIN LATERAL (VALUES {_STEP_PAIRS}) AS v (name, kept, counted)
WHERE i.container_id = $1 AND i.deleted_at IS NULL AND i.is_markup
    AND v.counted IS NOT NULL AND v.kept IS DISTINCT FROM v.counted
LIMIT {FAULTS_SHOWN}
""".encode(),
)

APPROVAL_CHECKS: tuple[Check, ...] = (
    _COURT_DETAILS,
    _COURT_SINCE,
    *_RUNS,
    _SEQUENCE,
    _MARKUP_STEPS,
)
