"""Everything that is asked in a run, and the files that hold it for wrk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import addresses
import procore_addresses
import psycopg
from addresses import Known
from wrk import Requests


@dataclass(slots=True)
class Asked:
    """`lists` are different addresses, `drawn_lists` draws from them; `pages` and `deep` the same
    lists at offset 0 and `deep_offset`. `creations` go over all containers in turn. Of Procore's
    door: `packages` and `potentials` are different addresses of those lists, `procore_pages` and
    `procore_deep` the same lists at pages 1 and `deep_page`."""

    folder: Path
    lists: list[str]
    drawn_lists: list[str]
    records: list[str]
    pages: list[str]
    deep: list[str]
    deep_offset: int
    creations: list[str]
    large_creations: list[str]
    packages: list[str]
    potentials: list[str]
    procore_pages: list[str]
    procore_deep: list[str]
    deep_page: int
    company_id: int
    files: dict[str, Requests] = field(default_factory=dict)

    @classmethod
    def drawn(
        cls,
        connection: psycopg.Connection[tuple[object, ...]],
        known: Known,
        containers: Sequence[str],
        folder: Path,
        count: int,
    ) -> Asked:
        """`count` different lists, and all else, of the containers, of which `known` is one."""
        folder.mkdir(exist_ok=True)
        lists = addresses.lists(connection, known, count)
        drawn = addresses.draws(lists)
        site = procore_addresses.known(connection, known.container)
        totals = procore_addresses.Totals(connection, site)
        packages, potentials = (
            procore_addresses.lists(each, site, totals, count)
            for each in (procore_addresses.PACKAGES, procore_addresses.POTENTIALS)
        )
        page = procore_addresses.deep_page(site)
        offset = min(addresses.DEEP, (len(known.uuids["pco"]) - 1) // 2)
        asked = cls(
            folder=folder,
            lists=lists,
            drawn_lists=drawn,
            records=addresses.records(known),
            pages=addresses.deep_lists(known.container, 0),
            deep=addresses.deep_lists(known.container, offset),
            deep_offset=offset,
            creations=addresses.creations(containers),
            large_creations=addresses.creations([known.container]),
            packages=packages,
            potentials=potentials,
            procore_pages=procore_addresses.page_of_all(site, 1),
            procore_deep=procore_addresses.page_of_all(site, page),
            deep_page=page,
            company_id=site.company_id,
        )
        asked.file("list", "GET", drawn)
        asked.file("includes", "GET", [addresses.with_includes(each) for each in drawn])
        asked.file("one", "GET", asked.records)
        asked.file("page 1", "GET", asked.pages)
        asked.file("deep", "GET", asked.deep)
        asked.file("create many", "POST", asked.creations)
        asked.file("create one", "POST", asked.large_creations)
        asked.file("packages", "GET", addresses.draws(packages), site.company_id)
        asked.file("potentials", "GET", addresses.draws(potentials), site.company_id)
        asked.file("procore page 1", "GET", asked.procore_pages, site.company_id)
        asked.file("procore deep", "GET", asked.procore_deep, site.company_id)
        return asked

    def file(
        self, name: str, method: str, lines: Sequence[str], company: int | None = None
    ) -> Requests:
        path = self.folder / f"{name.replace(' ', '-')}.txt"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        self.files[name] = Requests(method, path, company)
        return self.files[name]
