"""Runs calls of `pyprocore` (Python 3.12 or newer) and prints what they answer. Calls come as JSON:
`[["change_events.list", {"project_id": 1}], …]`."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def run(client: Any, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    target = client
    for part in name.split("."):
        target = getattr(target, part)
    try:
        return {"value": plain(target(**arguments))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


client = importlib.import_module("pyprocore").Procore()
found = [run(client, *call) for call in json.load(sys.stdin)]
sys.stdout.write("\n@@" + json.dumps(found))
