"""Which rows an audience sees: the SQL of each condition that the table of views names.

A condition is written for the alias of the table it narrows, so that it serves a list and an
include alike. Whoever belongs to no company sees nothing where a company decides.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from changewright.core.records import ChangeOrder, Record
from changewright.core.roles import ASKED, ROLE, SENT, VIEWS, View, view_of

from .sql_text import Draft, word, words


class Viewer(msgspec.Struct, frozen=True):
    """Who reads: a role of one container, and the company of a restricted one."""

    container_id: int
    role: str
    company_id: int | None = None

    @property
    def sees_all(self) -> bool:
        return ROLE[self.role].audience == "full"


class Sight(msgspec.Struct, frozen=True):
    """What a viewer sees of one noun: `condition` is SQL, empty for all rows. `shown_as`: columns
    with the one that stands for them where it has a value."""

    condition: str = ""
    hidden: frozenset[str] = frozenset()
    shown_as: tuple[tuple[str, str], ...] = ()

    def place(self, alias: str, column: str) -> str:
        """Where the value of a column stands that the viewer is shown."""
        for shown, other in self.shown_as:
            if shown == column:
                return f"coalesce({alias}.{other}, {alias}.{column})"
        return f"{alias}.{column}"


SEES_ALL = Sight()


def _company(draft: Draft, viewer: Viewer) -> str:
    return draft.place(-1 if viewer.company_id is None else viewer.company_id, "bigint")


def _all(alias: str, draft: Draft, viewer: Viewer) -> str:
    return ""


def _none(alias: str, draft: Draft, viewer: Viewer) -> str:
    return "FALSE"


def _not_private(alias: str, draft: Draft, viewer: Viewer) -> str:
    return f"(NOT {alias}.is_private AND {_main_contract_open(alias, draft, viewer)})"


def _open_contracts(alias: str, draft: Draft, viewer: Viewer) -> str:
    """Not private, and not another owner's."""
    company = _company(draft, viewer)
    return f"(NOT {alias}.private AND coalesce({alias}.owner_company_id, {company}) = {company})"


def _contract_open(alias: str, draft: Draft) -> str:
    """The contract that a row names, if it names one, is not private."""
    private = draft.alias("p")
    return (
        f"NOT EXISTS (SELECT FROM contract {private} WHERE {private}.container_id = $1 "
        f"AND {private}.id = {alias}.contract_id AND {private}.private)"
    )


def _main_contract_open(alias: str, draft: Draft, viewer: Viewer) -> str:
    """The main contract that a row names, if it names one, is open to the owner who looks."""
    named = draft.alias("o")
    return (
        f"NOT EXISTS (SELECT FROM main_contract {named} WHERE {named}.container_id = $1 "
        f"AND {named}.id = {alias}.main_contract_id "
        f"AND NOT {_open_contracts(named, draft, viewer)})"
    )


def _default_open(draft: Draft, viewer: Viewer) -> str:
    """The project's default main contract is. It hangs on no row, so it is asked once."""
    default = draft.alias("o")
    return (
        f"NOT EXISTS (SELECT FROM main_contract {default} WHERE {default}.container_id = $1 "
        f"AND {default}.is_default AND {default}.deleted_at IS NULL "
        f"AND NOT {_open_contracts(default, draft, viewer)})"
    )


def _shown_to_owner(alias: str, draft: Draft, viewer: Viewer) -> str:
    """Sent to the owner, not private, and under no private main contract nor another owner's: what
    names none is under the default one, which its form amends."""
    return (
        f"({alias}.budget_state IN ({words(SENT)}) AND NOT {alias}.private "
        f"AND {_main_contract_open(alias, draft, viewer)} "
        f"AND ({alias}.main_contract_id IS NOT NULL OR {_default_open(draft, viewer)}))"
    )


def _shown_to_supplier(alias: str, draft: Draft, viewer: Viewer) -> str:
    """His own: addressed to his company or under its contract, once sent, and neither private nor
    under a private contract."""
    company = _company(draft, viewer)
    own = draft.alias("o")
    return (
        f"((({alias}.kind = 'rfq' AND {alias}.cost_state IN ({words(ASKED)})) "
        f"OR ({alias}.kind <> 'rfq' AND {alias}.cost_state IN ({words(SENT)}))) "
        f"AND NOT {alias}.private AND {_contract_open(alias, draft)} "
        f"AND coalesce({alias}.company_id, (SELECT {own}.company_id FROM contract {own} "
        f"WHERE {own}.container_id = $1 AND {own}.id = {alias}.contract_id)) = {company})"
    )


def _items_shown(audience: str) -> Callable[[str, Draft, Viewer], str]:
    def condition(alias: str, draft: Draft, viewer: Viewer) -> str:
        membership, document = draft.alias("m"), draft.alias("d")
        # OFFSET 0 keeps both lookups by key, item by item. Without statistics, as just after a
        # container was loaded, the planner joins all memberships with all documents for each item.
        return (
            f"EXISTS (SELECT FROM membership {membership} "
            f"WHERE {membership}.container_id = $1 AND {membership}.cost_item_id = {alias}.id "
            f"AND {membership}.deleted_at IS NULL AND EXISTS (SELECT FROM change_order {document} "
            f"WHERE {document}.container_id = $1 AND {document}.id = {membership}.change_order_id "
            f"AND {document}.deleted_at IS NULL "
            f"AND {_documents_shown(audience, document, draft, viewer)} OFFSET 0) OFFSET 0)"
        )

    return condition


def _items_shown_to_owner(alias: str, draft: Draft, viewer: Viewer) -> str:
    """On a document of his, and no markup that is hidden from him."""
    return f"(NOT {alias}.hidden_from_owner AND {_items_shown('owner')(alias, draft, viewer)})"


