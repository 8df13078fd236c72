"""What hangs on a record and goes with it: its attachments, their folder, comments and values.

They name any record by kind and id, so that no record's own deletion knows of them. Every unit asks
here at its end, whichever door deleted; the journal keeps what they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership, Record
from changewright.core.records_approvals import Approval, ApprovalPolicy, ApprovalRun, Delegation
from changewright.core.records_attached import Comment, PropertyValue
from changewright.core.records_clocks import (
    ClockCalendar,
    ClockEvent,
    ClockExtension,
    ClockRule,
    ClockTerms,
)
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_events import EventLine, Quote, RfqResponse
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.core.records_markups import (
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
    Tax,
    TaxFormula,
    TaxFormulaItem,
    TaxItem,
)
from changewright.core.records_views import SavedView, ViewChoice
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.store.read_ledger import LedgerReader

DEPENDANTS: tuple[type[Record], ...] = (Attachment, AttachmentFolder, Comment, PropertyValue)
TIMED: Mapping[type[Record], tuple[type[Record], ...]] = {
    ChangeOrder: (ClockEvent, Tax),
    Contract: (ClockEvent, ClockTerms, Tax),
    MainContract: (ClockEvent, ClockTerms, Tax),
}
"""Noun → what names its records by kind and id as well, but no other noun's."""
OWNED: Mapping[type[Record], tuple[tuple[type[Record], str], ...]] = {
    ChangeOrder: (
        (Quote, "rfq_id"),
        (RfqResponse, "rfq_id"),
        (ApprovalRun, "change_order_id"),
        (Approval, "change_order_id"),
    ),
    CostItem: ((EventLine, "cost_item_id"), (AppliedMarkup, "target_cost_item_id")),
    ClockEvent: ((ClockExtension, "event_id"),),
    Tax: ((TaxItem, "tax_id"),),
    Webhook: ((WebhookTrigger, "webhook_id"),),
}
"""Noun → what is a part of its records, and by which column."""
ALONE: frozenset[type[Record]] = frozenset(
    {
        *DEPENDANTS,
        *(Face, Line, Membership, EventLine, Quote, RfqResponse),
        *(Approval, ApprovalPolicy, ApprovalRun, Delegation),
        *(ClockCalendar, ClockExtension, ClockRule, ClockTerms),
        *(AppliedMarkup, MarkupFormula, MarkupFormulaItem, MarkupTerms),
        *(TaxFormula, TaxFormulaItem, TaxItem),
        *(SavedView, ViewChoice),
        WebhookTrigger,
    }
)
"""Nouns on which nothing hangs: nobody is asked for what is on them."""


async def dependants_of(read: LedgerReader, records: Iterable[Record]) -> list[Record]:
    """What hangs on any of these records."""
    ids: dict[type[Record], list[int]] = defaultdict(list)
    for record in records:
        if type(record) not in ALONE:
            ids[type(record)].append(record.id)
    found: list[Record] = []
    for own, record_ids in ids.items():
        for noun in DEPENDANTS + TIMED.get(own, ()):
            found += await read.where(noun, record_kind=own.TABLE, record_id=record_ids)
        for noun, column in OWNED.get(own, ()):
            columns: dict[str, Any] = {column: record_ids}
            found += await read.where(noun, **columns)
    return found
