"""The reference page: the OpenAPI document as one readable page that needs nothing from elsewhere.

Rendered once on the server: no script, no font, no file but itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from .reply import HTML_MEDIA, Reply

METHODS = ("get", "post", "patch", "put", "delete")
DEPTH_SHOWN = 3
ITEMS_SHOWN = 2


class ParameterLine(msgspec.Struct, frozen=True):
    """A line of a table of parameters or fields; `depth` indents a nested field."""

    name: str
    type: str
    required: bool
    description: str
    depth: int = 0


class Operation(msgspec.Struct, frozen=True):
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    rate_limit: int | None
    parameters: Mapping[str, tuple[ParameterLine, ...]]
    body: tuple[ParameterLine, ...]
    body_note: str
    request_example: str
    responses: tuple[tuple[str, str], ...]
    answer: tuple[ParameterLine, ...]
    answer_note: str
    response_example: str


def reference_page(document: Mapping[str, Any]) -> Reply:
    """The page of an OpenAPI document."""
    files = resources.files(__package__) / "templates"
    style = (files / "reference.css").read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["marked"] = marked
    template = environment.from_string((files / "reference.html").read_text("utf-8"))
    text = template.render(
        info=document["info"],
        style=Markup(style),
        groups=groups(document),
        headers=headers(document),
        tags={tag["name"]: tag.get("description", "") for tag in document["tags"]},
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    sent = ((b"content-security-policy", policy.encode()), (b"cache-control", b"no-cache"))
    return Reply(text.encode(), 200, sent, HTML_MEDIA)


def marked(text: str) -> Markup:
    """Plain text with what stands in backticks set as code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part
        for index, part in enumerate(parts)
    )


def groups(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the document's tags."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(document, path, method, item[method])
                for tag in item[method]["tags"][:1]:
                    found.setdefault(tag, []).append(operation)
    return {tag: operations for tag, operations in found.items() if operations}


def headers(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Every header that some operation takes, with its methods: name, methods, meaning."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for item in document["paths"].values():
        for method, row in item.items():
            for parameter in row.get("parameters", ()):
                if parameter["in"] == "header":
                    key = (parameter["name"], parameter.get("description", ""))
                    found.setdefault(key, {})[method.upper()] = None
    return [
        (name, ", ".join(word.upper() for word in METHODS if word.upper() in methods), meaning)
        for (name, meaning), methods in found.items()
    ]


def _operation(
    document: Mapping[str, Any], path: str, method: str, row: Mapping[str, Any]
) -> Operation:
    by_place: dict[str, list[ParameterLine]] = {}
    for parameter in row.get("parameters", ()):
        if parameter["in"] == "header":
            continue  # told once, for all operations
        by_place.setdefault(parameter["in"], []).append(
            ParameterLine(
                parameter["name"],
                _type(document, parameter["schema"]),
                parameter["required"],
                _described(parameter, parameter["schema"]),
            )
        )
    request = _content(row.get("requestBody", {}))
    status, answer = next(iter(row["responses"].items()))
    response = _content(answer)
    return Operation(
        id=row["operationId"],
        method=method.upper(),
        path=path,
        summary=row["summary"].rstrip("."),
        description=row.get("description", ""),
        scopes=tuple(scope for need in row.get("security", ()) for each in need.values()
                     for scope in each),
        rate_limit=row.get("x-rate-limit-per-minute"),
        parameters={place: tuple(rows) for place, rows in by_place.items()},
        body=tuple(_fields(document, request.get("schema", {}))),
        body_note=_note(document, request.get("schema")),
        request_example=_example(next(iter(request.get("examples", {}).values()), None)),
        responses=tuple(
            (code, each["description"]) for code, each in row["responses"].items()
        ),
        answer=tuple(_fields(document, response.get("schema", {}))),
        answer_note=f"{status} {answer['description']}" + _suffix(document, response),
        response_example=_example(
            {"value": response["example"]} if "example" in response else None
        ),
    )  # fmt: skip


def _content(row: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Mapping[str, Any]] = row.get("content", {})
    return next(iter(content.values()), {})


def _suffix(document: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    note = _note(document, response.get("schema"))
    return f": {note}" if note else ""


def _note(document: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
    return "" if schema is None else _type(document, schema)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A schema in a few words: `string (uuid) or null`, `array of Widget`."""
    resolved = _resolved(document, schema)
    kinds = resolved.get("type", "any")
    words = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in words and "items" in resolved:
        items = resolved["items"]
        words[words.index("array")] = f"array of {_name(document, items)}"
    if "object" in words and "$ref" in schema:
        words[words.index("object")] = _name(document, schema)
    if "format" in resolved:
        words[0] += f" ({resolved['format']})"
    return " or ".join(words)


def _name(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    reference: str | None = schema.get("$ref")
    return reference.rpartition("/")[2] if reference else _type(document, schema)


def _described(row: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    parts = [row.get("description", "")]
    inner = schema.get("items", schema) if schema.get("type") == "array" else schema
    if "enum" in inner:
        words = ", ".join("null" if word is None else str(word) for word in inner["enum"])
        parts.append(f"One of: {words}.")
    if "maxLength" in inner:
        parts.append(f"At most {inner['maxLength']} characters.")
    if "default" in schema:
        parts.append(f"Default: {schema['default']}.")
    return " ".join(part for part in parts if part)


def _fields(
    document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0
) -> list[ParameterLine]:
    """The fields of an object, or of an array's objects, nested ones below their parent."""
    resolved = _resolved(document, schema)
    if "items" in resolved:
        resolved = _resolved(document, resolved["items"])
    rows = []
    required = resolved.get("required", ())
    for name, field in resolved.get("properties", {}).items():
        shown = _resolved(document, field)
        rows.append(
            ParameterLine(
                name, _type(document, field), name in required, _described(shown, shown), depth
            )
        )
        if depth < DEPTH_SHOWN:
            rows.extend(_fields(document, field, depth + 1))
    return rows


def _example(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    return json.dumps(_shortened(row["value"]), indent=2, ensure_ascii=False)


def _shortened(value: Any) -> Any:
    """An example with its lists cut to two elements."""
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:ITEMS_SHOWN]]
    return value
