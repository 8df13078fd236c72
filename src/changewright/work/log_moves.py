"""What may be done with many documents at once, and doing it: each its own unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from changewright.core.kinds import Move
from changewright.core.lifecycle import moves, targets
from changewright.core.records import ChangeOrder
from changewright.core.roles import duties_of
from changewright.core.rules import holds

from .approval_gate import may_pass
from .moves import surroundings
from .neighbourhood import load_book
from .scene import Look
from .together import looking_together


async def moves_of(scene: Look, ids: Sequence[int]) -> dict[int, list[Move]]:
    """As `moves.actions`, of many documents: what is around them is read at once."""
    documents = await scene.read.many(ChangeOrder, ids)
    offered = {
        document.id: moves(document, duties_of(scene.actor.role, document.kind))
        for document in documents
    }
    wanted = [document for document in documents if offered[document.id]]
    if not wanted:
        return {}
    book = await load_book(scene, [document.id for document in wanted])

    async def possible(at: Look, document: ChangeOrder) -> list[Move]:
        around = await surroundings(at, book, document)
        return [
            move
            for move in offered[document.id]
            if holds(move.needs, around) and await may_pass(at, document, targets(move, document))
        ]

    found = await looking_together(scene, possible, wanted)
    return {document.id: each for document, each in zip(wanted, found, strict=True)}
