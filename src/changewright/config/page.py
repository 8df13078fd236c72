"""The page of settings, printed from their table."""

from __future__ import annotations

import sys
from dataclasses import Field, fields
from typing import Any, cast

from .reading import PARSERS
from .settings import Settings, variable


def settings_page() -> str:
    """The text of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Each setting is an environment variable; those that `changewright serve --help` lists are "
        "flags too, and a flag wins. A variable that begins with `CHANGEWRIGHT_` and is not in "
        "this table is refused.",
        "",
        "This page is printed from the code: "
        "`python -m changewright.config.page > docs/settings.md`.",
        "",
        "| variable | type | default | meaning |",
        "|---|---|---|---|",
    ]
    for row in fields(Settings):
        kind = PARSERS[cast("str", row.type)][0]
        if row.metadata["least"] is not None:
            kind += f", {row.metadata['least']} to {row.metadata['most'] or 'any'}"
        lines.append(
            f"| `{variable(row.name)}` | {kind} | {_shown_default(row)} "
            f"| {row.metadata['meaning']} |"
        )
    return "\n".join(lines) + "\n"


def _shown_default(row: Field[Any]) -> str:
    if row.metadata["shown"]:
        return str(row.metadata["shown"])
    if isinstance(row.default, bool):
        return f"`{str(row.default).lower()}`"
    if isinstance(row.default, tuple):
        return f"`{','.join(row.default)}`" if row.default else "empty"
    return f"`{row.default}`" if row.default != "" else "empty"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
