"""Every example of the documentation, run as a reader would run it."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from tests.docs.pages import (
    CHECKOUT,
    Example,
    Reader,
    broken_links,
    compare,
    examples_of,
    last_json,
)

from changewright.config.settings import Settings
from changewright.store.embedded import Urls
from changewright.store.migrate import journal_is_protected

DOCS = CHECKOUT / "docs"
OWN_PROJECT = "own-project.md"
FOLLOWED = (
    "getting-started.md",
    "autodesk.md",
    "procore.md",
    "ledger.md",
    "money.md",
    "money-columns.md",
    "clocks.md",
    "past.md",
    "forms.md",
    "currencies.md",
    "markups.md",
    "approvals.md",
    "log.md",
    "dashboard.md",
    "webhooks.md",
)
PAGES = [CHECKOUT / "README.md", *CHECKOUT.glob("[A-Z]*.md"), *DOCS.glob("*.md")]
PAGES += (CHECKOUT / "decisions").glob("*.md")
LINES_MAXIMUM = 150
# Printed from the code, or lists that grow with what is decided.
LONGER = (
    "compatibility.md",
    "coverage.md",
    "coverage-procore.md",
    "settings.md",
    "states.md",
    "performance.md",
    "proof.md",
)


@pytest.mark.parametrize("name", FOLLOWED)
async def test_the_examples_do_what_the_page_says(reader: Reader, name: str) -> None:
    examples = examples_of(DOCS / name)
    assert len(examples) > 3
    for example in examples:
        await asyncio.to_thread(reader.follow, example)


async def test_two_roles_of_one_s_own_postgresql(
    reader: Reader, server_urls: Urls, settings: Settings
) -> None:
    """The page on operating, whose migration runs in the database that it makes."""
    page = DOCS / "operating.md"
    named = dict(re.findall(r"^(CHANGEWRIGHT_\w*URL)=postgresql://(.+)@db", page.read_text(), re.M))
    examples = examples_of(page)
    (roles,) = [each for each in examples if each.language == "sql"]
    passwords = json.loads((settings.home / "postgres" / "secrets.json").read_text())
    administrator = with_login(server_urls.owner, f"postgres:{passwords['postgres']}", "postgres")
    with psycopg.connect(administrator, autocommit=True) as connection:
        for statement in roles.text.split(";\n"):
            connection.execute(statement.encode())
    urls = {
        name: with_login(server_urls.owner, named[name], "changes")
        for name in ("CHANGEWRIGHT_DATABASE_URL", "CHANGEWRIGHT_OWNER_DATABASE_URL")
    }
    for example in examples:
        if example.language == "sh":
            own = urls if "migrate" in example.text else {}
            following = Reader(reader.folder, reader.facts | own)
            await asyncio.to_thread(following.follow, example)
    assert journal_is_protected(Urls(*urls.values()))


async def test_from_an_empty_database_to_the_first_change_order(
    own_reader: Reader,
) -> None:
    examples = examples_of(DOCS / OWN_PROJECT)
    assert len(examples) > 5
    for example in examples:
        await asyncio.to_thread(own_reader.follow, example)


def with_login(url: str, login: str, database: str) -> str:
    """The same server for somebody else (`name:password`), in another database."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}@{host}", path=f"/{database}"))


def test_every_page_with_examples_is_followed() -> None:
    with_examples = {page.name for page in DOCS.glob("*.md") if examples_of(page)}
    assert with_examples - {"performance.md", "proof.md"} == {
        *(*FOLLOWED, "operating.md", OWN_PROJECT)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_short_and_its_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []
    if page.name not in LONGER:
        assert len(page.read_text("utf-8").splitlines()) <= LINES_MAXIMUM


# That all of this can fail


def example(language: str, text: str, kind: str = "", shown: str = "") -> Example:
    return Example("a.md", 1, language, text, (kind, shown) if kind else None)


@pytest.mark.parametrize(
    "wrong",
    [
        example("sh", "curl -sf $ADDRESS/nothing"),
        example("sh", "echo $NOT_SET"),
        example("sh", "echo one", "text", "two\n"),
        example("sh", """echo '{"a": 1}'""", "json", '{"a": 2}'),
        example("sh", """echo '{"a": 1}'""", "json", '{"b": "…"}'),
        example("python", "raise SystemExit(1)"),
        example("http", "GET /health/live\n", "http", "HTTP/1.1 404\n"),
        example("http", "GET /health/live\n", "http", "HTTP/1.1 200\nETag: x\n"),
        example("http", "GET /health/live\n", "http", 'HTTP/1.1 200\n\n{"status": "dead"}'),
    ],
)
def test_an_example_that_is_wrong_is_told(reader: Reader, wrong: Example) -> None:
    with pytest.raises(AssertionError, match=r"^a\.md:1"):
        reader.follow(wrong)


@pytest.mark.parametrize(
    ("shown", "found"),
    [([1], []), ([], [1]), ({"a": "…"}, {"a": 1}), (1, True), ("1", 1), ([1, 2], [1, 3])],
)
def test_the_comparison_can_fail(shown: object, found: object) -> None:
    with pytest.raises(AssertionError):
        compare(shown, found, "here")


def test_blocks_are_found_with_what_they_show(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text(
        "# A page\n```sh\ntrue\n```\n```json\n{}\n```\n"
        "```http\nGET /\n```\n```http\nHTTP/1.1 200\n```\n"
        "```ini\nx=1\n```\n[a](a.md#a-page) [b](#none) [c](none.md)\n"
    )
    shell, request = examples_of(page)
    assert (str(shell), shell.text, shell.shown) == ("a.md:2", "true\n", ("json", "{}\n"))
    assert request.shown == ("http", "HTTP/1.1 200\n")
    assert broken_links(page) == ["#none", "none.md"]
    assert last_json('{"a": 1} [2]\n') == "[2]"
