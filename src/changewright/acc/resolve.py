"""From names on the wire to integers of the ledger: records by UUID, people and companies by id.

What is not there for this container is refused alike whether it never existed or is another
container's, so that a stranger's guess learns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from changewright.core.attribute_values import read_value
from changewright.core.errors import Invalid, Problem
from changewright.core.people import Project
from changewright.core.query import ListQuery
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_attached import PropertyDefinition
from changewright.edge.bodies import Reference
from changewright.edge.values import parse_uuid
from changewright.work.directory import Directory
from changewright.work.visibility import is_shared

from .fields import Named
from .grammar import references as references_of_query
from .grammar import resolve as put_ids_in_query
from .words import CHANGE_ORDER_KINDS

R = TypeVar("R", bound=Record)
PROPERTY = "property:"


class Reader(Protocol):
    """What of a ledger reader is needed here; a unit's reader has it too."""

    async def by_uuids(self, noun: type[R], uuids: Iterable[UUID]) -> list[R]: ...


async def resolve(
    read: Reader, directory: Directory, project: Project, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of a body with every reference and name in them replaced by its integer.

    Raises one `Invalid` naming each field that points at nothing.
    """
    problems: list[Problem] = []
    wanted: dict[type[Record], list[Reference]] = defaultdict(list)
    for value in values.values():
        for reference in _references(value):
            wanted[reference.noun].append(reference)
    ids: dict[Reference, int] = {}
    for noun, references in wanted.items():
        uuids = [reference.uuid for reference in references]
        found = {one.uuid: one.id for one in await read.by_uuids(noun, uuids) if is_known(one)}
        for reference in references:
            if reference.uuid in found:
                ids[reference] = found[reference.uuid]
            else:
                problems.append(_missing(reference.field, noun.TABLE.replace("_", " ")))
    resolved = {
        column: _replaced(value, ids, directory, project, problems)
        for column, value in values.items()
    }
    if problems:
        raise Invalid(problems[0].detail, *problems, reason="reference")
    return resolved


def is_known(record: Record) -> bool:
    """Whether Autodesk has a word for what the record is; a supplier's request is none."""
    return not isinstance(record, ChangeOrder) or record.kind in CHANGE_ORDER_KINDS


def _references(value: Any) -> Iterable[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, tuple):
        yield from (part for part in value if isinstance(part, Reference))


def _replaced(
    value: Any,
    ids: Mapping[Reference, int],
    directory: Directory,
    project: Project,
    problems: list[Problem],
) -> Any:
    if isinstance(value, Reference):
        return ids.get(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Reference):
        return tuple(ids.get(part) for part in value)
    if isinstance(value, Named):
        return _look_up(value, directory, project, problems)
    return value


def _look_up(
    name: Named, directory: Directory, project: Project, problems: list[Problem]
) -> int | None:
    """A person of the project, or a company of its account, by whichever id form was sent."""
    key: str | UUID = parse_uuid(name.text) or name.text
    if name.what == "person":
        person = directory.person(key)
        if person is not None and directory.member(person.id, project.id) is not None:
            return person.id
    else:
        company = directory.company(key)
        if company is not None and company.account_id == project.account_id:
            return company.id
    problems.append(_missing(name.field, name.what.partition("_")[0]))
    return None


def _missing(field: str, what: str) -> Problem:
    return Problem(field, "reference", f"{field} names no {what} of this project")


async def resolve_query(
    read: Reader, query: ListQuery, *, shared_only: bool = False
) -> tuple[ListQuery, bool]:
    """A list query with the UUIDs in its filters replaced by integers, and whether all were found;
    those that were not match nothing. With `shared_only` a custom attribute that is not shared with
    people outside the contractor is unknown."""
    wanted = list(references_of_query(query))
    by_noun: dict[type[Record], list[UUID]] = defaultdict(list)
    for reference in wanted:
        by_noun[reference.noun].append(reference.uuid)
    ids: dict[Reference, int] = {}
    definitions: dict[UUID, PropertyDefinition] = {}
    for noun, uuids in by_noun.items():
        found = {one.uuid: one for one in await read.by_uuids(noun, uuids)}
        for uuid, one in list(found.items()):
            if isinstance(one, PropertyDefinition):
                definitions[uuid] = one
                if shared_only and not is_shared(one):
                    del found[uuid]
        for reference in wanted:
            if reference.noun is noun and reference.uuid in found:
                ids[reference] = found[reference.uuid].id
    query = _as_kept(query, definitions)
    return put_ids_in_query(query, ids), len(ids) == len(set(wanted))


def _as_kept(query: ListQuery, definitions: Mapping[UUID, PropertyDefinition]) -> ListQuery:
    """The query with the values of custom attributes in the form they are kept in (`12.50` is kept
    as `12.5`); what the attribute's type does not take stays and matches nothing."""
    where = []
    for condition in query.where:
        uuid = _definition_uuid(condition.attribute)
        definition = None if uuid is None else definitions.get(uuid)
        if definition is not None:
            values = tuple(_kept_value(value, definition) for value in condition.values)
            condition = msgspec.structs.replace(condition, values=values)
        where.append(condition)
    return msgspec.structs.replace(query, where=tuple(where))


def _kept_value(value: object, definition: PropertyDefinition) -> object:
    try:
        return read_value(value, definition.type, definition.options)
    except Invalid:
        return value


def _definition_uuid(attribute: str) -> UUID | None:
    return UUID(attribute[len(PROPERTY) :]) if attribute.startswith(PROPERTY) else None