def _items_shown_to_supplier(alias: str, draft: Draft, viewer: Viewer) -> str:
    """On a document of his, and not given to a competitor, whose price it then carries."""
    company = _company(draft, viewer)
    other = draft.alias("o")
    return (
        f"({_items_shown('supplier')(alias, draft, viewer)} AND NOT EXISTS ("
        f"SELECT FROM contract {other} WHERE {other}.container_id = $1 "
        f"AND {other}.id = {alias}.contract_id AND {other}.company_id IS DISTINCT FROM {company}))"
    )


def _own_contracts(alias: str, draft: Draft, viewer: Viewer) -> str:
    """A contract that is private or still a draft is the contractor's own business."""
    company = _company(draft, viewer)
    return f"({alias}.company_id = {company} AND {alias}.status <> 'draft' AND NOT {alias}.private)"


def _rows_of_own_contracts(alias: str, draft: Draft, viewer: Viewer) -> str:
    """But not those that stand for a private change order, which he does not see either."""
    own = draft.alias("o")
    return (
        f"(NOT {alias}.is_private AND EXISTS (SELECT FROM contract {own} "
        f"WHERE {own}.container_id = $1 "
        f"AND {own}.id = {alias}.contract_id AND {own}.deleted_at IS NULL "
        f"AND {_own_contracts(own, draft, viewer)}))"
    )


def _shared_definitions(alias: str, draft: Draft, viewer: Viewer) -> str:
    """Built-in ones say where a change came from: the contractor's own business."""
    return f"({alias}.collaborator_access IN ('view', 'edit') AND NOT {alias}.built_in)"


def _shared_values(alias: str, draft: Draft, viewer: Viewer) -> str:
    shared = draft.alias("s")
    return (
        f"(EXISTS (SELECT FROM property_definition {shared} WHERE {shared}.container_id = $1 "
        f"AND {shared}.id = {alias}.definition_id AND {shared}.deleted_at IS NULL "
        f"AND {_shared_definitions(shared, draft, viewer)}) "
        f"AND {_on_shown_record(alias, draft, viewer)})"
    )


# Where values may hang, as far as a restricted audience sees such records at all.
_VALUED = ("change_order", "cost_item", "contract", "main_contract")


def _on_shown_record(alias: str, draft: Draft, viewer: Viewer) -> str:
    """The record it hangs on is one the viewer sees."""
    audience = ROLE[viewer.role].audience
    parts = []
    for table in _VALUED:
        if table != "change_order" and table not in VIEWS[audience]:
            continue
        record = draft.alias("r")
        if table == "change_order":
            condition = _documents_shown(audience, record, draft, viewer)
        else:
            condition = CONDITIONS[VIEWS[audience][table].rows](record, draft, viewer) or "TRUE"
        parts.append(
            f"({alias}.record_kind = {word(table)} AND EXISTS (SELECT FROM {table} {record} "
            f"WHERE {record}.container_id = $1 AND {record}.id = {alias}.record_id "
            f"AND {record}.deleted_at IS NULL AND {condition}))"
        )
    return f"({' OR '.join(parts)})"


def _documents_shown(audience: str, alias: str, draft: Draft, viewer: Viewer) -> str:
    """A change order of whatever kind: each kind has a view of its own."""
    parts = [
        f"({alias}.kind = {word(noun.removeprefix('change_order:'))} "
        f"AND {CONDITIONS[view.rows](alias, draft, viewer) or 'TRUE'})"
        for noun, view in _document_views(audience)
    ]
    return f"({' OR '.join(parts)})" if parts else "FALSE"


def _document_views(audience: str) -> list[tuple[str, View]]:
    views = next(views for name, views in VIEWS.items() if name == audience)
    return [(noun, view) for noun, view in views.items() if noun.startswith("change_order:")]


CONDITIONS: dict[str, Callable[[str, Draft, Viewer], str]] = {
    "all": _all,
    "none": _none,
    "not_private": _not_private,
    "open_contracts": _open_contracts,
    "shown_to_owner": _shown_to_owner,
    "shown_to_supplier": _shown_to_supplier,
    "items_shown_to_owner": _items_shown_to_owner,
    "items_shown_to_supplier": _items_shown_to_supplier,
    "own_contracts": _own_contracts,
    "rows_of_own_contracts": _rows_of_own_contracts,
    "shared_definitions": _shared_definitions,
    "shared_values": _shared_values,
}


def sight_of(
    viewer: Viewer,
    noun: type[Record],
    kind: str | None,
    alias: str,
    draft: Draft,
    *,
    is_link: bool = False,
) -> Sight:
    """What the viewer sees of a noun under this alias.

    A link is a row of which nothing is shown and that only leads on, such as a membership: where
    the audience has no view of its own on it, what it leads to decides.
    """
    if viewer.sees_all:
        return Sight()
    if noun is ChangeOrder and kind is None:
        audience = ROLE[viewer.role].audience
        hidden = [view.hidden for _, view in _document_views(audience)]
        return Sight(_documents_shown(audience, alias, draft, viewer), frozenset().union(*hidden))
    view = view_of(viewer.role, noun.TABLE if kind is None else f"{noun.TABLE}:{kind}")
    if is_link and view.rows == "none":
        return Sight()
    return Sight(CONDITIONS[view.rows](alias, draft, viewer), view.hidden, view.shown_as)


def sight_of_columns(viewer: Viewer, noun: type[Record], kind: str | None) -> Sight:
    """What a viewer sees of a noun's columns, of rows that were decided on already."""
    return sight_of(viewer, noun, kind, "t", Draft(viewer.container_id))
