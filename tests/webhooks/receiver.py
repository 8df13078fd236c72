"""A real server on this machine that hooks lead to: it keeps what it gets and answers as told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import h11
import msgspec

from changewright.core.destinations import Reach

HERE = Reach.of(["127.0.0.1/32"])


@dataclass
class Got:
    """A request as it came."""

    target: str
    headers: dict[str, str]
    body: Any


@dataclass
class Receiver:
    """`answers` are given one after another, then 200 for ever; "silent" never answers, "close"
    hangs up, "garbage" is no HTTP. `headers` go with every answer."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b'{"taken": true}'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=here"

    def told(self, **wanted: Any) -> list[dict[str, Any]]:
        """The bodies that came and have these values."""
        return [
            one.body
            for one in self.got
            if all(one.body.get(name) == value for name, value in wanted.items())
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, h11.ProtocolError):
            pass
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        http = h11.Connection(h11.SERVER)
        request, body = None, b""
        while True:
            event = http.next_event()
            if event is h11.NEED_DATA:
                http.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
            else:
                break
        if request is None:
            return
        headers = {name.decode(): value.decode() for name, value in request.headers}
        self.got.append(Got(request.target.decode(), headers, msgspec.json.decode(body)))
        answer = self.answers.pop(0) if self.answers else 200
        if answer == "silent":
            await asyncio.sleep(30)
        elif answer == "garbage":
            writer.write(b"what do you want?\r\n\r\n")
        elif isinstance(answer, int):
            writer.write(http.send(h11.Response(status_code=answer, headers=self.headers)) or b"")
            writer.write(http.send(h11.Data(data=self.body)) or b"")
            writer.write(http.send(h11.EndOfMessage()) or b"")
        with contextlib.suppress(OSError):
            await writer.drain()


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that listens, for the block."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
