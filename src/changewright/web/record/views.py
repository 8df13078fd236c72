"""How a change order is shown whole: fields, states, moves, lines, chain, quotes, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from changewright.core.money import Decimal

from ..approvals.views import CourtView
from ..clocks.views import ClockDeadlineView
from ..reading import View


class RecordReference(View):
    """Another record, a company or a person, as far as it takes to name it. `noun` is its table;
    `kind` that of a change order; `autodeskId` of a company or person, as Autodesk's door takes
    it."""

    noun: str
    kind: str | None
    id: UUID
    autodesk_id: str | None
    number: str | None
    name: str


class RecordFieldView(View):
    """A field: its name in bodies, its type, its value. `locked` says why it cannot be changed by
    this caller now; None: it can, at Autodesk's door or, where it is `own`, at this one."""

    name: str
    own: bool
    type: str
    value: Any
    reference: RecordReference | None
    locked: str | None


class RecordStepView(View):
    """A state on the way of a document. `standing`: done, now or ahead."""

    state: str
    phase: str
    standing: str


class RecordTrackView(View):
    """A side of the document: where it is, the way it goes, and what it comes to there."""

    track: str
    state: str
    phase: str
    steps: list[RecordStepView]
    amount: Decimal | None
    currency: str | None


class RecordChangeOfState(View):
    """What a move does on one track."""

    track: str
    before: str
    after: str


class RecordMoveView(View):
    """A move of the document. `refusal` says why it cannot be run by this caller now, `reason` in
    one word; `approvable`: the caller may approve the document, though others are needed too."""

    action: str
    duty: str
    direction: str
    changes: list[RecordChangeOfState]
    possible: bool
    refusal: str | None
    reason: str | None
    approvable: bool


class RecordGenerationView(View):
    """A kind of document that follows this one; `documents` would be made, of `items` lines."""

    kind: str
    possible: bool
    refusal: str | None
    documents: int
    items: int


class RecordDeedView(View):
    """The one thing to do next. `what`: move, generate, decide or quote."""

    what: str
    action: str | None
    kind: str | None


class RecordAttributeView(View):
    """A custom attribute of the record, with its definition."""

    definition_id: UUID
    name: str
    type: str
    options: list[str]
    built_in: bool
    value: str | None
    locked: str | None


class RecordFaceView(View):
    """A potential change as one contract sees it: `integerId` is its integer there."""

    integer_id: int
    side: str
    number: str
    contract: RecordReference | None


class RecordView(View):
    """A change order whole. `tag` serves `If-Match` on either door's edit of it; amounts are its
    totals as every door shows them, each in its own of `currencies`. `currency` is that of what
    its supplier asks."""

    id: UUID
    integer_id: int
    kind: str
    kind_name: str
    number: str
    contract_number: str | None
    name: str
    tag: str
    version: int
    currency: str | None
    amounts: dict[str, Decimal | None]
    currencies: dict[str, str | None]
    tracks: list[RecordTrackView]
    margin: Decimal | None
    days: int | None
    line_count: int
    fields: list[RecordFieldView]
    attributes: list[RecordAttributeView]
    company: RecordReference | None
    contract: RecordReference | None
    main_contract: RecordReference | None
    event: RecordReference | None
    source: RecordReference | None
    faces: list[RecordFaceView]
    court: CourtView | None
    deadline: ClockDeadlineView | None
    decides: bool
    quotable: bool
    moves: list[RecordMoveView]
    generations: list[RecordGenerationView]
    primary: RecordDeedView | None
    may_comment: bool
    may_attach: bool
    has_markups: bool
    markups_stale: bool
    created_at: datetime
    created_by: RecordReference | None
    updated_at: datetime
    updated_by: RecordReference | None


class RecordLineView(View):
    """A cost item on the document. `locked` names the fields that cannot be changed and says why;
    `amounts` are those the caller sees."""

    id: UUID
    integer_id: int
    number: str
    name: str
    description: str | None
    tag: str
    scope: str
    quantity: Decimal | None
    unit: str | None
    budget: RecordReference | None
    contract: RecordReference | None
    states: dict[str, str]
    active: list[str]
    amounts: dict[str, Decimal | None]
    currencies: dict[str, str | None]
    is_markup: bool
    has_detail: bool
    on: list[RecordReference]
    locked: dict[str, str]
    removable: str | None


