"""Contracts and their lines through Procore's door, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from tests.procore.site import Site

WORK, PURCHASE, PRIME = "work_order_contract", "purchase_order_contract", "prime_contract"
Json = dict[str, Any]


@dataclass
class Desk:
    """Each call is one request of the project's administrator."""

    site: Site

    @property
    def here(self) -> Json:
        return {"project_id": self.site.project_id}

    def vendor(self, name: str = "supplier") -> int:
        return self.site.people.companies[name].id

    def person(self, role: str = "manager") -> int:
        return self.site.people.persons[role].id

    async def make(self, word: str, **fields: Any) -> Json:
        return found(await self.post(word, fields), 201)

    async def post(self, word: str, fields: Json) -> httpx.Response:
        return await self.site.procore.post(path_of(word), json=self.here | {word: fields})

    async def change(self, word: str, record: Json, **fields: Any) -> Json:
        return found(await self.patch(word, record, fields))

    async def patch(self, word: str, record: Json, fields: Json) -> httpx.Response:
        path = f"{path_of(word)}/{record['id']}"
        return await self.site.procore.patch(path, json=self.here | {word: fields})

    async def get(self, word: str, record: Json) -> Json:
        return found(await self.fetch(f"{path_of(word)}/{record['id']}"))

    async def fetch(self, path: str, **query: Any) -> httpx.Response:
        return await self.site.procore.get(path, params=self.here | query)

    async def rows(self, path: str, **query: Any) -> list[Json]:
        answer = await self.fetch(path, **query)
        assert answer.status_code == 200, answer.text
        records: list[Json] = answer.json()
        return records

    async def remove(self, path: str) -> httpx.Response:
        return await self.site.procore.delete(path, params=self.here)

    # Lines

    def lines(self, word: str, record: Json) -> str:
        return f"/rest/v1.0/{word}s/{record['id']}/line_items"

    async def line(self, word: str, record: Json, **fields: Any) -> Json:
        body = self.here | {"line_item": fields}
        return found(await self.site.procore.post(self.lines(word, record), json=body), 201)

    async def change_line(self, word: str, record: Json, line: Json, **fields: Any) -> Json:
        path = f"{self.lines(word, record)}/{line['id']}"
        body = self.here | {"line_item": fields}
        return found(await self.site.procore.patch(path, json=body))

    # Autodesk's door

    async def acc_rows(self, path: str) -> list[Json]:
        answer = await self.site.acc.get(self.site.cost(path))
        assert answer.status_code == 200, answer.text
        body = answer.json()
        records: list[Json] = body if isinstance(body, list) else body["results"]
        return records

    async def acc_patch(self, path: str, **fields: Any) -> Json:
        answer = await self.site.acc.patch(self.site.cost(path), json=fields)
        assert answer.is_success, answer.text
        record: Json = answer.json()
        return record


def path_of(word: str) -> str:
    return f"/rest/v1.0/{word}" + ("" if word == PRIME else "s")


def refused(answer: httpx.Response, status: int, *fields: str) -> None:
    assert answer.status_code == status, answer.text
    assert set(answer.json()["errors"]) == set(fields), answer.text


def found(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, answer.text
    record: Json = answer.json()
    return record
