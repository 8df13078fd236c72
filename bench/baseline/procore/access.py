"""The company of the header, the project of the query, and whether the caller is its member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException
from sqlalchemy import bindparam, select

from ..access import claims_of
from ..database import SessionDependency
from .models import Member, Person, Project, Settings

FULL_ROLES = frozenset({"admin", "manager", "estimator", "approver", "viewer"})

# Every request asks this, so it is built once.
ACCESS = (
    select(Project.id, Member.role, Settings.settings)
    .join(Member, Member.project_id == Project.id)
    .join(Person, Person.id == Member.person_id)
    .join(Settings, Settings.container_id == Project.id)
    .where(
        Project.id == bindparam("project"),
        Project.account_id == bindparam("company"),
        Project.cost_active,
        Person.autodesk_id == bindparam("person"),
        Person.active,
        Member.active,
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """A project that the caller may read, and how it is set up."""

    project_id: int
    tiers_cost: int
    tiers_budget: int
    default_main_contract_id: int | None
    currency: str | None
    custom_attributes: bool

    def tiers(self, side: str) -> int:
        return self.tiers_budget if side == "budget" else self.tiers_cost


async def place_of(
    project_id: int,
    claims: Annotated[dict[str, object], Depends(claims_of)],
    session: SessionDependency,
    company: Annotated[int | None, Header(alias="Procore-Company-Id")] = None,
) -> Place:
    if company is None:
        raise HTTPException(403, "Missing Procore-Company-Id header")
    scopes = claims.get("scope")
    if not isinstance(scopes, list) or "data:read" not in scopes:
        raise HTTPException(403, "The token lacks the scope data:read")
    parameters = {"project": project_id, "company": company, "person": claims.get("userid")}
    row = (await session.execute(ACCESS, parameters)).one_or_none()
    if row is None:
        raise HTTPException(404, "There is no such project in this company")
    if row[1] not in FULL_ROLES:
        raise HTTPException(403, "You do not have access to the Change Orders tool")
    settings: dict[str, Any] = row[2]
    return Place(
        project_id=row[0],
        tiers_cost=settings.get("tiers_cost", 1),
        tiers_budget=settings.get("tiers_budget", 2),
        default_main_contract_id=settings.get("default_main_contract_id"),
        currency=settings.get("currency"),
        custom_attributes=settings.get("custom_attributes", False),
    )


PlaceDependency = Annotated[Place, Depends(place_of)]
