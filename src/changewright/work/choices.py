"""An account's own lists: change reasons and types, statuses, cost types, kinds and codes of tax.

Records hold an entry's name and go on naming one that was deleted. An account's lists are filled
when they are first asked for, so an account has them however it came to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from changewright.core.choices import LINE_ITEM_TYPE, LISTS, PERMISSION_TEMPLATE, ChoiceList
from changewright.core.errors import NotFound, Problem, Taken, invalid
from changewright.core.people import Account, Choice, DirectoryNoun, TaxCode, TaxType

from .directory import Directory
from .directory_changes import (
    Check,
    change_directory,
    edited,
    optional_text,
    refuse_same,
    required_text,
    unchecked,
)
from .ledger import Ledger
from .load import reserve_ids

E = TypeVar("E", bound=Choice | TaxType | TaxCode)

# The column that an entry is known by, and the texts that are one line and its own.
NAMED_BY: Mapping[type[DirectoryNoun], str] = {Choice: "name", TaxType: "name", TaxCode: "code"}
TEXTS = ("name", "code", "abbreviation", "origin_id")
ABBREVIATION_LENGTH = 3


async def ensure_lists(ledger: Ledger, directory: Directory, account_id: int) -> None:
    """Fill the lists that an account has not had yet. Costs nothing where there are none."""
    if not _missing(directory, account_id):
        return
    ids = await reserve_ids(ledger, sum(len(each.entries) for each in LISTS))

    def decide(there: Directory) -> tuple[Account, tuple[DirectoryNoun, ...]]:
        taken = iter(ids)
        rows = tuple(
            Choice(
                id=next(taken),
                account_id=account_id,
                list=each.name,
                name=entry.name,
                abbreviation=entry.abbreviation,
                mapped_to=entry.mapped_to,
                is_default=entry.is_default,
                position=position,
                built_in=True,
            )
            for each in _missing(there, account_id)
            for position, entry in enumerate(each.entries, 1)
        )
        return there.accounts[account_id], rows

    await change_directory(ledger.database, directory, decide)


def _missing(directory: Directory, account_id: int) -> list[ChoiceList]:
    return [each for each in LISTS if not directory.has_list(account_id, each.name)]


# -- entries --------------------------------------------------------------------------------------


async def add_entry(
    ledger: Ledger, directory: Directory, noun: type[E], account_id: int, fields: Mapping[str, Any]
) -> E:
    """A new entry of an account's list (`fields["list"]` of a Choice), after the others.

    Raises `Invalid` naming a column, `Taken` for a name, an abbreviation or an origin id that
    another entry has.
    """
    (own_id,) = await reserve_ids(ledger, 1)

    def decide(there: Directory) -> tuple[E, tuple[DirectoryNoun, ...]]:
        named = NAMED_BY[noun]
        others = _entries(there, noun, account_id, fields.get("list", ""))
        if fields.get(named) is None:
            raise invalid(named, "missing", f"{named} is required")
        values: dict[str, Any] = {**fields, **_checked(noun, fields, others)}
        if "list" in fields:
            values |= _of_list(values, others)
        entry = noun(id=own_id, account_id=account_id, **values)
        return entry, (entry, *_no_other_default(entry, others))

    return await change_directory(ledger.database, directory, decide)


async def edit_entry(
    ledger: Ledger,
    directory: Directory,
    entry: E,
    fields: Mapping[str, Any],
    check: Check = unchecked,
) -> E:
    """Change an entry. Raises `NotFound` where it was deleted meanwhile, else as `add_entry`."""

    def decide(there: Directory) -> tuple[E, tuple[DirectoryNoun, ...]]:
        own = find_entry(there, type(entry), entry.account_id, entry.id)
        check(own)
        others = [each for each in _siblings(there, own) if each.id != own.id]
        changes = {**fields, **_checked(type(entry), fields, others)}
        if fields.get("is_default") is False and getattr(own, "is_default", False):
            _require_default(own)
        after, rows = edited(own, changes)
        return after, (*rows, *_no_other_default(after, others))

    return await change_directory(ledger.database, directory, decide)


async def remove_entry(
    ledger: Ledger, directory: Directory, entry: E, check: Check = unchecked
) -> E:
    """Delete an entry; what names it goes on doing so. Raises `NotFound`."""

    def decide(there: Directory) -> tuple[E, tuple[DirectoryNoun, ...]]:
        own = find_entry(there, type(entry), entry.account_id, entry.id)
        check(own)
        return edited(own, {"active": False})

    return await change_directory(ledger.database, directory, decide)


def find_entry(
    directory: Directory, noun: type[E], account_id: int, entry_id: int | None, name: str = ""
) -> E:
    """A live entry of an account by its id, of the list `name` if one is given. Raises
    `NotFound`, in the same words for another account's."""
    found: E | None = None if entry_id is None else _all(directory, noun).get(entry_id)
    is_there = found is not None and found.active and found.account_id == account_id
    if found is None or not is_there or name not in ("", getattr(found, "list", "")):
        raise NotFound("There is no such entry in this company's list.")
    return found


