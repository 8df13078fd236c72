"""What commands share: settings from flags, the database and its directory, refusals as told."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from changewright.config.settings import Settings
    from changewright.core.errors import Refusal
    from changewright.store.engine import Database
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger
    from changewright.work.unit import Actor

T = TypeVar("T")

Home = Annotated[Path | None, typer.Option(help="Folder for everything kept.")]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="Your own PostgreSQL; empty starts the embedded one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


class Stop(Exception):
    """Why a command cannot go on, in one line."""


class Telling(TyperCommand):
    """A command that tells a refusal by the option or argument it is about."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = _told(error, self.params)
            if told is None:
                raise
            raise Stop(told) from None


def _told(error: Exception, params: list[Any]) -> str | None:
    """A refusal as one line that names what was given; None for any other error."""
    from changewright.core.errors import Refusal

    if not isinstance(error, Refusal):
        return None
    names = {param.name: _name_of(param) for param in params}
    return "; ".join(_sentence(error, names)) or error.detail


def _sentence(refusal: Refusal, names: dict[str, str]) -> Iterator[str]:
    for problem in refusal.problems:
        field = problem.field.replace(".", "_")
        field = "email" if field == "person" else field  # which is how commands name one
        name = names.get(field) or names.get(field.removesuffix("_id"))
        yield f"{name}: {problem.detail}" if name else problem.detail


def _name_of(param: Any) -> str:
    """`--company` of an option, `EMAIL` of an argument."""
    if param.param_type_name == "option":
        return str(param.opts[0])
    return str(param.metavar or param.name).upper()


def settings_of(**flags: Any) -> Settings:
    """The settings, flags that were given first."""
    from changewright.config import reading

    return reading.read(**flags)


def with_database(
    settings: Settings, work: Callable[[Database, Directory], Coroutine[Any, Any, T]]
) -> T:
    """Runs `work` on the opened database and its directory."""

    async def run() -> T:
        async with _opened(settings) as (database, directory):
            return await work(database, directory)

    return asyncio.run(run())


def with_ledger(
    home: Path | None,
    database_url: str | None,
    work: Callable[[Ledger, Directory], Coroutine[Any, Any, T]],
) -> T:
    """Runs `work` on a ledger over the opened database, and its directory."""

    async def on(database: Database, directory: Directory) -> T:
        from changewright.work.ledger import Ledger

        return await work(Ledger(database), directory)

    return with_database(settings_of(home=home, database_url=database_url), on)


def read_text(path: Path, option: str) -> str:
    """What a file holds. Raises `Stop`, naming the option or argument that named the file."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Stop(f"{option}: cannot read {path} ({reason}).") from None


def operator(request: str, person_id: int | None = None) -> Actor:
    """Who acts at the command line: whoever runs this server may do everything."""
    from changewright.work.unit import Actor

    return Actor(person_id, None, "cli", request, "admin")


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Directory]]:
    from changewright.compose.application import opened
    from changewright.work.directory import Directory

    async with opened(settings) as database:
        yield database, await Directory(database).fresh(now=True)


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Keeps the collector from looking through what modules make while they load: none of it is
    garbage, and looking costs a seventh of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many of how many steps are done, from the first step on: a bar on a terminal's
    error stream, one line elsewhere. A start that has nothing to load does not load rich."""
    with contextlib.ExitStack() as stack:
        shown: list[Callable[[int, int], None]] = []

        def tell(done: int, total: int) -> None:
            if not shown:
                shown.append(_bar(what, stack))
            shown[0](done, total)

        yield tell


def _bar(what: str, stack: contextlib.ExitStack) -> Callable[[int, int], None]:
    if not sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)
        return lambda _done, _total: None
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(what, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)
