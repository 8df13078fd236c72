"""No tracked file names a package registry's host or a place on somebody's machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

# Written so that no pattern matches its own text.
FORBIDDEN = {
    "a registry's host": re.compile(
        r"pypi[.](org|python[.]org)|pythonhosted[.]org|registry[.]npmjs|npmjs[.](org|com)"
        r"|registry[.]yarnpkg|proxy[.]golang[.]org|crates[.]io|deb[.]debian[.]org|/simple/?[\"'\s]"
    ),
    "a registry setting": re.compile(r"--(extra-)?index[-]url|--find[-]links"),
    "a local file as a source": re.compile(r"file[:]//(?!\{)"),
    "a path of a machine": re.compile(r"(?<![\w.\-])/(work|farm|root|home/[a-z]\w*|Users/\w+)/"),
}
LOCKS_WITH_HOSTS = {"uv.lock", "poetry.lock", "yarn.lock", "Pipfile.lock"}


def faults_of(name: str, text: str) -> Iterator[str]:
    if Path(name).name in LOCKS_WITH_HOSTS or Path(name).match("pylock*.toml"):
        yield f"{name}: a lock that names hosts"
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:100]}"


def tracked_files() -> list[str]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def test_tracked_files_name_no_registry_and_no_machine() -> None:
    faults: list[str] = []
    for name in tracked_files():
        path = CHECKOUT / name
        if path.is_file() and not path.is_symlink():
            faults += faults_of(name, path.read_text("utf-8", "replace"))
    assert faults == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "see https://py" + "pi.org/project/x"),
        ("a.lock", "https://files.python" + "hosted.org/packages/a.whl"),
        ("package-lock.json", '"resol' + 'ved": "https://registry.npm' + 'js.org/a.tgz"'),
        ("pip.conf", "--extra-in" + "dex-url=https://mirror.example/a"),
        ("pip.conf", "https://mirror.example/sim" + "ple/"),
        ("a.py", "sys.path.insert(0, '/wo" + "rk/main/src')"),
        ("a.md", "open /ro" + "ot/notes.txt"),
        ("a.md", "open /ho" + "me/anna/notes.txt"),
        ("a.txt", "file:" + "///opt/wheels"),
        ("uv.lock", ""),
        ("sub/pylock.dev.toml", ""),
    ],
)
def test_the_check_can_fail(name: str, text: str) -> None:
    text = text + " " if text.endswith("/") else text
    assert len(list(faults_of(name, text))) == 1


@pytest.mark.parametrize(
    "text",
    ["~/.local/share/changewright", "/var/lib/changewright", "GET /cost/v1/work", "a simple b"],
)
def test_the_check_can_pass(text: str) -> None:
    assert list(faults_of("a.md", text)) == []


def test_both_locks_pin_every_package_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = (CHECKOUT / name).read_text("utf-8").replace("\\\n", "").splitlines()
        assert len(entries) > 40
        for entry in entries:
            assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[\w,]+\])?==\S+ ", entry), entry[:80]
            assert "--hash=sha256:" in entry


def test_the_test_lock_contains_the_other() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9]\S*==\S+", (CHECKOUT / name).read_text("utf-8"), re.M))

    assert pins("requirements.lock") < pins("requirements-dev.lock")