def role_of_template(directory: Directory, account_id: int, template_id: int) -> str:
    """The role that a permission template stands for. Raises `Invalid` (permission_template_id)."""
    found = directory.choice(account_id, PERMISSION_TEMPLATE, template_id)
    if found is None or found.mapped_to is None:
        detail = "there is no such permission template"
        raise invalid("permission_template_id", "reference", detail)
    return found.mapped_to


def template_of_role(directory: Directory, account_id: int, role: str) -> Choice | None:
    """The permission template that stands for a role."""
    found = directory.choices_of(account_id, PERMISSION_TEMPLATE)
    return next((each for each in found if each.mapped_to == role), None)


# -- what an entry must be ------------------------------------------------------------------------


def _all(directory: Directory, noun: type[DirectoryNoun]) -> Mapping[int, Any]:
    tables: dict[type[DirectoryNoun], Mapping[int, Any]] = {
        Choice: directory.choices,
        TaxType: directory.tax_types,
        TaxCode: directory.tax_codes,
    }
    return tables[noun]


def _entries(directory: Directory, noun: type[E], account_id: int, name: str) -> list[E]:
    """The live entries of a list, in no order."""
    return [
        each
        for each in _all(directory, noun).values()
        if each.active and (each.account_id, getattr(each, "list", "")) == (account_id, name)
    ]


def _of_list(values: Mapping[str, Any], others: Sequence[Any]) -> dict[str, Any]:
    """What an entry of a list has besides: its place, and a cost type its abbreviation, which
    stands in budget codes."""
    found: dict[str, Any] = {
        "position": max((each.position for each in others), default=0) + 1,
    }
    if values["list"] == LINE_ITEM_TYPE and not values.get("abbreviation"):
        found["abbreviation"] = _abbreviated(values["name"], others)
    return found


def _siblings(directory: Directory, entry: E) -> list[E]:
    return _entries(directory, type(entry), entry.account_id, getattr(entry, "list", ""))


def _checked(noun: type[E], fields: Mapping[str, Any], others: list[E]) -> dict[str, Any]:
    """The texts of an entry, trimmed, where they are its own alone."""
    named = NAMED_BY[noun]
    checked: dict[str, Any] = {
        name: required_text(name, fields[name] or "")
        if name == named
        else optional_text(name, fields[name])
        for name in TEXTS
        if name in fields
    }
    for name in (named, "abbreviation"):
        if name in checked:
            taken = [getattr(each, name) for each in others]
            refuse_same(name, checked[name], taken, "This list")
    origin_id = checked.get("origin_id")
    if origin_id is not None and origin_id in {each.origin_id for each in others}:
        detail = "origin_id has already been taken"
        raise Taken(detail, Problem("origin_id", "rule", detail))
    return checked


def _abbreviated(name: str, others: Sequence[Any]) -> str:
    """The first letters of a name's words, with a number where another entry has them."""
    letters = "".join(word[0] for word in name.split())[:ABBREVIATION_LENGTH].upper()
    taken = {(each.abbreviation or "").casefold() for each in others}
    number, text = 1, letters
    while text.casefold() in taken:
        number += 1
        text = f"{letters}{number}"
    return text


def _no_other_default(entry: E, others: list[E]) -> tuple[DirectoryNoun, ...]:
    """The entries that were the default before this one became it."""
    if not getattr(entry, "is_default", False):
        return ()
    before = (each for each in others if getattr(each, "is_default", False))
    return tuple(msgspec.structs.replace(each, is_default=False) for each in before)


def _require_default(entry: DirectoryNoun) -> None:
    """A list that has a default keeps one; a company need not have a default tax code."""
    if isinstance(entry, Choice):
        detail = "one entry of the list is the default: make another one that"
        raise invalid("is_default", "rule", detail)
