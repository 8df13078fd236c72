"""How ./run and ./test come to their environment: what is refused, and what is done only once."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer, for a checkout of our own that installs nothing."""
    spec = importlib.util.spec_from_file_location("install", CHECKOUT / "scripts" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (checkout / name).write_text(name)
    monkeypatch.setattr(module, "CHECKOUT", checkout)
    return module


@pytest.fixture
def installed(install: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks pip was asked for, in order."""
    asked: list[str] = []

    def ask(environment: Path, lock: str) -> None:
        (environment / "bin").mkdir(parents=True, exist_ok=True)
        (environment / "bin" / "python").touch()
        asked.append(lock)

    monkeypatch.setattr(install, "make", lambda _: None)
    monkeypatch.setattr(install, "build_app", lambda _: None)
    monkeypatch.setattr(install, "install_with_pip", ask)
    monkeypatch.setattr(install, "is_usable", lambda _: False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    return asked


def test_a_lock_is_installed_once_and_again_when_it_changes(
    install: ModuleType, installed: list[str]
) -> None:
    for _ in range(3):
        assert install.main("requirements.lock") == 0
    assert installed == ["requirements.lock"]
    (install.CHECKOUT / "requirements.lock").write_text("another")
    assert install.main("requirements.lock") == 0
    assert installed == ["requirements.lock"] * 2


def test_the_test_lock_serves_run_as_well_but_not_the_other_way(
    install: ModuleType, installed: list[str]
) -> None:
    for lock in ("requirements-dev.lock", "requirements.lock", "requirements-dev.lock"):
        install.main(lock)
    assert installed == ["requirements-dev.lock"]
    (install.CHECKOUT / "pyproject.toml").write_text("another")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        install.main(lock)
    assert installed[1:] == ["requirements.lock", "requirements-dev.lock"]


def test_a_broken_installation_is_begun_again(
    install: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise install.InstallError("no network")

    install.main("requirements.lock")
    (install.CHECKOUT / "requirements.lock").write_text("another")
    with monkeypatch.context() as patched:
        patched.setattr(install, "install_with_pip", fail)
        assert install.main("requirements.lock") == 1
        (install.CHECKOUT / "requirements.lock").write_text("requirements.lock")
        assert install.main("requirements.lock") == 1
    assert install.main("requirements.lock") == 0


def test_an_environment_from_another_place_is_not_used(install: ModuleType, tmp_path: Path) -> None:
    assert not install.is_usable(tmp_path / "none")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    assert install.is_usable(environment)
    script = environment / "bin" / "changewright"
    script.write_text(f"#!{environment}/bin/python\n")
    assert install.is_usable(environment)
    script.write_text("#!/elsewhere/bin/python\n")
    assert not install.is_usable(environment)


def test_a_python_without_ensurepip_is_told_what_to_do(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert install.main("requirements.lock") == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_who_may_only_read_the_checkout_installs_into_their_cache(
    install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert install.environment_folder() == install.CHECKOUT / ".venv"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    access = os.access
    monkeypatch.setattr(
        "os.access", lambda path, mode: path != install.CHECKOUT and access(path, mode)
    )
    folder = install.environment_folder()
    assert folder.parent == tmp_path / "cache" / "changewright"


def test_a_user_without_a_home_who_may_only_read_the_checkout_is_told_so(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", unknown)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(install.InstallError, match="set HOME"):
        install.environment_folder()


def test_no_new_enough_python_is_said_in_words(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        found = next(path for place in ("/bin", "/usr/bin") if (path := Path(place, name)).exists())
        (tmp_path / name).symlink_to(found)
    done = subprocess.run(
        [CHECKOUT / "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
