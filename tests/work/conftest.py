"""A furnished project for the work on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import pytest
from tests.fixtures_ledger import Container, make_container

from changewright.core.settings import ProjectSettings, settings_born
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit

from .site import Site
from .tiers import MakeTiers, Tiers

T = TypeVar("T")
Run = Callable[[Callable[[Unit], Awaitable[Any]]], Awaitable[Any]]


@pytest.fixture
async def run(ledger: Ledger, container: Container, actor: Actor) -> Run:
    """Runs one unit of work in a furnished project of this test."""
    await open_project(ledger, container.id, ProjectSettings(), actor)

    async def run_unit(decide: Callable[[Unit], Awaitable[T]]) -> T:
        return await ledger.run(container.id, actor, decide)

    return run_unit


@pytest.fixture
async def site(ledger: Ledger, container: Container, actor: Actor) -> Site:
    """A furnished project with the settings of one born in the web app."""
    await open_project(ledger, container.id, ProjectSettings(), actor)
    return Site(ledger, container.id, actor)


@pytest.fixture
def make_tiers(ledger: Ledger, actor: Actor) -> MakeTiers:
    """Makes a furnished project with these settings; mirrored as Procore's are, unless told."""

    async def make(**fields: Any) -> Tiers:
        settings = msgspec.structs.replace(settings_born("procore"), **fields)
        container = await make_container(ledger, settings)
        await open_project(ledger, container.id, settings, actor)
        return Tiers(ledger, container.id, actor)

    return make
