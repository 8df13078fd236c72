"""Files on records: attached by uploads, shown by both doors, followed to their bytes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.procore.files.conftest import CONTENT, Files
from tests.procore.site import Site

from changewright.core.records import ChangeOrder
from changewright.procore.attachments import reads
from changewright.store.upload_tickets import UploadTickets
from changewright.work import attachments as work
from changewright.work import tiers as rules
from changewright.work.attachments import AttachmentFiles
from changewright.work.unit import Actor

Json = dict[str, Any]


async def acc_attachments(site: Site) -> list[Json]:
    answer = await site.acc.get(site.cost("attachments"))
    assert answer.status_code == 200, answer.text
    rows: list[Json] = answer.json()["results"]
    return rows


async def test_a_change_order_is_born_with_its_files(files: Files, site: Site) -> None:
    contract_id = await files.commitment()
    upload_id = await files.uploaded("Plan 1.pdf")
    record = await files.change(contract_id, title="Doors", upload_ids=[upload_id, upload_id])
    (shown,) = record["attachments"]
    assert (shown["name"], shown["content_type"]) == ("Plan 1.pdf", "application/pdf")
    assert await files.bytes_of(shown) == CONTENT
    detail = await site.procore.get(f"{files.changes}/{record['id']}")
    assert detail.json()["attachments"] == [shown]
    assert shown["url"].startswith(f"{site.procore.base_url}")
    (acc,) = await acc_attachments(site)
    assert (acc["name"], acc["associationType"], acc["size"]) == (
        "Plan 1.pdf",
        "PCO",
        len(CONTENT),
    )
    (pco,) = await site.orders("pco")
    assert acc["associationId"] == pco["id"]
    content = await site.acc.get(site.cost(f"attachments/{acc['id']}/content"))
    assert content.content == CONTENT


async def test_what_the_other_door_attaches_is_shown_and_followed(files: Files, site: Site) -> None:
    contract_id = await files.commitment()
    record = await files.change(contract_id, title="Doors")
    (pco,) = await site.orders("pco")
    sent = await site.acc.post(
        site.cost("attachment-files"), params={"name": "b.txt"}, content=b"text of b"
    )
    for urn, name in ((sent.json()["urn"], "b.txt"), ("urn:adsk:elsewhere", "c.txt")):
        await site.make(
            "attachments",
            associationId=pco["id"],
            associationType="FormInstance",
            urn=urn,
            name=name,
        )
    shown = (await site.procore.get(f"{files.changes}/{record['id']}")).json()["attachments"]
    assert [each["name"] for each in shown] == ["b.txt", "c.txt"]
    assert await files.bytes_of(shown[0]) == b"text of b"
    assert (await site.procore.get(shown[1]["url"])).status_code == 404
    potential = await site.procore.get(
        f"/rest/v1.0/potential_change_orders/{record['id']}",
        params={"project_id": site.project_id, "contract_id": contract_id},
    )
    assert [each["filename"] for each in potential.json()["attachments"]] == ["b.txt", "c.txt"]


async def test_attachments_that_are_kept_stay_and_the_others_go(files: Files) -> None:
    contract_id = await files.commitment()
    ids = [await files.uploaded(name) for name in ("a.pdf", "b.pdf")]
    record = await files.change(contract_id, title="Doors", upload_ids=ids)
    first, second = record["attachments"]
    more = await files.uploaded("c.pdf")
    changed = await files.edit(record, attachment_ids=[second["id"]], upload_ids=[more])
    assert [each["name"] for each in changed["attachments"]] == ["b.pdf", "c.pdf"]
    assert changed["attachments"][0] == second
    same = await files.edit(record, title="Other doors")
    assert same["attachments"] == changed["attachments"]
    # Naming an upload again attaches nothing twice.
    again = await files.edit(record, upload_ids=[more])
    assert again["attachments"] == changed["attachments"]
    none = await files.edit(record, attachment_ids=[])
    assert none["attachments"] == []
    assert (await files.site.procore.get(first["url"])).status_code == 404


REFUSED: tuple[tuple[str, Any, int], ...] = (
    ("upload_ids", [str(uuid4())], 422),
    ("upload_ids", ["x"], 400),
    ("upload_ids", "x", 400),
    ("attachment_ids", [5], 422),
    ("attachment_ids", ["a"], 400),
    ("drawing_revision_ids", [5], 422),
    ("file_version_ids", [5], 422),
    ("form_ids", [5], 422),
    ("image_ids", [5], 422),
    ("change_event_attachment_ids", [5], 422),
    ("document_management_document_revision_ids", ["5"], 422),
    ("form_ids", {}, 400),
    ("custom_field_5", "x", 422),
)


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Files, int, Json]:
    files = Files(kept_site)
    contract_id = await files.commitment()
    return files, contract_id, await files.change(contract_id, title="Doors")


@pytest.mark.parametrize(("field", "value", "status"), REFUSED)
async def test_a_refused_file_leaves_nothing(
    kept: tuple[Files, int, Json], field: str, value: Any, status: int
) -> None:
    files, contract_id, record = kept
    refused = await files.edit(record, status, title="Windows", **{field: value})
    assert any(name.startswith(field) for name in refused["errors"]), refused
    refused = await files.change(contract_id, status, title="Windows", **{field: value})
    assert any(name.startswith(field) for name in refused["errors"]), refused
    (only,) = (await files.site.procore.get(files.changes)).json()
    assert only["title"] == "Doors"


async def test_lists_of_what_is_not_here_may_be_empty(files: Files) -> None:
    contract_id = await files.commitment()
    lists: dict[str, Any] = {field: [] for field, value, _ in REFUSED if isinstance(value, list)}
    record = await files.change(contract_id, title="Doors", **lists)
    assert record["attachments"] == []


async def test_an_upload_without_content_attaches_nothing(files: Files) -> None:
    contract_id = await files.commitment()
    upload = await files.announce()
    refused = await files.change(contract_id, 422, title="Doors", upload_ids=[upload["uuid"]])
    assert set(refused["errors"]) == {"upload_ids"}


async def test_an_upload_of_another_project_is_none_one_of_the_company_is(
    files: Files, site: Site
) -> None:
    contract_id = await files.commitment()
    path = f"/rest/v1.1/companies/{site.company_id}/uploads"
    upload = await files.announce(path, response_filename="all.pdf")
    assert (await files.send(upload)).status_code == 204
    told = await site.procore.get(f"{path}/{upload['uuid']}")
    assert told.json()["status"] == "complete"
    for title in ("First", "Second"):
        record = await files.change(contract_id, title=title, upload_ids=[upload["uuid"]])
        assert await files.bytes_of(record["attachments"][0]) == CONTENT


@pytest.mark.parametrize("kind", ["package", "batch", "request", "work_order", "prime", "newer"])
async def test_every_record_shows_its_files_in_its_own_way(
    files: Files, site: Site, kind: str
) -> None:
    contract_id = await files.commitment()
    upload_id = await files.uploaded()
    project = f"/rest/v1.0/projects/{site.project_id}"
    newer = f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}"
    here: Json = {"project_id": site.project_id, "contract_id": contract_id}
    batch = f"{project}/commitment_change_order_batches"
    keys = {"id", "name", "url", "content_type", "viewable_type", "share_url", "viewable_url"}
    path = batch
    body: Json = {"change_order_batch": {"contract_id": contract_id, "upload_ids": [upload_id]}}
    if kind == "work_order":
        path, keys = "/rest/v1.0/work_order_contracts", {"id", "url", "filename"}
        body = {**here, "work_order_contract": {"title": "A", "upload_ids": [upload_id]}}
    elif kind == "prime":
        path, keys = "/rest/v1.0/prime_contract", {"id", "url", "filename"}
        body = {**here, "prime_contract": {"title": "A", "upload_ids": [upload_id]}}
    elif kind == "newer":
        path = f"{newer}/commitment_contracts"
        keys = {"id", "name", "url", "content_type", "uuid"}
        body = {"type": "WorkOrderContract", "title": "A", "upload_ids": [upload_id]}
    elif kind == "request":
        path, keys = "/rest/v1.0/change_order_requests", {"id", "name", "url", "filename"}
        body = {**here, "change_order": {"title": "A", "upload_ids": [upload_id]}}
        await set_tiers(site, 3)
    answer = await site.procore.post(path, json=body)
    assert answer.status_code == 201, answer.text
    record = answer.json().get("data") or answer.json()
    if kind == "package":
        keys = {"id", "name", "url", "filename"}
        path = "/rest/v1.0/change_order_packages"
    query = {} if kind in ("batch", "newer") else here
    found = await site.procore.get(f"{path}/{record['id']}", params=query)
    assert found.status_code == 200, found.text
    (shown,) = (found.json().get("data") or found.json())["attachments"]
    assert set(shown) == keys
    assert isinstance(shown["id"], str if kind == "newer" else int)
    assert await files.bytes_of(shown) == CONTENT
    names = [each["name"] for each in await acc_attachments(site)]
    # A supplier's request is nothing that the other door knows.
    assert names == ([] if kind == "request" else ["plan.pdf"])


async def set_tiers(site: Site, tiers: int) -> None:
    actor = Actor(site.people.persons["admin"].id, None, "procore", "t", "admin")
    await site.ledger.run(
        site.container.id, actor, lambda unit: rules.change(unit, tiers_cost=tiers)
    )


async def test_a_link_is_good_for_a_minute_and_for_its_file_alone(
    files: Files, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract_id = await files.commitment()
    record = await files.change(contract_id, title="Doors", upload_ids=[await files.uploaded()])
    (shown,) = record["attachments"]
    first = await site.procore.get(shown["url"])
    link = first.headers["location"]
    good = await files.anybody.get(link)
    assert good.status_code == 200
    assert good.headers["content-disposition"].startswith("attachment")
    head, _, tail = link.rpartition(".")
    for wrong in (f"{head}.{'A' * len(tail)}", link.partition("?")[0], f"{link}x"):
        assert (await files.anybody.get(wrong)).status_code == 403
    token = re.search(r"signature=(.*)", link)
    assert token
    monkeypatch.setattr(reads, "LINK_SECONDS", -1)
    old = (await site.procore.get(shown["url"])).headers["location"]
    assert (await files.anybody.get(old)).status_code == 403


async def test_who_may_not_see_the_record_does_not_get_its_file(files: Files, site: Site) -> None:
    contract_id = await files.commitment()
    record = await files.change(contract_id, title="Doors", upload_ids=[await files.uploaded()])
    (shown,) = record["attachments"]
    for role in ("supplier", "owner"):
        assert (await site.as_role(role).get(shown["url"])).status_code == 403, role
    assert (await files.anybody.get(shown["url"])).status_code == 401
    site.procore.headers["procore-company-id"] = str(site.company_id + 1)
    assert (await site.procore.get(shown["url"])).status_code == 404
    del site.procore.headers["procore-company-id"]
    assert (await site.procore.get(shown["url"])).status_code == 302
    other = shown["url"].replace(f"/{shown['id']}", f"/{shown['id'] + 1}")
    assert (await site.procore.get(other)).status_code == 404


async def test_files_go_with_their_record(files: Files, site: Site) -> None:
    contract_id = await files.commitment()
    record = await files.change(contract_id, title="Doors", upload_ids=[await files.uploaded()])
    gone = await site.procore.delete(f"{files.changes}/{record['id']}")
    assert gone.is_success, gone.text
    assert (await site.procore.get(record["attachments"][0]["url"])).status_code == 404
    assert await acc_attachments(site) == []


async def test_the_sweep_keeps_what_records_have_and_takes_the_rest(
    files: Files, site: Site
) -> None:
    contract_id = await files.commitment()
    path = f"/rest/v1.1/companies/{site.company_id}/uploads"
    upload = await files.announce(path)
    await files.send(upload)
    record = await files.change(contract_id, title="Doors", upload_ids=[upload["uuid"]])
    loose = await files.uploaded()
    settings = site.application.services.settings
    kept = AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)
    tickets = UploadTickets(settings.attachments_folder)
    later = site.application.services.clock() + timedelta(hours=25)
    await work.sweep(site.ledger, site.application.services.directory, kept, later)
    assert await tickets.forget_older(later - work.SWEPT_AFTER) >= 2
    assert await files.bytes_of(record["attachments"][0]) == CONTENT
    refused = await files.change(contract_id, 422, title="Late", upload_ids=[loose])
    assert set(refused["errors"]) == {"upload_ids"}
    async with site.ledger.reader(site.container.id) as read:
        assert len(await read.where(ChangeOrder, kind="pco")) == 1
