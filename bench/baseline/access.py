"""Who is calling, and may they: the bearer token's signature, then membership of the project."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, RSAKey
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from .database import SessionDependency
from .models import Member, Person, Project, SigningKey

ALGORITHM = "RS256"
WRITING_ROLES = frozenset({"admin", "manager", "estimator"})
bearer = HTTPBearer(auto_error=False)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


# Every request asks this, so it is built once.
ACCESS = (
    select(Project.id, Person.id, Member.role)
    .join(Member, Member.project_id == Project.id)
    .join(Person, Person.id == Member.person_id)
    .where(
        Project.uuid == bindparam("container"),
        Person.autodesk_id == bindparam("person"),
        Person.active,
        Member.active,
    )
)


@dataclass(frozen=True, slots=True)
class Access:
    """A caller who is a member of the container's project."""

    container_id: int
    container_uuid: UUID
    person_id: int
    role: str
    scopes: frozenset[str]

    def require_scope(self, scope: str) -> None:
        if scope not in self.scopes:
            raise HTTPException(403, f"The token lacks the scope {scope}")

    def require_writer(self) -> None:
        if self.role not in WRITING_ROLES:
            raise HTTPException(403, "This role may not write")


async def load_keys(session: AsyncSession) -> KeySet:
    """The public halves of the keys that sign tokens."""
    rows = await session.scalars(select(SigningKey))
    keys: list[Key] = []
    for row in rows:
        public = RSAKey.import_key(json.loads(row.private_jwk)).as_dict(private=False)
        keys.append(RSAKey.import_key(public | {"kid": row.key_id}))
    return KeySet(keys)


def claims_of(request: Request, credentials: Credentials) -> dict[str, object]:
    if credentials is None:
        raise HTTPException(401, "The request has no access token")
    try:
        token = jwt.decode(credentials.credentials, request.app.state.keys, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise HTTPException(401, "The access token is not valid") from error
    expires = token.claims.get("exp")
    if not isinstance(expires, int) or expires <= time.time():
        raise HTTPException(401, "The access token has expired")
    return token.claims


async def access_of(
    container_id: UUID,
    claims: Annotated[dict[str, object], Depends(claims_of)],
    session: SessionDependency,
) -> Access:
    parameters = {"container": container_id, "person": claims.get("userid")}
    row = (await session.execute(ACCESS, parameters)).one_or_none()
    if row is None:
        raise HTTPException(404, "There is no such container")
    scopes = claims.get("scope")
    return Access(
        container_id=row[0],
        container_uuid=container_id,
        person_id=row[1],
        role=row[2],
        scopes=frozenset(scopes if isinstance(scopes, list) else ()),
    )


AccessDependency = Annotated[Access, Depends(access_of)]
