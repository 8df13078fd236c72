"""Names of people and companies, and the rows of contracts: small tables, kept for a while."""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..names import GOOD_SECONDS
from .models import Company, Person
from .schemas import User, Vendor


class Directory:
    """Who people and companies are, by id."""

    def __init__(self) -> None:
        self.people: dict[int | None, User] = {}
        self.companies: dict[int | None, Vendor] = {}
        self._good_until = 0.0

    async def fresh(self, session: AsyncSession) -> Directory:
        """Itself, read again when it is old."""
        now = time.monotonic()
        if now >= self._good_until:
            people = await session.execute(select(Person.id, Person.email, Person.name))
            self.people = {row[0]: User(id=row[0], login=row[1], name=row[2]) for row in people}
            companies = await session.execute(select(Company.id, Company.name))
            self.companies = {row[0]: Vendor(id=row[0], name=row[1]) for row in companies}
            self._good_until = now + GOOD_SECONDS
        return self
