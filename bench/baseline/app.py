"""The application: `uvicorn baseline.app:application --factory`, settings in the environment."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import unquote_plus
from uuid import UUID, uuid4

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from changewright.core.kinds import KIND

from .access import Access, AccessDependency, load_keys
from .database import SessionDependency, Sessions, engine_of
from .listing import conditions, count_statement, page_statement
from .models import (
    AuditRow,
    ChangeOrder,
    ChangeOrderType,
    CostItem,
    Membership,
    NumberSequence,
    PropertyDefinition,
    PropertyValue,
)
from .names import Names
from .procore import routes as procore
from .procore.names import Directory
from .rendering import (
    WORKFLOW_TYPES,
    Rendering,
    change_order_out,
    change_order_with_includes_out,
    rendering_of,
)
from .schemas import (
    ChangeOrderIn,
    ChangeOrderOut,
    ChangeOrderPage,
    ChangeOrderWithIncludesOut,
    ChangeOrderWithIncludesPage,
    Pagination,
)

LIMIT_MAXIMUM = 100
router = APIRouter(prefix="/cost/v1/containers/{container_id}/change-orders/{kind}")
Include = Annotated[Sequence[str], Query()]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    pool_size = int(os.environ["BASELINE_POOL_SIZE"])
    engine = engine_of(os.environ["BASELINE_DATABASE_URL"], pool_size)
    app.state.sessions = Sessions(engine)
    app.state.public_url = os.environ["BASELINE_PUBLIC_URL"]
    app.state.names = Names()
    app.state.directory = Directory()
    async with app.state.sessions.reading() as session:
        app.state.keys = await load_keys(session)
    yield
    await engine.dispose()


async def ready() -> dict[str, str]:
    return {"status": "ready"}


def _check_kind(kind: str) -> None:
    if kind not in WORKFLOW_TYPES:
        raise HTTPException(400, f"No enum match for: {kind} on changeOrder")


def _included(include: Sequence[str]) -> frozenset[str]:
    words = {word.strip() for text in include for word in text.split(",")}
    return frozenset(words & {"costItems", "attributes"})


def _options(container: int, included: frozenset[str]) -> list[ExecutableOption]:
    """How included rows are loaded: one statement for each include, whatever the page's size."""
    options: list[ExecutableOption] = []
    if "costItems" in included:
        memberships = ChangeOrder.memberships.and_(
            Membership.container_id == container, Membership.deleted_at.is_(None)
        )
        items = Membership.cost_item.and_(CostItem.container_id == container)
        options.append(selectinload(memberships).joinedload(items, innerjoin=True))
    if "attributes" in included:
        values = ChangeOrder.property_values.and_(
            PropertyValue.container_id == container,
            PropertyValue.record_kind == ChangeOrder.__tablename__,
            PropertyValue.deleted_at.is_(None),
        )
        definition = PropertyValue.definition.and_(PropertyDefinition.container_id == container)
        options.append(selectinload(values).options(joinedload(definition, innerjoin=True)))
    return options


async def _list(
    request: Request,
    session: AsyncSession,
    access: Access,
    kind: str,
    included: frozenset[str],
) -> tuple[Pagination, list[ChangeOrder]]:
    """The page's rows, and where the page lies in its list, with the exact total."""
    access.require_scope("data:read")
    _check_kind(kind)
    parameters = request.query_params
    sort, offset = parameters.get("sort", ""), _whole(parameters.get("offset", "0"), "offset")
    limit = min(_whole(parameters.get("limit", "100"), "limit"), LIMIT_MAXIMUM)
    tests = conditions(access.container_id, kind, parameters.multi_items())
    total = await session.scalar(count_statement(tests)) or 0
    statement = page_statement(tests, sort, offset, limit)
    rows = await session.scalars(statement.options(*_options(access.container_id, included)))
    pagination = Pagination(
        limit=limit,
        offset=offset,
        total_results=total,
        next_url=_next_url(request, offset + limit, total),
    )
    return pagination, list(rows)


def _whole(text: str, name: str) -> int:
    if not text.isdigit():
        raise HTTPException(400, f"{name} must be a whole number")
    return int(text)


def _next_url(request: Request, following: int, total: int) -> str:
    """The next page's address: this one's, with another offset; none on the last page."""
    if following >= total:
        return ""
    parts = request.url.query.split("&") if request.url.query else []
    kept = [part for part in parts if unquote_plus(part.partition("=")[0]) != "offset"]
    query = "&".join((*kept, f"offset={following}"))
    return f"{request.app.state.public_url}{request.url.path}?{query}"


def _items(rows: list[ChangeOrder]) -> list[CostItem]:
    return [membership.cost_item for row in rows for membership in row.memberships]


