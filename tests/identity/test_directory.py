"""The directory in memory, and writing into it."""

from __future__ import annotations

import asyncio
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.identity.conftest import (
    PASSWORD,
    TurnedClock,
    World,
    next_id,
    scalar,
)

import changewright.store
from changewright.core.errors import Invalid, Taken
from changewright.core.people import (
    AUTODESK_ID_LETTERS,
    Account,
    Company,
    DirectoryRows,
    Member,
    OAuthClient,
    Project,
    ServiceKey,
    autodesk_id_from,
    given_and_family_name,
    normal_email,
)
from changewright.core.roles import ROLE
from changewright.edge.oauth.server import OAuthServer
from changewright.store.engine import Database
from changewright.work import identity
from changewright.work.directory import Directory
from changewright.work.sign_in import verify_password


async def test_everybody_is_found_by_every_form_of_id(database: Database, world: World) -> None:
    directory = await Directory(database).fresh()
    for key in (world.admin.id, world.admin.uuid, world.admin.autodesk_id):
        assert directory.person(key) == world.admin
    for key in (world.company.id, world.company.uuid, world.company.autodesk_id):
        assert directory.company(key) == world.company
    for name in (world.project.id, world.project.uuid):
        found = directory.project(name)
        assert found is not None and found.name == "Tower"
    for name in (world.account.id, world.account.uuid):
        assert directory.account(name) == world.account
    assert directory.person(uuid.uuid4()) is None
    assert directory.person("nobody") is None
    assert directory.company(0) is None
    assert directory.project(uuid.uuid4()) is None
    assert directory.account(0) is None


async def test_roles_and_the_companies_people_stand_for(database: Database, world: World) -> None:
    directory = await Directory(database).fresh()
    project = world.project.id
    assert directory.role_of(world.admin.id, project) is ROLE["admin"]
    assert directory.role_of(world.supplier.id, project) is ROLE["supplier"]
    assert directory.role_of(world.stranger.id, project) is None
    assert directory.role_of(world.admin.id, project + 10**9) is None
    assert directory.company_of(world.admin.id, project) == world.company  # their own
    assert directory.company_of(world.supplier.id, project) == world.company  # the membership's
    assert directory.company_of(world.stranger.id, project) is None
    assert [one.person_id for one in directory.members_of(project)] == [
        world.admin.id,
        world.supplier.id,
    ]
    assert [one.id for one in directory.projects_of(world.admin.id)] == [project]
    assert [one.id for one in directory.projects_in(world.account.id)] == [project]
    assert directory.companies_of(world.account.id) == [world.company]


async def test_changes_are_seen_when_the_revision_rises(database: Database, world: World) -> None:
    now = TurnedClock()
    directory = Directory(database, recheck_milliseconds=500, clock=now.seconds)
    await directory.fresh()
    before = directory.revision
    demoted = Member(world.project.id, world.admin.id, "viewer")
    gone = Member(world.project.id, world.supplier.id, "supplier", None, False)
    await identity.save_rows(database, DirectoryRows(members=(demoted, gone)))
    await directory.fresh()
    assert directory.role_of(world.admin.id, world.project.id) is ROLE["admin"]  # not yet asked
    now.turn(milliseconds=500)
    await directory.fresh()
    assert directory.revision > before
    assert directory.role_of(world.admin.id, world.project.id) is ROLE["viewer"]
    assert directory.role_of(world.supplier.id, world.project.id) is None
    assert directory.projects_of(world.supplier.id) == []
    away = msgspec.structs.replace(world.admin, active=False)
    await identity.save_rows(database, DirectoryRows(people=(away,)))
    await directory.fresh(now=True)
    assert directory.role_of(world.admin.id, world.project.id) is None


