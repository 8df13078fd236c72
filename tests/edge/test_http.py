"""A request's way through the edge, in the order in which it can go wrong."""

from __future__ import annotations

import httpx
from tests.edge import sample_door
from tests.edge.conftest import ELSEWHERE, PROJECT, WIDGETS, Edge


async def test_a_widget_lives(client: httpx.AsyncClient) -> None:
    made = await client.post(WIDGETS, json={"name": "Slab", "approved": 1.5})
    assert made.status_code == 201
    assert made.json()["approved"] == "1.5000"
    one = f"{WIDGETS}/{made.json()['id']}"
    assert (await client.get(one)).json() == made.json()
    changed = await client.patch(one, json={"name": "Slab openings"})
    assert changed.json()["name"] == "Slab openings"
    page = (await client.get(WIDGETS)).json()
    assert page["pagination"] == {"limit": 100, "offset": 0, "totalResults": 1, "nextUrl": ""}
    assert page["results"] == [changed.json()]
    gone = await client.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(one)).status_code == 404


async def test_every_spelling_of_an_address(client: httpx.AsyncClient) -> None:
    project = str(PROJECT)
    for path in (
        f"/cost/v1/containers/{project}/widgets:batch-create",
        f"/cost/v1/containers/{project}/widgets/:batch-create",
        f"http://localhost:8080//cost/v1//containers/{project}/widgets:batch-create/",
        f"/construction/cost/v1/projects/{project.upper()}/widgets:batch-create",
        f"/cost/v1/containers/b.{project}/widgets:batch-create",
    ):
        reply = await client.post(path, json={"data": [{"name": path}]})
        assert reply.status_code == 201, (path, reply.text)


async def test_next_url_keeps_the_query(edge: Edge) -> None:
    sample_door.STORED.extend({"uuid": PROJECT, "name": str(n), "version": 1} for n in range(3))
    async with edge.client() as client:
        query = "limit=2&sort=name%2C%20updatedAt%20desc&filter%5Bnumber%5D=1,2&x=%22"
        page = (await client.get(f"{WIDGETS}?offset=0&{query}")).json()
        assert page["pagination"]["nextUrl"] == (f"http://localhost:8080{WIDGETS}?{query}&offset=2")
        last = (await client.get(page["pagination"]["nextUrl"])).json()
        assert last["pagination"] == {"limit": 2, "offset": 2, "totalResults": 3, "nextUrl": ""}


async def test_a_host_that_is_not_allowed_is_not_repeated(edge: Edge) -> None:
    sample_door.STORED.extend({"uuid": PROJECT, "name": str(n), "version": 1} for n in range(3))
    async with edge.client() as client:
        reply = await client.get(f"{WIDGETS}?limit=1", headers={"host": "evil.example"})
        assert "evil" not in reply.text
    public = Edge(public_url="https://changes.example.org/")
    async with public.client() as client:
        url = (await client.get(f"{WIDGETS}?limit=1")).json()["pagination"]["nextUrl"]
        assert url.startswith("https://changes.example.org/cost/v1/")


async def test_without_a_token(edge: Edge) -> None:
    async with edge.client() as client:
        reply = await client.get(WIDGETS, headers={"authorization": "Basic eA=="})
        assert reply.status_code == 401
        assert set(reply.json()) == {"developerMessage", "errorCode", "more info"}
        assert reply.headers["www-authenticate"] == "Bearer"


async def test_a_scope_that_is_missing(edge: Edge) -> None:
    async with edge.client(scopes=frozenset({"data:read"})) as client:
        reply = await client.post(WIDGETS, json={"name": "x"})
        assert reply.status_code == 403
        assert "data:write" in reply.json()["developerMessage"]
        assert sample_door.STORED == []


async def test_a_program_without_a_person(edge: Edge) -> None:
    async with edge.client(person=0) as client:
        reply = await client.get(WIDGETS)
        assert reply.status_code == 403
        assert "errorCode" in reply.json()


async def test_a_stranger_learns_nothing(edge: Edge, client: httpx.AsyncClient) -> None:
    foreign = await client.get(f"/cost/v1/containers/{ELSEWHERE}/widgets/pco")
    nothing = await client.get(
        "/cost/v1/containers/22222222-1775-4d76-9b1d-c613e120ccff/widgets/pco"
    )
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.json() == nothing.json()


