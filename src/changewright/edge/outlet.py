"""Where a response leaves: the headers that every response has, and its status for the log."""

from __future__ import annotations

from starlette.responses import Response

from .context import Answer, Message, Receive, Scope, Send
from .reply import HeaderPairs, Reply

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NO_STORE = (b"cache-control", b"no-store")


class Outlet:
    """The way out for one request: a body, a reply or a streaming response. `status` is 0 until an
    answer has begun; `more` are headers that the door adds to whatever answers."""

    __slots__ = ("_head_only", "_send", "more", "request_id", "status")

    def __init__(self, send: Send, request_id: str, *, head_only: bool) -> None:
        self._send = send
        self._head_only = head_only
        self.request_id = request_id
        self.status = 0
        self.more: HeaderPairs = ()

    async def send(self, answer: Answer, status: int, scope: Scope, receive: Receive) -> None:
        if isinstance(answer, bytes):
            await self.send_reply(Reply(answer), status)
        elif isinstance(answer, Reply):
            await self.send_reply(answer, status)
        else:
            await self._send_response(answer, scope, receive)

    async def send_reply(self, reply: Reply, status: int) -> None:
        self.status = int(reply.status or status)
        headers: list[tuple[bytes, bytes]] = [
            (b"x-request-id", self.request_id.encode("ascii")),
            *SECURITY_HEADERS,
            *self.more,
            *reply.headers,
        ]
        if reply.body:
            headers.append((b"content-type", reply.media))
        if self.status not in (204, 304):
            headers.append((b"content-length", str(len(reply.body)).encode()))
        names = {name for name, _ in reply.headers}
        if b"content-security-policy" not in names:
            headers.append(DATA_POLICY)
        if b"cache-control" not in names:
            headers.append(NO_STORE)
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if self._head_only else reply.body
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def _send_response(self, response: Response, scope: Scope, receive: Receive) -> None:
        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                names = {name for name, _ in message["headers"]}
                extra: list[tuple[bytes, bytes]] = [
                    pair for pair in (*SECURITY_HEADERS, DATA_POLICY) if pair[0] not in names
                ]
                extra += ((b"x-request-id", self.request_id.encode("ascii")), *self.more)
                message = {**message, "headers": [*message["headers"], *extra]}
            elif self._head_only and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await self._send(message)

        await response(scope, receive, send)
