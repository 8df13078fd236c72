"""Listing and writing the entries of a company's lists: one function for each operation, with the
list it is about as a row.

Whoever sees all of a project of the company reads its lists; whoever configures one of its projects
writes them. Each write is one change of the directory.
"""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.errors import Invalid, Problem, Refusal, invalid
from changewright.core.people import Choice, DirectoryNoun, TaxCode, TaxType
from changewright.edge.bodies import Field, read_fields
from changewright.edge.body_values import plain
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work import choices

from ..directory_rows import (
    COMPANY_FIELD,
    Book,
    Seen,
    answer_list,
    answer_one,
    seen_at,
    telling,
    written,
)
from ..errors import element_errors
from ..place import company_place, project_place
from ..sync import ID, ID_UNKNOWN, ORIGIN, read_updates
from ..wire import MEDIA, encode, enveloped, nothing, reply
from ..writing import read_wrapped, wrapped

Entry = Choice | TaxType | TaxCode


class Kept(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A list: the noun of its entries, `name` of a Choice's list, how an entry shows, in which
    wrapper and with which fields it is written. `in_project`: it is asked for by a project."""

    noun: type[Entry]
    book: Book
    name: str = ""
    wrapper: str = ""
    fields: tuple[Field, ...] = ()
    in_project: bool = False

    def body(self, *, partial: bool) -> tuple[Field, ...]:
        return (COMPANY_FIELD, wrapped(self.wrapper, self.fields, partial=partial))


def lister(kept: Kept) -> Handler:
    """GET of the whole list, in its order."""

    async def list_entries(context: Context) -> Answer:
        seen = await _place(context, kept)
        return answer_list(context, kept.book, _entries(seen, kept), seen)

    return list_entries


def shower(kept: Kept) -> Handler:
    """GET of one entry."""

    async def show_entry(context: Context) -> Answer:
        seen = await _place(context, kept)
        return answer_one(context, kept.book, _named(context, seen, kept), seen)

    return show_entry


def creator(kept: Kept) -> Handler:
    """POST of a new entry."""

    async def create_entry(context: Context) -> Answer:
        given = await read_wrapped(context, kept.body(partial=False))
        seen = await _writing_place(context, given)
        with telling(kept.fields):
            entry = await _create(context, seen, kept, given["values"])
        return written(context, kept.book, entry, seen)

    return create_entry


def updater(kept: Kept) -> Handler:
    """PATCH of an entry: the fields given."""

    async def update_entry(context: Context) -> Answer:
        given = await read_wrapped(context, kept.body(partial=True))
        seen = await _writing_place(context, given)
        entry = _named(context, seen, kept)
        with telling(kept.fields):
            entry = await _update(context, entry, given["values"])
        return written(context, kept.book, entry, seen)

    return update_entry


def deleter(kept: Kept) -> Handler:
    """DELETE of an entry. What names it goes on doing so."""

    async def delete_entry(context: Context) -> Answer:
        seen = await _writing_place(context)
        services = context.services
        await choices.remove_entry(services.ledger, services.directory, _named(context, seen, kept))
        status = context.endpoint.route.status
        body = enveloped(context.scope["path"], nothing(status))
        return Reply(body, status, (), MEDIA)

    return delete_entry


def syncer(kept: Kept) -> Handler:
    """PATCH sync: each update is a change by itself; `entities` and `errors` (procore.md §4.5)."""

    async def sync_entries(context: Context) -> Answer:
        body = await context.json()
        updates = read_updates(body)
        seen = await _writing_place(context, read_fields(body, (COMPANY_FIELD,)))
        entities: list[DirectoryNoun] = []
        errors = []
        for update in updates:
            try:
                with telling(kept.fields):
                    entities.append(await _synced(context, seen, kept, update))
            except Refusal as refusal:
                sent = update if isinstance(update, dict) else {}
                errors.append({**plain(sent), "errors": element_errors(refusal)})
        shown = [kept.book.shown_row(seen, each) for each in entities]
        body = encode({"entities": shown, "errors": errors})
        return reply(enveloped(context.scope["path"], body))

    return sync_entries


async def _synced(context: Context, seen: Seen, kept: Kept, update: Any) -> Entry:
    if not isinstance(update, dict):
        raise invalid("base", "type", "an update must be an object")
    named = read_fields(update, (ID, ORIGIN), partial=True)
    entry_id, origin_id = named.get("id"), named.get("origin_id")
    found: Entry | None = None
    if entry_id is not None:
        found = next((one for one in _entries(seen, kept) if one.id == entry_id), None)
        if found is None:
            raise Invalid(ID_UNKNOWN, Problem("id", "reference", ID_UNKNOWN))
    elif origin_id is not None:
        found = next((one for one in _entries(seen, kept) if one.origin_id == origin_id), None)
    values = read_fields(update, kept.fields, partial=found is not None)
    if found is None:
        return await _create(context, seen, kept, values)
    return await _update(context, found, values)


async def _create(context: Context, seen: Seen, kept: Kept, values: dict[str, Any]) -> Entry:
    services = context.services
    if kept.noun is Choice:
        values = {**values, "list": kept.name}
    return await choices.add_entry(
        services.ledger, services.directory, kept.noun, seen.account.id, values
    )


async def _update(context: Context, entry: Entry, values: dict[str, Any]) -> Entry:
    services = context.services
    return await choices.edit_entry(services.ledger, services.directory, entry, values)


# -- where and which ------------------------------------------------------------------------------


async def _place(context: Context, kept: Kept) -> Seen:
    """The company of a list that is read; a project that is named beside it must be the caller's
    too."""
    names_project = "project_id" in context.path or any(
        name == "project_id" and value.strip() for name, value in context.query
    )
    if kept.in_project or names_project:
        place = await project_place(context)
        account = context.services.directory.accounts[place.project.account_id]
        if not kept.in_project:
            await company_place(context)
        return await seen_at(context, account, place.project)
    return await seen_at(context, (await company_place(context)).account)


async def _writing_place(context: Context, given: dict[str, Any] | None = None) -> Seen:
    return await seen_at(context, (await company_place(context, given, writes=True)).account)


def _entries(seen: Seen, kept: Kept) -> list[Any]:
    directory, account_id = seen.directory, seen.account.id
    if kept.noun is TaxType:
        return list(directory.tax_types_of(account_id))
    if kept.noun is TaxCode:
        return list(directory.tax_codes_of(account_id))
    return list(directory.choices_of(account_id, kept.name))


def _named(context: Context, seen: Seen, kept: Kept) -> Any:
    entry_id = parse_whole_number(context.path["id"])
    return choices.find_entry(seen.directory, kept.noun, seen.account.id, entry_id, kept.name)
