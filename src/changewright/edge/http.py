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

from changewright.core.errors import Forbidden, NotFound, Refusal, invalid
from changewright.core.people import Project
from changewright.core.roles import Role
from changewright.work.directory import Directory

from .addresses import Addresses
from .auth import Authenticator, Caller
from .context import ClientGone, Context, Receive, Scope, Send, Services
from .cross_origin import asked_before, readable
from .logs import RequestLog, log
from .metrics import Metrics
from .outlet import Outlet
from .past import moment_of, require_instant, services_at
from .rate_limits import OverLimit, RateLimiter
from .reply import MethodNotAllowed, Reply, RequestFacts
from .routes import Door, Endpoint, Found, Router
from .screening import screened_services
from .sessions import Sessions
from .values import echo, parse_project_uuid, parse_uuid, parse_whole_number

Page = Callable[[Scope, Mapping[bytes, bytes], RequestFacts], Awaitable[Reply]]
"""A page of the server itself (health, metrics, reference): no caller, no container."""

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}\Z")


class Call(msgspec.Struct, frozen=True, eq=False):
    """A request on its way: what the server handed over, and where its answer leaves."""

    scope: Scope
    receive: Receive
    headers: Mapping[bytes, bytes]
    outlet: Outlet
    base_url: str

    @property
    def facts(self) -> RequestFacts:
        """What a refusal may tell of it."""
        method, path = self.scope["method"], self.scope["path"]
        return RequestFacts(method, path, self.outlet.request_id, self.base_url)


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
            call = Call(scope, receive, headers, outlet, self._addresses.base(scope, headers))
            if found is not None:
                operation, door = found.endpoint.route.operation_id, found.endpoint.door.name
                await self._serve(found, call)
            else:
                await self._serve_other(call)
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

    async def _serve(self, found: Found, call: Call) -> None:
        endpoint, outlet = found.endpoint, call.outlet
        outlet.more = readable(endpoint.door, call.headers)
        try:
            answer = await endpoint.route.handler(await self._context(found, call))
            await outlet.send(answer, endpoint.route.status, call.scope, call.receive)
        except Refusal as refusal:
            await self._refuse(endpoint.door, refusal, call)
        except ClientGone:
            raise
        except Exception as error:
            self._metrics.failure(endpoint.route.operation_id)
            log.exception(
                "failure", request_id=outlet.request_id, operation=endpoint.route.operation_id
            )
            if outlet.status:
                raise  # the answer has begun; the connection must break
            await self._refuse(endpoint.door, error, call)

    async def _context(self, found: Found, call: Call) -> Context:
        endpoint, route = found.endpoint, found.endpoint.route
        directory = await self.services.directory.fresh()
        caller = await self._caller(call) if route.authenticated else None
        if caller is not None:
            if not _is_known(caller, directory):
                await directory.fresh(now=True)
            self._take(caller, endpoint, call.outlet)
            _check_scope(caller, endpoint)
        person = directory.person(caller.person_id) if caller and caller.person_id else None
        project = role = None
        if endpoint.has_container:
            project = self._container(found.values[0], endpoint)
            role = directory.role_of(person.id, project.id) if person is not None else None
            if role is None:
                raise _no_container()
        services = self._services_at(endpoint, call.scope, role)
        if role is not None and person is not None and project is not None:
            services = await screened_services(services, project.id, role, person.id)
        return Context(
            scope=call.scope,
            receive=call.receive,
            headers=call.headers,
            endpoint=endpoint,
            path=dict(zip(endpoint.names, found.values, strict=True)),
            ids=_ids(found),
            caller=caller,
            person=person,
            project=project,
            role=role,
            services=services,
            request_id=call.outlet.request_id,
            base_url=call.base_url,
        )

    async def _caller(self, call: Call) -> Caller:
        """Who calls: by a bearer token, or where there is none by a browser's session."""
        headers = call.headers
        if self._sessions is not None and b"authorization" not in headers and b"cookie" in headers:
            caller = await self._sessions.caller(headers, call.scope["method"], call.base_url)
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

    async def _serve_other(self, call: Call) -> None:
        scope, headers, outlet, facts = call.scope, call.headers, call.outlet, call.facts
        method, path = facts.method, facts.path
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

    async def _refuse(self, door: Door, error: BaseException, call: Call) -> None:
        await call.outlet.send(door.refuse(error, call.facts), 500, call.scope, call.receive)


def _is_known(caller: Caller, directory: Directory) -> bool:
    """Whether the directory, which may be half a second old, has whoever calls: somebody who has
    just been added or registered may be here before it has heard of him."""
    if caller.person_id is not None:
        return caller.person_id in directory.people
    return caller.client_id in directory.clients


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
