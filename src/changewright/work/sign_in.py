"""Signing in at a browser: passwords, counted attempts, sessions.

A password's hash takes tens of milliseconds and 64 MiB, so it is made and checked in a thread, few
at a time, and never inside a transaction. An unknown address costs as long as a wrong password and
is answered alike. Attempts are counted before the password is looked at, so that many at once
cannot slip through.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from changewright.core.errors import NotAuthenticated, TooMany, invalid
from changewright.core.people import Person, normal_email
from changewright.store import directory, write_identity
from changewright.store.engine import Connection, Database
from changewright.store.write_identity import Session

from .tokens import digest

__all__ = [
    "Session",
    "count_at",
    "end_sessions",
    "hash_password",
    "session_of",
    "sessions_of",
    "sign_in",
    "sign_in_as",
    "sign_out",
]

PASSWORD_LENGTH_MINIMUM = 8
PASSWORD_LENGTH_MAXIMUM = 1024
HASHES_AT_ONCE = 2
SESSION_BYTES = 32
SESSION_HOURS = 12
SESSION_DAYS_MAXIMUM = 7
TOUCH_MINUTES = 10
WRONG = "The email address or the password is not right."


class Limit(msgspec.Struct, frozen=True):
    """At most `attempts` in `minutes` by one subject. Few for one address from one place; more
    for an address from anywhere, so that a stranger cannot easily lock somebody out."""

    subject: str
    attempts: int
    minutes: int


LIMITS = (
    Limit("address and place", 10, 15),
    Limit("place", 60, 15),
    Limit("address", 100, 15),
)

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="password")


@cache
def _decoy_hash() -> str:
    """What is checked for an address nobody has, so that it takes as long."""
    return _hasher.hash(secrets.token_urlsafe(16))


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _decoy_hash(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None


async def hash_password(password: str) -> str:
    """The hash to keep of a password. Raises Invalid when it is too short or too long."""
    if not PASSWORD_LENGTH_MINIMUM <= len(password) <= PASSWORD_LENGTH_MAXIMUM:
        raise invalid(
            "password",
            "length",
            f"A password has {PASSWORD_LENGTH_MINIMUM} to {PASSWORD_LENGTH_MAXIMUM} characters.",
        )
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(database: Database, email: str, password: str) -> Person | None:
    """The active person of this address if the password is theirs. Counts nothing."""
    address = normal_email(email)
    async with database.connection() as connection:
        known = None
        if "\x00" not in address and address.isprintable():
            known = await directory.credentials_of(connection, address)
    stored = known.password_hash if known is not None else None
    if len(password) > PASSWORD_LENGTH_MAXIMUM:
        return None
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(_threads, _matches, stored, password)
    return known.person if right and known is not None and known.person.active else None


def _subjects(email: str, place: str) -> list[tuple[Limit, bytes]]:
    address = normal_email(email)
    words = {"address": (address,), "place": (place,), "address and place": (address, place)}
    return [
        (limit, hashlib.sha256(repr((limit.subject, *words[limit.subject])).encode()).digest())
        for limit in LIMITS
    ]


async def _count(
    connection: Connection, subjects: list[tuple[Limit, bytes]], now: datetime
) -> None:
    for limit, subject in subjects:
        window_ends_at = now + timedelta(minutes=limit.minutes)
        count, ends_at = await write_identity.count_attempt(
            connection, subject, now, window_ends_at
        )
        if count > limit.attempts:
            seconds = max(1, int((ends_at - now).total_seconds()))
            raise TooMany("Too many attempts to sign in. Wait a while and try again.", seconds)


async def sign_in(
    database: Database, email: str, password: str, place: str, now: datetime
) -> tuple[str, Person]:
    """Sign somebody in; returns the new session's name (a secret for a cookie) and the person.

    `place` is the caller's network address. Raises TooMany, NotAuthenticated.
    """
    subjects = _subjects(email, place)
    async with database.connection() as connection:
        await _count(connection, subjects, now)
    person = await verify_password(database, email, password)
    if person is None:
        raise NotAuthenticated(WRONG, reason="password")
    async with database.connection() as connection:
        # The place's other attempts stay: one right password must not buy sixty more guesses.
        forgiven = [subject for limit, subject in subjects if limit.subject != "place"]
        await write_identity.forget_attempts(connection, forgiven)
        await write_identity.take_back_attempts(connection, _of_place(subjects))
        return await _new_session(connection, person, now), person


async def count_at(database: Database, place: str, now: datetime) -> None:
    """Count an attempt to sign in that somebody else checks. Raises TooMany."""
    subjects = [each for each in _subjects("", place) if each[0].subject == "place"]
    async with database.connection() as connection:
        await _count(connection, subjects, now)


def _of_place(subjects: list[tuple[Limit, bytes]]) -> list[bytes]:
    return [subject for limit, subject in subjects if limit.subject == "place"]


async def sign_in_as(
    database: Database, email: str, place: str, now: datetime
) -> tuple[str, Person]:
    """Sign in the person of an address that somebody else vouches for; as `sign_in`, after
    `count_at`: what was right counts against nobody. Raises NotAuthenticated where nobody who may
    act has it."""
    address = normal_email(email)
    # Letters that only look alike, or fall together when they are made plain, are another address.
    same = email.isascii() or email == address
    async with database.connection() as connection:
        known = None
        if same and "\x00" not in address and address.isprintable():
            known = await directory.credentials_of(connection, address)
        if known is None or not known.person.active:
            raise NotAuthenticated("Nobody here has this email address.", reason="nobody")
        await write_identity.take_back_attempts(connection, _of_place(_subjects("", place)))
        return await _new_session(connection, known.person, now), known.person


async def _new_session(connection: Connection, person: Person, now: datetime) -> str:
    name = secrets.token_urlsafe(SESSION_BYTES)
    session = Session(person.id, now, now, now + timedelta(hours=SESSION_HOURS))
    await write_identity.insert_session(connection, digest(name), session)
    return name


async def session_of(database: Database, name: str, now: datetime) -> Session | None:
    """The live session of this name. One in use is prolonged, up to seven days in all."""
    hashed = digest(name)
    async with database.connection() as connection:
        session = await write_identity.session_of(connection, hashed, now)
        if session is not None and now - session.seen_at > timedelta(minutes=TOUCH_MINUTES):
            ends_at = min(
                now + timedelta(hours=SESSION_HOURS),
                session.signed_in_at + timedelta(days=SESSION_DAYS_MAXIMUM),
            )
            await write_identity.touch_session(connection, hashed, now, ends_at)
    return session


async def sessions_of(
    database: Database, person_id: int, now: datetime
) -> list[tuple[bytes, Session]]:
    """A person's live sessions by the digests of their names, the last used first."""
    async with database.connection() as connection:
        return await write_identity.sessions_of(connection, person_id, now)


async def end_sessions(database: Database, person_id: int) -> None:
    """End all sessions of a person; their tokens stay."""
    async with database.connection() as connection:
        await write_identity.delete_sessions_of(connection, person_id)


async def sign_out(database: Database, name: str) -> None:
    """End a session."""
    async with database.connection() as connection:
        await write_identity.delete_session(connection, digest(name))
