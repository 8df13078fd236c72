"""The examples of the documentation: found in its pages, run, compared with what they show.

A fenced block of `sh` or `python` is run, one of `http` that begins with a method is sent, `sql` is
for the database's administrator. What follows an example is what it shows: `json`, `text`, or an
`http` block that begins with a status line. Blocks of other kinds are only read by people.

What a page shows must be in the answer: an object's keys with their values, an array's elements in
their places, where `"…"` stands for any text.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import httpx

CHECKOUT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"HTTP/1\.1 (\d{3})")
RUN = ("sh", "python", "http", "sql")
SHOWN = ("json", "text", "http")
ANY = "…"
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Example:
    """A block to run and the block that shows what comes of it, if there is one."""

    page: str
    line: int
    language: str
    text: str
    shown: tuple[str, str] | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def examples_of(page: Path) -> list[Example]:
    text = page.read_text("utf-8")
    blocks = [
        (match[1], match[2], text[: match.start()].count("\n") + 1)
        for match in FENCE.finditer(text)
    ]
    following = [*blocks[1:], None]
    return [
        Example(page.name, line, language, body, _shown_by(after))
        for (language, body, line), after in zip(blocks, following, strict=False)
        if language in RUN and not STATUS.match(body)
    ]


def _shown_by(block: tuple[str, str, int] | None) -> tuple[str, str] | None:
    if block is None or block[0] not in SHOWN:
        return None
    if block[0] == "http" and not STATUS.match(block[1]):
        return None
    return block[0], block[1]


@dataclass
class Reader:
    """Somebody who follows a page: with the facts it starts from, in a folder of their own."""

    folder: Path
    facts: dict[str, str] = field(default_factory=dict)

    def follow(self, example: Example) -> None:
        """Run an example; raise AssertionError where it fails or shows something else."""
        if example.language == "http":
            self._send(example)
            return
        output = self._run(example)
        if example.shown is None:
            return
        kind, shown = example.shown
        if kind == "json":
            compare(json.loads(shown), json.loads(last_json(output)), str(example))
        else:
            assert output == shown, f"{example}: {output!r}"

    def _run(self, example: Example) -> str:
        if example.language == "sh":
            # What a block sets is there for the next one, as in the shell of somebody reading.
            command = ["sh", "-euc", f"set -a\n{example.text}\nexport -p > .state"]
        else:
            command = ["python3", "-c", example.text]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.facts,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
        assert done.returncode == 0, f"{example}: {done.stdout}{done.stderr}"
        if example.language == "sh":
            self._remember()
        return done.stdout

    def _remember(self) -> None:
        printed = subprocess.run(
            ["sh", "-c", ". ./.state; env -0"],
            cwd=self.folder,
            env={"PATH": self.facts["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        pairs = (pair.partition("=") for pair in printed.split("\0") if pair)
        self.facts |= {name: value for name, _, value in pairs}

    def _send(self, example: Example) -> None:
        """Send a request; the id of what it creates is `$ID` from then on, its ETag `$TAG`, and the
        last ETag seen `$LAST_TAG`."""
        head, _, body = Template(example.text).substitute(self.facts).partition("\n\n")
        first, *lines = head.strip().splitlines()
        method, target = first.split(" ", 1)
        headers = dict(line.split(": ", 1) for line in lines)
        headers["Authorization"] = f"Bearer {self.facts['TOKEN']}"
        if body:
            headers["Content-Type"] = "application/json"
        answer = httpx.request(
            method, self.facts["ADDRESS"] + target, headers=headers, content=body, timeout=30
        )
        if answer.status_code == httpx.codes.CREATED:
            self.facts |= {"ID": answer.json()["id"], "TAG": answer.headers.get("etag", "")}
        if "etag" in answer.headers:
            self.facts["LAST_TAG"] = answer.headers["etag"]
        if example.shown is not None:
            compare_answer(example.shown[1], answer, str(example))


def compare_answer(shown: str, answer: httpx.Response, where: str) -> None:
    head, _, body = shown.partition("\n\n")
    first, *lines = head.strip().splitlines()
    match = STATUS.match(first)
    assert match is not None, where
    assert answer.status_code == int(match[1]), f"{where}: {answer.status_code} {answer.text}"
    for name, value in (line.split(": ", 1) for line in lines):
        found = answer.headers.get(name)
        pattern = ".*".join(map(re.escape, value.split(ANY)))
        assert found is not None and re.fullmatch(pattern, found), f"{where}: {name}: {found}"
    if body.strip():
        compare(json.loads(body), answer.json(), where)


def compare(shown: Any, found: Any, where: str) -> None:
    """Raise AssertionError unless `found` has all that is shown."""
    if isinstance(shown, Mapping):
        assert isinstance(found, Mapping), f"{where}: {found!r}"
        for key, value in shown.items():
            assert key in found, f"{where}: no {key}"
            compare(value, found[key], f"{where} {key}")
    elif isinstance(shown, list):
        assert isinstance(found, list) and len(found) >= len(shown), f"{where}: {found!r}"
        assert shown or not found, f"{where}: {found!r}"
        for index, value in enumerate(shown):
            compare(value, found[index], f"{where} {index}")
    elif shown == ANY:
        assert isinstance(found, str) and found, f"{where}: {found!r}"
    else:
        assert type(found) is type(shown) and found == shown, f"{where}: {found!r}, not {shown!r}"


def last_json(output: str) -> str:
    """The last answer of an example that prints several on end."""
    decoder = json.JSONDecoder()
    place, last = 0, ""
    while place < len(output):
        _, end = decoder.raw_decode(output, place)
        last = output[place:end]
        place = end + len(output[end:]) - len(output[end:].lstrip())
    return last


def links_of(page: Path) -> Iterator[str]:
    """Where a page's links within the checkout lead to, images included."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            yield target


def anchors_of(page: Path) -> set[str]:
    """The names of a page's headings in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    broken = []
    for target in links_of(page):
        name, _, anchor = target.partition("#")
        other = page.parent / name if name else page
        if not other.exists() or (anchor and anchor not in anchors_of(other)):
            broken.append(target)
    return broken
