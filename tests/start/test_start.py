"""What a start costs: what it must not load, and what it says when it cannot listen."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from changewright import cli
from changewright.cli import opening
from changewright.compose import server
from changewright.config.settings import Settings

# What a start that finds everything in place has no use for (decisions/a-start-that-loads-little).
NOT_LOADED = ("alembic", "sqlalchemy", "rich.progress", "hatchling", "pytest", "httpx")


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


def test_a_start_loads_only_what_it_serves_with() -> None:
    modules = loaded(
        "import changewright.cli, changewright.compose.server, changewright.work.demo.install"
    )
    assert "changewright.acc.routes" in modules
    assert modules.isdisjoint(NOT_LOADED)


def test_the_list_of_the_loaded_can_fail() -> None:
    assert not loaded("import rich.progress").isdisjoint(NOT_LOADED)


def test_help_loads_no_server() -> None:
    assert "changewright.compose" not in loaded("import changewright.cli")


def test_a_bar_is_made_at_the_first_step(capsys: pytest.CaptureFixture[str]) -> None:
    with opening.progress("Counting"):
        pass
    assert capsys.readouterr().err == ""
    with opening.progress("Counting") as tell:
        tell(1, 2)
        tell(2, 2)
    assert capsys.readouterr().err == "Counting ...\n"


def test_the_collector_works_again_after_loading() -> None:
    with opening.loading():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_port_that_is_taken_is_said_in_one_line(
    monkeypatch: Any, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setattr(
            "sys.argv", ["changewright", "serve", "--home", str(tmp_path), "--port", port]
        )
        with pytest.raises(SystemExit) as caught:
            cli.main()
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in told and "--port" in told
    assert list(tmp_path.iterdir()) == []


def test_workers_share_the_free_port_that_is_announced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Port 0 told to each of them would be another port, and announced it would be none."""
    options: dict[str, Any] = {}
    announced: list[str] = []
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(uvicorn, "run", lambda _application, **given: options.update(given))
    settings = Settings(home=tmp_path, port=0, workers=2)
    assert server.serve(settings, announced.append) == 0
    port = options["port"]
    assert port > 0
    assert announced == [f"http://127.0.0.1:{port}"]
    assert os.environ["CHANGEWRIGHT_PORT"] == str(port)
