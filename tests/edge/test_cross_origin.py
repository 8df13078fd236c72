"""Programs in pages of other sites: what a browser lets them read of the doors put together."""

from __future__ import annotations

import httpx


async def test_a_page_of_another_site_reads_what_its_own_token_opens(
    acc: httpx.AsyncClient, root: str
) -> None:
    page = {"origin": "https://charts.example"}
    path = f"{root}/change-orders/pco"
    asked = await acc.options(
        path,
        headers=page
        | {
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "authorization,content-type,if-match",
        },
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "POST" in asked.headers["access-control-allow-methods"]
    allowed = asked.headers["access-control-allow-headers"]
    assert allowed == "authorization,content-type,if-match"
    for address, token, status in (
        (path, {}, 200),
        (f"{path}?sort=colour", {}, 400),
        (path, {"authorization": "Bearer nonsense"}, 401),
        (f"{root}/gadgets", {}, 404),
        ("/userinfo", {}, 200),
        ("/project/v1/hubs", {}, 200),
    ):
        reply = await acc.get(address, headers=page | token)
        assert reply.status_code == status, (address, reply.text)
        assert reply.headers.get_list("access-control-allow-origin") == ["*"], address
        assert "ETag" in reply.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in reply.headers, "no session of a browser"
    assert "access-control-allow-origin" not in (await acc.get(path)).headers
    own = await acc.get("/web/v1/session", headers=page)
    assert "access-control-allow-origin" not in own.headers
    odd = {"access-control-request-method": "GET", "access-control-request-headers": "a\tb"}
    refused = await acc.options(path, headers=page | odd)
    assert refused.headers["access-control-allow-headers"] == ""
