"""`changewright service-account`: keys by which a program acts as a person, without a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .finding import active_person
from .opening import (
    AsJson,
    DatabaseUrl,
    Home,
    Stop,
    Telling,
    read_text,
    settings_of,
    with_database,
)
from .printing import print_json, print_table

if TYPE_CHECKING:
    from changewright.core.people import ServiceKey
    from changewright.store.engine import Database
    from changewright.work.directory import Directory

group = typer.Typer(
    help="Service accounts: keys by which a program acts as a person, without a browser.",
    no_args_is_help=True,
)

COLUMNS = {
    "KEY ID": "key_id",
    "CLIENT ID": "client_id",
    "PERSON": "email",
    "ACCOUNT ID": "account_id",
}


@group.command("add", cls=Telling)
def add(
    email: Annotated[
        str, typer.Argument(metavar="EMAIL", help="The person whom the program acts as.")
    ],
    client: Annotated[str, typer.Option(help="The program's client id.")],
    private_key: Annotated[
        Path | None,
        typer.Option(help="Make a key, and write its private half into this new file."),
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(help="Or take a key made elsewhere: a file with its public half, PEM or JWK."),
    ] = None,
    key_id: Annotated[str, typer.Option(help="The key's id; made here unless given.")] = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a program act as a person by assertions that a key signs."""
    from changewright.core.errors import Taken
    from changewright.work.service_accounts import add_key, new_key_pair

    if (private_key is None) == (public_key is None):
        raise Stop("--private-key makes a key, --public-key takes one: name one of the two.")
    secret, text = (
        new_key_pair() if public_key is None else ("", read_text(public_key, "--public-key"))
    )

    async def work(database: Database, directory: Directory) -> dict[str, Any]:
        person = active_person(directory, email)
        program = directory.clients.get(client)
        if program is None or not program.active:
            raise Stop(f"--client: there is no program {client}; `changewright client` makes one.")
        if private_key is not None:
            _write_new(private_key, secret)
        try:
            key = await add_key(database, program, person, text, key_id)
        except BaseException as error:
            if private_key is not None:
                private_key.unlink()  # a key that opens nothing would only mislead
            if isinstance(error, Taken):
                raise Stop(f"--key-id: there is a key {key_id} already.") from None
            raise
        return _row(key, directory)

    row = with_database(settings_of(home=home, database_url=database_url), work)
    if as_json:
        print_json(row)
    else:
        print(f"key_id={row['key_id']}")
        print(f"account_id={row['account_id']}")


@group.command("list", cls=Telling)
def show_all(as_json: AsJson = False, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """List the keys that are good still."""
    from changewright.work.service_accounts import service_keys

    async def work(database: Database, directory: Directory) -> list[dict[str, Any]]:
        return [_row(key, directory) for key in await service_keys(database)]

    rows = with_database(settings_of(home=home, database_url=database_url), work)
    if as_json:
        print_json(rows)
    else:
        print_table(COLUMNS, rows, "None yet; `changewright service-account add` makes one.")


@group.command("remove", cls=Telling)
def remove(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID", help="The key's id.")],
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take no assertion of a key any more; tokens given out end by their time."""
    from changewright.work.service_accounts import stop_key

    async def work(database: Database, _directory: Directory) -> ServiceKey:
        return await stop_key(database, key_id)

    key = with_database(settings_of(home=home, database_url=database_url), work)
    print(f"The key {key.key_id} opens nothing any more.")


def _row(key: ServiceKey, directory: Directory) -> dict[str, Any]:
    """A key as JSON shows it; `account_id` is the subject of its assertions."""
    person = directory.people[key.person_id]
    return {
        "key_id": key.key_id,
        "client_id": key.client_id,
        "account_id": person.autodesk_id,
        "email": person.email,
    }


def _write_new(path: Path, secret: str) -> None:
    """Into a file that was not there, for its owner alone."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
    except OSError as error:
        raise Stop(f"--private-key: cannot write {path} ({error.strerror}).") from None
