"""Tiers and rules of a project over HTTP, and its change event settings."""

from __future__ import annotations

from typing import Any

from tests.procore.site import Site, found, open_site

from changewright.core.settings import settings_born

CONFIGURATION = "/rest/v1.0/project_configuration"
COST = "number_of_commitment_change_order_tiers"
BUDGET = "number_of_prime_contract_change_order_tiers"
BORN = {
    COST: 1,
    BUDGET: 2,
    "change_order_status_cascade": "mirror",
    "commitment_approved_first": True,
    "unlink_before_delete": True,
    "newest_approval_undone_first": True,
}
EVENT_KEYS = {
    *("budget_rom_source_for_in_scope", "budget_rom_source_for_out_of_scope"),
    *("budget_rom_source_for_tbd_scope", "celi_prefill_automation", "change_order_value_source"),
    *("copy_rfq_attachments_to_commitment_cos", "copy_rfq_attachments_to_prime_cos"),
    *("display_revenue_detail_columns", "display_spend_quantity_columns"),
    *("prevent_both_prime_cos_and_budget_changes", "sync_wbs_code"),
}


def path_of(site: Site) -> str:
    return f"/rest/v1.0/projects/{site.project_id}/configuration"


def v2(site: Site, name: str) -> str:
    return f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}/{name}"


async def configuration(site: Site) -> dict[str, Any]:
    return found(await site.procore.get(CONFIGURATION, params={"project_id": site.project_id}))


async def test_three_paths_tell_the_same(site: Site) -> None:
    told = await configuration(site)
    assert told == {"project_id": site.project_id, **BORN}
    assert found(await site.procore.get(path_of(site))) == told
    assert found(await site.procore.get(v2(site, "change_order_settings"))) == {"data": told}


async def test_tiers_and_rules_are_changed_and_lists_tell_them(site: Site) -> None:
    wanted = {COST: 2, BUDGET: 1, "change_order_status_cascade": "advance"}
    answer = await site.procore.patch(path_of(site), json={"configuration": wanted})
    assert found(answer) == {"project_id": site.project_id, **BORN, **wanted}
    wanted = {"unlink_before_delete": False, "newest_approval_undone_first": False}
    answer = await site.procore.patch(
        v2(site, "change_order_settings"), json={"settings": {**wanted, COST: 1}}
    )
    assert found(answer)["data"] == await configuration(site)
    settings = await site.ledger.settings_of(site.container.id)
    assert (settings.tiers_cost, settings.tiers_budget) == (1, 1)
    assert (settings.unlink_first, settings.lifo, settings.born) == (False, False, "procore")
    _, contract_id = await site.commitment("SC-1", status="signed")
    await site.new_package(contract_id, title="Doors")
    (potential,) = await site.potential()
    assert potential["change_order_tiers"] == 1
    await site.procore.patch(path_of(site), json={"configuration": {COST: 3}})
    (potential,) = await site.potential()
    assert potential["change_order_tiers"] == 3


async def test_tiers_are_not_lowered_with_change_orders(site: Site) -> None:
    await site.procore.patch(path_of(site), json={"configuration": {COST: 2}})
    _, contract_id = await site.commitment("SC-1", status="signed")
    await site.new_package(contract_id, title="Doors")
    refused = await site.procore.patch(path_of(site), json={"configuration": {COST: 1}})
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == [COST]
    assert refused.json()["errors"][COST][0].startswith(f"{COST} is not lowered")
    await site.new_package(await site.main_contract(), title="Owner's doors")
    for tiers in (1, 3):
        refused = await site.procore.patch(path_of(site), json={"configuration": {BUDGET: tiers}})
        assert refused.status_code == 422
        assert list(refused.json()["errors"]) == [BUDGET]
    assert (await configuration(site))[COST] == 2


BAD: tuple[tuple[Any, str], ...] = (
    ({COST: 0}, COST),
    ({COST: 4}, COST),
    ({COST: None}, COST),
    ({BUDGET: "two"}, BUDGET),
    ({BUDGET: 1.5}, BUDGET),
    ({"change_order_status_cascade": "never"}, "change_order_status_cascade"),
    ({"unlink_before_delete": "yes"}, "unlink_before_delete"),
    (None, "configuration"),
    ([], "configuration"),
)


async def test_bad_settings_are_named(site: Site) -> None:
    for sent, field in BAD:
        answer = await site.procore.patch(path_of(site), json={"configuration": sent})
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
    assert await configuration(site) == {"project_id": site.project_id, **BORN}


async def test_event_settings_are_kept(site: Site) -> None:
    path = v2(site, "change_event_settings")
    before = found(await site.procore.get(path))["data"]
    assert set(before) == EVENT_KEYS
    wanted = {"sync_wbs_code": True, "budget_rom_source_for_in_scope": "manual"}
    changed = found(await site.procore.patch(path, json={"settings": wanted}))["data"]
    assert changed == {**before, **wanted}
    assert found(await site.procore.get(path))["data"] == changed
    alias = f"/rest/v1.0/projects/{site.project_id}/change_event_settings"
    assert found(await site.procore.get(alias)) == changed
    for bad in ({"sync_wbs_code": None}, {"change_order_value_source": 3}):
        refused = await site.procore.patch(path, json={"settings": bad})
        assert refused.status_code == 400
        (detail,) = refused.json()["error"]["details"]
        assert next(iter(bad)) in str(detail)
    assert found(await site.procore.get(path))["data"] == changed


async def test_who_may_read_and_change_settings(site: Site) -> None:
    for role, reads, writes in (
        ("admin", 200, 200),
        ("manager", 200, 403),
        ("viewer", 200, 403),
        ("owner", 403, 403),
        ("supplier", 403, 403),
    ):
        client = site.as_role(role)
        assert (await client.get(path_of(site))).status_code == reads, role
        answer = await client.patch(path_of(site), json={"configuration": {COST: 2}})
        assert answer.status_code == writes, role
        answer = await client.patch(
            v2(site, "change_event_settings"), json={"settings": {"sync_wbs_code": True}}
        )
        assert answer.status_code == writes, role
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    for path in (path_of(other), v2(other, "change_event_settings")):
        assert (await site.procore.get(path)).status_code == 404
    answer = await site.procore.patch(path_of(other), json={"configuration": {COST: 2}})
    assert answer.status_code == 404
    assert (await configuration(other))[COST] == 1