class RecordLinesView(View):
    """The cost items of a document with their totals, which are the document's. `locked` says why
    none can be added."""

    results: list[RecordLineView]
    total: int
    limit: int
    offset: int
    amounts: dict[str, Decimal | None]
    currencies: dict[str, str | None]
    currency: str | None
    locked: str | None


class RecordNodeView(View):
    """A document of the chain."""

    id: UUID
    kind: str
    number: str
    name: str
    states: dict[str, str]
    amount: Decimal | None
    currency: str | None
    company: str | None
    is_this: bool


class RecordEdgeView(View):
    """What led to what, by how many cost items."""

    source: UUID
    target: UUID
    items: int


class RecordChainView(View):
    """The documents around this one. `left_out`: more of them than are shown."""

    nodes: list[RecordNodeView]
    edges: list[RecordEdgeView]
    left_out: int


class RecordQuoteLineView(View):
    """A line that suppliers are asked about. `plug` stands in for prices that are missing."""

    id: UUID
    number: str
    name: str
    quantity: Decimal | None
    unit: str | None
    plug: Decimal | None
    proposed: Decimal | None
    low: Decimal | None
    high: Decimal | None


class RecordBidView(View):
    """A price for a line. `origin`: `quote` of this line, `share` of one for all lines, `line`
    what the line itself has as proposed from this supplier; None: no price."""

    line_id: UUID
    quote_id: UUID | None
    amount: Decimal | None
    compared: Decimal | None
    difference: Decimal | None
    origin: str | None
    is_asked: bool
    is_plug: bool
    is_low: bool
    days: int | None
    description: str | None
    accepted: bool


class RecordSupplierView(View):
    """What one supplier asks. `total` is what he quoted, in his currency; `levelled` adds the plugs
    for lines without a price, in the project's, and `difference` is that above the lowest."""

    rfq_id: UUID
    rfq_number: str
    state: str
    tag: str
    company: RecordReference | None
    contract: RecordReference | None
    currency: str | None
    response_due: datetime | None
    total: Decimal | None
    plugs: Decimal | None
    levelled: Decimal | None
    difference: Decimal | None
    missing: int
    days: int | None
    is_lowest: bool
    may_quote: str | None
    bids: list[RecordBidView]


class RecordQuotesView(View):
    """Quotes side by side: per line, per supplier."""

    lines: list[RecordQuoteLineView]
    suppliers: list[RecordSupplierView]
    currency: str | None


class RecordDiffView(View):
    """A field that changed: before and after, references by name."""

    field: str
    type: str
    before: Any
    after: Any


class RecordEventView(View):
    """What happened: `about` is the record itself, a line of it, a quote. `what` in one word:
    created, changed, deleted, added, removed, or the moves that were run, by commas. `revision` and
    `sequence` are for the contractor's people: how often others wrote is not for everybody."""

    revision: int | None
    sequence: int | None
    at: datetime
    by: str | None
    by_id: UUID | None
    client: str | None
    door: str
    about: RecordReference
    what: str
    diffs: list[RecordDiffView]


class RecordHistoryPage(View):
    """What happened to a document, its lines and quotes, newest first."""

    results: list[RecordEventView]
    total: int
    limit: int
    offset: int


class RecordOutcomeView(View):
    """What became of the question to one supplier."""

    company: RecordReference | None
    contract: RecordReference | None
    done: bool
    rfq: RecordReference | None
    detail: str | None


class RecordAskedView(View):
    """What became of the questions, in the order they were asked."""

    results: list[RecordOutcomeView]


class RecordChoiceView(View):
    """Something to choose: `text` is what a body holds where it is not a record, `detail` tells it
    from others of its name."""

    id: UUID | None
    autodesk_id: str | None
    text: str
    name: str
    detail: str | None
    currency: str | None


class RecordChoicesView(View):
    """What forms offer, by list; `more` names the lists that hold more than is shown."""

    lists: dict[str, list[RecordChoiceView]]
    more: list[str]
