"""The lists of an account: filled by themselves, once; changed by their rules."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from tests.fixtures_acc import take_ids

from changewright.core.choices import (
    CHANGE_EVENT_STATUS,
    CHANGE_REASON,
    LINE_ITEM_TYPE,
    LISTS,
    PERMISSION_TEMPLATE,
)
from changewright.core.errors import Invalid, NotFound, Taken
from changewright.core.money import Decimal
from changewright.core.people import Account, Choice, DirectoryRows, TaxCode, TaxType
from changewright.core.roles import ROLE
from changewright.work import choices
from changewright.work.directory import Directory
from changewright.work.identity import save_rows
from changewright.work.ledger import Ledger


@pytest.fixture(scope="module")
async def read_once(ledger: Ledger) -> Directory:
    """Everybody of all tests before takes long to read."""
    return await Directory(ledger.database).fresh()


@pytest.fixture
async def directory(read_once: Directory) -> Directory:
    return await read_once.fresh(now=True)


@pytest.fixture
async def account_id(ledger: Ledger, directory: Directory) -> int:
    account = await an_account(ledger, directory)
    await choices.ensure_lists(ledger, directory, account)
    return account


async def an_account(ledger: Ledger, directory: Directory) -> int:
    (account_id,) = await take_ids(ledger, 1)
    account = Account(account_id, uuid4(), f"Account {account_id}")
    await save_rows(ledger.database, DirectoryRows(accounts=(account,)))
    await directory.fresh(now=True)
    return account_id


def names(directory: Directory, account_id: int, name: str) -> list[str]:
    return [each.name for each in directory.choices_of(account_id, name)]


async def test_lists_are_filled_once_however_many_ask(ledger: Ledger, directory: Directory) -> None:
    account_id = await an_account(ledger, directory)
    others = [Directory(ledger.database) for _ in range(2)]
    for each in others:
        await each.fresh(now=True)
    await asyncio.gather(*(choices.ensure_lists(ledger, each, account_id) for each in others))
    for each in (directory, *others):
        await each.fresh(now=True)
        for one in LISTS:
            assert names(each, account_id, one.name) == [entry.name for entry in one.entries]
    revision = directory.revision
    await choices.ensure_lists(ledger, directory, account_id)
    assert directory.revision == revision


async def test_an_entry_is_found_by_name_and_by_id(
    ledger: Ledger, directory: Directory, account_id: int
) -> None:
    found = directory.choice_named(account_id, CHANGE_REASON, "CLIENT request")
    assert found is not None and found.name == "Client Request"
    assert directory.choice(account_id, CHANGE_REASON, found.id) == found
    assert directory.choice(account_id, LINE_ITEM_TYPE, found.id) is None
    other = await an_account(ledger, directory)
    assert directory.choice(other, CHANGE_REASON, found.id) is None
    assert directory.choice_named(other, CHANGE_REASON, "Client Request") is None
    assert directory.choice_named(account_id, CHANGE_REASON, None) is None
    with pytest.raises(NotFound):
        choices.find_entry(directory, Choice, other, found.id)
    with pytest.raises(NotFound):
        choices.find_entry(directory, Choice, account_id, found.id, LINE_ITEM_TYPE)


async def test_an_entry_is_made_changed_and_removed(
    ledger: Ledger, directory: Directory, account_id: int
) -> None:
    fields = {"list": CHANGE_REASON, "name": " Weather ", "shown": False, "origin_id": "7"}
    made = await choices.add_entry(ledger, directory, Choice, account_id, fields)
    assert (made.name, made.shown, made.built_in, made.position) == ("Weather", False, False, 6)
    assert names(directory, account_id, CHANGE_REASON)[-1] == "Weather"
    changed = await choices.edit_entry(ledger, directory, made, {"name": "Storm", "shown": True})
    assert (changed.name, changed.shown, changed.id) == ("Storm", True, made.id)
    again = await Directory(ledger.database).fresh(now=True)
    assert again.choice(account_id, CHANGE_REASON, made.id) == changed
    await choices.remove_entry(ledger, directory, made)
    assert "Storm" not in names(directory, account_id, CHANGE_REASON)
    for act in (
        choices.edit_entry(ledger, directory, made, {"name": "x"}),
        choices.remove_entry(ledger, directory, made),
    ):
        with pytest.raises(NotFound):
            await act
    # What is gone takes no name.
    freed = await choices.add_entry(ledger, directory, Choice, account_id, fields)
    assert freed.id != made.id


async def test_what_another_entry_has_is_refused(
    ledger: Ledger, directory: Directory, account_id: int
) -> None:
    of_types = {"list": LINE_ITEM_TYPE}
    first = {**of_types, "name": "Plant", "abbreviation": "PL", "origin_id": "a"}
    await choices.add_entry(ledger, directory, Choice, account_id, first)
    for fields, field in (
        ({"name": "plant"}, "name"),
        ({"name": "Labor"}, "name"),
        ({"name": "Plants", "abbreviation": "pl"}, "abbreviation"),
        ({"name": "Plants", "origin_id": "a"}, "origin_id"),
    ):
        with pytest.raises(Taken) as refused:
            await choices.add_entry(ledger, directory, Choice, account_id, {**of_types, **fields})
        assert [each.field for each in refused.value.problems] == [field]
    for bad in ({}, {"name": "  "}, {"name": None}, {"name": "a\x07"}, {"name": "x" * 256}):
        with pytest.raises(Invalid) as wrong:
            await choices.add_entry(ledger, directory, Choice, account_id, {**of_types, **bad})
        assert [each.field for each in wrong.value.problems] == ["name"]


async def test_a_cost_type_without_a_code_is_given_one(
    ledger: Ledger, directory: Directory, account_id: int
) -> None:
    made = [
        await choices.add_entry(
            ledger, directory, Choice, account_id, {"list": LINE_ITEM_TYPE, "name": name}
        )
        for name in ("Lifting", "Owner contingency", "Other cost and so on")
    ]
    assert [each.abbreviation for each in made] == ["L2", "OC2", "OCA"]


async def test_one_entry_is_the_default(
    ledger: Ledger, directory: Directory, account_id: int
) -> None:
    closed = directory.choice_named(account_id, CHANGE_EVENT_STATUS, "Closed")
    assert closed is not None
    closed = await choices.edit_entry(ledger, directory, closed, {"is_default": True})
    found = directory.choices_of(account_id, CHANGE_EVENT_STATUS)
    assert [each.name for each in found if each.is_default] == ["Closed"]
    with pytest.raises(Invalid) as refused:
        await choices.edit_entry(ledger, directory, closed, {"is_default": False})
    assert [each.field for each in refused.value.problems] == ["is_default"]


async def test_taxes(ledger: Ledger, directory: Directory, account_id: int) -> None:
    kind = await choices.add_entry(ledger, directory, TaxType, account_id, {"name": "Sales"})
    code = await choices.add_entry(
        ledger, directory, TaxCode, account_id, {"code": "CA", "rate": Decimal("7.25")}
    )
    first = await choices.edit_entry(ledger, directory, code, {"is_default": True})
    second = await choices.add_entry(
        ledger, directory, TaxCode, account_id, {"code": "NY", "is_default": True}
    )
    again = await Directory(ledger.database).fresh(now=True)
    assert again.tax_types_of(account_id) == [kind]
    assert [(each.code, each.is_default) for each in again.tax_codes_of(account_id)] == [
        ("CA", False),
        ("NY", True),
    ]
    assert again.tax_codes[first.id].rate == Decimal("7.25")
    # A company needs no default tax code.
    none = await choices.edit_entry(ledger, directory, second, {"is_default": False})
    assert none.is_default is False
    with pytest.raises(Taken):
        await choices.edit_entry(ledger, directory, second, {"code": "ca"})


async def test_permission_templates_are_the_roles(directory: Directory, account_id: int) -> None:
    found = directory.choices_of(account_id, PERMISSION_TEMPLATE)
    told = {choices.role_of_template(directory, account_id, each.id) for each in found}
    assert told == set(ROLE)
    for role in ROLE:
        template = choices.template_of_role(directory, account_id, role)
        assert template is not None and template.mapped_to == role
    with pytest.raises(Invalid):
        choices.role_of_template(directory, account_id, 1)
