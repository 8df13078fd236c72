"""What the server says of itself: health, figures, logs."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import structlog

from changewright.edge import health, logs
from changewright.edge.metrics import Metrics, is_local


async def test_ready_only_when_every_check_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def good() -> None:
        pass

    async def bad() -> None:
        raise RuntimeError("password=secret")

    async def slow() -> None:
        await asyncio.sleep(10)

    monkeypatch.setattr(health, "CHECK_SECONDS", 0.01)
    assert (await health.ready({"database": good})).status == 200
    reply = await health.ready({"database": good, "disk": bad, "clock": slow})
    assert reply.status == 503
    assert json.loads(reply.body) == {
        "status": "not ready",
        "checks": {"database": "ok", "disk": "failed", "clock": "timeout"},
    }
    assert b"secret" not in reply.body
    assert health.live().status == 200


def test_figures() -> None:
    metrics = Metrics()
    metrics.gauge("changewright_waiting", "Who waits.", lambda: 3.0)
    for seconds in (0.004, 0.2):
        metrics.observe("acc", "getWidgets", 200, seconds)
    page = metrics.page().body.decode()
    series = 'changewright_request_seconds_bucket{door="acc",le="0.005",operation="getWidgets"'
    assert f'{series},status="200"}} 1.0' in page
    assert "changewright_waiting 3.0" in page


@pytest.mark.parametrize(
    ("client", "headers", "local"),
    [
        (("127.0.0.1", 1), {}, True),
        (("::1", 1), {}, True),
        (None, {}, True),
        (("10.0.0.5", 1), {}, False),
        (("127.0.0.1", 1), {b"x-forwarded-for": b"10.0.0.5"}, False),
        (("127.0.0.1", 1), {b"forwarded": b"for=10.0.0.5"}, False),
    ],
)
def test_who_may_see_figures(client: Any, headers: dict[bytes, bytes], local: bool) -> None:
    assert is_local(client, headers) is local


@pytest.fixture
def json_logs(capsys: Any) -> Any:
    logs.set_up("json", "info")
    yield
    logs.set_up("json", "warning")


def test_a_request_is_one_line_of_json(json_logs: Any, capsys: Any) -> None:
    line = logs.RequestLog(lambda: 1_583_067_600.25)
    line("request-1", "GET", "getWidgets", 200, 0.00125)
    assert json.loads(capsys.readouterr().err) == {
        "timestamp": "2020-03-01T13:00:00.250000Z",
        "level": "info",
        "event": "request",
        "request_id": "request-1",
        "method": "GET",
        "operation": "getWidgets",
        "status": 200,
        "milliseconds": 1.25,
    }


def test_secrets_are_kept_out(json_logs: Any, capsys: Any) -> None:
    secret = "the token's text"
    try:
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger().exception("odd", token=secret, password=secret, project="Hospital")
    told = json.loads(capsys.readouterr().err)
    assert secret not in str(told) and told["project"] == "Hospital"
    assert "ValueError: 16" in told["exception"]


def test_for_people_too_a_traceback_shows_no_values(capsys: Any) -> None:
    logs.set_up("text", "warning")
    secret = "the token's" + " text"
    try:
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger().exception("odd")
    logs.set_up("json", "warning")
    told = capsys.readouterr().err
    assert "ValueError: 16" in told and secret not in told


def test_a_quiet_server_logs_no_requests(capsys: Any) -> None:
    logs.set_up("json", "warning")
    logs.RequestLog()("request-1", "GET", "getWidgets", 200, 0.001)
    assert capsys.readouterr().err == ""
