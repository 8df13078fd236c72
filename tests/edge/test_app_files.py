"""The built app, served: compressed, kept, never anything beside it."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from tests.edge.conftest import Edge

from changewright.edge.app_files import AppFiles, chosen_coding, to_app

SCRIPT = b"export const answer = 42\n" * 40
PAGE = b"<!doctype html><title>App</title>"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "icon.svg").write_bytes(b"<svg/>")
    (folder / "assets" / "main-a1b2.js").write_bytes(SCRIPT)
    (folder / "assets" / "main-a1b2.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "main-a1b2.js.br").write_bytes(b"as brotli")
    (tmp_path / "secret.txt").write_text("top secret")
    return folder


def client_at(folder: Path) -> httpx.AsyncClient:
    edge = Edge()
    edge.application._pages = {"/": to_app, "/app": to_app}
    edge.application._folders = {"app": AppFiles(folder).page}
    transport = httpx.ASGITransport(cast("Any", edge.application))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8080")


async def test_the_bare_address_leads_to_the_app(built: Path) -> None:
    async with client_at(built) as client:
        for path in ("/", "/app"):
            reply = await client.get(path)
            assert (reply.status_code, reply.headers["location"]) == (302, "/app/")


async def test_every_address_that_is_no_file_is_the_app(built: Path) -> None:
    async with client_at(built) as client:
        for path in ("/app/", "/app/p/x/log?sort=number", "/app/index.html", "/app/signin"):
            reply = await client.get(path)
            assert (reply.status_code, reply.content) == (200, PAGE), path
            assert reply.headers["content-type"] == "text/html; charset=utf-8"
            assert reply.headers["cache-control"] == "no-cache"
            policy = reply.headers["content-security-policy"]
            assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
            assert reply.headers["x-frame-options"] == "DENY"
            assert reply.headers["x-content-type-options"] == "nosniff"


async def test_a_named_file_is_kept_for_ever(built: Path) -> None:
    async with client_at(built) as client:
        address = "/app/assets/main-a1b2.js"
        reply = await client.get(address, headers={"accept-encoding": "identity"})
        assert reply.content == SCRIPT
        assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
        assert "immutable" in reply.headers["cache-control"]
        assert reply.headers["vary"] == "accept-encoding"
        tag = reply.headers["etag"]
        known = await client.get(
            address, headers={"accept-encoding": "identity", "if-none-match": tag}
        )
        assert (known.status_code, known.content) == (304, b"")
        packed = await client.get(address, headers={"accept-encoding": "gzip"})
        assert packed.content == SCRIPT and packed.headers["content-encoding"] == "gzip"
        assert packed.headers["etag"] != tag
        head = await client.head(address, headers={"accept-encoding": "identity"})
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(SCRIPT))


async def test_a_part_of_an_older_build_is_gone(built: Path) -> None:
    async with client_at(built) as client:
        reply = await client.get("/app/assets/main-0000.js")
        assert (reply.status_code, reply.headers["cache-control"]) == (404, "no-cache")


async def test_nothing_outside_the_folder(built: Path) -> None:
    async with client_at(built) as client:
        for path in (
            "/app/../secret.txt",
            "/app/%2e%2e/secret.txt",
            "/app/..%2fsecret.txt",
            "/app//etc/passwd",
            "/app/assets/../../secret.txt",
            "/app/assets/main-a1b2.js.gz",
        ):
            reply = await client.get(path)
            assert b"top secret" not in reply.content and reply.content[:2] != b"\x1f\x8b", path


async def test_only_reading(built: Path) -> None:
    async with client_at(built) as client:
        reply = await client.post("/app/")
        assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_an_app_that_is_not_built_says_so_and_is_found_once_it_is(
    tmp_path: Path, built: Path
) -> None:
    later = tmp_path / "later"
    async with client_at(later) as client:
        reply = await client.get("/app/")
        assert reply.status_code == 503 and "not built" in reply.text
        await asyncio.to_thread(built.rename, later)
        assert (await client.get("/app/")).content == PAGE


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_best_coding_the_client_takes(accepted: str, coding: str) -> None:
    assert chosen_coding(accepted, {"": b"", "br": b"", "gzip": b""}) == coding
