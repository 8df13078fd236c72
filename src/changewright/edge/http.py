"""The way of a request: row, caller, rate, scope, container, handler, and back.

A plain ASGI application, as thin as it can be, because every read passes here. Refusals are put
into the door's words; anything else that is raised is a failure of ours, logged and counted.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from uuid import UUID

import msgspec
from starlette.responses import Response

from changewright.core.errors import Forbidden, NotFound, Refusal, invalid
from changewright.core.people import Project
from changewright.core.roles import Role

from .auth import Authenticator, Caller
from .context import (
    Answer,
    ClientGone,
    Context,
    Message,
    Receive,
    Scope,
    Send,
    Services,
)
from .cross_origin import asked_before, readable
from .logs import RequestLog, log
from .metrics import Metrics
from .past import moment_of, require_instant, services_at
from .rate_limits import OverLimit, RateLimiter
from .reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from .routes import Door, Endpoint, Found, Router
from .screening import screened_services
from .sessions import Sessions
from .values import echo, parse_project_uuid, parse_uuid, parse_whole_number

Page = Callable[[Scope, Mapping[bytes, bytes], RequestFacts], Awaitable[Reply]]
"""A page of the server itself (health, metrics, reference): no caller, no container."""

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NO_STORE = (b"cache-control", b"no-store")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}\Z")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?\Z", re.IGNORECASE)
HOSTS_REMEMBERED = 256
HOST_LENGTH = 256


class Addresses:
    """Absolute addresses: the public one when set, else the request's host if it is allowed.

    A host that is not allowed is never repeated; such a request gets the address it connected to.
    """

    def __init__(self, public_url: str, allowed_hosts: tuple[str, ...]) -> None:
        self._public_url = public_url.rstrip("/")
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._known: dict[tuple[str, bytes], str] = {}

    def base(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Such as `http://localhost:8080`, without a slash at the end."""
        if self._public_url:
            return self._public_url
        key = (scope["scheme"], headers.get(b"host", b""))
        known = self._known.get(key)
        if known is None:
            known = self._base(scope, key[1].decode("latin-1"))
            if len(self._known) < HOSTS_REMEMBERED and len(key[1]) < HOST_LENGTH:
                self._known[key] = known
        return known

    def _base(self, scope: Scope, host: str) -> str:
        match = _HOST.match(host)
        if match and ("*" in self._allowed or match[1].lower() in self._allowed):
            return f"{scope['scheme']}://{host}"
        name, port = scope.get("server") or ("localhost", None)
        name = f"[{name}]" if ":" in name else name
        return f"{scope['scheme']}://{name}" + (f":{port}" if port else "")