async def test_malformed_ids_are_named(client: httpx.AsyncClient) -> None:
    for path, field in (
        ("/cost/v1/containers/nonsense/widgets/pco", "containerId"),
        (f"{WIDGETS}/nonsense", "id"),
        (f"{WIDGETS}/%00", "id"),
    ):
        reply = await client.get(path)
        assert reply.status_code == 400, path
        assert reply.json()["errors"][0]["field"] == field


async def test_unknown_paths_and_methods(client: httpx.AsyncClient) -> None:
    unknown = await client.get(f"/cost/v1/containers/{PROJECT}/gadgets")
    assert unknown.status_code == 404
    assert unknown.json()["error"]["statusCode"] == 404
    other = await client.put(WIDGETS, json={})
    assert other.status_code == 405
    assert other.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert other.json()["error"]["statusCode"] == 405
    options = await client.options(WIDGETS)
    assert (options.status_code, options.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert (await client.get("/nowhere")).json()["title"] == "Not found"


async def test_a_long_address_is_not_sent_back_whole(client: httpx.AsyncClient) -> None:
    for path in (f"/cost/{'x' * 5000}", f"/nowhere/{'x' * 5000}", f"{WIDGETS}/{'x' * 5000}"):
        reply = await client.get(path)
        assert reply.status_code in (400, 404)
        assert len(reply.content) < 1000


async def test_head_is_a_get_without_its_body(client: httpx.AsyncClient) -> None:
    get, head = await client.get(WIDGETS), await client.head(WIDGETS)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_our_own_failure_is_named_and_counted(edge: Edge) -> None:
    async with edge.client() as client:
        path = f"/cost/v1/containers/{PROJECT}/failures"
        reply = await client.get(path, headers={"x-request-id": "abc-1"})
    assert reply.status_code == 500
    assert "abc-1" in reply.json()["error"]["detail"]
    assert "ZeroDivision" not in reply.text
    assert b'failures_total{operation="getFailure"} 1.0' in edge.metrics.page().body


async def test_request_ids(client: httpx.AsyncClient) -> None:
    own = await client.get(WIDGETS, headers={"x-request-id": "build-42"})
    assert own.headers["x-request-id"] == "build-42"
    bad = await client.get(WIDGETS, headers={"x-request-id": "two words"})
    assert bad.headers["x-request-id"] != "two words"


async def test_rate_limit(edge: Edge) -> None:
    limited = Edge({"getWidgets": 2})
    async with limited.client() as client:
        for _ in range(2):
            assert (await client.get(WIDGETS)).status_code == 200
        reply = await client.get(WIDGETS)
        assert reply.status_code == 429
        assert reply.json() == {"developerMessage": "Quota limit exceeded."}
        assert reply.headers["retry-after"] == "60"
        assert (await client.post(WIDGETS, json={"name": "x"})).status_code == 201
        limited.clock.seconds += 59.5
        assert (await client.get(WIDGETS)).headers["retry-after"] == "1"
        limited.clock.seconds += 0.5
        assert (await client.get(WIDGETS)).status_code == 200


async def test_an_unchanged_poll(client: httpx.AsyncClient) -> None:
    first = await client.get(WIDGETS, params={"limit": 5, "offset": 0})
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = await client.get(
        WIDGETS, params={"offset": 0, "limit": 5}, headers={"if-none-match": f'"x", {tag}'}
    )
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await client.get(WIDGETS, params={"limit": 6}, headers={"if-none-match": tag})
    assert other.status_code == 200
    await client.post(WIDGETS, json={"name": "x"})
    changed = await client.get(
        WIDGETS, params={"limit": 5, "offset": 0}, headers={"if-none-match": tag}
    )
    assert changed.status_code == 200


async def test_if_match(client: httpx.AsyncClient) -> None:
    one = f"{WIDGETS}/{(await client.post(WIDGETS, json={'name': 'x'})).json()['id']}"
    tag = (await client.get(one)).headers["etag"]
    assert (await client.patch(one, json={"name": "y"}, headers={"if-match": tag})).is_success
    stale = await client.patch(one, json={"name": "z"}, headers={"if-match": tag})
    assert stale.status_code == 412
    assert stale.json()["error"]["statusCode"] == 412
    assert (await client.patch(one, json={"name": "z"}, headers={"if-match": "*"})).is_success
    weak = await client.patch(one, json={"name": "w"}, headers={"if-match": f"W/{tag}"})
    assert weak.status_code == 412
