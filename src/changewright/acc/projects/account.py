"""Companies and users of an account as the older account API has them (`/hq/v1`).

All read the directory in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from changewright.core.errors import invalid
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.values import echo

from ..query_text import one_boolean, one_text, one_word
from .answers import answer_json
from .listing import Row, select_plainly
from .shapes import hq_company, hq_user
from .viewing import Viewer, viewer

REGIONS = ("us", "emea", "eu", "aus", "apac", "can", "deu", "gbr", "ind", "jpn")
HQ_LIMIT_DEFAULT = 10
HQ_LIMIT_MAXIMUM = 100
OPERATORS = ("OR", "AND")
COMPANY_WORDS = ("name", "trade")
USER_WORDS = ("name", "email", "company_name")


def _check_region(context: Context) -> None:
    region = context.path.get("region", "us")
    if region.lower() not in REGIONS:
        raise invalid("region", "choice", f"No enum match for: {echo(region)} on region")


def _plain_page(context: Context, who: Viewer, rows: Callable[[], list[Row]]) -> Reply:
    """A bare array, ten of it unless more are asked for."""

    def render() -> list[Row]:
        return select_plainly(
            rows(),
            context.query,
            limit_default=HQ_LIMIT_DEFAULT,
            limit_maximum=HQ_LIMIT_MAXIMUM,
        )

    return answer_json(context, who, render)


def _found(context: Context, rows: list[Row], keys: Sequence[str]) -> list[Row]:
    """Those of the rows that a search is for: any of its words, or with `operator=AND` all of them,
    in whole or (`partial`, which it is unless said otherwise) in part. Raises `Invalid`."""
    asked = {key: one_text(context.query, key, maximum=255) for key in keys}
    wanted = {key: text.casefold() for key, text in asked.items() if text}
    together = all if one_word(context.query, "operator", OPERATORS) == "AND" else any
    partial = one_boolean(context.query, "partial", default=True)

    def matches(row: Row, key: str) -> bool:
        text = str(row[key] or "").casefold()
        return wanted[key] in text if partial else wanted[key] == text

    return [row for row in rows if not wanted or together(matches(row, key) for key in wanted)]


def _hq_companies(context: Context, *, searched: bool) -> Answer:
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")

    def rows() -> list[Row]:
        found = [hq_company(each, account) for each in who.companies(who.projects(account))]
        return _found(context, found, COMPANY_WORDS) if searched else found

    return _plain_page(context, who, rows)


async def list_hq_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/companies."""
    return _hq_companies(context, searched=False)


async def search_hq_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/companies/search."""
    return _hq_companies(context, searched=True)


async def get_hq_company(context: Context) -> Answer:
    """GET accounts/{accountId}/companies/{companyId}: what `companyUid` of a change order leads to
    (the seed page [doc]); by the twelve characters too."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    company = who.find_company(account, context.path["companyId"])
    return answer_json(context, who, lambda: hq_company(company, account))


async def list_hq_project_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/projects/{projectId}/companies."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    project = who.project(context.path["projectId"], "projectId", account)

    def rows() -> list[Row]:
        return [hq_company(each, account, project) for each in who.companies([project])]

    return _plain_page(context, who, rows)


async def list_hq_users(context: Context) -> Answer:
    """GET accounts/{accountId}/users: those who work in a project with the caller."""
    return _hq_users(context, searched=False)


async def search_hq_users(context: Context) -> Answer:
    """GET accounts/{accountId}/users/search."""
    return _hq_users(context, searched=True)


def _hq_users(context: Context, *, searched: bool) -> Answer:
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    companies = who.directory.companies

    def rows() -> list[Row]:
        found = [
            hq_user(each, account, companies.get(each.company_id or 0))
            for each in who.people(account)
        ]
        return _found(context, found, USER_WORDS) if searched else found

    return _plain_page(context, who, rows)


async def get_hq_user(context: Context) -> Answer:
    """GET accounts/{accountId}/users/{userId}: by UUID or by the twelve characters."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    person = who.find_person(account, context.path["userId"])
    company = who.directory.companies.get(person.company_id or 0)
    return answer_json(context, who, lambda: hq_user(person, account, company))
