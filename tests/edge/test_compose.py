"""The server put together, over the run's database: its own pages and the doors behind them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import httpx
import joserfc.jws
import pytest
from typer.testing import CliRunner

from changewright import cli
from changewright.compose.application import started
from changewright.compose.server import application as asgi_application
from changewright.config.settings import Settings
from changewright.core.people import OAuthClient
from changewright.store.embedded import Urls
from changewright.work.identity import add_client


@pytest.fixture(scope="module")
async def server(database_urls: Urls, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with started(settings, database_urls) as application:
        transport = httpx.ASGITransport(cast("Any", application), client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client


async def test_its_own_pages(server: httpx.AsyncClient) -> None:
    for path, media in (
        ("/health/live", "application/json"),
        ("/health/ready", "application/json"),
        ("/openapi.json", "application/json"),
        ("/openapi/acc.json", "application/json"),
        ("/docs", "text/html"),
        ("/docs/", "text/html"),
        ("/metrics", "text/plain"),
    ):
        reply = await server.get(path)
        assert reply.status_code == 200, path
        assert reply.headers["content-type"].startswith(media)
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert (await server.post("/docs")).status_code == 405


async def test_figures_are_for_this_machine(server: httpx.AsyncClient) -> None:
    reply = await server.get("/metrics", headers={"x-forwarded-for": "10.0.0.1"})
    assert reply.status_code == 404
    figures = (await server.get("/metrics")).text
    assert "changewright_database_pool_size" in figures
    for name in ("findings", "ended_seconds", "failures"):
        assert f"\nchangewright_verify_{name} 0.0\n" in figures


async def test_the_doors_are_behind_it(server: httpx.AsyncClient) -> None:
    unknown = await server.get(f"/cost/v1/containers/{uuid4()}/nothing")
    assert unknown.json()["error"]["statusCode"] == 404
    keys = (await server.get("/authentication/v2/keys")).json()
    assert keys["keys"][0]["kty"] == "RSA"
    grant = await server.post("/authentication/v2/token", data={"grant_type": "nonsense"})
    assert (grant.status_code, grant.json()["error"]) == (400, "unsupported_grant_type")
    assert (await server.get("/nowhere")).json()["title"] == "Not found"
    method = await server.delete("/authentication/v2/token")
    assert (method.status_code, method.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize(("seconds", "lives"), [(0, 3599), (120, 120)])
async def test_access_tokens_live_as_long_as_the_setting_says(
    database_urls: Urls, settings: Settings, seconds: int, lives: int
) -> None:
    shorter = replace(settings, access_token_lifetime_seconds=seconds)
    program = OAuthClient(f"lifetime-{uuid4()}", "Lifetimes")
    form = {"grant_type": "client_credentials", "scope": "data:read"}
    async with started(shorter, database_urls) as application:
        await add_client(application.services.ledger.database, program, "a secret of some length")
        transport = httpx.ASGITransport(cast("Any", application), client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            secret = httpx.BasicAuth(program.client_id, "a secret of some length")
            answer = await client.post("/authentication/v2/token", data=form, auth=secret)
    assert answer.status_code == 200, answer.text
    assert answer.json()["expires_in"] == lives
    claims = joserfc.jws.extract_compact(answer.json()["access_token"].encode()).payload
    assert json.loads(claims)["exp"] - json.loads(claims)["iat"] == lives


async def test_a_start_that_fails_is_told() -> None:
    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        sent.append(message)

    await asgi_application(settings)({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]


def test_the_command_line_says_what_is_wrong(monkeypatch: Any, capsys: Any) -> None:
    for arguments, text in (
        (["openapi", "--door", "x"], "There is no door x"),
        (["serve", "--rate-limits", "nonsense"], "CHANGEWRIGHT_RATE_LIMITS"),
        (["serve", "--port", "70000"], "CHANGEWRIGHT_PORT"),
    ):
        monkeypatch.setattr("sys.argv", ["changewright", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert caught.value.code == 2
        told = capsys.readouterr().err
        assert told.startswith(f"changewright: {text}") and told.count("\n") == 1


def test_the_command_line_prints_the_description() -> None:
    result = CliRunner().invoke(cli.app, ["openapi", "--door", "acc"])
    assert result.exit_code == 0
    assert '"openapi": "3.1.0"' in result.output


def test_commands_on_the_embedded_database(
    server_urls: Urls, settings: Settings, monkeypatch: Any
) -> None:
    monkeypatch.setenv("CHANGEWRIGHT_HOME", str(settings.home))
    runner = CliRunner()
    first = runner.invoke(cli.app, ["migrate"])
    assert (first.exit_code, "0001" in first.output or "up to date" in first.output) == (0, True)
    assert "up to date" in runner.invoke(cli.app, ["migrate"]).output
    assert "There is nobody" in str(runner.invoke(cli.app, ["token", "x@example.org"]).exception)
    verified = runner.invoke(cli.app, ["verify"])
    assert (verified.exit_code, verified.stdout.count("\n")) == (0, 1)
    assert runner.invoke(cli.app, ["anchor"]).output == ""
    unknown = runner.invoke(cli.app, ["anchor", "--project", "nonsense"])
    assert "There is no project nonsense" in str(unknown.exception)
