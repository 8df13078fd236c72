"""The envelopes of refusals, each in full (autodesk.md §1.6)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from changewright.acc import errors as acc_errors
from changewright.core import errors
from changewright.core.errors import PROBLEM_CODES, Invalid, Problem, Refusal
from changewright.edge.reply import MethodNotAllowed, RequestFacts

FACTS = RequestFacts("GET", "/cost/v1/x", "request-1", "http://localhost:8080")


def refused(error: BaseException) -> tuple[int, Any, dict[str, str]]:
    reply = acc_errors.refuse(error, FACTS)
    headers = {name.decode(): value.decode() for name, value in reply.headers}
    return int(reply.status or 0), msgspec.json.decode(reply.body), headers


def all_refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [kind, *(each for child in kind.__subclasses__() for each in all_refusals(child))]


def test_a_malformed_request() -> None:
    problem = Problem("0.associationType", "choice", "No enum match for: oco on 0.associationType")
    status, body, _ = refused(Invalid(problem.detail, problem))
    assert status == 400
    assert body == {
        "errors": [
            {
                "code": 45007,
                "field": "0.associationType",
                "title": "ENUM_MISMATCH",
                "detail": "No enum match for: oco on 0.associationType",
            }
        ],
        "name": "ValidationException",
        "title": "VALIDATION_FAILED",
        "detail": "No enum match for: oco on 0.associationType",
    }


def test_every_problem_is_told() -> None:
    problems = [Problem("name", "missing", "no name"), Problem("scope", "type", "no text")]
    _, body, _ = refused(Invalid("no name", *problems))
    assert [(each["field"], each["title"]) for each in body["errors"]] == [
        ("name", "OBJECT_MISSING_REQUIRED_PROPERTY"),
        ("scope", "INVALID_TYPE"),
    ]


def test_what_the_records_refuse() -> None:
    status, body, _ = refused(errors.Conflict("The change order is approved"))
    assert status == 409
    assert body == {
        "error": {
            "errors": [
                {"code": 450019, "title": "CONFLICT", "detail": "The change order is approved"}
            ],
            "name": "ConflictError",
            "title": "CONFLICT",
            "detail": "The change order is approved",
            "statusCode": 409,
        }
    }


def test_a_rule_between_records_is_a_business_error() -> None:
    refusal = Invalid("No such contract", Problem("contractId", "reference", "No such contract"))
    status, body, _ = refused(refusal)
    assert (status, body["error"]["statusCode"]) == (400, 400)
    assert body["error"]["name"] == "ValidationException"
    assert body["error"]["errors"][0]["field"] == "contractId"


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (errors.NotFound("no", reason="contract_not_found"), 404, 450023),
        (errors.Conflict("no", reason="code_length"), 409, 450407),
        (errors.Invalid("no", Problem("code", "missing", "no"), reason="contract_code_missing"),
         400, 451111),
        (errors.Invalid("no", reason="budget_already_linked"), 400, 450030),
        (errors.Locked("no"), 409, 450046),
        (errors.Locked("no", Problem("name", "rule", "name is locked")), 409, 450046),
    ],
)  # fmt: skip
def test_codes_seen_live(refusal: Refusal, status: int, code: int) -> None:
    got, body, _ = refused(refusal)
    inside = body.get("error", body)
    assert (got, inside["errors"][0]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (errors.NotAuthenticated("The token has expired", reason="expired"), 401),
        (errors.Forbidden("No scope", reason="scope"), 403),
        (errors.Forbidden("No user", reason="user_context"), 403),
    ],
)
def test_what_the_gateway_refuses(refusal: Refusal, status: int) -> None:
    got, body, headers = refused(refusal)
    assert got == status
    assert set(body) == {"developerMessage", "errorCode", "more info"}
    assert body["developerMessage"] == refusal.detail
    assert body["more info"].startswith("http://localhost:8080/")
    assert ("www-authenticate" in headers) == (status == 401)


def test_what_a_role_may_not_do_is_not_the_gateways() -> None:
    status, body, _ = refused(errors.Forbidden("A viewer may not create change orders"))
    assert (status, body["error"]["name"]) == (403, "ForbiddenError")


def test_too_many() -> None:
    status, body, headers = refused(errors.TooMany("quota", 17))
    assert (status, body) == (429, {"developerMessage": "Quota limit exceeded."})
    assert headers["retry-after"] == "17"


def test_unavailable_says_when_to_come_back() -> None:
    status, _, headers = refused(errors.Unavailable("starting"))
    assert (status, headers["retry-after"]) == (503, "2")


def test_a_failure_tells_the_request_and_nothing_else() -> None:
    status, body, _ = refused(KeyError("secret"))
    assert status == 500
    assert "request-1" in body["error"]["detail"]
    assert "secret" not in str(body)


def test_another_method() -> None:
    status, body, headers = refused(MethodNotAllowed(("GET", "POST")))
    assert (status, headers["allow"]) == (405, "GET, POST")
    assert body["error"]["statusCode"] == 405


@pytest.mark.parametrize("kind", all_refusals())
def test_every_class_of_refusal_has_a_status_below_500_or_503(kind: type[Refusal]) -> None:
    row = acc_errors.row_of(kind.__new__(kind))
    assert kind is Refusal or 400 <= row.status < 500 or row.status == 503
    assert row.status != 422


def test_every_problem_code_has_a_title() -> None:
    assert set(acc_errors.SCHEMA_WORDS) == set(PROBLEM_CODES)


def test_a_sentence_names_fields_as_the_door_does() -> None:
    """Rules below the doors speak of columns."""
    why = "unit_price must be more than 0"
    _, body, _ = refused(Invalid(why, Problem("data.1.unit_price", "range", why)))
    (entry,) = body["errors"]
    assert (entry["field"], entry["detail"]) == (
        "data.1.unitPrice",
        "unitPrice must be more than 0",
    )
    assert body["detail"] == "unitPrice must be more than 0"


def test_a_field_that_a_client_made_up_breaks_no_sentence() -> None:
    """A name comes from outside, and may hold what an expression would read as its own."""
    name = r"a_b(\1"
    _, body, _ = refused(Invalid(f"{name} is not known", Problem(name, "unknown", name)))
    assert body["detail"] == f"{name} is not known"


def test_an_element_of_a_batch() -> None:
    refusal = errors.MoveNotAllowed("open is not possible now")
    assert acc_errors.element_error(refusal) == {
        "status": 409,
        "title": "ACTION_NOT_ALLOWED",
        "detail": "open is not possible now",
        "errors": [
            {
                "code": "450019",
                "field": "",
                "title": "ACTION_NOT_ALLOWED",
                "detail": "open is not possible now",
            }
        ],
    }
