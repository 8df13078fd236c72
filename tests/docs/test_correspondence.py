"""The page on compatibility tells the vendors' words as the rows of both doors have them."""

from __future__ import annotations

import re

from scripts.correspondence import BEGIN, END, PAGE, pairs, section, with_section
from tests.docs.pages import links_of


def test_the_page_is_what_the_rows_say() -> None:
    page = PAGE.read_text("utf-8")
    assert with_section(page) == page, "run: python -m scripts.correspondence"
    assert page.count(BEGIN) == page.count(END) == 1


def test_its_beginning_leads_to_every_section() -> None:
    sections = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in sections]
    linked = [target.removeprefix("#") for target in links_of(PAGE) if target.startswith("#")]
    assert sorted(set(anchors) - set(linked)) == []


def test_writing_it_twice_changes_nothing_and_an_older_one_is_replaced() -> None:
    page = "# Compatibility\n\nBefore.\n"
    once = with_section(page)
    assert once.startswith(page) and with_section(once) == once
    older = once.replace("### Amounts", "### Sums") + "\nAfter.\n"
    assert with_section(older) == with_section(page) + "After.\n"


def test_every_pair_shares_what_its_people_look_at() -> None:
    """A pair that lost its rows would still print: then it would share nothing."""
    text = section()
    for pair in pairs():
        part = text[text.index(f"**{pair.title}**") :]
        table = part[: part.index("Autodesk alone")]
        assert table.count("\n|") > 5, pair.title
