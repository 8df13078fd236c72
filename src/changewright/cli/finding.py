"""Finding what a command names: by UUID, by integer id, or by the name people use."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from .opening import Stop

if TYPE_CHECKING:
    from changewright.core.people import Account, Company, Person, Project
    from changewright.work.directory import Directory

T = TypeVar("T")


def find_project(directory: Directory, text: str, option: str = "PROJECT") -> Project:
    """A project by UUID (with or without `b.`), integer id, number or name."""
    return _found(
        directory.projects.values(),
        text,
        option,
        "project",
        lambda one: (str(one.uuid), f"b.{one.uuid}", str(one.id)),
        lambda one: (one.name, one.number or ""),
    )


def find_company(
    directory: Directory, text: str, account: Account | None = None, option: str = "--company"
) -> Company:
    """A company, of an account if one is given, by UUID, integer id, Autodesk's id or name."""
    companies = (
        directory.companies.values() if account is None else directory.companies_of(account.id)
    )
    return _found(
        companies,
        text,
        option,
        "company",
        lambda one: (str(one.uuid), str(one.id), one.autodesk_id),
        lambda one: (one.name,),
    )


def find_account(directory: Directory, text: str, option: str = "--account") -> Account:
    """An account by UUID, integer id or name."""
    return _found(
        directory.accounts.values(),
        text,
        option,
        "account",
        lambda one: (str(one.uuid), f"b.{one.uuid}", str(one.id)),
        lambda one: (one.name,),
    )


def find_person(directory: Directory, text: str, option: str = "EMAIL") -> Person:
    """A person by email address, UUID, integer id or Autodesk's id; also one who is disabled."""
    return _found(
        directory.people.values(),
        text,
        option,
        "person",
        lambda one: (str(one.uuid), str(one.id), one.autodesk_id),
        lambda one: (one.email,),
    )


def active_person(directory: Directory, email: str) -> Person:
    """A person who may sign in, by email address."""
    from changewright.core.people import normal_email

    wanted = normal_email(email)
    for person in directory.people.values():
        if normal_email(person.email) == wanted and person.active:
            return person
    raise Stop(f"There is nobody with the address {email}.")


def projects_of(directory: Directory, wanted: str | None) -> list[Project]:
    """The project that is named, or all that have a container."""
    if wanted is None:
        return [each for each in directory.projects.values() if each.cost_active]
    return [find_project(directory, wanted, "--project")]


def _found(
    rows: Iterable[T],
    text: str,
    option: str,
    what: str,
    ids: Callable[[T], tuple[str, ...]],
    names: Callable[[T], tuple[str, ...]],
) -> T:
    """The row with this id, else the only one of this name. Raises `Stop`, naming the option."""
    wanted = text.strip().casefold()
    known = list(rows)
    found = [one for one in known if wanted in {each.casefold() for each in ids(one)}]
    if not found:
        found = [one for one in known if wanted in {each.casefold() for each in names(one)}]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(ids(one)[0] for one in found)
        raise Stop(f"{option}: {text} is not one {what} alone; name it by its UUID: {choices}")
    spelled = {name.casefold(): name for one in known for name in names(one) if name}
    near = [name for name in spelled if wanted and name.startswith(wanted)]
    near = near or difflib.get_close_matches(wanted, spelled, n=1, cutoff=0.75)
    hint = f"; did you mean {spelled[near[0]]}?" if near else "."
    raise Stop(f"{option}: There is no {what} {text}{hint}")