class Application:
    """The ASGI application over some doors and pages."""

    def __init__(
        self,
        *,
        router: Router,
        authenticator: Authenticator,
        services: Services,
        limiter: RateLimiter,
        metrics: Metrics,
        pages: Mapping[str, Page],
        addresses: Addresses,
        sessions: Sessions | None = None,
        folders: Mapping[str, Page] | None = None,
    ) -> None:
        self.router = router
        self._authenticator = authenticator
        self.services = services
        self._limiter = limiter
        self._metrics = metrics
        self._pages = pages
        self._addresses = addresses
        self._sessions = sessions
        self._folders = folders or {}
        self._log = RequestLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started = time.perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        request_id = _request_id(headers.get(b"x-request-id"))
        outlet = Outlet(send, request_id, head_only=scope["method"] == "HEAD")
        operation, door = "none", "none"
        try:
            found = self._find(scope)
            if isinstance(found, Found):
                operation, door = found.endpoint.route.operation_id, found.endpoint.door.name
                await self._serve(found, scope, receive, headers, outlet)
            else:
                await self._serve_other(scope, headers, outlet)
        except ClientGone:
            outlet.status = outlet.status or 499
        finally:
            seconds = time.perf_counter() - started
            self._metrics.observe(door, operation, outlet.status, seconds)
            self._log(request_id, scope["method"], operation, outlet.status, seconds)

    def _find(self, scope: Scope) -> Found | None:
        method = scope["method"]
        return self.router.find("GET" if method == "HEAD" else method, scope["path"])

    # A row

    async def _serve(
        self,
        found: Found,
        scope: Scope,
        receive: Receive,
        headers: Mapping[bytes, bytes],
        outlet: Outlet,
    ) -> None:
        endpoint = found.endpoint
        base_url = self._addresses.base(scope, headers)
        outlet.more = readable(endpoint.door, headers)
        try:
            context = await self._context(found, scope, receive, headers, outlet, base_url)
            answer = await endpoint.route.handler(context)
            await outlet.send(answer, endpoint.route.status, scope, receive)
        except Refusal as refusal:
            await self._refuse(endpoint.door, refusal, scope, base_url, outlet, receive)
        except ClientGone:
            raise
        except Exception as error:
            self._metrics.failure(endpoint.route.operation_id)
            log.exception(
                "failure", request_id=outlet.request_id, operation=endpoint.route.operation_id
            )
            if outlet.status:
                raise  # the answer has begun; the connection must break
            await self._refuse(endpoint.door, error, scope, base_url, outlet, receive)

    async def _context(
        self,
        found: Found,
        scope: Scope,
        receive: Receive,
        headers: Mapping[bytes, bytes],
        outlet: Outlet,
        base_url: str,
    ) -> Context:
        endpoint, route = found.endpoint, found.endpoint.route
        directory = await self.services.directory.fresh()
        caller = await self._caller(scope, headers, base_url) if route.authenticated else None
        if caller is not None:
            self._take(caller, endpoint, outlet)
            _check_scope(caller, endpoint)
        person = directory.person(caller.person_id) if caller and caller.person_id else None
        project = role = None
        if endpoint.has_container:
            project = self._container(found.values[0], endpoint)
            role = directory.role_of(person.id, project.id) if person is not None else None
            if role is None:
                raise _no_container()
        services = self._services_at(endpoint, scope, role)
        if role is not None and person is not None and project is not None:
            services = await screened_services(services, project.id, role, person.id)
        return Context(
            scope=scope,
            receive=receive,
            headers=headers,
            endpoint=endpoint,
            path=dict(zip(endpoint.names, found.values, strict=True)),
            ids=_ids(found),
            caller=caller,
            person=person,
            project=project,
            role=role,
            services=services,
            request_id=outlet.request_id,
            base_url=base_url,
        )

    async def _caller(self, scope: Scope, headers: Mapping[bytes, bytes], base_url: str) -> Caller:
        """Who calls: by a bearer token, or where there is none by a browser's session."""
        if self._sessions is not None and b"authorization" not in headers and b"cookie" in headers:
            caller = await self._sessions.caller(headers, scope["method"], base_url)
            if caller is not None:
                return caller
        return await self._authenticator.authenticate(headers)

    def _services_at(self, endpoint: Endpoint, scope: Scope, role: Role | None) -> Services:
        """What the handler works with: the present, or the past that the query asks for."""
        name, query = endpoint.door.as_of, scope["query_string"]
        if not query or not name:
            return self.services
        moment = moment_of(query, name, self.services.clock())
        if moment is None:
            return self.services
        if endpoint.route.method != "GET":
            raise invalid(name, "rule", f"{name} reads the past, which cannot be changed")
        if role is not None and role.audience != "full":
            require_instant(moment)
        return services_at(self.services, moment)

    def _take(self, caller: Caller, endpoint: Endpoint, outlet: Outlet) -> None:
        """Count the call; whatever answers it says how the caller stands, as far as its door
        tells."""
        door, standing = endpoint.door, None
        try:
            operation_id = endpoint.route.operation_id
            standing = self._limiter.take(
                caller.client_id, caller.person_id, operation_id, door.name
            )
        except OverLimit as refusal:
            standing = refusal.standing
            raise
        finally:
            if standing is not None and door.tell_standing is not None:
                outlet.more += tuple(door.tell_standing(standing, self.services.clock()))

    def _container(self, text: str, endpoint: Endpoint) -> Project:
        name, also_integer = endpoint.names[0], endpoint.door.integer_projects
        key = parse_project_uuid(text) or (parse_whole_number(text) if also_integer else None)
        if key is None:
            form = "neither a UUID nor an integer" if also_integer else "not a UUID"
            raise invalid(name, "format", f"{name} is {form}")
        project = self.services.directory.project(key)
        if project is None or not project.cost_active:
            raise _no_container()
        return project

    # Everything else

    async def _serve_other(
        self, scope: Scope, headers: Mapping[bytes, bytes], outlet: Outlet
    ) -> None:
        base_url = self._addresses.base(scope, headers)
        method, path = scope["method"], scope["path"]
        facts = RequestFacts(method, path, outlet.request_id, base_url)
        page = self._folder(path) or self._pages.get(path.rstrip("/") or "/")
        if page is not None and method in ("GET", "HEAD"):
            await outlet.send_reply(await page(scope, headers, facts), 200)
            return
        allowed = ("GET", "HEAD", "OPTIONS") if page else self.router.methods(path)
        door = self.router.door_of(path)
        outlet.more = readable(door, headers)
        if allowed and method == "OPTIONS":
            allow = (b"allow", ", ".join(allowed).encode())
            more = asked_before(door, allowed, headers)
            await outlet.send_reply(Reply(b"", 204, (allow, *more)), 204)
            return
        error = (
            MethodNotAllowed(allowed) if allowed else NotFound(f"There is nothing at {echo(path)}")
        )
        refuse = plain_refusal if door is None else door.refuse
        await outlet.send_reply(refuse(error, facts), 404)

    def _folder(self, path: str) -> Page | None:
        """The page that answers for all addresses beginning as this one does."""
        first, slash, _ = path.removeprefix("/").partition("/")
        return self._folders.get(first) if slash else None

    async def _refuse(
        self,
        door: Door,
        error: BaseException,
        scope: Scope,
        base_url: str,
        outlet: Outlet,
        receive: Receive,
    ) -> None:
        facts = RequestFacts(scope["method"], scope["path"], outlet.request_id, base_url)
        await outlet.send(door.refuse(error, facts), 500, scope, receive)


