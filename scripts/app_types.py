"""Writes the web app's types of our doors: app/src/api/schema.d.ts. Needs node and app's packages.

    .venv/bin/python scripts/app_types.py

The app speaks through Autodesk's door and the app's own; Procore's has no place in it. Only what
types are made of is kept of the description, and its digest is the file's first line, so that a
test can tell without node whether the types are those of the code.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from changewright.compose.doors import openapi

APP = Path(__file__).resolve().parent.parent / "app"
SCHEMA = APP / "src" / "api" / "schema.d.ts"
DOORS = ("acc", "web")
PATHS = ("/cost/", "/construction/", "/project/", "/web/")
# Words for people and examples change often and make no type.
LEFT_OUT = ("examples", "example", "x-examples", "summary", "externalDocs")


def description() -> dict[str, Any]:
    """The two doors as one OpenAPI document, without what makes no type."""
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for door in DOORS:
        document = openapi(door)
        paths |= {
            path: {method: _succeeding(operation) for method, operation in item.items()}
            for path, item in document["paths"].items()
            if path.startswith(PATHS)
        }
        for kind, named in document["components"].items():
            components.setdefault(kind, {}).update(named)
    components.pop("securitySchemes", None)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Changewright", "version": "1"},
        "paths": paths,
        "components": components,
    }
    bare: dict[str, Any] = _bare(whole)
    return bare


def digest_line(document: dict[str, Any]) -> str:
    """The first line of the types that belong to this description."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=True)
    return f"// Made by scripts/app_types.py from {hashlib.sha256(text.encode()).hexdigest()}"


def main() -> int:
    document = description()
    (APP / "openapi.json").write_text(json.dumps(document), "utf-8")
    done = subprocess.run(["npm", "run", "--silent", "types"], cwd=APP, check=False)
    if done.returncode != 0:
        return done.returncode
    SCHEMA.write_text(f"{digest_line(document)}\n{SCHEMA.read_text('utf-8')}", "utf-8")
    return 0


def _succeeding(operation: Any) -> Any:
    """The operation with what it answers when all is well; errors have one reader in the app."""
    if not isinstance(operation, dict) or "responses" not in operation:
        return operation
    responses = {
        status: {key: value for key, value in response.items() if key != "headers"}
        for status, response in operation["responses"].items()
        if status.startswith("2")
    }
    named = [each for each in operation.get("parameters", []) if each.get("in") != "header"]
    return operation | {"responses": responses, "parameters": named}


def _bare(node: Any, is_named: bool = False) -> Any:
    """The node without words and examples; `is_named` where keys are names, not keywords."""
    if isinstance(node, list):
        return [_bare(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _bare(value, key in ("properties", "schemas", "paths"))
        for key, value in node.items()
        if is_named or not (key in LEFT_OUT or (key == "description" and isinstance(value, str)))
    }


if __name__ == "__main__":
    sys.exit(main())
