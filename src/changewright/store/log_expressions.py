"""The log's columns that are worked out, as SQL: of a change order `t`, and what is joined to it.

A name in braces is a column of the change order as the viewer sees it, NULL where it is hidden on
the kind. `{zone}`, `{me}` and `{mine}` are values; `{awarded}` and `{rate}` stand on the contract
that the document amends, `{signed}` on its main contract, as far as the viewer sees these.
"""

from __future__ import annotations

from changewright.core.book import STAGE
from changewright.core.exchange import COMMITMENT_KINDS, RATE_OF
from changewright.core.forms import PERCENT_PLACES
from changewright.core.kinds import STATE, Track
from changewright.core.log_columns import COLUMN
from changewright.core.roles import ASKED

from .sql_text import word, words
from .tallies import speaks_for_cost

Templates = dict[str, str]


_PHASE = " ".join(f"WHEN {word(s.name)} THEN {word(s.phase)}" for s in STATE.values())
_FOR_COST = speaks_for_cost("t")
# As `tallies.state_of_document`, of the columns that the viewer sees.
_STATE = f"CASE WHEN {_FOR_COST} THEN {{cost_state}} ELSE {{budget_state}} END"


def _staged(side: Track) -> str:
    return f"coalesce({', '.join(f'{{{name}}}' for name in STAGE[side])})"


# As `tallies.amount_of_document`, and the sum as signed of the contract that it amends in the same
# currency: that of the contract for what its supplier asks, else the project's.
_IS_ASKED = " OR ".join(f"{{{name}}} IS NOT NULL" for name in STAGE["cost"] if name in RATE_OF)
_AMOUNT = f"CASE WHEN {_FOR_COST} THEN {_staged('cost')} ELSE {_staged('budget')} END"
_ORIGINAL = (
    f"CASE WHEN t.kind IN ({words(COMMITMENT_KINDS)}) AND ({_IS_ASKED}) THEN {{awarded}} "
    f"WHEN {_FOR_COST} THEN {{awarded}} * coalesce({{rate}}, 1) ELSE {{signed}} END"
)

EXPRESSIONS: Templates = {
    "state": _STATE,
    "phase": f"CASE {_STATE} {_PHASE} END",
    "daysGranted": (
        f"CASE WHEN ({_STATE}) IN "
        f"({words([s.name for s in STATE.values() if s.phase == 'approved'])}) "
        "THEN {schedule_change} END"
    ),
    "percentOfContract": f"round(({_AMOUNT}) * 100 / nullif({_ORIGINAL}, 0), {PERCENT_PLACES})",
    "due": (
        "coalesce({court_due}, {response_due}, ({due_date} + 1)::timestamp AT TIME ZONE {zone})"
    ),
    "myCourt": (
        "(coalesce({court_person_id} = {me}, FALSE) "
        "OR coalesce({court_company_id} = {mine}, FALSE))"
    ),
}
"""Columns that are worked out: of masked columns of the change order."""

HELD: Templates = {
    "attachments": (
        "(SELECT count(*) FROM attachment a WHERE a.container_id = $1 "
        "AND a.record_kind = 'change_order' AND a.record_id = t.id AND a.deleted_at IS NULL)"
    ),
    "items": (
        "(SELECT count(*) FROM membership m WHERE m.container_id = $1 "
        "AND m.change_order_id = t.id AND m.deleted_at IS NULL)"
    ),
}
"""Columns that count what hangs on the change order."""

NUMBER = r"CASE WHEN {0} ~ '^[+-]?[0-9]+([.][0-9]+)?$' THEN {0}::numeric END"
# Text that reads like an instant may be none, such as the 30th of February: it is empty then.
INSTANT = (
    r"CASE WHEN {0} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{{1,9}})?)?"
    r"(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?$' "
    r"THEN CASE WHEN substr({0}, 9, 2)::integer <= extract(day FROM (make_date("
    r"substr({0}, 1, 4)::integer, substr({0}, 6, 2)::integer, 1) + interval '1 month - 1 day')) "
    r"THEN {0}::timestamptz END END"
)


# -- quotes ---------------------------------------------------------------------------------------

QUOTES: Templates = {
    "quotes": "({0}.given || ' of ' || {0}.asked)",
    "quotesMissing": "({0}.asked - {0}.given)",
}
"""Columns of `quotes_on_documents`, by its alias."""

QUOTED_KINDS = COLUMN["quotes"].kinds
# Whose supplier has answered, with a price of his own or through a client that knows none.
_ANSWERED = ("proposed", "accepted", "answered")
_PRICED = (
    "EXISTS (SELECT FROM quote g WHERE g.container_id = $1 AND g.rfq_id = r.id "
    "AND g.deleted_at IS NULL AND g.amount IS NOT NULL)"
)


def quotes_on_documents(document: str = "") -> str:
    """(id of a document, how many suppliers were asked about lines of it, how many have quoted);
    nothing for documents about which nobody was asked. With `document`, an expression, of that one
    alone. A request that was refused before a price came is not asked any more."""
    of_one = f" AND o.change_order_id = {document}" if document else ""
    return (
        "SELECT x.id, count(*) AS asked, count(*) FILTER (WHERE x.is_given) AS given "
        f"FROM (SELECT DISTINCT o.change_order_id AS id, r.id AS rfq_id, "
        f"(r.cost_state IN ({words(_ANSWERED)}) OR {_PRICED}) AS is_given, r.cost_state "
        "FROM membership o "
        "JOIN membership a ON a.container_id = $1 AND a.cost_item_id = o.cost_item_id "
        "AND a.kind = 'rfq' AND a.deleted_at IS NULL "
        "JOIN change_order r ON r.container_id = $1 AND r.id = a.change_order_id "
        f"AND r.deleted_at IS NULL AND r.cost_state IN ({words(ASKED)}) "
        f"WHERE o.container_id = $1 AND o.deleted_at IS NULL AND o.kind IN ({words(QUOTED_KINDS)})"
        f"{of_one}) x WHERE x.is_given OR x.cost_state <> 'rejected' GROUP BY x.id"
    )
