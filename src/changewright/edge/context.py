"""What a handler is given and what it gives back.

A `Context` is one request that has passed the door: the caller is known, the scope is granted, the
container is found and the caller is a member of it. A handler asks it for ids, query and body, and
returns bytes (JSON with the row's status), a `Reply`, or a Starlette response for streams.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from urllib.parse import quote
from uuid import UUID

from starlette.responses import Response

from changewright.config.settings import Settings
from changewright.core.errors import Forbidden, NotFound, TooLarge, invalid
from changewright.core.people import Person, Project
from changewright.core.roles import Role
from changewright.work.unit import Actor

from . import conditional
from .bodies import read_body, read_body_items
from .decode import check_media, decode_json, decode_pairs
from .forms import decode_form, is_form
from .reply import Reply

if TYPE_CHECKING:
    from changewright.core.destinations import Reach
    from changewright.outbound.sender import Sender
    from changewright.work.deliveries import Deliveries
    from changewright.work.directory import Directory
    from changewright.work.keys import KeyRing
    from changewright.work.ledger import Ledger
    from changewright.work.live import LiveFeed
    from changewright.work.proving import Proof

    from .auth import Authenticator, Caller
    from .lists import Pages
    from .oauth.server import OAuthServer
    from .oidc.provider import Provider
    from .routes import Endpoint
    from .sessions import Sessions

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

QUERY_PARAMETERS_MAXIMUM = 1000

Answer: TypeAlias = bytes | Reply | Response


class ClientGone(Exception):
    """The client closed the connection before its request was read."""


class Extras(TypedDict, total=False):
    """What some handlers work with besides the ledger. A server has them all; a test of one room
    need not make the others."""

    pages: Pages
    """Pages of records; in the past, or where records are screened, those of `edge.past`."""
    keys: KeyRing
    authenticator: Authenticator
    sessions: Sessions
    oauth_servers: Mapping[str, OAuthServer]
    """By the name of the dialect's door."""
    oidc: Provider | None
    """None where no provider of identities is configured."""
    program_scopes: tuple[str, ...]
    """All that a program may ask for, at any door."""
    live: LiveFeed
    proof: Proof
    deliveries: Deliveries
    reach: Reach
    sender: Sender


@dataclass(slots=True)
class Services:
    """What handlers work with; made once by compose."""

    settings: Settings
    directory: Directory
    ledger: Ledger
    clock: Callable[[], datetime]
    extras: Extras


