"""Signing in at a provider of identities: who is believed, and who is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import BASE, People
from tests.web.browsing import COOKIE, SESSION, visitor
from tests.web.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    IdentityProvider,
    key_named,
    serving,
)

from changewright.compose.application import started
from changewright.config.settings import SettingError, Settings
from changewright.edge.http import Application
from changewright.edge.oidc.flow import SEED_COOKIE, safe_next
from changewright.edge.oidc.provider import Provider
from changewright.store.embedded import Urls
from changewright.work.ledger import Ledger
from changewright.work.people import set_active
from changewright.work.sign_in import Limit

START, BACK = "/web/v1/oidc/start", "/web/v1/oidc/back"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    made, server = serving()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
async def configured(settings: Settings, database_urls: Urls) -> AsyncIterator[Application]:
    """The application with a provider, which each test puts in its place."""
    with_provider = replace(
        settings,
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id=CLIENT_ID,
        oidc_name="Builders' login",
    )
    async with started(with_provider, database_urls) as application:
        yield application


@dataclass
class Visit:
    """A browser on its way to the provider and back."""

    client: httpx.AsyncClient
    provider: IdentityProvider

    async def go(self, after: str = "/app/p/1/log?sort=number") -> str:
        reply = await self.client.get(START, params={"next": after})
        assert reply.status_code == 303, reply.text
        return reply.headers["location"]

    async def come_back(self, address: str = "") -> str:
        """Where the browser is sent on to."""
        address = address or self.provider.browser_arrives(await self.go())
        reply = await self.client.get(address)
        assert reply.status_code == 303, reply.text
        return reply.headers["location"]

    async def is_signed_in(self) -> bool:
        return bool((await self.client.get(SESSION)).json()["signedIn"])


@pytest.fixture
async def visit(
    configured: Application, provider: IdentityProvider, people: People
) -> AsyncIterator[Visit]:
    configured.services.extras["oidc"] = Provider(provider.issuer, CLIENT_ID, CLIENT_SECRET)
    provider.claims["email"] = people.persons["manager"].email.upper()
    await configured.services.directory.fresh(now=True)
    async with visitor(configured) as client:
        yield Visit(client, provider)


async def test_somebody_signs_in(visit: Visit, people: People, place: str) -> None:
    ways = (await visit.client.get(SESSION)).json()["ways"]
    assert ways["oidc"] == {"name": "Builders' login", "startUrl": START}
    address = await visit.go()
    assert address.startswith(f"{visit.provider.issuer}/authorize?tenant=1&")
    back = visit.provider.browser_arrives(address)
    sent = visit.provider.sent
    assert sent["redirect_uri"] == BASE + BACK and sent["code_challenge_method"] == "S256"
    assert sent["response_type"] == "code" and "openid" in sent["scope"].split()
    assert CLIENT_SECRET not in address and len({sent["state"], sent["nonce"]}) == 2
    assert await visit.come_back(back) == "/app/p/1/log?sort=number"
    told = (await visit.client.get(SESSION)).json()
    assert told["person"]["email"] == people.persons["manager"].email
    assert (await visit.client.get(place)).json()["role"] == "manager"
    assert visit.provider.headers[0].startswith("Basic ")
    assert "client_secret" not in visit.provider.asked[0]
    assert SEED_COOKIE not in dict(visit.client.cookies)


async def test_an_office_behind_one_address_signs_in(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("changewright.work.sign_in.LIMITS", (Limit("place", 2, 15),))
    for _ in range(4):
        assert await visit.come_back() == "/app/p/1/log?sort=number"
    visit.provider.claims["email"] = "nobody@example.com"
    told = [await visit.come_back() for _ in range(3)]
    assert told == [*["/app/signin?problem=unknown"] * 2, "/app/signin?problem=too-many"]


async def test_the_way_back_works_once(visit: Visit) -> None:
    back = visit.provider.browser_arrives(await visit.go())
    await visit.come_back(back)
    assert await visit.come_back(back) == "/app/signin?problem=expired"


async def test_a_session_somebody_planted_is_not_used(visit: Visit) -> None:
    visit.client.cookies.set(COOKIE, "planted", domain="127.0.0.1")
    await visit.come_back()
    assert visit.client.cookies.get(COOKIE, domain="127.0.0.1") != "planted"


Turn = Callable[[IdentityProvider], Any]


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        (lambda at: at.claims.update(email="nobody@example.com"), "unknown"),
        (lambda at: at.claims.update(email=None), "refused"),
        (lambda at: at.claims.update(email=7), "refused"),
        (lambda at: at.claims.update(email="\0@x"), "unknown"),
        (lambda at: at.claims.update(email=at.claims["email"].replace("M", "\uff2d")), "unknown"),
        (lambda at: at.claims.update(email_verified=False), "unverified"),
        (lambda at: at.claims.update(email_verified=None), "unverified"),
        (lambda at: at.claims.update(email_verified="true"), "unverified"),
        (lambda at: at.claims.update(nonce="another"), "refused"),
        (lambda at: at.claims.update(nonce=None), "refused"),
        (lambda at: at.claims.update(nonce=1), "refused"),
        (lambda at: at.claims.update(iss="https://evil.example"), "refused"),
        (lambda at: at.claims.update(aud="another"), "refused"),
        (lambda at: at.claims.update(aud=[CLIENT_ID, "another"]), "refused"),
        (lambda at: at.claims.update(azp="another"), "refused"),
        (lambda at: at.claims.update(exp=1), "refused"),
        (lambda at: at.claims.update(exp=None), "refused"),
        (lambda at: at.claims.update(iat=2**40), "refused"),
        (lambda at: setattr(at, "algorithm", "none"), "refused"),
        (lambda at: setattr(at, "algorithm", "HS256"), "refused"),
        (lambda at: setattr(at, "signing", key_named("another")), "refused"),
        (lambda at: setattr(at, "answers", b"{}"), "unavailable"),
        (lambda at: setattr(at, "answers", b"x" * (1 << 21)), "unavailable"),
        (lambda at: setattr(at, "status", 500), "unavailable"),
        (lambda at: setattr(at, "status", 302), "unavailable"),
    ],
)
async def test_who_is_not_believed(visit: Visit, turn: Turn, problem: str) -> None:
    back = visit.provider.browser_arrives(await visit.go())
    turn(visit.provider)
    assert await visit.come_back(back) == f"/app/signin?problem={problem}"
    assert not await visit.is_signed_in()


async def test_two_audiences_with_ours_named(visit: Visit) -> None:
    visit.provider.claims |= {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}
    await visit.come_back()
    assert await visit.is_signed_in()


async def test_who_may_not_act_is_not_let_in(
    visit: Visit, ledger: Ledger, configured: Application, people: People
) -> None:
    person = people.persons["manager"]
    await set_active(ledger, configured.services.directory, person.id, active=False)
    assert await visit.come_back() == "/app/signin?problem=unknown"


async def test_keys_that_were_changed_are_read_again(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visit.come_back()
    visit.provider.key = key_named("another")
    assert await visit.come_back() == "/app/signin?problem=refused", "not read again at once"
    monkeypatch.setattr("changewright.edge.oidc.provider.KEYS_RELOAD_SECONDS", -1.0)
    assert await visit.come_back() == "/app/p/1/log?sort=number"


async def test_a_state_that_is_not_this_browsers(visit: Visit, configured: Application) -> None:
    back = visit.provider.browser_arrives(await visit.go())
    async with visitor(configured) as other:
        victim = Visit(other, visit.provider)
        assert await victim.come_back(back) == "/app/signin?problem=expired"
        await victim.go()
        assert await victim.come_back(back) == "/app/signin?problem=expired"
        assert not await victim.is_signed_in()
    for state in ("", ".", "x.y", back.rpartition("state=")[2] + "x", "%c3%a4", "L2FwcC8."):
        gone = f"{BACK}?code=a-code&state={state}"
        assert await visit.come_back(gone) == "/app/signin?problem=expired"


@pytest.mark.parametrize("query", ["error=access_denied", "code=", "code=" + "x" * 5000])
async def test_the_provider_says_no(visit: Visit, query: str) -> None:
    back = visit.provider.browser_arrives(await visit.go())
    state = back.rpartition("state=")[2]
    assert await visit.come_back(f"{BACK}?{query}&state={state}") == "/app/signin?problem=refused"


async def test_a_parameter_twice(visit: Visit) -> None:
    assert (await visit.client.get(f"{BACK}?code=a&code=b&state=x")).status_code == 422


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example/",
        "//evil.example/app/",
        "/\\evil.example",
        "/app/\\evil",
        "/evil",
        "javascript:alert(1)",
        "/app/\r\nset-cookie: x=1",
        "/app/\u00e9",
        "/app/" + "x" * 2000,
        "",
    ],
)
async def test_nobody_is_sent_elsewhere(visit: Visit, after: str) -> None:
    assert safe_next(after) == "/app/"
    back = visit.provider.browser_arrives(await visit.go(after))
    assert await visit.come_back(back) == "/app/"


@pytest.mark.parametrize(
    "describes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "ftp://keys.example/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
)
async def test_a_description_nobody_can_use(visit: Visit, describes: dict[str, Any]) -> None:
    visit.provider.describes = describes
    assert await visit.go() == "/app/signin?problem=unavailable"


async def test_the_secret_in_the_form_where_the_provider_wants_it_so(visit: Visit) -> None:
    visit.provider.describes = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await visit.come_back()
    assert await visit.is_signed_in()
    assert visit.provider.asked[0]["client_secret"] == CLIENT_SECRET


async def test_without_a_provider(application: Application) -> None:
    async with visitor(application) as client:
        for path in (START, BACK):
            assert (await client.get(path)).status_code == 404


def test_settings_of_a_provider() -> None:
    wrongs: tuple[dict[str, Any], ...] = (
        {"oidc_issuer": "https://login.example.org"},
        {"oidc_issuer": "http://login.example.org", "oidc_client_id": "x"},
        {"oidc_issuer": "https://login.example.org?x", "oidc_client_id": "x"},
    )
    for wrong in wrongs:
        with pytest.raises(SettingError, match="OIDC"):
            Settings(**wrong)
    shown = repr(
        Settings(
            oidc_issuer="https://a.example", oidc_client_id="x", oidc_client_secret="very secret"
        )
    )
    assert "very secret" not in shown
