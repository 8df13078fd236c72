"""What a project's dashboard counts and adds up, each answer one statement.

Amounts of items are those that the sums count (`store.audit_sums`), so that steps of certainty add
up to the columns of contracts and of the project. Amounts of documents are their own totals, the
most mature of the side that speaks for the document, as lists show them. Like all statements that
may be asked of the past these name tables by their bare names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from changewright.core.book import STAGE
from changewright.core.certainty import AGES
from changewright.core.exchange import COMMITMENT_KINDS, RATE_OF
from changewright.core.kinds import KIND, SCOPES, STATES, Track, states_on
from changewright.core.records import ChangeOrder

from .audit_sums import DEFAULT_MAIN_CONTRACT, counted_phase, staged_amount
from .row_conditions import Viewer, sight_of
from .sql_text import Draft, word, words
from .wire import Step, text

_COUNTED = words(state.name for state in STATES if state.phase != "closed")
_OF_COST = words(COMMITMENT_KINDS)
# The amounts of a supplier's side that are in his contract's currency, and those that are not.
_OF_CONTRACT = tuple(name for name in STAGE["cost"] if name in RATE_OF)
_OF_PROJECT = tuple(name for name in STAGE["cost"] if name not in RATE_OF)
_SUM = "numeric(28,4)"


def amount_of_document(alias: str) -> str:
    """The total that speaks for a document: the most mature of the owner's side, or of the
    supplier's where the document or its scope has no owner's side."""

    def first(side: Track) -> str:
        return f"COALESCE({', '.join(f'{alias}.{name}' for name in STAGE[side])})"

    return f"CASE WHEN {speaks_for_cost(alias)} THEN {first('cost')} ELSE {first('budget')} END"


def state_of_document(alias: str) -> str:
    """The state of the side that speaks for a document."""
    cost = f"{alias}.cost_state"
    return f"CASE WHEN {speaks_for_cost(alias)} THEN {cost} ELSE {alias}.budget_state END"


def speaks_for_cost(alias: str) -> str:
    """Whether it is the supplier's side that speaks for a document."""
    scopes = words(scope for scope, (budget, cost) in SCOPES.items() if cost and not budget)
    return (
        f"({alias}.kind IN ({_OF_COST}) OR ({alias}.kind = 'pco' AND {alias}.scope IN ({scopes})))"
    )


def _currency(document: str, contract: str) -> str:
    """The currency of `amount_of_document` where it is not the project's: an estimate, which speaks
    while a supplier asks nothing, is in the project's on his documents too."""
    asked = f"COALESCE({', '.join(f'{document}.{name}' for name in _OF_CONTRACT)})"
    of_project = " OR ".join(f"{document}.{name} IS NOT NULL" for name in _OF_PROJECT)
    return (
        f"CASE WHEN {document}.kind IN ({_OF_COST}) AND NOT ({asked} IS NULL AND ({of_project})) "
        f"THEN {contract}.currency END"
    )


_WITH_CONTRACT = (
    "change_order d LEFT JOIN contract c ON c.container_id = d.container_id "
    "AND c.id = d.contract_id AND c.deleted_at IS NULL"
)


# -- items ----------------------------------------------------------------------------------------

_VALUE_OF_MAIN_CONTRACTS = f"""
SELECT COALESCE(i.prime_contract_id, {DEFAULT_MAIN_CONTRACT}) AS owner_id, i.budget_state,
    count({staged_amount("budget", False)}), sum({staged_amount("budget", False)})::{_SUM},
    sum({staged_amount("budget", False)})::{_SUM}
FROM cost_item i
WHERE i.container_id = $1 AND i.deleted_at IS NULL AND i.active_budget
  AND i.budget_state IN ({_COUNTED})
GROUP BY 1, 2
""".encode()
_VALUE_OF_CONTRACTS = f"""
SELECT i.contract_id AS owner_id, i.cost_state, count({staged_amount("cost", True)}),
    sum({staged_amount("cost", True)})::{_SUM}, sum({staged_amount("cost", False)})::{_SUM}
FROM cost_item i
WHERE i.container_id = $1 AND i.deleted_at IS NULL AND i.active_cost
  AND i.cost_state IN ({_COUNTED})
GROUP BY 1, 2
""".encode()


def value_step(container_id: int, side: Track) -> Step:
    """(contract, state, how many items, sum in the contract's currency, in the project's)."""
    statement = _VALUE_OF_MAIN_CONTRACTS if side == "budget" else _VALUE_OF_CONTRACTS
    return statement, (text(container_id),)


_RECOVERY = f"""
SELECT c.company_id, {counted_phase("cost")} AS phase,
    CASE WHEN i.active_budget THEN i.budget_state END AS owner_state,
    count({staged_amount("cost", False)}), sum({staged_amount("cost", False)})::{_SUM},
    sum(CASE WHEN i.active_budget THEN {staged_amount("budget", False)} END)::{_SUM}
FROM cost_item i
LEFT JOIN contract c ON c.container_id = i.container_id AND c.id = i.contract_id
WHERE i.container_id = $1 AND i.deleted_at IS NULL AND i.active_cost
  AND i.cost_state IN ({_COUNTED})
GROUP BY 1, 2, 3
""".encode()