class Context:
    """One request on its way through a handler.

    `path` has the path's parameters as text, `ids` those that are UUIDs, parsed. `raw_query` is
    the query string as it came. `person` and `role` are None only on rows without user context.
    """

    __slots__ = (
        "_pairs",
        "_person",
        "_project",
        "_raw_body",
        "_receive",
        "_role",
        "base_url",
        "caller",
        "endpoint",
        "headers",
        "ids",
        "method",
        "path",
        "raw_query",
        "request_id",
        "scope",
        "services",
    )

    def __init__(
        self,
        *,
        scope: Scope,
        receive: Receive,
        headers: Mapping[bytes, bytes],
        endpoint: Endpoint,
        path: Mapping[str, str],
        ids: Mapping[str, UUID],
        caller: Caller | None,
        person: Person | None,
        project: Project | None,
        role: Role | None,
        services: Services,
        request_id: str,
        base_url: str,
    ) -> None:
        self.scope = scope
        self.headers = headers
        self.endpoint = endpoint
        self.method: str = scope["method"]
        self.path = path
        self.ids = ids
        self.caller = caller
        self.services = services
        self.request_id = request_id
        self.base_url = base_url
        self.raw_query: bytes = scope["query_string"]
        self._receive = receive
        self._person = person
        self._project = project
        self._role = role
        self._raw_body: bytes | None = None
        self._pairs: list[tuple[str, str]] | None = None

    # Who and where

    @property
    def person(self) -> Person:
        """The caller; raises Forbidden where a program came without one."""
        if self._person is None:
            raise Forbidden("This operation needs a user", reason="user_context")
        return self._person

    @property
    def project(self) -> Project:
        """The project of a container row."""
        if self._project is None:
            raise NotFound("No such project")
        return self._project

    @property
    def role(self) -> Role:
        """The caller's part in the project."""
        if self._role is None:
            raise NotFound("No such project")
        return self._role

    @property
    def container_id(self) -> int:
        """The integer container of every ledger call."""
        return self.project.id

    @property
    def company_id(self) -> int | None:
        """The company that the caller stands for in the project."""
        company = self.services.directory.company_of(self.person.id, self.project.id)
        return None if company is None else company.id

    @property
    def settings(self) -> Settings:
        return self.services.settings

    @property
    def now(self) -> datetime:
        """The clock, for what is not written in a unit (a unit has its own time)."""
        return self.services.clock()

    def actor(self) -> Actor:
        """Who writes, for the ledger."""
        return Actor(
            person_id=None if self._person is None else self._person.id,
            client_id=None if self.caller is None else self.caller.client_id,
            door=self.endpoint.door.name,
            request_id=self.request_id,
            role="" if self._role is None else self._role.name,
        )

    # The address

    def uuid(self, name: str) -> UUID:
        """A path parameter that is a UUID; its form was checked before the handler ran."""
        return self.ids[name]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded pairs of the query, in order, empty values kept."""
        if self._pairs is None:
            self._pairs = read_query(self.raw_query)
        return self._pairs

    @property
    def url(self) -> str:
        """This request's absolute address without its query."""
        return self.base_url + quote(self.scope["path"], safe="/:")

    def header(self, name: str) -> str | None:
        """A request header as text, or None."""
        value = self.headers.get(name.lower().encode("latin-1"))
        return None if value is None else value.decode("latin-1")

    # The body

    async def raw_body(self, maximum_bytes: int | None = None) -> bytes:
        """The body's bytes. Raises TooLarge beyond the limit (by default that of JSON bodies)."""
        if self._raw_body is None:
            limit = maximum_bytes or self.settings.request_size_maximum_bytes
            self._raw_body = await read_bytes(self._receive, self.headers, limit)
        return self._raw_body

    async def stream(self, maximum_bytes: int) -> AsyncIterator[bytes]:
        """The body as it comes, once. Raises TooLarge beyond the limit, at once where the headers
        say so."""
        declared = self.headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared) > maximum_bytes:
            raise TooLarge(f"The body is larger than {maximum_bytes} bytes")
        size = 0
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size > maximum_bytes:
                raise TooLarge(f"The body is larger than {maximum_bytes} bytes")
            if chunk:
                yield chunk

    async def json(self) -> Any:
        """The decoded body (`edge.decode.decode_json`), of whatever type it is; a form's
        (`edge.forms`) where the door takes forms."""
        content_type = self.headers.get(b"content-type")
        as_form = self.endpoint.door.takes_forms and is_form(content_type)
        check_media(None if as_form else content_type, self.headers.get(b"content-encoding"))
        return (decode_form if as_form else decode_json)(await self.raw_body())

    async def values(self) -> dict[str, Any]:
        """The body read by the row's own `body`: `{column: value}` for the keys it has."""
        body = self.endpoint.route.body
        assert body is not None and not body.array and not body.inside
        return read_body(await self.json(), body)

    async def items(self) -> list[dict[str, Any]]:
        """The same where the row's `body` is an array, bare or inside a key."""
        body = self.endpoint.route.body
        assert body is not None and (body.array or body.inside)
        return read_body_items(await self.json(), body)

    async def body_digest(self) -> bytes:
        """The digest of method, path and body, for idempotency keys."""
        head = f"{self.method} {self.scope['path']}\n".encode()
        return hashlib.sha256(head + await self.raw_body()).digest()

    # Conditions

    def precondition(self) -> conditional.Precondition | None:
        """What `If-Match` asks of the record's version; None without the header."""
        return conditional.read_if_match(self.headers.get(b"if-match"))

    def tagged(self, tag: bytes, render: Callable[[], bytes]) -> Reply:
        """304 if the client has `tag` already, else what `render` makes, with the tag."""
        if conditional.is_known(self.headers.get(b"if-none-match"), tag):
            return conditional.not_modified(tag)
        return conditional.with_tag(render(), tag)


def read_query(raw: bytes) -> list[tuple[str, str]]:
    """The decoded pairs of a query string. Raises Invalid for NUL bytes and what is not UTF-8."""
    if not raw:
        return []
    pairs = decode_pairs(raw, QUERY_PARAMETERS_MAXIMUM, "query", "query string")
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            where = name.replace("\0", "") or "query"
            raise invalid(where, "format", f"{where} holds a NUL character")
    return pairs


async def read_bytes(receive: Receive, headers: Mapping[bytes, bytes], limit: int) -> bytes:
    """A request's body. Beyond `limit` it is read away, so that the client can hear the answer."""
    declared = headers.get(b"content-length", b"")
    too_large = declared.isdigit() and int(declared) > limit
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        too_large = too_large or size > limit
        if not too_large:
            chunks.append(chunk)
        elif chunks:
            chunks.clear()
        if not message.get("more_body", False) or size > 4 * limit:
            break
    if too_large:
        raise TooLarge(f"The body is larger than {limit} bytes")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
