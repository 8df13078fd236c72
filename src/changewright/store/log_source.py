"""A log's query as SQL: where each column stands, for whoever looks, and how it sorts and tests.

The change order is `t`. A column that an audience may not see on a kind of document is NULL there,
in what is shown as in what is tested, sorted, grouped and added up; one that it may not see at all
is not known to it, which whoever asks has checked before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from changewright.core.errors import invalid
from changewright.core.exchange import COMMITMENT_KINDS
from changewright.core.log_columns import (
    LOGGED_KINDS,
    LogColumn,
    hiding_kinds,
    is_seen,
    kinds_seen,
)
from changewright.core.log_query import LogCondition, LogKey, LogQuery, LogScope
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_contracts import Contract, MainContract

from .audit_sums import DEFAULT_MAIN_CONTRACT
from .columns import types_of
from .log_expressions import EXPRESSIONS, HELD, INSTANT, NUMBER, QUOTES, quotes_on_documents
from .log_tests import CASTS, TESTS
from .row_conditions import Viewer, sight_of
from .sql_text import Draft, words


class LogSource:
    """`FROM … WHERE …` of a log's query, as one viewer sees it, and its columns. `is_of_few`: the
    statement is about the rows of a page, which are looked up one by one, not about all."""

    def __init__(
        self,
        draft: Draft,
        viewer: Viewer,
        query: LogQuery,
        scope: LogScope,
        *,
        is_of_few: bool = False,
    ) -> None:
        self._draft = draft
        self._viewer = viewer
        self._scope = scope
        self._is_of_few = is_of_few
        self._joins: list[str] = []
        self._aliases: dict[str, str] = {}
        self._places: dict[tuple[str, str], str] = {}
        self._seen = kinds_seen(viewer.role)
        tests = ["t.container_id = $1", "t.deleted_at IS NULL"]
        tests.append(f"t.kind IN ({words(self._seen or LOGGED_KINDS)})")
        sight = sight_of(viewer, ChangeOrder, None, "t", draft)
        if sight.condition:
            tests.append(sight.condition)
        tests += [self._condition(one) for one in query.where]
        tests += [self._word(one) for one in query.words]
        self._tests = tests

    # -- the statement's parts -------------------------------------------------------------------

    def rows(self) -> str:
        """Ask for it last: columns join tables."""
        return f"{self.tables()} WHERE {' AND '.join(self._tests)}"

    def tables(self) -> str:
        return "change_order t" + "".join(f" LEFT JOIN {join}" for join in self._joins)

    def order(self, keys: Sequence[LogKey], groups: Sequence[LogKey] = ()) -> str:
        """At last by creation and id, so that there is one order."""
        parts = [
            f"{place} {way_of(key)}"
            for key in groups
            for place in self.group_keys(key.column)[1] or self.sort_keys(key.column)
        ]
        parts += [f"{place} {way_of(key)}" for key in keys for place in self.sort_keys(key.column)]
        return ", ".join((*parts, "t.created_at", "t.id"))

    def currency(self) -> str:
        """Documents for one supplier count in the currency of his contract, others in the
        project's (`core.exchange.counts_in_project`)."""
        base = self._once("currency", self._scope.currency, "text")
        if not self._scope.foreign:
            return base
        ids = self._once("foreign", [one for one, _ in self._scope.foreign], "bigint[]")
        names = self._once("currencies", [name for _, name in self._scope.foreign], "text[]")
        alias = self._join(
            "currency",
            "f",
            lambda alias: (
                f"unnest({ids}, {names}) {alias}(id, currency) ON {alias}.id = t.contract_id "
                f"AND t.kind IN ({words(COMMITMENT_KINDS)})"
            ),
        )
        return f"coalesce({alias}.currency, {base})"

    # -- columns ---------------------------------------------------------------------------------

    def shown(self, column: LogColumn) -> list[str]:
        """What is read of a column: one value, or three of a record that it names."""
        self._require(column)
        if column.name in HELD:
            return [HELD[column.name]]
        if column.type == "clock":
            return ["NULL::text"]
        if column.name == "id":
            return ["t.uuid", "t.kind", "t.number"]
        if column.type in ("contract", "mainContract"):
            alias = self._contract() if column.type == "contract" else self._main_contract()
            return [f"{alias}.uuid", f"{alias}.code", f"{alias}.name"]
        if column.type == "changeOrder":
            alias = self._document(column)
            return [f"{alias}.uuid", f"{alias}.kind", f"{alias}.number"]
        return [self.place(column)]

    def place(self, column: LogColumn) -> str:
        """The column as one value of its type; of a record that it names, the record's UUID."""
        self._require(column)
        if column.definition_id is not None:
            return f"{self._attribute(column)}.value"
        if column.name == "id":
            return "t.uuid"
        if column.type == "contract":
            return f"{self._contract()}.uuid"
        if column.type == "mainContract":
            return f"{self._main_contract()}.uuid"
        if column.type == "changeOrder":
            return f"{self._document(column)}.uuid"
        if column.type in ("person", "company"):
            return f"{self._somebody(column)}.id"
        if column.name in QUOTES:
            return QUOTES[column.name].format(self._quotes())
        template = EXPRESSIONS.get(column.name)
        return self._base(column.needs[0]) if template is None else self._worked_out(template)

    def amount(self, column: LogColumn) -> str:
        """The column as a number, to be added up."""
        place = self.place(column)
        return NUMBER.format(place) if column.definition_id is not None else place

    def sort_keys(self, column: LogColumn) -> list[str]:
        place = self.place(column)
        if column.name == "number":
            return _number_keys("t")
        if column.type == "changeOrder":
            alias = self._document(column)
            kinds = self._draft.place(list(LOGGED_KINDS), "text[]")
            return [f"array_position({kinds}, {alias}.kind)", *_number_keys(alias), f"{alias}.id"]
        if column.type in ("contract", "mainContract"):
            return [f"{place.partition('.')[0]}.code", f"{place.partition('.')[0]}.id"]
        if column.type in ("person", "company"):
            return [f"{self._somebody(column)}.place"]
        if column.name == "quotes":
            alias = self._quotes()
            return [f"{alias}.asked - {alias}.given", f"{alias}.asked"]
        if column.choices:
            ranked = self.rank_of(column, place)
            return [ranked] if column.definition_id is None else [ranked, place]
        if column.type == "text":
            return [f'lower({place} COLLATE "default") COLLATE "C"', place]
        if column.definition_id is not None and column.type == "number":
            return [NUMBER.format(place), place]
        return [place]

    def group_keys(self, column: LogColumn) -> tuple[str, list[str]]:
        """The key of a group as text, and by what groups sort beside it; nothing else where the key
        alone says it (`rank_of`). Days and instants group by month."""
        place = self.place(column)
        if column.type in ("day", "instant"):
            month = f"to_char({place}, 'YYYY-MM')"
            if column.definition_id is not None:
                instant = f"({INSTANT.format(place)})"
                month = f"to_char({instant} AT TIME ZONE {self._zone()}, 'YYYY-MM')"
            elif column.type == "instant":
                month = f"to_char({place} AT TIME ZONE {self._zone()}, 'YYYY-MM')"
            return month, [month]
        if column.choices and column.definition_id is None:
            return place, []
        if column.type in ("text", "word"):
            filled = f"nullif({place}, '')"
            return filled, [key.replace(place, filled) for key in self.sort_keys(column)]
        return f"{place}::text", self.sort_keys(column)

    def rank_of(self, column: LogColumn, place: str) -> str:
        """The place of a word among its column's."""
        choices = self._once(f"choices {column.name}", list(column.choices), "text[]")
        return f"array_position({choices}, {place})"

    # -- conditions ------------------------------------------------------------------------------

    def _condition(self, condition: LogCondition) -> str:
        column = condition.column
        place, cast = self.place(column), CASTS[column.type]
        if column.definition_id is not None:
            if cast == "numeric":
                place = NUMBER.format(place)
            elif cast == "timestamptz":
                place = INSTANT.format(place)
        return TESTS[condition.test](f"({place})", cast, condition.values, self._draft)

    def _word(self, text: str) -> str:
        wanted = self._draft.place(text, "text")
        return (
            f'position(lower({wanted} COLLATE "default") '
            f"""in lower((t.number || ' ' || t.name) COLLATE "default")) > 0"""
        )

    # -- places ----------------------------------------------------------------------------------

    def _require(self, column: LogColumn) -> None:
        if column.definition_id is None and not is_seen(self._viewer.role, column):
            raise invalid(column.name, "unknown", f"{column.name} is unknown")

    def _base(self, name: str) -> str:
        """A column of the change order, empty where the viewer may not see it."""
        hiding = hiding_kinds(self._viewer.role, name)
        if not hiding:
            return f"t.{name}"
        if hiding >= set(self._seen):
            return f"NULL::{types_of(ChangeOrder)[name].cast}"
        return f"CASE WHEN t.kind IN ({words(sorted(hiding))}) THEN NULL ELSE t.{name} END"

    def _worked_out(self, template: str) -> str:
        names = [name for name in types_of(ChangeOrder) if f"{{{name}}}" in template]
        values = {name: self._base(name) for name in names}
        if "{zone}" in template:
            values["zone"] = self._zone()
        for name, value in (("me", self._scope.person_id), ("mine", self._scope.company_id)):
            if f"{{{name}}}" in template:
                values[name] = self._once(name, value, "bigint")
        if "{awarded}" in template:
            values["awarded"] = f"{self._contract()}.awarded"
            values["rate"] = f"{self._contract()}.exchange_rate"
            values["signed"] = f"{self._amended_main_contract()}.amount"
        return template.format(**values)

    def _zone(self) -> str:
        return self._once("zone", self._scope.zone, "text")

    def _once(self, name: str, value: Any, cast: str) -> str:
        """A value's place in the text, the same each time it is asked for: what is grouped by must
        be said in the same words as what is shown."""
        if (name, cast) not in self._places:
            self._places[name, cast] = self._draft.place(value, cast)
        return self._places[name, cast]

    # -- joins -----------------------------------------------------------------------------------

    def _join(self, name: str, stem: str, text: Callable[[str], str]) -> str:
        """The alias of a table that is joined once, whoever asks for it."""
        if name not in self._aliases:
            alias = self._aliases[name] = self._draft.alias(stem)
            self._joins.append(text(alias))
        return self._aliases[name]

    def _contract(self) -> str:
        return self._named(Contract, self._base("contract_id"))

    def _main_contract(self) -> str:
        return self._named(MainContract, self._base("main_contract_id"))

    def _amended_main_contract(self) -> str:
        """The one it names, else the project's."""
        own = f"coalesce({self._base('main_contract_id')}, {DEFAULT_MAIN_CONTRACT})"
        return self._named(MainContract, own, "amended")

    def _quotes(self) -> str:
        """How many were asked for quotes, and how many have given one."""

        def text(alias: str) -> str:
            if self._is_of_few:
                return f"LATERAL ({quotes_on_documents('t.id')}) {alias} ON TRUE"
            return f"({quotes_on_documents()}) {alias} ON {alias}.id = t.id"

        return self._join("quotes", "q", text)

    def _named(self, noun: type[Record], own: str, name: str = "") -> str:
        """A record that the change order names, as far as the viewer sees it."""

        def text(alias: str) -> str:
            sight = sight_of(self._viewer, noun, None, alias, self._draft).condition
            return (
                f"{noun.TABLE} {alias} ON {alias}.container_id = $1 AND {alias}.id = {own}"
                f"{f' AND {sight}' if sight else ''}"
            )

        return self._join(name or noun.TABLE, "c", text)

    def _document(self, column: LogColumn) -> str:
        own = self._base(column.needs[0])
        return self._join(
            column.name,
            "d",
            lambda alias: (
                f"change_order {alias} ON {alias}.container_id = $1 AND {alias}.id = {own} "
                f"AND {alias}.deleted_at IS NULL"
            ),
        )

    def _somebody(self, column: LogColumn) -> str:
        """A person or company that the viewer may know, with the place of the name among all."""
        known = self._scope.people if column.type == "person" else self._scope.companies
        own = self._base(column.needs[0])
        if column.name == "supplier":
            own = f"coalesce({own}, {self._contract()}.company_id)"
        ids = self._once(column.type, list(known), "bigint[]")
        return self._join(
            column.name,
            "p",
            lambda alias: f"unnest({ids}) WITH ORDINALITY {alias}(id, place) ON {alias}.id = {own}",
        )

    def _attribute(self, column: LogColumn) -> str:
        definition = self._once(column.name, column.definition_id, "bigint")
        return self._join(
            column.name,
            "v",
            lambda alias: (
                f"property_value {alias} ON {alias}.container_id = $1 "
                f"AND {alias}.record_kind = 'change_order' AND {alias}.record_id = t.id "
                f"AND {alias}.definition_id = {definition} AND {alias}.deleted_at IS NULL"
            ),
        )


def way_of(key: LogKey) -> str:
    """Which way a key sorts: what has none comes where the largest would."""
    return "DESC NULLS FIRST" if key.descending else "ASC NULLS LAST"


def _number_keys(alias: str) -> list[str]:
    """Numbers by what stands before their last digits, then by these: 2 before 16. A number that
    was given out automatically and is still that one needs no looking at its signs."""
    number = f"{alias}.number"
    is_given = (
        f"ltrim(substr({number}, length({alias}.number_prefix) + 1), '0') "
        f"= {alias}.number_value::text || {alias}.number_suffix"
    )
    digits = f"substring({number} from '([0-9]{{1,18}})[^0-9]*$')"
    return [
        f"CASE WHEN {is_given} "
        f"THEN {alias}.number_prefix || chr(1) || lpad({alias}.number_value::text, 18, '0') "
        f"ELSE regexp_replace({number}, '[0-9]+[^0-9]*$', '') || chr(1) "
        f"|| lpad(coalesce({digits}, ''), 18, '0') END",
        number,
    ]
