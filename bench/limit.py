"""What the database alone can do: pgbench with the same SQL, no web server in front of it.

The statements are the baseline's own, with their values in them: a page with its count, the same
with the rows of its includes, one record, and a creation with number, row and audit row.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import psycopg
from addresses import LIMIT, Known, literal
from baseline.listing import conditions, count_statement, page_statement
from baseline.models import ChangeOrder, CostItem, Membership, PropertyDefinition, PropertyValue
from sqlalchemy import Select, select

from changewright.store.embedded import Urls

CLIENTS = 8
SCRIPTS = 80
"""Of the addresses, how many are put into scripts; pgbench draws among them."""

CREATION = """\
BEGIN;
INSERT INTO sequence AS s (container_id, name, value) VALUES
 ({container}, 'number' || chr(58) || 'pco', 1)
 ON CONFLICT (container_id, name) DO UPDATE SET value = s.value + 1
 RETURNING value AS number \\gset
INSERT INTO change_order (id, container_id, uuid, created_at, updated_at, created_by, changed_by,
 kind, number, number_prefix, number_value, number_suffix, number_free, name, description, type,
 scope, budget_state, cost_state, scope_of_work, note, schedule_change, owner_id, contacts,
 additional_collaborators, recipients, variable_markup_formula_items) VALUES (nextval('record_id'),
 {container}, gen_random_uuid(), now(), now(), 1, 1, 'pco',
 lpad((:number)::text, greatest(4, length((:number)::text)), '0'), '', :number, '', false,
 'Relocate duct', 'The duct runs through the beam that the revised structural drawings show.',
 'PCO', 'out', 'draft', 'draft', 'Remove, reroute, test and balance.', 'Raised at site meeting', 3,
 1, '[]', '[]', '[]', '[]') RETURNING id AS record \\gset
INSERT INTO baseline_audit (container_id, actor_id, action, record_kind, record_id, values)
 VALUES ({container}, 1, 'created', 'change_order', :record, '{{"name": "Relocate duct"}}');
END;
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """A set of scripts, one drawn for each transaction."""

    name: str
    scripts: tuple[str, ...]


def limits(
    connection: psycopg.Connection[tuple[Any, ...]],
    site: Known,
    lists: Sequence[str],
    records: Sequence[str],
    containers: Sequence[int],
) -> list[Limit]:
    """The scripts of each kind of request."""
    lines = [_page(site, address) for address in lists[:SCRIPTS]]
    pages = [_line(count) + _line(page) for count, page in lines]
    included = [_included(connection, site, page) for _, page in lines]
    return [
        Limit("list", tuple(pages)),
        Limit("list with includes", tuple(map(str.__add__, pages, included))),
        Limit("one by id", tuple(_one(site, address) for address in records[:SCRIPTS])),
        Limit(
            "create over all containers",
            tuple(CREATION.format(container=container) for container in containers),
        ),
        Limit("create into one", (CREATION.format(container=site.container_id),)),
    ]


def _line(statement: Any) -> str:
    """One statement on one line, its colons kept from being variables."""
    text = " ".join(literal(statement).split())
    return text + ";\n"


def _page(site: Known, address: str) -> tuple[Select[int], Select[ChangeOrder]]:
    """The count and the page of a list."""
    parts = urlsplit(address)
    parameters = parse_qsl(parts.query)
    given = dict(parameters)
    kind = parts.path.rpartition("/")[2]
    tests = conditions(site.container_id, kind, parameters)
    offset = int(given.get("offset", "0"))
    return count_statement(tests), page_statement(tests, given.get("sort", ""), offset, LIMIT)


def _included(
    connection: psycopg.Connection[tuple[Any, ...]], site: Known, page: Select[ChangeOrder]
) -> str:
    """The two statements of the includes, for the page's own records."""
    statement = literal(page.with_only_columns(ChangeOrder.id))
    ids = [row[0] for row in connection.execute(statement.encode()).fetchall()]
    items = (
        select(Membership, CostItem)
        .join(CostItem, CostItem.id == Membership.cost_item_id)
        .where(
            CostItem.container_id == site.container_id,
            Membership.container_id == site.container_id,
            Membership.change_order_id.in_(ids),
            Membership.deleted_at.is_(None),
        )
        .order_by(Membership.position, Membership.id)
    )
    values = (
        select(PropertyValue, PropertyDefinition)
        .join(PropertyDefinition, PropertyDefinition.id == PropertyValue.definition_id)
        .where(
            PropertyDefinition.container_id == site.container_id,
            PropertyValue.container_id == site.container_id,
            PropertyValue.record_kind == "change_order",
            PropertyValue.record_id.in_(ids),
            PropertyValue.deleted_at.is_(None),
        )
    )
    return _line(items) + _line(values)


def _one(site: Known, address: str) -> str:
    kind, uuid = address.rsplit("/", 2)[1:]
    return _line(
        select(ChangeOrder).where(
            ChangeOrder.container_id == site.container_id,
            ChangeOrder.uuid == UUID(uuid),
            ChangeOrder.kind == kind,
            ChangeOrder.deleted_at.is_(None),
        )
    )


@contextmanager
def _files(scripts: Sequence[str]) -> Iterator[list[str]]:
    """The scripts as files, as pgbench's options."""
    with tempfile.TemporaryDirectory(prefix="pgbench-") as folder:
        paths = [Path(folder, f"{number}.sql") for number in range(len(scripts))]
        for path, script in zip(paths, scripts, strict=True):
            path.write_text(script, "utf-8")
        yield [f"--file={path}" for path in paths]


def pgbench(program: Path, urls: Urls, limit: Limit, seconds: float) -> float:
    """Transactions a second of eight clients with prepared statements."""
    with _files(limit.scripts) as options:
        done = subprocess.run(
            [
                *(str(program), "--no-vacuum", "--protocol=prepared"),
                *(f"--client={CLIENTS}", "--jobs=1", f"--time={seconds:.0f}"),
                *(*options, urls.owner),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + 120,
        )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode != 0 or found is None:
        raise SystemExit(f"pgbench: {done.stderr[-1000:]}")
    return float(found[1])
