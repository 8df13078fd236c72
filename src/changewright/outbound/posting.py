"""One POST to somebody else's server, with no trust in it.

The name is resolved here and the connection goes to the very address that was judged, so that a
name which answers differently a moment later leads nowhere. Redirects are not followed. What comes
back is read up to a limit, for as long as is allowed, and never believed.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from ipaddress import ip_address

import h11
import msgspec

from changewright.core.destinations import Destination, Reach

HEAD_MAXIMUM = 64 * 1024
BODY_MAXIMUM = 64 * 1024
CHUNK = 16 * 1024

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class PostingError(Exception):
    """Nobody answered as HTTP asks; the message is for whoever made the hook."""


class Answer(msgspec.Struct, frozen=True):
    """What came back, as much of it as was read."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, by the machine's own means. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class Poster:
    """Posts to what `reach` allows."""

    def __init__(self, reach: Reach, resolve: Resolve = resolve) -> None:
        self._reach = reach
        self._resolve = resolve
        self._tls: ssl.SSLContext | None = None

    async def post(
        self,
        destination: Destination,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        connect_timeout: timedelta,
        answer_timeout: timedelta,
    ) -> Answer:
        """Raises `PostingError` where no whole head of an answer came in time."""
        try:
            async with asyncio.timeout(connect_timeout.total_seconds()):
                reader, writer = await self._connect(destination)
        except TimeoutError as error:
            raise PostingError("no connection in time") from error
        try:
            return await _Exchange(reader, writer, answer_timeout).run(destination, headers, body)
        finally:
            writer.transport.abort()

    async def _connect(
        self, destination: Destination
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            addresses = await self._resolve(destination.host, destination.port)
        except OSError as error:
            raise PostingError("the host's name is unknown") from error
        allowed = [
            each
            for each in addresses
            if self._reach.allows(ip_address(each.partition("%")[0]), destination.scheme)
        ]
        if not allowed:
            raise PostingError("the host is in a network that nothing is sent to")
        secure = destination.scheme == "https"
        failure: Exception | None = None
        for address in allowed:
            try:
                return await asyncio.open_connection(
                    address,
                    destination.port,
                    limit=HEAD_MAXIMUM,
                    ssl=self._context() if secure else None,
                    server_hostname=destination.host if secure else None,
                )
            except ssl.SSLError as error:
                raise PostingError(f"no secure connection: {error.reason}") from error
            except OSError as error:
                failure = error
        raise PostingError("no connection: refused or unreachable") from failure

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


class _Exchange:
    """A request and its answer on one connection, which nobody uses again."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, timeout: timedelta
    ) -> None:
        self._reader, self._writer = reader, writer
        self._until = asyncio.get_running_loop().time() + timeout.total_seconds()
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_MAXIMUM)

    async def run(
        self, destination: Destination, headers: Sequence[tuple[str, str]], body: bytes
    ) -> Answer:
        request = h11.Request(
            method="POST",
            target=destination.target,
            headers=[
                ("Host", destination.authority),
                *headers,
                ("Content-Length", str(len(body))),
                ("Connection", "close"),
            ],
        )
        try:
            self._writer.write(self._http.send(request) or b"")
            self._writer.write(self._http.send(h11.Data(data=body)) or b"")
            self._writer.write(self._http.send(h11.EndOfMessage()) or b"")
            head = await self._head()
        except TimeoutError as error:
            raise PostingError("no answer in time") from error
        except h11.ProtocolError as error:
            raise PostingError("the answer is not HTTP") from error
        except OSError as error:
            raise PostingError("the connection was lost") from error
        named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers]
        return Answer(head.status_code, tuple(named), await self._body())

    async def _head(self) -> h11.Response:
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event

    async def _body(self) -> bytes:
        """What can be read of the body. The head has said already how it went."""
        found = b""
        try:
            while len(found) < BODY_MAXIMUM:
                event = await self._event()
                if not isinstance(event, h11.Data):
                    break
                found += event.data
        except (TimeoutError, h11.ProtocolError, OSError):
            pass
        return found[:BODY_MAXIMUM]

    async def _event(self) -> object:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            async with asyncio.timeout_at(self._until):
                data = await self._reader.read(CHUNK)
            if not data and self._http.their_state in (h11.IDLE, h11.SEND_RESPONSE):
                raise PostingError("the connection was closed without an answer")
            self._http.receive_data(data)
