"""Accounts and the companies that take part in their projects.

An account is the firm whose projects are kept here: Autodesk's hub, and what Procore's header names
as the company. The companies of an account are those that its records can name: the firm itself,
owners, architects, trades; Procore's vendors.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from changewright.core.errors import Problem, Taken, invalid
from changewright.core.people import Account, Company, DirectoryNoun, autodesk_id_from

from .directory import Directory
from .directory_changes import (
    change_directory,
    edited,
    optional_text,
    refuse_same,
    required_text,
)
from .ledger import Ledger
from .load import reserve_ids

RANDOM_BYTES = 8
DETAILS = Company.__struct_fields__[Company.__struct_fields__.index("abbreviated_name") : -2]
"""What an address book says of a company besides. Checked where it was read."""
ORIGIN_TAKEN = "origin_id has already been taken"


async def add_company(
    ledger: Ledger,
    directory: Directory,
    *,
    name: str,
    trade: str | None = None,
    city: str | None = None,
    account_id: int | None = None,
    new_account: bool = False,
    details: Mapping[str, Any] | None = None,
) -> Company:
    """A company of an account. The first one of all opens an account in its own name, as does
    `new_account`; without `account_id` it joins the only account there is. `details`: columns of
    DETAILS.

    Raises `Invalid` (name, trade, city, account, a detail), `Taken` (name) where the account has a
    company or there is an account of that name, `Taken` (origin_id).
    """
    own_id, opened_id = await reserve_ids(ledger, 2)
    own_uuid, opened_uuid = uuid4(), uuid4()
    now = ledger.clock()
    letters = autodesk_id_from(secrets.token_bytes(RANDOM_BYTES))

    def decide(there: Directory) -> tuple[Company, tuple[DirectoryNoun, ...]]:
        called = required_text("name", name)
        opened = None
        if new_account or (account_id is None and not there.accounts):
            refuse_same("name", called, (one.name for one in there.accounts.values()), "An account")
            opened = Account(opened_id, opened_uuid, called)
        account = opened or account_of(there, account_id)
        theirs = [one.name for one in there.companies_of(account.id)]
        refuse_same("name", called, theirs, f"A company of {account.name}")
        company = Company(
            id=own_id,
            uuid=own_uuid,
            account_id=account.id,
            autodesk_id=letters,
            name=called,
            trade=optional_text("trade", trade),
            city=optional_text("city", city),
            created_at=now,
            updated_at=now,
            **_details(there, account.id, details or {}, own_id),
        )
        return company, (company,) if opened is None else (opened, company)

    return await change_directory(ledger.database, directory, decide)


async def edit_company(
    ledger: Ledger, directory: Directory, company_id: int, fields: Mapping[str, Any]
) -> Company:
    """Change a company's `name`, `trade`, `city` or a column of DETAILS. Raises `Invalid`, `Taken`
    (name, origin_id)."""
    now = ledger.clock()

    def decide(there: Directory) -> tuple[Company, tuple[DirectoryNoun, ...]]:
        company = company_of(there, company_id)
        changes: dict[str, Any] = {
            name: optional_text(name, fields[name]) for name in ("trade", "city") if name in fields
        }
        if "name" in fields:
            changes["name"] = required_text("name", fields["name"])
            others = (one for one in there.companies_of(company.account_id) if one != company)
            refuse_same("name", changes["name"], (one.name for one in others), "A company")
        changes |= _details(there, company.account_id, fields, company.id)
        if not edited(company, changes)[1]:
            return company, ()
        return edited(company, {**changes, "updated_at": now})

    return await change_directory(ledger.database, directory, decide)


def _details(
    there: Directory, account_id: int, fields: Mapping[str, Any], own_id: int
) -> dict[str, Any]:
    """The columns of DETAILS among `fields`. Raises for a parent, a contact or an origin that a
    company of the account cannot have."""
    found = {name: fields[name] for name in DETAILS if name in fields}
    origin_id = found.get("origin_id")
    others = [one for one in there.companies_of(account_id) if one.id != own_id]
    if origin_id is not None and origin_id in {one.origin_id for one in others}:
        raise Taken(ORIGIN_TAKEN, Problem("origin_id", "rule", ORIGIN_TAKEN))
    contact_id = found.get("primary_contact_id")
    if contact_id is not None:
        contact = there.person(contact_id)
        if contact is None or contact.company_id != own_id:
            detail = "there is no such person in this company"
            raise invalid("primary_contact_id", "reference", detail)
    above, seen = found.get("parent_id"), {own_id}
    while above is not None:
        parent = company_of(there, above, account_id, "parent_id")
        if parent.id in seen:
            raise invalid("parent_id", "rule", "a company cannot be above itself")
        seen.add(parent.id)
        above = parent.parent_id
    return found


def account_of(directory: Directory, account_id: int | None) -> Account:
    """The account of this id, or without one the only account. Raises `Invalid` (account)."""
    if account_id is not None:
        account = directory.account(account_id)
        if account is None:
            raise invalid("account", "reference", f"there is no account {account_id}")
        return account
    if len(directory.accounts) == 1:
        return next(iter(directory.accounts.values()))
    if not directory.accounts:
        raise invalid("account", "missing", "there is no account yet: add its company first")
    names = ", ".join(one.name for one in directory.accounts.values())
    raise invalid("account", "missing", f"there are several accounts; name one of {names}")


def company_of(
    directory: Directory, company_id: int, account_id: int | None = None, field: str = "company"
) -> Company:
    """The company of this id, in this account if one is given. Raises `Invalid` naming `field`."""
    company = directory.company(company_id)
    if company is None or account_id not in (None, company.account_id):
        detail = "there is no such company" + ("" if account_id is None else " in the account")
        raise invalid(field, "reference", detail)
    return company
