"""What every part of a page begins with: the document, what stands around it, who looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from changewright.core.book import Book
from changewright.core.exchange import counts_in_project
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract
from changewright.core.settings import ProjectSettings
from changewright.edge.context import Context
from changewright.work import screening
from changewright.work.neighbourhood import load_book
from changewright.work.past import PastLedger
from changewright.work.scene import Scene, look
from changewright.work.unit import LedgerReader

from ..reading import hidden_of, require, visible

PARAMETER = "recordId"
PAST = "this is how things stood then; nothing is done in the past"


class Looked(msgspec.Struct, frozen=True):
    """A document with its neighbourhood. `items` are its lines that the caller sees, in their
    order; `hidden` the document's columns that he does not."""

    context: Context
    scene: Scene
    document: ChangeOrder
    book: Book
    items: list[CostItem]
    hidden: frozenset[str]

    @property
    def read(self) -> LedgerReader:
        return self.scene.read

    @property
    def is_full(self) -> bool:
        return self.context.role.audience == "full"

    @property
    def is_past(self) -> bool:
        return isinstance(self.context.services.ledger, PastLedger)


@asynccontextmanager
async def looked_at(context: Context) -> AsyncIterator[Looked]:
    """The document of the path for the block. Raises `NotFound`."""
    async with look(context.services.ledger, context.container_id, context.actor()) as scene:
        document = await require(context, scene.read, ChangeOrder, PARAMETER)
        yield await around(context, scene, document)


async def around(context: Context, scene: Scene, document: ChangeOrder) -> Looked:
    """The same for a document at hand."""
    book = await load_book(scene, [document.id])
    document = book.documents.get(document.id, document)
    held = await scene.read.memberships_of_documents([document.id])
    mine = [book.items[one.cost_item_id] for one in held if one.cost_item_id in book.items]
    seen = await visible(context, scene.read, screening.seen(scene.read, mine))
    document = await screening.as_seen(scene.read, document)
    return Looked(context, scene, document, book, seen, hidden_of(context, document))


async def currency_of(
    read: LedgerReader, settings: ProjectSettings, document: ChangeOrder
) -> str | None:
    """The currency of what a document's supplier asks; of one that is not for a supplier alone, of
    all its totals: the project's."""
    if counts_in_project(document.kind) or document.contract_id is None:
        return settings.currency
    contract = await read.get(Contract, document.contract_id, deleted=True)
    return (None if contract is None else contract.currency) or settings.currency
