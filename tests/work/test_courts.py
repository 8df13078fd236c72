"""Whose turn it is, kept on every document by whatever writes it."""

from __future__ import annotations

from datetime import timedelta

from tests.work.site import Site

from changewright.core.records import ChangeOrder
from changewright.work.load import load, reserve_ids
from changewright.work.rebuild import rebuild


def court(document: ChangeOrder) -> tuple[object, ...]:
    return document.court, document.court_person_id, document.court_since


async def test_a_move_passes_the_ball_and_an_edit_does_not(site: Site) -> None:
    drawn = await site.draw("oco")
    first = await site.now(drawn)
    assert court(first) == ("preparer", first.created_by, first.created_at)
    opened = await site.now(await site.act(drawn, "open"))
    assert court(opened) == court(first), "still with whoever draws it"
    submitted = await site.now(await site.act(drawn, "submit"))
    assert court(submitted) == ("owner", None, submitted.updated_at)
    await site.edit(submitted, note="a word")
    edited = await site.now(drawn)
    assert edited.updated_at > submitted.updated_at and court(edited) == court(submitted)
    approved = await site.now(await site.act(drawn, "approve"))
    assert court(approved) == ("signer", None, approved.updated_at)
    assert court(await site.now(await site.act(drawn, "execute"))) == (None, None, None)


async def test_what_follows_another_document_changes_court_with_it(site: Site) -> None:
    """core-model.md §5: a potential change shows its items, whoever moved them."""
    potential = await site.draw("pco")
    item = await site.price(potential, estimated="10")
    await site.act(potential, "open", "submit")
    assert (await site.now(potential)).court == "preparer", "its cost side is still open"
    await site.edit(potential, scope="budgetOnly")
    assert (await site.now(potential)).court == "owner"
    (request,) = await site.generate("rco", potential)
    await site.act(request, "open", "submit", "revise")
    assert (await site.now(request)).court == "preparer"
    assert (await site.now(potential)).court == "preparer"
    assert await site.states(item) != ""


async def test_loaded_documents_and_those_of_before_have_a_court(site: Site) -> None:
    old = await site.now(await site.draw("sco"))
    (fresh_id,) = await reserve_ids(site.ledger, 1)
    made = old.created_at - timedelta(days=30)
    loaded = ChangeOrder(
        container_id=site.container_id,
        id=fresh_id,
        uuid=old.uuid.__class__(int=old.uuid.int ^ 1),
        created_at=made,
        updated_at=made,
        kind="rfq",
        number="L-1",
        name="Loaded",
        cost_state="pricing",
    )
    actor = site._actor
    await load(site.ledger, site.container_id, actor, [(ChangeOrder, [loaded])])
    assert court(await site.now(loaded)) == ("supplier", None, made)
    async with site.ledger.database.connection() as connection:
        await connection.execute(
            "UPDATE change_order SET court = NULL, court_since = NULL, court_person_id = NULL "
            "WHERE container_id = %s",
            (site.container_id,),
        )
    await rebuild(site.ledger, site.container_id)
    found = await site.now(old)
    assert court(found) == ("preparer", old.created_by, old.updated_at)
    assert (await site.now(loaded)).court == "supplier"
    version = found.version
    await rebuild(site.ledger, site.container_id)
    assert (await site.now(old)).version == version, "what has its court is not written"