async def test_many_who_ask_at_once_read_once(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = Directory(database)
    reads = 0
    read = directory._read

    async def counted() -> None:
        nonlocal reads
        reads += 1
        await read()

    monkeypatch.setattr(directory, "_read", counted)
    await asyncio.gather(*(directory.fresh() for _ in range(20)))
    assert reads == 1
    assert directory.person(world.admin.id) == world.admin


async def test_writers_at_once_lose_nothing_for_a_reader_of_revisions(
    database: Database, world: World
) -> None:
    directory = Directory(database, recheck_milliseconds=0)
    ids = [await next_id(database) for _ in range(12)]
    accounts = [Account(one, uuid.uuid4(), f"Firm {one}") for one in ids]

    async def write(account: Account) -> None:
        await identity.add_rows(database, DirectoryRows(accounts=(account,)))

    async def watch() -> None:
        for _ in range(12):
            await directory.fresh()

    await asyncio.gather(*(write(account) for account in accounts), watch(), watch())
    await directory.fresh(now=True)
    assert all(directory.account(account.id) == account for account in accounts)


async def test_refused_rows_leave_nothing(database: Database, world: World) -> None:
    revision = (await Directory(database).fresh()).revision
    new = Account(await next_id(database), uuid.uuid4(), "New")
    same = msgspec.structs.replace(world.admin, id=await next_id(database))
    with pytest.raises(Taken) as taken:
        await identity.add_rows(database, DirectoryRows(accounts=(new,), people=(same,)))
    assert taken.value.problems[0].field in ("uuid", "email", "autodesk_id")
    assert "builder.example" not in taken.value.detail
    orphan = Company(await next_id(database), uuid.uuid4(), 10**15, "AAAAAAAAAAAA", "Orphan")
    with pytest.raises(Invalid):
        await identity.add_rows(database, DirectoryRows(accounts=(new,), companies=(orphan,)))
    for wrong in (
        DirectoryRows(members=(Member(world.project.id, world.stranger.id, "king"),)),
        DirectoryRows(people=(msgspec.structs.replace(world.admin, email="A@B.example"),)),
        DirectoryRows(people=(msgspec.structs.replace(world.admin, email="no address"),)),
        DirectoryRows(clients=(OAuthClient("x", "X", ("/relative",)),)),
        DirectoryRows(clients=(OAuthClient("x", "X", ("https://x/#part",)),)),
        DirectoryRows(service_keys=(ServiceKey("k", "x", 1, "{}"),)),
        DirectoryRows(service_keys=(ServiceKey("k", "x", 1, "nonsense"),)),
    ):
        with pytest.raises(Invalid):
            await identity.save_rows(database, wrong)
    fresh = await Directory(database).fresh()
    assert fresh.revision == revision
    assert fresh.account(new.id) is None


async def test_many_rows_at_once(database: Database) -> None:
    ids = [await next_id(database) for _ in range(300)]
    now = datetime.now(UTC)
    account = Account(ids[0], uuid.uuid4(), "Many")
    projects = tuple(
        Project(one, uuid.uuid4(), account.id, f"Project {one}", now, now) for one in ids[1:]
    )
    revision = await identity.add_rows(database, DirectoryRows((account,), projects=projects))
    directory = await Directory(database).fresh()
    assert directory.revision == revision
    assert [one.id for one in directory.projects_in(account.id)] == ids[1:]
    assert directory.projects[ids[5]] == projects[4]


async def test_passwords(database: Database, world: World) -> None:
    assert await verify_password(database, world.admin.email.upper() + " ", PASSWORD)
    assert await verify_password(database, world.admin.email, PASSWORD + "x") is None
    assert await verify_password(database, "nobody@builder.example", PASSWORD) is None
    await identity.set_password(database, world.admin.id, "another long password")
    assert await verify_password(database, world.admin.email, PASSWORD) is None
    assert await verify_password(database, world.admin.email, "another long password")
    for wrong in ("short", "x" * 2000):
        with pytest.raises(Invalid):
            await identity.set_password(database, world.admin.id, wrong)
    stored = await scalar(
        database, "SELECT password_hash FROM person WHERE id = %s", world.admin.id
    )
    assert stored.startswith("$argon2id$")
    person = msgspec.structs.replace(
        world.stranger,
        id=await next_id(database),
        uuid=uuid.uuid4(),
        autodesk_id=autodesk_id_from(uuid.uuid4().bytes),
        email=f"new.{uuid.uuid4().hex}@builder.example",
    )
    await identity.add_person(database, person, PASSWORD)
    assert await verify_password(database, person.email, PASSWORD) == person


async def test_secrets_of_programs(database: Database) -> None:
    name = f"made-{uuid.uuid4().hex}"
    secret = await identity.add_client(database, OAuthClient(name, "Made"))
    assert len(secret) >= 40
    assert await identity.add_client(database, OAuthClient(name + "p", "P", public=True)) == ""
    with pytest.raises(Taken):
        await identity.add_client(database, OAuthClient(name, "Made"))
    for client, given in (
        (OAuthClient(name + "s", "S"), "short"),
        (OAuthClient(name + "q", "Q", public=True), "a secret of enough characters"),
        (OAuthClient("bad\nname", "B"), None),
    ):
        with pytest.raises(Invalid):
            await identity.add_client(database, client, given)


async def test_the_sweep_drops_the_dead_and_keeps_the_living(
    server: OAuthServer, world: World
) -> None:
    # In the past: a sweep ahead of time would take the tokens of tests that share the database.
    database, now = server.database, datetime.now(UTC)
    begun = now - timedelta(days=2)
    for seconds in (60, 10**6):
        await identity.issue_personal_token(
            database, server.keys, world.stranger, (), seconds, begun
        )
    count = "SELECT count(*) FROM oauth_grant WHERE person_id = %s"
    await identity.sweep(database, begun)
    assert await scalar(database, count, world.stranger.id) == 2
    await identity.sweep(database, now)
    assert await scalar(database, count, world.stranger.id) == 1


def test_the_schema_knows_the_roles() -> None:
    folder = Path(changewright.store.__file__).parent / "migrations" / "versions"
    text = (folder / "0001_ledger.sql").read_text("utf-8")
    match = re.search(r"role IN \(([^)]*)\)", text)
    assert match is not None
    assert set(re.findall(r"'(\w+)'", match[1])) == set(ROLE)


def test_forms_of_names_and_ids() -> None:
    assert normal_email("  Ada.Lovelace@Example.ORG ") == "ada.lovelace@example.org"
    made = autodesk_id_from(bytes(range(8)))
    assert len(made) == 12 and set(made) <= set(AUTODESK_ID_LETTERS)
    assert made == autodesk_id_from(bytes(range(8)))
    assert autodesk_id_from(b"\xff" * 8) != autodesk_id_from(b"\x00" * 8)
    with pytest.raises(ValueError, match="eight"):
        autodesk_id_from(b"few")
    assert given_and_family_name("Ada King Lovelace") == ("Ada King", "Lovelace")
    assert given_and_family_name("Ada") == ("Ada", "")
