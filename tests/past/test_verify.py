"""Proving a project as it was: whole at every revision, and what was spoilt by hand is named."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.past.albums import revision_of
from tests.past.histories import History
from tests.procore.site import Site, open_site
from typer.testing import CliRunner

from changewright import cli
from changewright.config.settings import Settings
from changewright.core.errors import Invalid
from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.store.embedded import Urls
from changewright.work.ledger import Ledger
from changewright.work.past import Moment
from changewright.work.rebuild import rebuild
from changewright.work.verify import sums_begun, verify
from changewright.work.verify_findings import Finding


async def found(site: Site, revision: int) -> list[Finding]:
    moment = Moment(revision, "asOf")
    return await verify(site.ledger.database, site.container.id, moment=moment)


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, ProjectSettings())


async def test_a_history_is_whole_at_any_revision(site: Site, ledger: Ledger) -> None:
    history = History(site, 7)
    await history.begin()
    for _ in range(25):
        await history.step()
    newest = await revision_of(ledger, site.container.id)
    for revision in (0, 1, newest // 3, newest // 2, newest - 1, newest):
        assert await found(site, revision) == [], revision
    with pytest.raises(Invalid, match="no revision"):
        await found(site, newest + 1)


async def test_what_was_spoilt_by_hand_is_named_as_of_then(
    site: Site, ledger: Ledger, server_urls: Urls, database_urls: Urls
) -> None:
    contract, _ = await site.commitment("SC-1", status="sent")
    item = await site.make("cost-items", name="Beam", contractId=contract, scope="in", proposed=5)
    then = await revision_of(ledger, site.container.id)
    for amount in ("6", "7"):
        changed = await site.acc.patch(
            site.cost(f"cost-items/{item['id']}"), json={"proposed": amount}
        )
        assert changed.status_code == 200
    assert await found(site, then) == []

    def spoil(statement: str, *values: Any) -> None:
        with psycopg.connect(database_urls.owner, autocommit=True) as connection:
            connection.execute(statement, (site.container.id, *values))

    # A row that was not written since is as it was: what is wrong in it was wrong then.
    spoil("UPDATE contract SET name = 'Another' WHERE container_id = %s AND code = 'SC-1'")
    newest = await revision_of(ledger, site.container.id)
    assert {each.check for each in await found(site, newest)} == {"image"}
    # Of one that was, the image tells; its chain tells whether the image is the one that was kept.
    spoil(
        "UPDATE journal SET image = convert_to(replace(convert_from(image, 'UTF8'), "
        '\'"proposed":"5.0000"\', \'"proposed":"50.0000"\'), \'UTF8\') '
        "WHERE container_id = %s AND noun = 'cost_item' AND revision <= %s",
        then,
    )
    checks = {each.check for each in await found(site, then)}
    assert "image_digest" in checks and any(check.startswith("sums") for check in checks), checks


SPOILT: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        ("sums_budget", "budget", "cost_draft"),
        ("sums_budget", "budget", "original_commitment"),
        ("sums_contract", "contract", "cost_draft"),
        ("sums_contract", "contract", "budget_draft"),
        ("sums_main_contract", "main_contract", "budget_draft"),
        ("sums_project_total", "project_total", "original_commitment"),
        ("original_budget", "contract", "original_budget"),
        ("awarded", "contract", "awarded"),
        ("main_contract_amount", "main_contract", "amount"),
        ("expense_amount", "expense", "amount"),
        ("image", "cost_item", "owner_submitted"),
        ("image", "tax", "amount"),
    ),
    (
        ("sums_project_total", "budget", "original_amount"),
        ("awarded", "schedule_of_value", "amount"),
        ("main_contract_amount", "main_contract_item", "amount"),
        ("expense_amount", "expense_item", "amount"),
        ("detail_estimated", "sub_cost_item", "value"),
        ("markup_submitted", "applied_markup", "submitted"),
    ),
)
"""What adds it up anew, and a stored amount: first of sums, then of lines below them."""


@pytest.mark.deep
async def test_each_stored_amount_is_named(
    site: Site, ledger: Ledger, server_urls: Urls, database_urls: Urls
) -> None:
    """Sums of budgets, contracts, expenses, details and markups, the prices that owners are shown,
    taxes: by the check that adds them up, and by their images in any case."""
    cost, web = site.cost, f"/web/v1/projects/{site.container.uuid}"
    budget = (await site.make("budgets", code="01", name="Steel", quantity=1, unitPrice="9"))["id"]
    contract, _ = await site.commitment("SC-1", status="executed")
    link = {"create": [{"budgetId": budget, "contractId": contract}]}
    assert (await site.acc.post(cost("budgets-contracts:link"), json=link)).is_success
    row = {"name": "Steel", "amount": "8", "budgetId": budget}
    await site.make("schedule-of-values", contractId=contract, **row)
    (main,) = (await site.acc.get(cost("main-contracts"))).json()["results"]
    await site.make(f"main-contracts/{main['id']}/items", name="All", quantity=1, unitPrice="100")
    expense = (await site.make("expenses", name="Crane"))["id"]
    await site.make(f"expenses/{expense}/items", name="Hire", quantity=1, unitPrice="5")
    order = await site.make("change-orders/oco", name="Beams")
    beam = {"name": "Beam", "scope": "out", "estimated": "4", "submitted": "6"}
    places = {"budgetId": budget, "contractId": contract, "changeOrderId": order["id"]}
    line = await site.make("cost-items", **beam, **places)
    path = cost(f"cost-items/{line['id']}/sub-cost-items")
    detail = {"name": "Cut", "type": "estimated", "quantity": 1, "unitPrice": "4"}
    assert (await site.acc.post(path, json=detail)).is_success
    step = {"name": "Fee", "amount": "10", "hiddenFromOwner": True}
    formula = await site.acc.post(f"{web}/markup-formulas", json={"name": "F", "items": [step]})
    applied = await site.acc.post(
        f"{web}/change-orders/{order['id']}/markups:apply",
        json={"formulaId": formula.json()["id"]},
    )
    assert applied.status_code == 200, applied.text
    taxes = await site.make("tax-formulas", name="VAT", items=[{"name": "VAT", "amount": 10}])
    taxed = {"associationType": "OCO", "associationId": order["id"], "taxFormulaId": taxes["id"]}
    assert (await site.acc.post(cost("taxes"), json=taxed)).is_success
    own, told = (ledger.database, site.container.id), list[Finding]()
    assert await verify(*own) == []
    for spoilt in SPOILT:
        with psycopg.connect(database_urls.owner, autocommit=True) as connection:
            for by in (1, -1):
                for _, table, column in spoilt:
                    where = f"WHERE container_id = %s AND {column} IS NOT NULL"
                    spoil = f"UPDATE {table} SET {column} = {column} + %s {where}"
                    done = connection.execute(spoil, (by, site.container.id))
                    assert done.rowcount > 0, (table, column)
                told = await verify(*own) if by > 0 else told
        for check, table, column in spoilt:
            images = [one.detail for one in told if (one.check, one.noun) == ("image", table)]
            assert any(column in detail for detail in images), (table, column, told)
            assert any(one.check == check for one in told), (check, told)
    assert await verify(*own) == []


async def test_what_was_not_kept_yet_is_no_fault_of_then(
    site: Site, ledger: Ledger, server_urls: Urls, database_urls: Urls
) -> None:
    """A project of before there were sums: they are proved from when they were added up."""
    await site.make("cost-items", name="Beam", scope="out", submitted=5)
    then = await revision_of(ledger, site.container.id)
    own = ledger.database, site.container.id
    assert await sums_begun(*own) is None
    with psycopg.connect(database_urls.owner, autocommit=True) as connection:
        for statement in (
            "DELETE FROM project_total WHERE container_id = %s",
            "DELETE FROM journal WHERE container_id = %s AND noun = 'project_total'",
        ):
            assert connection.execute(statement, (site.container.id,)).rowcount > 0
    assert "sums_project_total" in {each.check for each in await found(site, then)}
    await rebuild(ledger, site.container.id)
    begun = await sums_begun(*own)
    newest = await revision_of(ledger, site.container.id)
    assert begun is not None and begun[0] == newest > then
    for revision in (then, newest):
        checks = {each.check for each in await found(site, revision)}
        # The entry that was taken out by hand is missed at both.
        assert not any(check.startswith("sums") for check in checks), (revision, checks)
    with psycopg.connect(database_urls.owner, autocommit=True) as connection:
        connection.execute(
            "UPDATE project_total SET budget_draft = 7 WHERE container_id = %s",
            (site.container.id,),
        )
    assert "sums_project_total" in {each.check for each in await found(site, newest)}


def test_the_command_line_takes_a_moment(
    server_urls: Urls, settings: Settings, monkeypatch: Any
) -> None:
    monkeypatch.setenv("CHANGEWRIGHT_HOME", str(settings.home))
    runner = CliRunner()
    whole = runner.invoke(cli.app, ["verify", "--as-of", "2026-02-01T10:00:00Z"])
    assert whole.exit_code == 0, whole.output
    assert "as of 2026-02-01T10:00:00Z" in whole.output
    for text, words in (("yesterday", "neither an instant"), ("2999-01-01T00:00:00Z", "not come")):
        refused = runner.invoke(cli.app, ["verify", "--as-of", text])
        assert refused.exit_code != 0 and words in str(refused.exception), text
