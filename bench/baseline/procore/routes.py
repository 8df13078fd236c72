"""The two lists, as bare arrays with their totals and neighbours in the headers."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..database import SessionDependency
from .access import PlaceDependency
from .listing import Statements, packages, potentials, window
from .rendering import around_packages, around_potentials, package_out, potential_out
from .schemas import PackageOut, PotentialOut

router = APIRouter(prefix="/rest/v1.0")


async def _page(
    session: AsyncSession, request: Request, response: Response, statements: Statements
) -> list[Any]:
    """The page's rows; the headers say how many there are in all and where the others lie."""
    count, page = statements
    total = await session.scalar(count) or 0
    rows = list(await session.scalars(page))
    number, per_page = window(request.query_params)
    response.headers["Total"] = str(total)
    response.headers["Per-Page"] = str(per_page)
    last = max(1, -(-total // per_page))
    wanted = (
        ("first", 1, number > 1),
        ("prev", number - 1, number > 2),
        ("next", number + 1, number < last),
        ("last", last, last > 1),
    )
    links = [
        f'<{_address(request, place, per_page)}>; rel="{name}"'
        for name, place, is_shown in wanted
        if is_shown
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
    return rows


def _address(request: Request, page: int, per_page: int) -> str:
    parts = request.url.query.split("&") if request.url.query else []
    kept = [
        part for part in parts if unquote_plus(part.partition("=")[0]) not in ("page", "per_page")
    ]
    query = "&".join((*kept, f"page={page}", f"per_page={per_page}"))
    return f"{request.app.state.public_url}{request.url.path}?{query}"


@router.get("/change_order_packages")
async def list_packages(
    request: Request, response: Response, place: PlaceDependency, session: SessionDependency
) -> list[PackageOut]:
    number, per_page = window(request.query_params)
    parameters = request.query_params.multi_items()
    statements = packages(
        place.project_id,
        place.default_main_contract_id,
        parameters,
        (number - 1) * per_page,
        per_page,
    )
    rows = await _page(session, request, response, statements)
    directory = await request.app.state.directory.fresh(session)
    around = await around_packages(session, place, directory, rows)
    return [package_out(row, around) for row in rows]


@router.get("/potential_change_orders")
async def list_potentials(
    request: Request, response: Response, place: PlaceDependency, session: SessionDependency
) -> list[PotentialOut]:
    number, per_page = window(request.query_params)
    parameters = request.query_params.multi_items()
    offset = (number - 1) * per_page
    statements = potentials(place.project_id, parameters, offset, per_page)
    rows = await _page(session, request, response, statements)
    directory = await request.app.state.directory.fresh(session)
    around = await around_potentials(session, place, directory, rows)
    return [potential_out(row, around) for row in rows]
