"""Sending random requests to one operation and checking every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from tests.openapi.aim import aimed
from tests.openapi.site import Site

from changewright.compose import doors

ALWAYS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
TIMEOUT_SECONDS = 60
LENIENT = ("include", "fields", "field")
"""Parameters whose unknown words are dropped, as Autodesk's own collections need."""


def is_lenient(url: str) -> bool:
    """Whether a query says what the vendor's clients may say wrong (docs/compatibility.md): empty
    values mean none, values are trimmed, of a repeated one the last counts, and unknown words of
    includes and field lists are dropped."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    return (
        len(set(names)) < len(names)
        or any(name in LENIENT for name in names)
        or any(not value.strip(", ") or value != value.strip() for _, value in pairs)
    )


def says_nothing(body: Any) -> bool:
    """Whether an empty text stands anywhere in a body: in a field that is not free text it means
    no value, though no enumeration or format has it (docs/compatibility.md)."""
    if isinstance(body, dict):
        return any(says_nothing(value) for value in body.values())
    if isinstance(body, list):
        return any(says_nothing(value) for value in body)
    return bool(body == "")


def negatives_are_refused(context: Any, response: Any, case: Case[Any]) -> bool | None:
    """The check of that name, where nothing of the request is what is taken leniently."""
    if is_lenient(str(response.request.url)) or says_nothing(case.body):
        return None
    found: bool | None = checks.negative_data_rejection(context, response, case)
    return found


FRAMING = ("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade")
"""Headers by which requests are cut out of a connection: with others the HTTP server refuses them,
before any door is asked."""
REFUSALS = ["400", "401", "403", "404", "406", "409", "412", "413", "415", "422"]
CONFIGURATION = {
    # NUL is refused everywhere, which no schema says: tests/badinput asks for it by name.
    "generation": {"allow-x00": False},
    "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
}


def described(site: Site) -> Any:
    """The description of the door, aimed at the site's records."""
    document = aimed(doors.openapi("acc"), site.tour)
    config = schemathesis.Config.from_dict(CONFIGURATION)
    return schemathesis.openapi.from_dict(document, config=config)


def send_random(
    operation: Any,
    base: str,
    session: requests.Session,
    examples: int,
    refusal: Callable[[Any, Any, Case[Any]], bool | None] = negatives_are_refused,
) -> None:
    """Send so many requests, as the description allows them and as it does not; the same ones in
    every run. Raises what a check says of an answer; `refusal` is the one of bad requests."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        )
    )
    def send(case: Case[Any]) -> None:
        for name in [each for each in case.headers or {} if each.lower() in FRAMING]:
            del case.headers[name]
        case.call_and_validate(
            base,
            session,
            checks=[*ALWAYS, refusal],
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )

    send()
