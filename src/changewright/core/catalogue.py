"""The list of all nouns, and of the counters that a container's head keeps for them.

The order is part of the stored format: a noun's place says which counter is its own. New nouns
and new counters are added at the end and nothing is ever moved.
"""

from __future__ import annotations

from .records import (
    ChangeOrder,
    ChangeOrderType,
    CostItem,
    Face,
    Line,
    Membership,
    Record,
    SubCostItem,
)
from .records_approvals import Approval, ApprovalPolicy, ApprovalRun, Delegation
from .records_attached import Comment, PropertyDefinition, PropertyValue
from .records_budgets import Budget, BudgetContract, TimeSheet, TrackingItem, TrackingItemInstance
from .records_clocks import ClockCalendar, ClockEvent, ClockExtension, ClockRule, ClockTerms
from .records_codes import CostCode, Markup
from .records_contracts import Contract, MainContract, MainContractItem, ScheduleOfValue
from .records_currency import ExchangeRate
from .records_events import EventLine, Quote, RfqResponse
from .records_expenses import Expense, ExpenseItem
from .records_files import (
    Attachment,
    AttachmentFolder,
    Segment,
    SegmentValue,
    Template,
)
from .records_forms import FormSnapshot
from .records_markups import (
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
    Tax,
    TaxFormula,
    TaxFormulaItem,
    TaxItem,
)
from .records_sums import ProjectTotal
from .records_views import SavedView, ViewChoice
from .records_webhooks import Webhook, WebhookTrigger

NOUNS: tuple[type[Record], ...] = (
    ChangeOrder,
    CostItem,
    Membership,
    Face,
    Line,
    SubCostItem,
    ChangeOrderType,
    Comment,
    PropertyDefinition,
    PropertyValue,
    Budget,
    BudgetContract,
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
    Expense,
    ExpenseItem,
    TrackingItem,
    TrackingItemInstance,
    TimeSheet,
    AttachmentFolder,
    Attachment,
    Template,
    Segment,
    SegmentValue,
    CostCode,
    Markup,
    EventLine,
    Quote,
    RfqResponse,
    ProjectTotal,
    FormSnapshot,
    ExchangeRate,
    ApprovalPolicy,
    ApprovalRun,
    Approval,
    Delegation,
    ClockTerms,
    ClockCalendar,
    ClockRule,
    ClockEvent,
    ClockExtension,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
    AppliedMarkup,
    TaxFormula,
    TaxFormulaItem,
    Tax,
    TaxItem,
    SavedView,
    ViewChoice,
    Webhook,
    WebhookTrigger,
)
NOUN: dict[str, type[Record]] = {noun.TABLE: noun for noun in NOUNS}

# The kinds of change order, each with a counter of its own. In the order of `core.kinds` on the
# day the format was fixed; repeated here because this order is stored and that one is not.
COUNTED_KINDS = ("pco", "rfq", "rco", "scr", "oco", "sco", "event")

SETTINGS = "container_settings"
"""The counter and the journal's noun of the project's settings, which are no record."""


def _counters() -> tuple[str, ...]:
    names = [SETTINGS]
    for noun in NOUNS:
        if noun is ChangeOrder:
            names += [f"change_order:{kind}" for kind in COUNTED_KINDS]
        else:
            names.append(noun.TABLE)
    return tuple(names)


COUNTERS: tuple[str, ...] = _counters()
"""What the head counts, in its order: each counter holds the revision at which a record of its
noun (for change orders: of its kind) was last written. A head older than a counter is shorter."""

COUNTER: dict[str, int] = {name: ordinal for ordinal, name in enumerate(COUNTERS)}
_ORDINALS: dict[type[Record], int] = {
    noun: COUNTER[noun.TABLE] for noun in NOUNS if noun is not ChangeOrder
}


def counter_name(noun: type[Record], kind: str | None = None) -> str:
    """`change_order:pco`, or the noun's table."""
    return f"change_order:{kind}" if noun is ChangeOrder else noun.TABLE


def counter_ordinal(record: Record) -> int:
    """The place of the record's counter in the head."""
    if isinstance(record, ChangeOrder):
        return COUNTER[f"change_order:{record.kind}"]
    return _ORDINALS[type(record)]
