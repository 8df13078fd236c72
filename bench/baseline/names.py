"""Names of people and companies for the wire: two small tables, kept in memory for a while."""

from __future__ import annotations

import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Company, Person

GOOD_SECONDS = 30.0


class Names:
    """The identifiers of people and companies by id."""

    def __init__(self) -> None:
        self.people: dict[int | None, str] = {}
        self.companies: dict[int | None, str] = {}
        self.company_uuids: dict[int | None, UUID] = {}
        self._good_until = 0.0

    async def fresh(self, session: AsyncSession) -> Names:
        """Themselves, read again when they are old."""
        now = time.monotonic()
        if now >= self._good_until:
            people = await session.execute(select(Person.id, Person.autodesk_id))
            self.people = {row[0]: row[1] for row in people}
            companies = (
                await session.execute(select(Company.id, Company.autodesk_id, Company.uuid))
            ).all()
            self.companies = {row[0]: row[1] for row in companies}
            self.company_uuids = {row[0]: row[2] for row in companies}
            self._good_until = now + GOOD_SECONDS
        return self