def recovery_step(container_id: int) -> Step:
    """(supplier, phase of the cost, state of the owner's side or None, how many items, what they
    cost, what the owner's side of them comes to), in the project's currency."""
    return _RECOVERY, (text(container_id),)


# -- documents ------------------------------------------------------------------------------------

_AGE = "($2::date - (d.court_since AT TIME ZONE $3::text)::date)"
_AGES = " ".join(
    f"WHEN {_AGE} <= {age.most} THEN {place}" if age.most is not None else f"ELSE {place}"
    for place, age in enumerate(AGES)
)
_AGEING = f"""
SELECT d.court, d.kind, CASE {_AGES} END, {_currency("d", "c")}, count(*),
    COALESCE(sum({amount_of_document("d")}), 0)::{_SUM}
FROM {_WITH_CONTRACT}
WHERE d.container_id = $1 AND d.deleted_at IS NULL AND d.court IS NOT NULL
GROUP BY 1, 2, 3, 4
""".encode()


def ageing_step(container_id: int, today: date, zone: str) -> Step:
    """(court, kind, place in AGES, currency, how many, their amounts): days are the project's."""
    return _AGEING, (text(container_id), text(today), text(zone))


_REASONS = f"""
SELECT NULLIF(d.reason, ''), {state_of_document("d")}, {_currency("d", "c")}, count(*),
    COALESCE(sum({amount_of_document("d")}), 0)::{_SUM}
FROM {_WITH_CONTRACT}
WHERE d.container_id = $1 AND d.deleted_at IS NULL AND d.kind = $2::text
GROUP BY 1, 2, 3
""".encode()


def reasons_step(container_id: int, kind: str) -> Step:
    """(reason, state, currency, how many, their amounts) of the documents of a kind."""
    return _REASONS, (text(container_id), text(kind))


_VENDORS = f"""
SELECT c.company_id, c.currency, count(*), COALESCE(sum(c.awarded), 0)::{_SUM},
    sum(c.cost_approved)::{_SUM}, sum(c.cost_pending)::{_SUM}, sum(c.cost_exposed)::{_SUM},
    sum(c.cost_draft)::{_SUM}
FROM contract c WHERE c.container_id = $1 AND c.deleted_at IS NULL
GROUP BY 1, 2
""".encode()


def vendors_step(container_id: int) -> Step:
    """(supplier, currency, how many contracts, awarded, approved, pending, exposed, draft): the
    contracts' own sums."""
    return _VENDORS, (text(container_id),)


def days_step(viewer: Viewer) -> Step:
    """(kind, contract of its side, state, how many, days asked for) of what the viewer sees."""
    draft = Draft(viewer.container_id)
    sight = sight_of(viewer, ChangeOrder, None, "d", draft)
    owner = (
        f"CASE WHEN d.kind IN ({_OF_COST}) THEN d.contract_id "
        f"ELSE COALESCE(d.main_contract_id, {DEFAULT_MAIN_CONTRACT}) END"
    )
    state = f"CASE WHEN d.kind IN ({_OF_COST}) THEN d.cost_state ELSE d.budget_state END"
    return draft.step(
        f"SELECT d.kind, {owner}, {state}, count(*), sum(d.schedule_change)::bigint "
        "FROM change_order d WHERE d.container_id = $1 AND d.deleted_at IS NULL "
        "AND d.schedule_change IS NOT NULL AND d.schedule_change <> 0 AND d.kind <> 'event' "
        f"AND {sight.condition or 'TRUE'} GROUP BY 1, 2, 3"
    )


# -- limits of approval ---------------------------------------------------------------------------

BIN_PERCENT = 5
LEAST_PERCENT, MOST_PERCENT = 50, 150
DOCUMENTS_SHOWN = 50
_STANDING = words(state.name for state in STATES if state.phase in ("pending", "approved"))
_NEAR = f"""
SELECT l.place, (ceil(s.amount * {100 // BIN_PERCENT} / l.bound) - 1)::integer AS bin, count(*),
    sum(s.amount)::{_SUM},
    (array_agg(s.number ORDER BY s.amount DESC, s.id))[1:{DOCUMENTS_SHOWN}]
FROM unnest($2::integer[], $3::text[], $4::numeric[], $5::boolean[]) AS l (place, kind, bound, size)
JOIN LATERAL (
    SELECT d.id, d.number, round(CASE WHEN l.size THEN abs(t.own) ELSE t.own END * t.rate, 4)
        AS amount
    FROM {_WITH_CONTRACT}
    CROSS JOIN LATERAL (SELECT {amount_of_document("d")} AS own,
        CASE WHEN {_currency("d", "c")} IS NOT NULL THEN COALESCE(c.exchange_rate, 1) ELSE 1 END
        AS rate) t
    WHERE d.container_id = $1 AND d.kind = l.kind AND d.deleted_at IS NULL
      AND {state_of_document("d")} IN ({_STANDING})
) s ON s.amount > l.bound * {LEAST_PERCENT} / 100 AND s.amount <= l.bound * {MOST_PERCENT} / 100
GROUP BY 1, 2
""".encode()