@router.get("")
async def list_change_orders(
    request: Request,
    kind: str,
    access: AccessDependency,
    session: SessionDependency,
    include: Include = (),
) -> ChangeOrderPage | ChangeOrderWithIncludesPage:
    included = _included(include)
    pagination, rows = await _list(request, session, access, kind, included)
    names = await request.app.state.names.fresh(session)
    items = _items(rows) if "costItems" in included else []
    rendering = await rendering_of(session, access, names, rows, items)
    if not included:
        return ChangeOrderPage(
            pagination=pagination, results=[change_order_out(row, rendering) for row in rows]
        )
    with_includes = [change_order_with_includes_out(row, rendering, included) for row in rows]
    return ChangeOrderWithIncludesPage(pagination=pagination, results=with_includes)


@router.get("/{change_order_id}")
async def get_change_order(
    request: Request,
    kind: str,
    change_order_id: UUID,
    access: AccessDependency,
    session: SessionDependency,
    include: Include = (),
) -> ChangeOrderOut | ChangeOrderWithIncludesOut:
    access.require_scope("data:read")
    _check_kind(kind)
    included = _included(include)
    statement = select(ChangeOrder).where(
        ChangeOrder.container_id == access.container_id,
        ChangeOrder.uuid == change_order_id,
        ChangeOrder.kind == kind,
        ChangeOrder.deleted_at.is_(None),
    )
    row = await session.scalar(statement.options(*_options(access.container_id, included)))
    if row is None:
        raise HTTPException(404, f"There is no {kind} {change_order_id} here")
    names = await request.app.state.names.fresh(session)
    items = _items([row]) if "costItems" in included else []
    rendering = await rendering_of(session, access, names, [row], items)
    if not included:
        return change_order_out(row, rendering)
    return change_order_with_includes_out(row, rendering, included)


@router.post("", status_code=201)
async def create_change_order(
    request: Request,
    kind: str,
    body: ChangeOrderIn,
    access: AccessDependency,
    session: SessionDependency,
) -> ChangeOrderOut:
    """Number, row and audit row in one transaction."""
    access.require_scope("data:write")
    access.require_writer()
    _check_kind(kind)
    definition = await _definition(session, access.container_id, kind)
    value = await _next_number(session, access.container_id, kind, definition.number_start)
    row = _new_row(body, access, definition, value, datetime.now(UTC))
    session.add(row)
    await session.flush()
    values = body.model_dump(mode="json", exclude_unset=True)
    session.add(
        AuditRow(
            container_id=access.container_id,
            actor_id=access.person_id,
            action="created",
            record_kind=ChangeOrder.__tablename__,
            record_id=row.id,
            values=values | {"number": row.number},
        )
    )
    names = await request.app.state.names.fresh(session)
    await session.commit()
    return change_order_out(row, Rendering(access.container_uuid, names))


async def _definition(session: AsyncSession, container: int, kind: str) -> ChangeOrderType:
    """How the kind is numbered and called in this project."""
    statement = select(ChangeOrderType).where(
        ChangeOrderType.container_id == container,
        ChangeOrderType.kind == kind,
        ChangeOrderType.deleted_at.is_(None),
    )
    return (await session.scalars(statement)).one()


async def _next_number(session: AsyncSession, container: int, kind: str, start: int) -> int:
    """The next number of the kind; its row is locked until the transaction ends, so no gaps."""
    statement = (
        insert(NumberSequence)
        .values(container_id=container, name=f"number:{kind}", value=start)
        .on_conflict_do_update(
            index_elements=[NumberSequence.container_id, NumberSequence.name],
            set_={"value": NumberSequence.value + 1},
        )
        .returning(NumberSequence.value)
    )
    return (await session.scalars(statement)).one()


def _new_row(
    body: ChangeOrderIn, access: Access, definition: ChangeOrderType, value: int, at: datetime
) -> ChangeOrder:
    """A document in draft on the tracks its kind has."""
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    digits = f"{value:0{definition.number_digits}d}"
    tracks = KIND[definition.kind].tracks
    fields = body.model_dump()
    return ChangeOrder(
        **fields | {"type": body.type or definition.name},
        container_id=access.container_id,
        uuid=uuid4(),
        kind=definition.kind,
        number=f"{definition.number_prefix}{digits}{definition.number_suffix}",
        number_prefix=definition.number_prefix,
        number_value=value,
        number_suffix=definition.number_suffix,
        budget_state="draft" if "budget" in tracks else None,
        cost_state="draft" if "cost" in tracks else None,
        owner_id=access.person_id,
        created_at=at,
        updated_at=at,
        created_by=access.person_id,
        changed_by=access.person_id,
    )


def application() -> FastAPI:
    """BASELINE_DATABASE_URL, BASELINE_POOL_SIZE and BASELINE_PUBLIC_URL are its settings."""
    app = FastAPI(lifespan=lifespan)
    app.include_router(router)
    app.include_router(procore.router)
    app.get("/health/ready")(ready)
    return app
