"""`clock-rules`: a table that ships is printed, one's own is checked, and loaded whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.cli.shell import Shell

from changewright.store.embedded import Urls
from changewright.work.clock_families.shipped import texts


def test_a_shipped_table_is_printed_to_be_copied(shell: Shell) -> None:
    assert shell.done("clock-rules", "--shipped", "nec4-ecc") == texts()["nec4-ecc.toml"]
    assert "there is aia-a201-2017" in shell("clock-rules", "--shipped", "nothing").refusal
    assert "Name a FILE" in shell("clock-rules").refusal


def test_a_fault_is_told_by_file_row_and_field(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "ours.toml"
    table.write_text(texts()["nec4-ecc.toml"].replace("period = 8", "period = -8"))
    ended = shell("clock-rules", str(table))
    assert (ended.status, ended.output) == (1, "")
    assert ended.told.startswith("ours.toml: rules[0] nec4-ecc.61.3: period: ")
    assert "FILE: cannot read" in shell("clock-rules", str(tmp_path / "none.toml")).refusal


@pytest.mark.parametrize("times", [1, 2])
def test_a_table_whose_rows_name_each_other_is_loaded_whole(
    shell: Shell, empty_urls: Urls, tmp_path: Path, times: int
) -> None:
    shell.done("company", "add", "Harbor Builders")
    shell.done("person", "add", "ada@harbor.example", "Ada Lind", "--company", "Harbor Builders")
    shell.done("project", "open", "Quay House", "--admin", "ada@harbor.example")
    table = tmp_path / "ours.toml"
    text = texts()["nec4-ecc.toml"].replace("period = 8", "period = 4").replace("nec4-ecc", "ours")
    table.write_text(text)
    for _ in range(times):
        told = shell.done("clock-rules", str(table), "--project", "Quay House")
        assert told.splitlines()[-1] == "4 rules are the project's own now."
        assert told.startswith("ours.61.3: Notify a compensation event, 4 weeks (61.3)\n")
    assert rules(empty_urls) == [
        *(("ours", "ours.61.3", 4), ("ours", "ours.61.4", 1)),
        *(("ours", "ours.62.3-quotation", 3), ("ours", "ours.62.3-reply", 2)),
    ]
    table.write_text(text.replace('"ours"', '"theirs"'))
    assert "is the id of a rule of ours" in (
        shell("clock-rules", str(table), "--project", "Quay House").told
    )


def rules(urls: Urls) -> list[tuple[Any, ...]]:
    with psycopg.connect(urls.owner) as connection:
        return connection.execute(
            "SELECT family, rule_id, (rule->>'period')::int FROM clock_rule ORDER BY rule_id"
        ).fetchall()
