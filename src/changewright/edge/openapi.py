"""OpenAPI 3.1 from the rows: what is served is what is described, because both are the same rows.

Bodies come from the field tables that read them, parameters from the grammars that parse them,
errors from the door that writes them. Examples are files of real exchanges, when a folder of them
is given: `<operation id>.request.json` and `<operation id>.response.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from .bodies import Body, fields_schema
from .past import parameter_of
from .routes import Door, Parameter, Route, Shape, addresses, path_segments

REFERENCES = "#/components/schemas/{name}"

PARAMETER_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
    "amount": {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?$"},
}

ERROR_HEADERS: Mapping[int, Mapping[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    },
}
PAGE_SCHEMA: Mapping[str, Any] = {"type": "string"}
READ_STATUSES = (304,)
BODY_STATUSES = (413, 415)
CONDITION_STATUSES = (412,)


def document(
    doors: Sequence[Door],
    *,
    title: str,
    version: str,
    description: str = "",
    server_url: str = "/",
    examples: Path | None = None,
) -> dict[str, Any]:
    """The description of some doors as one OpenAPI 3.1 document."""
    writer = _Writer(doors, examples)
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        for route in door.routes:
            template = "/" + "/".join(path_segments(addresses(door, route)[0]))
            paths.setdefault(template, {})[route.method.lower()] = writer.operation(door, route)
    security = {name: scheme for door in doors for name, scheme in door.security.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": description
            or "\n\n".join(d.description for d in doors if d.description),
        },
        "servers": [{"url": server_url}],
        "tags": _tags(doors),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(writer.schemas.items())),
            **({"securitySchemes": security} if security else {}),
        },
    }


def _tags(doors: Iterable[Door]) -> list[dict[str, str]]:
    tags: dict[str, str] = {}
    for door in doors:
        tags |= door.tags
        for route in door.routes:
            for tag in route.tags:
                tags.setdefault(tag, "")
    return [{"name": name} | ({"description": text} if text else {}) for name, text in tags.items()]


class _Writer:
    """Writes operations and gathers the schemas they refer to."""

    def __init__(self, doors: Sequence[Door], examples: Path | None) -> None:
        self.schemas: dict[str, Any] = {}
        self._examples = examples
        types = list(dict.fromkeys(_types_of(doors)))
        written, components = msgspec.json.schema_components(types, ref_template=REFERENCES)
        self._written = dict(zip(types, written, strict=True))
        self.schemas |= components

    def operation(self, door: Door, route: Route) -> dict[str, Any]:
        operation: dict[str, Any] = {
            "operationId": route.operation_id,
            "summary": route.summary,
            "tags": list(route.tags) or [door.title],
        }
        if route.description:
            operation["description"] = route.description
        parameters = [*self._path_parameters(door, route), *self._other_parameters(door, route)]
        if parameters:
            operation["parameters"] = parameters
        if route.body is not None:
            operation["requestBody"] = self._body(route, route.body)
        operation["responses"] = self._responses(door, route)
        if door.security:
            name = next(iter(door.security))
            operation["security"] = [{name: list(route.scopes)}] if route.authenticated else []
        if route.rate_limit is not None:
            operation["x-rate-limit-per-minute"] = route.rate_limit
        return operation

    # Parameters

    def _path_parameters(self, door: Door, route: Route) -> list[dict[str, Any]]:
        described = {each.name: each for each in (*door.path_parameters, *route.path_parameters)}
        names = [
            segment[1:].partition("}")[0]
            for segment in path_segments(addresses(door, route)[0])
            if segment.startswith("{")
        ]
        return [
            self._parameter(described.get(name, Parameter(name, "uuid")), "path") for name in names
        ]

    def _other_parameters(self, door: Door, route: Route) -> list[dict[str, Any]]:
        common = (*door.headers.get("*", ()), *door.headers.get(route.method, ()))
        headers = (*common, *route.headers)
        asked = route.parameters
        if route.method == "GET" and door.as_of:
            asked = (*asked, parameter_of(door.as_of))
        return [
            *(self._parameter(each, "query") for each in asked),
            *(self._parameter(each, "header") for each in headers),
        ]

    def _parameter(self, parameter: Parameter, place: str) -> dict[str, Any]:
        written: dict[str, Any] = {
            "name": parameter.name,
            "in": place,
            "required": parameter.required or place == "path",
            "schema": _parameter_schema(parameter),
        }
        if parameter.description:
            written["description"] = parameter.description
        if parameter.repeated and place == "query":
            written |= {"style": "form", "explode": False}
        if parameter.example is not None:
            written["example"] = parameter.example
        return written

    # Bodies

    def _body(self, route: Route, body: Body) -> dict[str, Any]:
        media: dict[str, Any] = {"schema": self._body_schema(body)}
        examples = {name: {"value": value} for name, value in body.examples.items()}
        kept = self._example(route, "request")
        if kept is not None:
            examples = {"kept": {"value": kept}} | examples
        if examples:
            media["examples"] = examples
        return {"required": body.required, "content": {body.media: media}}

    def _body_schema(self, body: Body) -> Mapping[str, Any]:
        if body.schema is not None:
            return self._shape(Shape(body.name, body.schema))
        item = self._shape(Shape(body.name, fields_schema(body.fields, partial=body.partial)))
        if not body.array and not body.inside:
            return item
        array: dict[str, Any] = {"type": "array", "items": item, "maxItems": body.items_maximum}
        if body.items_minimum:
            array["minItems"] = body.items_minimum
        if not body.inside:
            return array
        return {"type": "object", "properties": {body.inside: array}, "required": [body.inside]}

    # Responses

    def _responses(self, door: Door, route: Route) -> dict[str, Any]:
        responses = {str(route.status): self._success(route)}
        for status in _statuses(route):
            responses.setdefault(str(status), self._error(door, route, status))
        return responses

    def _success(self, route: Route) -> dict[str, Any]:
        response: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
        if route.response is None:
            return response
        media: dict[str, Any] = {"schema": self._type(route.response)}
        example = self._example(route, "response")
        if example is not None:
            media["example"] = example
        return response | {"content": {route.response_media: media}}

    def _error(self, door: Door, route: Route, status: int) -> dict[str, Any]:
        response: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        types = door.error_schemas.get(status, door.error_schemas.get(0, ()))
        if status in ERROR_HEADERS:
            response["headers"] = ERROR_HEADERS[status]
        if status < HTTPStatus.BAD_REQUEST or not types:
            return response
        schemas = [self._type(each) for each in types]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        content = {
            media: {"schema": schema if media.endswith("json") else PAGE_SCHEMA}
            for media in route.error_media
        }
        return response | {"content": content}

    def _type(self, kind: Any) -> Mapping[str, Any]:
        if isinstance(kind, Shape):
            return self._shape(kind)
        written: Mapping[str, Any] = self._written[kind]
        return written

    def _shape(self, shape: Shape) -> dict[str, str]:
        """A reference to the shape's component, which is written the first time."""
        name = component_name(shape.name)
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = self._resolved(shape.schema)
        return {"$ref": REFERENCES.format(name=name)}

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, Shape):
            return self._shape(value)
        if isinstance(value, Mapping):
            return {key: self._resolved(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._resolved(inner) for inner in value]
        return value

    def _example(self, route: Route, what: str) -> Any:
        if self._examples is None:
            return None
        file = self._examples / f"{route.operation_id}.{what}.json"
        return json.loads(file.read_text("utf-8")) if file.is_file() else None


def component_name(name: str) -> str:
    """A name as components may have it: `Change order (update)` becomes `ChangeOrderUpdate`."""
    words = re.split(r"[^A-Za-z0-9._-]+", name)
    return "".join(word[:1].upper() + word[1:] for word in words) if len(words) > 1 else name


def _types_of(doors: Iterable[Door]) -> Iterable[Any]:
    for door in doors:
        for route in door.routes:
            if route.response is not None and not isinstance(route.response, Shape):
                yield route.response
        for types in door.error_schemas.values():
            yield from (each for each in types if not isinstance(each, Shape))


def _statuses(route: Route) -> Iterable[int]:
    """Every other status a row may answer with, in order."""
    more: tuple[int, ...] = ()
    if route.method == "GET":
        more += READ_STATUSES
    if route.body is not None:
        more += BODY_STATUSES
    if route.method in ("PATCH", "DELETE", "PUT"):
        more += CONDITION_STATUSES
    return sorted({*route.errors, *more})


def _parameter_schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(PARAMETER_SCHEMAS[parameter.type])
    limits = {
        "enum": list(parameter.enum) or None,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "minLength": parameter.minimum_length,
        "maxLength": parameter.maximum_length,
    }
    schema |= {word: limit for word, limit in limits.items() if limit is not None}
    if parameter.repeated:
        schema = {"type": "array", "items": schema}
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema
