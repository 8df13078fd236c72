"""Writes the examples of the reference: real requests and answers of the walk in tests/openapi.

    .venv/bin/python -m scripts.record_examples

It starts the application on an embedded database of its own and drops that afterwards. Tokens are
cut short before they are written; nothing else is changed.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.openapi.site import furnished
from tests.openapi.tour import Exchange, Tour

from changewright.compose.application import started
from changewright.compose.doors import EXAMPLES
from changewright.config.settings import Settings

SECRET_KEYS = ("access_token", "token", "client_secret")
SHOWN_OF_A_SECRET = 12


def files_of(exchange: Exchange) -> dict[str, Any]:
    """The files that show an exchange: their names and what is in them."""
    found = {}
    if exchange.request is not None:
        found[f"{exchange.operation_id}.request.json"] = exchange.request
    if exchange.response is not None:
        found[f"{exchange.operation_id}.response.json"] = exchange.response
    return found


def without_secrets(value: Any) -> Any:
    """The same with tokens and secrets cut short."""
    if isinstance(value, list):
        return [without_secrets(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: inner[:SHOWN_OF_A_SECRET] + "…"
        if name in SECRET_KEYS and isinstance(inner, str)
        else without_secrets(inner)
        for name, inner in value.items()
    }


def write(tour: Tour, folder: Path) -> int:
    """Replace the examples of a folder by those of a walk; answers how many files there are."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    count = 0
    for operation_id in tour.exchanges:
        for name, content in files_of(tour.example(operation_id)).items():
            text = json.dumps(without_secrets(content), indent=2, ensure_ascii=False)
            (folder / name).write_text(text + "\n", "utf-8")
            count += 1
    return count


async def record(home: Path) -> int:
    """Walk through a fresh application and write what was said."""
    async with started(Settings(home=home)) as application:
        return write(await furnished(application), EXAMPLES)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="changewright-examples-") as folder:
        # As root the database runs as another user, who must be able to reach it.
        Path(folder).chmod(0o711)
        print(f"{asyncio.run(record(Path(folder)))} files in {EXAMPLES.name}")


if __name__ == "__main__":
    main()
