"""Who calls, and the companies they work in: asked before anything else, without a header."""

from __future__ import annotations

from tests.fixtures_acc import client_of
from tests.procore.site import Site, found, open_site

from changewright.core.settings import settings_born

ME = "/rest/v1.0/me"
COMPANIES = "/rest/v1.0/companies"


async def test_me_is_whose_token_it_is(site: Site) -> None:
    for role, person in site.people.persons.items():
        bare = client_of(site.application, site.people.tokens[role])
        told = found(await bare.get(ME))
        assert told == {"id": person.id, "login": person.email, "name": person.name}
    assert (await client_of(site.application).get(ME)).status_code == 401


async def test_companies_are_those_one_works_in(site: Site) -> None:
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    for role in ("admin", "supplier"):
        bare = client_of(site.application, site.people.tokens[role])
        rows = (await bare.get(COMPANIES, params={"include_free_companies": True})).json()
        assert [row["id"] for row in rows] == [site.company_id]
        assert set(rows[0]) == {
            *("id", "name", "is_active", "logo_url", "pcn_business_experience", "my_company")
        }
        assert found(await bare.get(f"{COMPANIES}/{site.company_id}")) == rows[0]
        for absent in (other.company_id, 2**50, "x"):
            answer = await bare.get(f"{COMPANIES}/{absent}")
            assert answer.status_code == 404
            assert answer.json()["errors"] == ["There is no such company."]


async def test_pages_go_on_until_an_empty_one(site: Site) -> None:
    """A public client asks for pages until there is nothing on one (procore.md §7)."""
    query = {"page": 2, "per_page": 10_000}
    answer = await site.procore.get(COMPANIES, params=query)
    assert (answer.status_code, answer.json(), answer.headers["total"]) == (200, [], "1")