def near_step(container_id: int, limits: Sequence[tuple[str, object, bool]]) -> Step:
    """(place in `limits`, bin, how many, their amounts, the numbers of the largest of them).

    A limit is a kind, an amount, and whether credits count by their size. Bins are BIN_PERCENT of
    the limit wide, numbered from 0, their upper end in them: what equals the limit keeps it.
    """
    places = list(range(len(limits)))
    columns = [places, *([limit[place] for limit in limits] for place in range(3))]
    return _NEAR, (text(container_id), *(text(column) for column in columns))


# -- what the journal remembers -------------------------------------------------------------------

# Cut out by two plain searches: a regular expression over an image takes twenty times as long, and
# reading it as JSON ten times.
_STATE_TEXT = (
    "NULLIF(split_part(split_part(convert_from(j.image, 'UTF8'), "
    "'\"{column}\":\"', 2), '\"', 1), '')"
)


def stages_step(container_id: int, kind: str, track: Track, since: datetime) -> Step:
    """(state, how many stays in it have ended since, median and ninth decile of their length in
    seconds) of the documents of a kind on a track: from the journal's images.

    A stay begins with the entry that brought the state, and ends with the next that brought
    another. `record_id` narrows to documents of which any entry is young enough.
    """
    column = f"{track}_state"
    if not states_on(kind, track):
        raise ValueError(f"a {kind} has no {track} track")
    state = _STATE_TEXT.format(column=column)
    statement = f"""
SELECT y.state, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY y.seconds),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY y.seconds)
FROM (
    SELECT x.state, x.until, EXTRACT(EPOCH FROM x.until - x.at)::double precision AS seconds
    FROM (
        SELECT e.state, e.at, lead(e.at) OVER w AS until
        FROM (
            SELECT i.record_id, i.revision, i.at, i.state,
                lag(i.state) OVER (PARTITION BY i.record_id ORDER BY i.revision) AS before
            FROM (
                SELECT j.record_id, j.revision, j.at, {state} AS state
                FROM journal j
                WHERE j.container_id = $1 AND j.noun = {word(ChangeOrder.TABLE)}
                  AND j.image IS NOT NULL
                  AND (cardinality(j.changed) = 0 OR {word(column)} = ANY (j.changed))
                  AND j.record_id = ANY (ARRAY(
                    SELECT d.id FROM change_order d WHERE d.container_id = $1
                      AND d.kind = {word(kind)} AND d.updated_at >= $2::timestamptz
                      AND d.version > 1))
                OFFSET 0
            ) i
        ) e
        WHERE e.before IS DISTINCT FROM e.state
        WINDOW w AS (PARTITION BY e.record_id ORDER BY e.revision)
    ) x
) y
WHERE y.until >= $2::timestamptz AND y.state IS NOT NULL
GROUP BY y.state
"""
    return statement.encode(), (text(container_id), text(since))


def now_in_stages_step(container_id: int, kind: str, track: Track) -> Step:
    """(state, how many documents of a kind are in it)."""
    column = f"{track}_state"
    if track not in KIND[kind].tracks:
        raise ValueError(f"a {kind} has no {track} track")
    return (
        f"SELECT d.{column}, count(*) FROM change_order d WHERE d.container_id = $1 "
        f"AND d.kind = {word(kind)} AND d.deleted_at IS NULL AND d.{column} IS NOT NULL "
        "GROUP BY 1"
    ).encode(), (text(container_id),)


_INSTANTS = b"""
SELECT w.revision, (SELECT j.at FROM journal j
    WHERE j.container_id = $1 AND j.revision = w.revision LIMIT 1)
FROM unnest($2::bigint[]) AS w (revision)
"""


def instants_step(container_id: int, revisions: Iterable[int]) -> Step:
    """(revision, when it was made): of those that are there."""
    return _INSTANTS, (text(container_id), text(list(revisions)))


_IMAGES = b"""
SELECT w.record_id, w.revision, latest.image
FROM unnest($3::bigint[], $4::bigint[]) AS w (record_id, revision), LATERAL (
    SELECT j.image FROM journal j
    WHERE j.container_id = $1 AND j.noun = $2::text AND j.record_id = w.record_id
      AND j.revision <= w.revision
    ORDER BY j.revision DESC LIMIT 1
) AS latest
"""


def images_step(container_id: int, noun: str, wanted: Sequence[tuple[int, int]]) -> Step:
    """(record, revision, its image then): of records of a noun, each at a revision."""
    ids = text([record for record, _ in wanted])
    return _IMAGES, (text(container_id), text(noun), ids, text([each for _, each in wanted]))


_HEAD = b"SELECT revision, at FROM head WHERE container_id = $1"


def head_step(container_id: int) -> Step:
    """(revision, when it was made)."""
    return _HEAD, (text(container_id),)
