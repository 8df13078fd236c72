"""The import contracts and the rule that CI skips nothing: each must be able to fail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

LAYERS = "Layers: imports only point down"
DRIVER = "SQL and its driver live in store alone"
NUMBERS = "Exact numbers come from core.money alone"
DOORS = "The doors go through work"

# A house as it should be, in one line a file.
SOUND = {
    "core/money.py": "import decimal",
    "config.py": "import changewright.core.money",
    "store/engine.py": "import psycopg, changewright.config",
    "work/unit.py": "import changewright.store.engine, changewright.core.money",
    "edge/http.py": "import changewright.work.unit",
    "acc/routes.py": "import changewright.edge.http, changewright.core.money",
    "procore/routes.py": "import changewright.edge.http",
    "web/routes.py": "import changewright.edge.http",
    "compose.py": "import changewright.acc.routes, changewright.procore.routes,"
    " changewright.web.routes",
    "cli.py": "import changewright.compose",
}


def broken_contracts(folder: Path, files: dict[str, str]) -> set[str]:
    for name, text in files.items():
        path = folder / "changewright" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
        (path.parent / "__init__.py").touch()
    (folder / "changewright" / "__init__.py").touch()
    done = subprocess.run(
        [LINT, "--config", CHECKOUT / "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = done.stdout + done.stderr
    broken = set(re.findall(r"^(.*) BROKEN", said, re.M))
    assert "Contracts:" in said, said
    assert (done.returncode != 0) == bool(broken), said
    return broken


def test_a_sound_house_passes(tmp_path: Path) -> None:
    assert broken_contracts(tmp_path, SOUND) == set()


@pytest.mark.parametrize(
    ("name", "text", "broken"),
    [
        ("core/kinds.py", "import changewright.work.unit", {LAYERS}),
        ("acc/words.py", "import changewright.procore.routes", {LAYERS}),
        ("procore/words.py", "from changewright.acc import routes", {LAYERS}),
        ("web/explain.py", "import changewright.acc.routes", {LAYERS}),
        ("web/reading.py", "from changewright.procore import routes", {LAYERS}),
        ("acc/explain.py", "import changewright.web.routes", {LAYERS}),
        ("procore/explain.py", "from changewright.web import routes", {LAYERS}),
        ("edge/shared.py", "import changewright.procore.routes", {LAYERS}),
        ("edge/pages.py", "import changewright.web.routes", {LAYERS}),
        ("unplaced/thing.py", "", {LAYERS}),
        ("work/load.py", "import psycopg", {DRIVER}),
        ("edge/tables.py", "from sqlalchemy import text", {DRIVER}),
        ("core/rollup.py", "from decimal import Decimal", {NUMBERS}),
        ("web/sums.py", "from changewright.store import engine", {DOORS}),
        ("procore/handlers.py", "import changewright.store.engine", {DOORS}),
    ],
)
def test_each_contract_can_fail(tmp_path: Path, name: str, text: str, broken: set[str]) -> None:
    assert broken_contracts(tmp_path, SOUND | {name: text}) == broken


@pytest.mark.parametrize(("no_skips", "outcome"), [("1", 1), ("", 0)])
def test_a_skip_is_a_failure_in_ci(
    tmp_path: Path, no_skips: str, outcome: int, request: pytest.FixtureRequest
) -> None:
    assert request.config.pluginmanager.has_plugin("tests.no_skips"), "the rule holds for this run"
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.no_skips"]\n')
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_one(): pass\n"
        "@pytest.mark.skip(reason='no such tool')\n"
        "def test_two(): pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", tmp_path, tmp_path],
        env={
            **os.environ,
            "TESTS_OF_CHANGEWRIGHT_NO_SKIPS": no_skips,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == outcome, done.stdout
    assert ("1 skipped: in CI that is a failure." in done.stdout) == bool(outcome)
