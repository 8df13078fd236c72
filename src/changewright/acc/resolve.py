"""From names on the wire to integers of the ledger: records by UUID, people and companies by id.

What is not there for this container is refused alike whether it never existed or is another
container's, so that a stranger's guess learns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from changewright.core.attribute_values import read_value
from changewright.core.errors import Invalid, Problem
from changewright.core.people import Company, Person, Project
from changewright.core.query import ListQuery
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_attached import PropertyDefinition
from changewright.edge.bodies import Reference
from changewright.edge.values import parse_uuid
from changewright.work.directory import Directory
from changewright.work.visibility import is_shared

from .fields import OTHER_NAME, Named
from .grammar import references as references_of_query
from .grammar import resolve as put_ids_in_query
from .words import CHANGE_ORDER_KINDS

R = TypeVar("R", bound=Record)
PROPERTY = "property:"


class Reader(Protocol):
    """What of a ledger reader is needed here; a unit's reader has it too."""

    async def by_uuids(self, noun: type[R], uuids: Iterable[UUID]) -> list[R]: ...


async def resolve(
    read: Reader,
    directory: Directory,
    project: Project,
    values: Mapping[str, Any],
    held: Record | None = None,
) -> dict[str, Any]:
    """The columns of a body with every reference and name in them replaced by its integer.

    `held` is the record that the body edits: whom it names already may be sent back, also when they
    have left the project since. Raises one `Invalid` naming each field that points at nothing.
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
    names = Names(directory, project, problems)
    resolved = {
        column: _replaced(value, ids, names, getattr(held, column, None))
        for column, value in values.items()
    }
    for column in [column for column in resolved if column.endswith(OTHER_NAME)]:
        _join_names(column.removesuffix(OTHER_NAME), values, resolved, held, problems)
    if problems:
        raise Invalid(problems[0].detail, *problems, reason="reference")
    return resolved


def _join_names(
    column: str,
    values: Mapping[str, Any],
    resolved: dict[str, Any],
    held: Record | None,
    problems: list[Problem],
) -> None:
    """Make one value of a company that a body names by two ids. A client that changes one of them
    in a record and sends it back whole means the one that it changed."""
    by_uid = resolved.pop(column + OTHER_NAME)
    by_id = resolved.setdefault(column, by_uid)
    now = getattr(held, column, None)
    if by_id == now:
        resolved[column] = by_uid
    elif by_uid not in (by_id, now) and not problems:
        name = values[column + OTHER_NAME] or values[column]
        detail = f"{name.field} names another company than the field beside it"
        problems.append(Problem(name.field, "reference", detail))


def is_known(record: Record) -> bool:
    """Whether Autodesk has a word for what the record is; a supplier's request is none."""
    return not isinstance(record, ChangeOrder) or record.kind in CHANGE_ORDER_KINDS


def _references(value: Any) -> Iterable[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, tuple):
        yield from (part for part in value if isinstance(part, Reference))


def _replaced(value: Any, ids: Mapping[Reference, int], names: Names, held: Any) -> Any:
    if isinstance(value, Reference):
        return ids.get(value)
    if isinstance(value, Named):
        return names.id_of(value, held)
    if isinstance(value, tuple) and value and isinstance(value[0], Reference):
        return tuple(ids.get(part) for part in value)
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return tuple(names.spelled(part, held) for part in value)
    return value


class Names(msgspec.Struct, frozen=True):
    """The people of a project and the companies of its account, by whichever form of an id was
    sent; of one that is neither it notes a problem."""

    directory: Directory
    project: Project
    problems: list[Problem]

    def id_of(self, name: Named, held: int | None) -> int | None:
        """The integer that stands in a column, which has `held` until now."""
        found = self._find(name, held)
        if found is None:
            self._refuse(name)
        return None if found is None else found.id

    def spelled(self, part: Mapping[str, Any], held: Any) -> dict[str, Any]:
        """An object inside a record, which keeps names as text: each in its usual form, and a
        company by both of its ids. What `held`, the list until now, says already may stay.

        Lists in it are lists, as they are read from the database, so that what is sent back
        unchanged is no change.
        """
        texts = frozenset(_texts_of(held))
        written = {key: self._written(value, texts) for key, value in part.items()}
        name, uid = part.get("companyId"), part.get("companyUid")
        company = self._find(name, None) if isinstance(name, Named) else None
        if isinstance(company, Company) and uid is None:
            written["companyUid"] = str(company.uuid)
        if company is not None and isinstance(uid, Named):
            named = self._find(uid, None)
            if named is not None and named.id != company.id:
                detail = f"{uid.field} names another company than companyId"
                self.problems.append(Problem(uid.field, "reference", detail))
        return written

    def _written(self, value: Any, held: Collection[str]) -> Any:
        if isinstance(value, tuple):
            return [self._written(one, held) for one in value]
        if not isinstance(value, Named):
            return value
        found = self._find(value, None)
        if found is None and value.text not in held:
            self._refuse(value)
        if found is None:
            return value.text
        is_uid = isinstance(found, Company) and value.what == "company_uid"
        return str(found.uuid) if is_uid else found.autodesk_id

    def _find(self, name: Named, held: int | None) -> Person | Company | None:
        key: str | UUID = parse_uuid(name.text) or name.text
        if name.what == "person":
            person = self.directory.person(key)
            if person is None or person.id == held:
                return person
            is_member = self.directory.member(person.id, self.project.id) is not None
            return person if is_member else None
        company = self.directory.company(key)
        is_ours = company is not None and company.account_id == self.project.account_id
        return company if is_ours else None

    def _refuse(self, name: Named) -> None:
        self.problems.append(_missing(name.field, name.what.partition("_")[0]))


def _texts_of(value: Any) -> Iterator[str]:
    """Every text in a list of objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts_of(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts_of(part)


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
