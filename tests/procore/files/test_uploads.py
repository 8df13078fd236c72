"""Announcing files, sending them without a token, and what is refused (procore.md §2.9)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.procore.files.conftest import CONTENT, Files
from tests.procore.site import Site

from changewright.store.upload_tickets import Ticket, UploadTickets


async def test_nobody_else_enters_what_the_first_upload_makes(tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    ticket = Ticket(uuid4(), uuid4(), "a secret", None, 0.0)
    await UploadTickets(folder).issue(ticket)
    assert await UploadTickets(folder).find(ticket.uuid) == ticket
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))} == {0}


async def test_an_upload_is_announced_sent_and_told(files: Files) -> None:
    upload = await files.announce(response_filename="a/b/plan 1.pdf")
    assert upload["status"] == "non_segmented"
    assert upload["segments"] == []
    assert upload["url"].startswith("http")
    answer = await files.send(upload)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["etag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    told = await files.site.procore.get(f"{files.path}/{upload['uuid']}")
    assert told.json() == {**upload, "status": "complete"}


@pytest.mark.parametrize("version", ["/rest/v1.0", "/rest/v1.1", "/vapid"])
async def test_every_spelling_announces(files: Files, version: str) -> None:
    path = f"{version}/projects/{files.site.project_id}/uploads"
    upload = await files.announce(path)
    assert (await files.send(upload)).status_code == 204


async def test_a_form_announces_as_json_does(files: Files) -> None:
    segments = [{"size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}]
    forms: tuple[dict[str, Any], ...] = ({}, {"files": {"none": (None, "1")}})
    for form in forms:
        fields = {"response_filename": "x.pdf", "attachment_content_disposition": "true"}
        answer = await files.site.procore.post(
            files.path, data={**fields, "segments": json.dumps(segments)}, **form
        )
        assert answer.status_code == 201, answer.text
        (segment,) = answer.json()["segments"]
        assert (segment["size"], segment["sha256"]) == (3, segments[0]["sha256"])


async def test_the_same_content_once_more_is_no_fault_other_content_is(files: Files) -> None:
    upload = await files.announce()
    assert (await files.send(upload)).status_code == 204
    assert (await files.send(upload)).status_code == 204
    assert (await files.send(upload, b"other")).status_code == 409
    told = (await files.site.procore.get(f"{files.path}/{upload['uuid']}")).json()
    assert told["status"] == "complete"


async def test_segments_are_put_one_by_one_and_joined(files: Files) -> None:
    pieces = [CONTENT[:1000], CONTENT[1000:1001], CONTENT[1001:]]
    wanted = [{"size": len(one), "sha256": hashlib.sha256(one).hexdigest()} for one in pieces]
    upload = await files.announce(response_filename="long.pdf", segments=wanted)
    assert upload["status"] == "ready"
    path = f"{files.path}/{upload['uuid']}"
    etags = []
    for piece, segment in zip(pieces, upload["segments"], strict=True):
        assert segment["headers"]["content-length"] == str(len(piece))
        wrong = await files.anybody.put(segment["url"], content=piece + b"!")
        assert wrong.status_code == 422
        answer = await files.anybody.put(segment["url"], content=piece)
        assert answer.status_code == 200, answer.text
        etags.append(answer.headers["etag"])
        if len(etags) == 1:
            shown = (await files.site.procore.get(path)).json()
            assert shown["status"] == "receiving"
            assert shown["segments"][0]["etag"] == etags[0].strip('"')
            sent = [{**one, "etag": etags[0]} for one in wanted]
            early = await files.site.procore.patch(path, json={"segments": sent})
            assert early.status_code == 422
            assert set(early.json()["errors"]) == {"segments.1", "segments.2"}
    body = {"segments": [{**one, "etag": tag} for one, tag in zip(wanted, etags, strict=True)]}
    wrong = await files.site.procore.patch(path, json={"segments": body["segments"][::-1]})
    assert wrong.status_code == 422
    done = await files.site.procore.patch(path, json=body)
    assert (done.status_code, done.json()["status"]) == (200, "complete"), done.text
    contract_id = await files.commitment()
    record = await files.change(contract_id, title="Long", upload_ids=[upload["uuid"]])
    assert await files.bytes_of(record["attachments"][0]) == CONTENT


BAD_BODIES: tuple[tuple[str, Any, str], ...] = (
    ("a name that is no text", {"response_filename": 5}, "response_filename"),
    ("a name that is too long", {"response_filename": "x" * 256}, "response_filename"),
    ("segments that are no list", {"segments": {}}, "segments"),
    ("a segment without size", {"segments": [{"sha256": "0" * 64}]}, "segments.0.size"),
    ("a segment of nothing", {"segments": [{"size": 0, "sha256": "0" * 64}]}, "segments.0.size"),
    ("a digest that is none", {"segments": [{"size": 1, "sha256": "z"}]}, "segments.0.sha256"),
    ("more than a file may have", {"segments": [{"size": 2**40, "sha256": "0" * 64}]}, "segments"),
    ("a list", [], "body"),
)


@pytest.mark.parametrize(("case", "body", "field"), BAD_BODIES, ids=[row[0] for row in BAD_BODIES])
async def test_a_bad_announcement_names_its_field(
    kept_site: Site, case: str, body: Any, field: str
) -> None:
    files = Files(kept_site)
    answer = await files.site.procore.post(files.path, json=body)
    assert answer.status_code == 400, answer.text
    assert field in answer.json()["errors"]


async def test_content_comes_only_under_the_secret(files: Files) -> None:
    upload = await files.announce()
    other = await files.announce()
    forged = {**upload, "fields": {**upload["fields"], "signature": other["fields"]["signature"]}}
    for wrong in (
        forged,
        {**upload, "fields": {}},
        {**upload, "fields": {"signature": ""}},
        {**upload, "url": upload["url"].replace(upload["uuid"], str(uuid4()))},
    ):
        assert (await files.send(wrong)).status_code == 404
    told = (await files.site.procore.get(f"{files.path}/{upload['uuid']}")).json()
    assert told["status"] == "non_segmented"
    no_file = await files.anybody.post(upload["url"], data=upload["fields"])
    assert no_file.status_code in (400, 404)


async def test_an_upload_is_its_makers_alone(files: Files, site: Site) -> None:
    upload = await files.announce()
    path = f"{files.path}/{upload['uuid']}"
    assert (await site.as_role("manager").get(path)).status_code == 404
    assert (await site.procore.get(f"{files.path}/{uuid4()}")).status_code == 404
    company = f"/rest/v1.1/companies/{site.company_id}/uploads/{upload['uuid']}"
    assert (await site.procore.get(company)).status_code == 404


async def test_a_supplier_announces_nothing_and_a_reader_neither(files: Files, site: Site) -> None:
    company = f"/rest/v1.0/companies/{site.company_id}/uploads"
    for role, status in (("supplier", 403), ("owner", 403), ("viewer", 403), ("estimator", 201)):
        for path in (files.path, company):
            answer = await site.as_role(role).post(path, json={})
            assert answer.status_code == status, (role, path)
