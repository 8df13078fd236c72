"""Tags: what changes them, what matches, and what `If-Match` accepts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from changewright.core.errors import Stale
from changewright.edge import conditional
from changewright.edge.conditional import (
    digest_of_sources,
    is_known,
    list_tag,
    normal_query,
    read_if_match,
    record_tag,
)


def tag(**changes: object) -> bytes:
    parts: dict[str, object] = {
        "door": "acc",
        "address": "/cost/v1/containers/c/change-orders/pco",
        "query": b"limit=5&filter[id]=a,b",
        "revisions": (7, 3),
        "audience": "full",
        "settings": "strings",
    }
    return list_tag(**(parts | changes))  # type: ignore[arg-type]


def test_equal_requests_have_equal_tags() -> None:
    assert tag() == tag(query=b"filter%5Bid%5D=a%2Cb&limit=5")
    assert tag().startswith(b'W/"')


@pytest.mark.parametrize(
    "change",
    [
        {"door": "procore"},
        {"address": "/cost/v1/containers/d/change-orders/pco"},
        {"query": b"limit=6&filter[id]=a,b"},
        {"query": b"limit=5&filter[id]=b,a&filter[id]=c"},
        {"revisions": (8, 3)},
        {"revisions": (7, 4)},
        {"revisions": (73,)},
        {"audience": "supplier:12"},
        {"settings": "numbers"},
    ],
)
def test_whatever_a_page_depends_on_changes_its_tag(change: dict[str, object]) -> None:
    assert tag(**change) != tag()


def test_repeated_keys_keep_their_order() -> None:
    assert normal_query(b"a=1&a=2") != normal_query(b"a=2&a=1")
    assert normal_query(b"a=1&b=2") == normal_query(b"b=2&a=1")


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False),
        (b"", False),
        (b"*", True),
        (b'W/"abc"', True),
        (b'"abc"', True),
        (b'"x", W/"abc" , "y"', True),
        (b'"abcd"', False),
        (b"abc", False),
        (b'W/"x,abc"', False),
    ],
)
def test_if_none_match(header: bytes | None, known: bool) -> None:
    assert is_known(header, b'W/"abc"') is known
    assert is_known(header, b'"abc"') is known


CURRENT = record_tag("change_order", 12)


@pytest.mark.parametrize(
    ("header", "good"),
    [
        (b"*", True),
        (CURRENT, True),
        (b'"other", ' + CURRENT, True),
        (b"W/" + CURRENT, False),
        (record_tag("change_order", 11), False),
        (record_tag("cost_item", 12), False),
        (record_tag("change_order", 12, "supplier"), False),
        (b'"change_order.12.1.full"', True),  # of an older server
        (b'"change_order.12.0123456789.full"', False),
        (b'"change_order.12.full"', False),
        (b'"nonsense"', False),
        (b"", False),
    ],
)
def test_if_match(header: bytes, good: bool) -> None:
    condition = read_if_match(header)
    assert condition is not None
    if good:
        condition.require("change_order", 12)
    else:
        with pytest.raises(Stale):
            condition.require("change_order", 12)


def test_another_servers_tag_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it wrote may read otherwise, whatever the versions of the records say."""
    page, record = tag(), record_tag("change_order", 12)
    monkeypatch.setattr(conditional, "SHAPES", "another")
    assert not is_known(page, tag())
    assert not is_known(record, record_tag("change_order", 12))


def test_the_digest_is_of_what_the_modules_say(tmp_path: Path) -> None:
    def tree(name: str, files: dict[str, str]) -> str:
        for path, text in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return digest_of_sources(tmp_path / name)

    files = {"words.py": 'SHOWN = "approved"\n', "door/rows.py": "ROWS = ()\n"}
    first = tree("here", files)
    assert tree("there", dict(reversed(files.items())) | {"door/rows.cpython-311.pyc": ""}) == first
    others = (
        {**files, "words.py": 'SHOWN = "pending"\n'},
        {**files, "more.py": ""},
        {"words.py": files["door/rows.py"], "door/rows.py": files["words.py"]},
        {"word.py": files["words.py"], "door/rows.py": files["door/rows.py"]},
    )
    found = {tree(f"other{number}", each) for number, each in enumerate(others)}
    assert len(found | {first}) == 5


def test_every_process_says_the_same(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"module_{number}.py").write_text(f"NUMBER = {number}\n")
    program = (
        "import sys; from pathlib import Path; "
        "from changewright.edge.conditional import digest_of_sources; "
        "print(digest_of_sources(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, check=True)
    assert answer.stdout.decode().strip() == digest_of_sources(tmp_path)


def test_no_header_asks_nothing() -> None:
    assert read_if_match(None) is None
