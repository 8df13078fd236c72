"""The programs that an account's administrators register for OAuth.

Those registered on the command line are the operator's: they are seen by nobody here.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from changewright.core.errors import Conflict, NotFound, invalid
from changewright.core.people import DirectoryNoun, OAuthClient

from .directory import Directory
from .directory_changes import (
    Check,
    Proofs,
    change_directory,
    edited,
    refuse_same,
    required_text,
    unchecked,
)
from .identity import SECRET_BYTES, set_client_secrets
from .ledger import Ledger
from .tokens import digest

CLIENT_ID_BYTES = 24
PROGRAMS_MAXIMUM = 100
"""Of one account."""
REDIRECTS_MAXIMUM = 20
REDIRECT_LENGTH_MAXIMUM = 2000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def programs_of(directory: Directory, account_id: int) -> list[OAuthClient]:
    """The account's programs, by name."""
    found = [one for one in directory.clients.values() if one.active]
    mine = (one for one in found if one.account_id == account_id)
    return sorted(mine, key=lambda one: (one.name.casefold(), one.client_id))


def program_of(directory: Directory, account_id: int, client_id: str) -> OAuthClient:
    """One of the account's programs. Raises `NotFound`, in the same words for another's."""
    found = directory.clients.get(client_id)
    if found is None or not found.active or found.account_id != account_id:
        raise NotFound("There is no such program.")
    return found


async def register(
    ledger: Ledger,
    directory: Directory,
    account_id: int,
    *,
    name: str,
    redirect_uris: Sequence[str],
    public: bool,
    scopes: tuple[str, ...],
) -> tuple[OAuthClient, str]:
    """A new program and its secret, "" for a public one. The secret cannot be shown again. Raises
    `Invalid` (name, redirect_uris), `Taken` (name), `Conflict` where the account has as many as it
    may. The program is there with its secret, or not at all."""
    program = OAuthClient(
        client_id=secrets.token_urlsafe(CLIENT_ID_BYTES),
        name=required_text("name", name),
        redirect_uris=checked_redirects(redirect_uris),
        scopes=scopes,
        public=public,
        account_id=account_id,
    )

    secret = "" if public else secrets.token_urlsafe(SECRET_BYTES)

    def decide(there: Directory) -> tuple[OAuthClient, tuple[DirectoryNoun, ...]]:
        if len(programs_of(there, account_id)) >= PROGRAMS_MAXIMUM:
            detail = f"there are {PROGRAMS_MAXIMUM} programs already: delete some"
            raise Conflict(detail, reason="programs")
        _refuse_same(there, program, program.name)
        return program, (program,)

    proofs = Proofs(client_secrets={program.client_id: digest(secret)} if secret else {})
    await change_directory(ledger.database, directory, decide, proofs)
    return program, secret


async def edit(
    ledger: Ledger,
    directory: Directory,
    program: OAuthClient,
    *,
    name: str | None = None,
    redirect_uris: Sequence[str] | None = None,
    check: Check = unchecked,
) -> OAuthClient:
    """Call a program otherwise, or send browsers back elsewhere. Raises `Invalid`, `NotFound`,
    `Taken` (name)."""
    changes: dict[str, object] = {}
    if name is not None:
        changes["name"] = required_text("name", name)
    if redirect_uris is not None:
        changes["redirect_uris"] = checked_redirects(redirect_uris)

    def decide(there: Directory) -> tuple[OAuthClient, tuple[DirectoryNoun, ...]]:
        own = _still(there, program)
        check(own)
        after, rows = edited(own, changes)
        if after.name != own.name:
            _refuse_same(there, own, after.name)
        return after, rows

    return await change_directory(ledger.database, directory, decide)


async def rotate(ledger: Ledger, program: OAuthClient) -> str:
    """A new secret; the old one stops working at once. Raises `Conflict` for a public program."""
    if program.public:
        raise Conflict("a public program has no secret", reason="public")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    await set_client_secrets(ledger.database, {program.client_id: secret})
    return secret


async def remove(
    ledger: Ledger, directory: Directory, program: OAuthClient, check: Check = unchecked
) -> None:
    """No token of the program is good any more. Raises `NotFound`."""

    def decide(there: Directory) -> tuple[OAuthClient, tuple[DirectoryNoun, ...]]:
        own = _still(there, program)
        check(own)
        return edited(own, {"active": False})

    await change_directory(ledger.database, directory, decide)


def _still(there: Directory, program: OAuthClient) -> OAuthClient:
    return program_of(there, program.account_id or 0, program.client_id)


def _refuse_same(there: Directory, program: OAuthClient, name: str) -> None:
    """Raise `Taken` where another program of the account has the name: a request that is repeated
    registers none twice."""
    others = [
        one
        for one in programs_of(there, program.account_id or 0)
        if one.client_id != program.client_id
    ]
    refuse_same("name", name, (one.name for one in others), "A program of this company")


def checked_redirects(addresses: Sequence[str]) -> tuple[str, ...]:
    """Where a browser may be sent back to, to the letter. Raises `Invalid` (redirect_uris) for what
    is no https address, none of this machine and none of an app's own scheme (RFC 8252)."""
    if len(addresses) > REDIRECTS_MAXIMUM:
        raise invalid("redirect_uris", "range", f"at most {REDIRECTS_MAXIMUM} addresses")
    for address in addresses:
        if not _is_redirect(address):
            detail = (
                f"{address[:100]!r} is neither an https address, nor http on localhost, nor of an "
                "app's own scheme such as com.example.app:/back"
            )
            raise invalid("redirect_uris", "format", detail)
    return tuple(dict.fromkeys(addresses))


def _is_redirect(address: str) -> bool:
    plain = address.isascii() and address.isprintable() and not set(address) & set(' #\\"<>')
    if not plain or len(address) > REDIRECT_LENGTH_MAXIMUM:
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None:
        return False
    if parts.scheme == "https":
        return bool(host)
    return host in LOOPBACK if parts.scheme == "http" else "." in parts.scheme
