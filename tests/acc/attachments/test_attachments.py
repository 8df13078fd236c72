"""Attachments over HTTP: folders, uploads, downloads, and what must never leave the folder."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import Container, make_container

from changewright.config.settings import Settings
from changewright.edge.http import Application
from changewright.work import attachments
from changewright.work.attachments import AttachmentFiles
from changewright.work.ledger import Ledger

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 9000
ELSEWHERE = "urn:adsk.objects:os.object:wip.dm.prod/4f1c9d06.pdf"
FIELDS = {
    *("id", "name", "urn", "type", "folderId", "associationId", "associationType", "status"),
    *("pdfUrn", "pdfOssUrn", "contentType", "size", "sha256", "creatorId", "createdAt"),
    "updatedAt",
}


async def made(client: httpx.AsyncClient, path: str, status: int = 201, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.json()


@pytest.fixture
async def pco(acc: httpx.AsyncClient, root: str) -> Any:
    return await made(acc, f"{root}/change-orders/pco", name="Openings")


def of(record: Any, word: str = "FormInstance", **more: Any) -> dict[str, Any]:
    return {"associationId": record["id"], "associationType": word, **more}


async def uploaded(client: httpx.AsyncClient, root: str, name: str = "plan.pdf") -> Any:
    answer = await client.post(
        f"{root}/attachment-files",
        params={"name": name},
        content=CONTENT,
        headers={"content-type": "application/pdf"},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_folder_is_found_or_made_and_always_201(
    acc: httpx.AsyncClient, root: str, pco: Any, people: People
) -> None:
    first = await made(acc, f"{root}/attachment-folders", **of(pco))
    again = await made(acc, f"{root}/attachment-folders", **of(pco, "PCO"))
    assert first == again
    assert set(first) == {"id", "urn", "scope", "creatorId", "createdAt", "updatedAt"}
    assert first["creatorId"] == people.persons["admin"].autodesk_id


async def test_the_collections_requests(acc: httpx.AsyncClient, root: str, pco: Any) -> None:
    """A urn of a place elsewhere, no type; listed by plain names; deleted."""
    folder = await made(acc, f"{root}/attachment-folders", **of(pco))
    one = await made(
        acc,
        f"{root}/attachments",
        **of(pco, name="RFI.pdf", urn=ELSEWHERE, folderId=folder["id"]),
    )
    assert set(one) == FIELDS
    assert (one["type"], one["folderId"], one["urn"]) == ("Upload", folder["id"], ELSEWHERE)
    page = (await acc.get(f"{root}/attachments", params=of(pco))).json()
    assert page["results"] == [one]
    assert page["pagination"]["totalResults"] == 1
    for query in (
        {"filter[associationId]": pco["id"]},
        {"filter[associationType]": "PCO"},
        {"filter[associationId]": f"{uuid4()},{pco['id']}", "include": "complianceRequirement"},
    ):
        assert len((await acc.get(f"{root}/attachments", params=query)).json()["results"]) == 1
    for query in (
        {"filter[associationId]": str(uuid4())},
        {"filter[associationType]": "SCO"},
        {"filter[associationType]": "Fee"},
        {"filter[lastModifiedSince]": "2999-01-01"},
    ):
        assert (await acc.get(f"{root}/attachments", params=query)).json()["results"] == []
    path = f"{root}/attachments/{one['id']}"
    assert (await acc.get(f"{path}/content")).status_code == 404
    assert (await acc.delete(path)).status_code == 204
    assert (await acc.delete(path)).status_code == 404


async def test_content_comes_back_as_it_was_sent(
    acc: httpx.AsyncClient, root: str, pco: Any, settings: Settings, container: Container
) -> None:
    file = await uploaded(acc, root, "../../etc/plän\u202e.pdf")
    assert file["name"] == "plän.pdf"
    assert file["size"] == len(CONTENT)
    assert file["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    one = await made(acc, f"{root}/attachments", **of(pco, urn=file["urn"]))
    assert (one["name"], one["size"], one["sha256"]) == ("plän.pdf", len(CONTENT), file["sha256"])
    assert one["contentType"] == "application/pdf"
    path = f"{root}/attachments/{one['id']}/content"
    answer = await acc.get(path)
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    part = await acc.get(path, headers={"range": "bytes=0-8"})
    assert (part.status_code, part.content) == (206, CONTENT[:9])
    head = await acc.head(path)
    assert (head.status_code, head.content) == (200, b"")
    stored = list((settings.attachments_folder / str(container.uuid)).rglob("*"))
    assert all("pl" not in each.name for each in stored)
    folders = (settings.attachments_folder, settings.attachments_folder / str(container.uuid))
    modes = {each.stat().st_mode & 0o077 for each in (*folders, *stored)}
    assert modes == {0}


async def test_a_page_uploaded_as_a_file_is_only_bytes(
    acc: httpx.AsyncClient, root: str, pco: Any
) -> None:
    answer = await acc.post(
        f"{root}/attachment-files",
        files={"note": (None, "before"), "file": ("page.html", b"<script>", "text/html")},
    )
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert (file["name"], file["contentType"], file["size"]) == ("page.html", "text/html", 8)
    one = await made(acc, f"{root}/attachments", **of(pco, urn=file["urn"], name="other.html"))
    served = await acc.get(f"{root}/attachments/{one['id']}/content")
    assert served.content == b"<script>"
    assert served.headers["content-type"] == "application/octet-stream"
    assert "other.html" in served.headers["content-disposition"]


async def test_a_form_in_small_pieces(acc: httpx.AsyncClient, root: str) -> None:
    body = (
        b'--xx\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n'
        b"content-type: text/plain\r\n\r\n" + b"line\r\n--x" * 500 + b"\r\n--xx--\r\n"
    )

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 7):
            yield body[start : start + 7]

    headers = {"content-type": "multipart/form-data; boundary=xx"}
    path = f"{root}/attachment-files"
    answer = await acc.post(path, content=pieces(), headers=headers)
    assert answer.status_code == 201, answer.text
    digest = hashlib.sha256(b"line\r\n--x" * 500).hexdigest()
    assert answer.json()["sha256"] == digest
    for bad in (body[:-30], b"--xx\r\n\r\nplain\r\n--xx--\r\n", b"no form at all"):
        answer = await acc.post(path, content=bad, headers=headers)
        assert answer.status_code == 400, bad
        assert answer.json()["errors"][0]["field"] == "body"


async def test_what_is_too_large_or_broken_off_leaves_nothing(
    acc: httpx.AsyncClient, root: str, settings: Settings, container: Container
) -> None:
    declared = {"content-length": str(settings.attachment_size_maximum_bytes + 1)}
    answer = await acc.post(f"{root}/attachment-files", content=b"x", headers=declared)
    assert answer.status_code == 413
    files = AttachmentFiles(settings.attachments_folder, 1000)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionError

    for chunks, error in ((pieces(), Exception), (broken(), ConnectionError)):
        with pytest.raises(error):
            await files.keep(container.uuid, "a", "text/plain", chunks, datetime.now(UTC))
    folder = settings.attachments_folder / str(container.uuid)
    assert [each for each in folder.rglob("*") if each.is_file()] == []


async def test_batches_are_all_or_nothing(acc: httpx.AsyncClient, root: str, pco: Any) -> None:
    path = f"{root}/attachments:batch-create"
    good = of(pco, name="a", urn=ELSEWHERE)
    answer = await acc.post(path, json=[good, of(pco, name="b", urn=ELSEWHERE, type="DocsFile")])
    assert answer.status_code == 201, answer.text
    assert [each["type"] for each in answer.json()] == ["Upload", "DocsFile"]
    lone = await acc.post(path, json=of(pco, name="c", urn=ELSEWHERE))
    assert lone.json()["name"] == "c"
    bad = await acc.post(path, json=[good, of(pco, name="d")])
    assert bad.status_code == 400
    error = bad.json()["errors"][0]
    assert (error["code"], error["field"]) == (450080, "1.urn")
    total = (await acc.get(f"{root}/attachments")).json()["pagination"]["totalResults"]
    assert total == 3
    replaced = await made(
        acc, f"{root}/attachments", **of(pco, name="a", urn="urn:new", replaceIfExists=True)
    )
    assert replaced["urn"] == "urn:new"
    total = (await acc.get(f"{root}/attachments")).json()["pagination"]["totalResults"]
    assert total == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"urn": None}, "urn"),
        ({"urn": "urn:changewright:file:" + "0" * 64}, "urn"),
        ({"urn": "urn:changewright:file:../../../etc/passwd"}, "urn"),
        ({"urn": "x" * 3000}, "urn"),
        ({"name": ""}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"associationId": str(uuid4())}, "associationId"),
        ({"associationType": "SCO"}, "associationId"),
        ({"associationType": "Nothing"}, "associationType"),
        ({"folderId": str(uuid4())}, "folderId"),
        ({"type": "Virus"}, "type"),
    ],
)
async def test_bad_attachments_name_their_field(
    acc: httpx.AsyncClient, root: str, pco: Any, change: dict[str, Any], field: str
) -> None:
    body = of(pco, name="a", urn=ELSEWHERE) | change
    answer = await acc.post(f"{root}/attachments", json=body)
    assert answer.status_code == 400, answer.text
    error = answer.json().get("error", answer.json())
    assert error["errors"][0]["field"] == field


async def test_another_records_folder_is_refused(
    acc: httpx.AsyncClient, root: str, pco: Any
) -> None:
    other = await made(acc, f"{root}/cost-items", name="Saw cutting")
    folder = await made(acc, f"{root}/attachment-folders", **of(other, "CostItem"))
    body = of(pco, name="a", urn=ELSEWHERE, folderId=folder["id"])
    answer = await acc.post(f"{root}/attachments", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["field"] == "folderId"


async def test_another_projects_files_are_as_good_as_none(
    acc: httpx.AsyncClient,
    root: str,
    pco: Any,
    application: Application,
    ledger: Ledger,
) -> None:
    other = await make_container(ledger)
    stranger = (await join(application, ledger, other)).clients["admin"]
    theirs = f"/cost/v1/containers/{other.uuid}"
    file = await uploaded(stranger, theirs)
    record = await made(stranger, f"{theirs}/change-orders/pco", name="Theirs")
    one = await made(stranger, f"{theirs}/attachments", **of(record, urn=file["urn"]))
    assert (await acc.post(f"{root}/attachments", json=of(pco, urn=file["urn"]))).status_code == 400
    for method, path in (
        ("GET", f"{root}/attachments/{one['id']}/content"),
        ("GET", f"{theirs}/attachments/{one['id']}/content"),
        ("DELETE", f"{root}/attachments/{one['id']}"),
        ("POST", f"{theirs}/attachment-files"),
    ):
        assert (await acc.request(method, path)).status_code == 404, path


async def test_who_may_attach_and_who_may_look(
    people: People, acc: httpx.AsyncClient, root: str, pco: Any
) -> None:
    file = await uploaded(acc, root)
    one = await made(acc, f"{root}/attachments", **of(pco, urn=file["urn"]))
    for role, uploads, looks in (
        ("approver", 201, 200),
        ("estimator", 201, 200),
        ("viewer", 403, 200),
        ("owner", 403, 404),
        ("supplier", 403, 404),
    ):
        client = people.clients[role]
        sent = await client.post(f"{root}/attachment-files", content=b"x")
        assert sent.status_code == uploads, role
        seen = await client.get(f"{root}/attachments/{one['id']}/content")
        assert seen.status_code == looks, role
        total = (await client.get(f"{root}/attachments")).json()["pagination"]["totalResults"]
        assert total == (looks == 200), role


async def test_the_sweep_takes_what_nobody_names_for_a_day(
    acc: httpx.AsyncClient,
    root: str,
    pco: Any,
    settings: Settings,
    application: Application,
    ledger: Ledger,
    container: Container,
) -> None:
    files = AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)
    now = datetime.now(UTC)
    attached, free, fresh = [
        await _kept(files, container, now - timedelta(hours=hours)) for hours in (11, 25, 0)
    ]
    one = await made(acc, f"{root}/attachments", **of(pco, urn=attached))
    directory = application.services.directory
    later = now + timedelta(hours=14)

    async def swept_at(instant: datetime) -> list[str]:
        await attachments.sweep(ledger, directory, files, instant)
        gone = {urn: await _is_gone(files, container, urn) for urn in (attached, free, fresh)}
        return [urn for urn in gone if gone[urn]]

    assert await swept_at(later) == [free]
    for urn, status in ((attached, 201), (free, 400), (fresh, 201)):
        answer = await acc.post(f"{root}/attachments", json=of(pco, urn=urn))
        assert answer.status_code == status, urn
        if status == 201:
            await acc.delete(f"{root}/attachments/{answer.json()['id']}")
    assert (await acc.get(f"{root}/attachments/{one['id']}/content")).content == CONTENT
    await acc.delete(f"{root}/attachments/{one['id']}")
    assert await swept_at(later) == [attached, free]
    assert await swept_at(later + timedelta(hours=11)) == [attached, free, fresh]


async def _is_gone(files: AttachmentFiles, container: Container, urn: str) -> bool:
    return await files.find(container.uuid, urn.rpartition(":")[2]) is None


async def test_a_file_may_be_attached_for_half_a_day(
    acc: httpx.AsyncClient, root: str, pco: Any, settings: Settings, container: Container
) -> None:
    files = AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)
    now = datetime.now(UTC)
    for hours, status in ((11, 201), (13, 400)):
        urn = await _kept(files, container, now - timedelta(hours=hours))
        answer = await acc.post(f"{root}/attachments", json=of(pco, urn=urn))
        assert answer.status_code == status, hours


async def _kept(files: AttachmentFiles, container: Container, came: datetime) -> str:
    """A file that came at that time, by its urn."""

    async def whole() -> AsyncIterator[bytes]:
        yield CONTENT

    return attachments.urn_of(
        await attachments.upload(files, container.uuid, "a.pdf", "application/pdf", whole(), came)
    )