def _check_scope(caller: Caller, endpoint: Endpoint) -> None:
    route = endpoint.route
    if route.user_context and caller.two_legged:
        raise Forbidden("This operation needs a token with a user", reason="user_context")
    missing = [scope for scope in route.scopes if scope not in caller.scopes]
    if missing:
        raise Forbidden(
            f"The token does not have the scope {' '.join(missing)} that this operation needs",
            reason="scope",
        )


def _no_container() -> NotFound:
    """The same words for a stranger and for nothing, so that neither learns which."""
    return NotFound("There is no such container", reason="container")


def _ids(found: Found) -> Mapping[str, UUID]:
    places = found.endpoint.uuid_places
    if not places:
        return {}
    ids = {}
    for place in places:
        name = found.endpoint.names[place]
        uuid = parse_uuid(found.values[place])
        if uuid is None:
            raise invalid(name, "format", f"{name} is not a UUID")
        ids[name] = uuid
    return ids


def _request_id(given: bytes | None) -> str:
    if given is not None and _REQUEST_ID.match(given):
        return given.decode("ascii")
    return secrets.token_hex(12)


def plain_refusal(error: BaseException, facts: RequestFacts) -> Reply:
    """A refusal at an address that belongs to no door."""
    if isinstance(error, MethodNotAllowed):
        body = {"title": "Method not allowed", "detail": f"{facts.method} is not allowed here"}
        return Reply(
            msgspec.json.encode(body),
            HTTPStatus.METHOD_NOT_ALLOWED,
            ((b"allow", ", ".join(error.allowed).encode()),),
        )
    if isinstance(error, NotFound):
        body = {"title": "Not found", "detail": f"There is nothing at {echo(facts.path)}"}
        return Reply(msgspec.json.encode(body), HTTPStatus.NOT_FOUND)
    body = {"title": "Internal server error", "detail": f"Request {facts.request_id} failed"}
    return Reply(msgspec.json.encode(body), HTTPStatus.INTERNAL_SERVER_ERROR)


class Outlet:
    """Where a response leaves: adds the headers of every response, notes the status."""

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


def page_of(reply: Reply) -> Page:
    """A page that is always the same."""

    async def page(_scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
        return reply

    return page
