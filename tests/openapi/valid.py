"""Whether a description is a valid OpenAPI 3.1 document, asked quickly.

The validator is that of `openapi-spec-validator`. What it spends nearly all its time on is done
otherwise: each schema is held against the dialect's own by a library that is not written in Python,
and which schemas were seen is kept in sets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import openapi_spec_validator
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator._dialects import OAS31_BASE_DIALECT_METASCHEMA
from openapi_schema_validator._specifications import REGISTRY
from openapi_spec_validator.validation.keywords import OpenAPIV31SchemaValidator
from openapi_spec_validator.validation.registries import KeywordValidatorRegistry


def _held(reference: str) -> Any:
    return REGISTRY.get_or_retrieve(reference).value.contents


_DIALECT = jsonschema_rs.Draft202012Validator(
    OAS31_BASE_DIALECT_METASCHEMA, retriever=_held, validate_formats=True
)


class _Seen(set[int]):
    """For a list that is only appended to and asked whether it holds a number."""

    append = set.add


class _Schemas(OpenAPIV31SchemaValidator):
    def __init__(self, registry: KeywordValidatorRegistry) -> None:
        super().__init__(registry)
        self.visited_schema_ids = _Seen()  # type: ignore[assignment]
        self.meta_checked_schema_ids = _Seen()  # type: ignore[assignment]

    def _get_schema_checker(self, schema: SchemaPath, schema_value: Any) -> Callable[[Any], None]:
        return _DIALECT.validate


class _Description(openapi_spec_validator.OpenAPIV31SpecValidator):
    keyword_validators = {  # noqa: RUF012
        **openapi_spec_validator.OpenAPIV31SpecValidator.keyword_validators,
        "schema": _Schemas,
    }


def validate(description: dict[str, Any]) -> None:
    """Raise ValidationError, the library's or that of `jsonschema_rs`, for the first fault."""
    openapi_spec_validator.validate(description, cls=_Description)
