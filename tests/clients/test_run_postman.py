"""The runner of Postman collections itself: what it fills in, what it refuses, what it reports."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.clients import postman_environment, run_postman
from tests.clients.api_list_expectations import NOT_SERVED, SCRIPT_ERRORS
from tests.clients.postman_environment import FilledIn, Variable


def leaf(name: str, *lines: str, url: str = "{{base_domain}}x") -> dict[str, Any]:
    event = {"listen": "prerequest", "script": {"exec": list(lines)}}
    return {"name": name, "event": [event], "request": {"method": "GET", "url": {"raw": url}}}


COLLECTION: dict[str, Any] = {
    "auth": {"oauth2": [{"key": "accessToken", "value": ""}, {"key": "addTokenTo", "value": "h"}]},
    "item": [
        {"name": "folder", "item": [leaf("one", 'set("a", "change to your a");'), leaf("two")]},
        leaf("heading", url=""),
        leaf("three"),
    ],
}


def test_requests_keep_their_order_and_leave_out_what_is_none() -> None:
    assert run_postman.requests(COLLECTION) == ["one", "two", "three"]


def test_authorising_changes_the_token_and_nothing_else() -> None:
    made = run_postman.authorised(COLLECTION)
    assert made["auth"]["oauth2"][0]["value"] == "{{access_token}}"
    made["auth"]["oauth2"][0]["value"] = ""
    assert made == COLLECTION
    with pytest.raises(run_postman.CannotRun, match="no OAuth block"):
        run_postman.authorised({**COLLECTION, "auth": {"oauth2": []}})


def test_texts_are_filled_in_where_the_row_says() -> None:
    row = FilledIn("one", "change to your a", "fact", "")
    made = run_postman.filled_in(COLLECTION, [row], {"fact": 'quoted "x"'})
    script = made["item"][0]["item"][0]["event"][0]["script"]["exec"]
    assert script == [r'set("a", "quoted \"x\"");']
    assert COLLECTION["item"][0]["item"][0]["event"][0]["script"]["exec"] != script


def test_a_row_that_fills_nothing_and_a_text_left_are_refused() -> None:
    row = FilledIn("one", "change to your a", "fact", "")
    elsewhere = FilledIn("two", "change to your a", "fact", "")
    with pytest.raises(run_postman.CannotRun, match="'two' has no text"):
        run_postman.filled_in(COLLECTION, [row, elsewhere], {"fact": "x"})
    with pytest.raises(run_postman.CannotRun, match="Not filled in"):
        run_postman.filled_in(COLLECTION, [], {})


def test_variables_are_set_by_a_script_of_their_own() -> None:
    row = Variable("id", "fact", "why", before="three")
    made = run_postman.with_variables_set(COLLECTION, [row], {"fact": "7"})
    assert '{"three": {"id": "7"}}' in made["event"][0]["script"]["exec"][0]
    without = copy.deepcopy(made)
    del without["event"]
    assert without == COLLECTION
    with pytest.raises(run_postman.CannotRun, match="no request 'four'"):
        run_postman.with_variables_set(
            COLLECTION, [Variable("id", "fact", "why", before="four")], {"fact": "7"}
        )


def test_steps_carry_the_errors_of_their_own_request() -> None:
    report: dict[str, Any] = {
        "executions": [
            {
                "item": {"name": name},
                "request": {"method": "GET", "url": {"host": ["h"], "port": "1", "path": ["p"]}},
                "response": {"code": 500, "stream": {"type": "Buffer", "data": [110, 111]}},
                "assertions": [{"assertion": "is 200", "error": {"message": "got 500"}}],
                "cursor": {"httpRequestId": name},
            }
            for name in ("one", "two")
        ],
        "failures": [
            {
                "error": {"name": "TypeError", "message": "undefined"},
                "at": "test-script",
                "cursor": {"httpRequestId": "two"},
            },
            {
                "error": {"name": "AssertionError", "message": "got 500"},
                "at": "assertion:0",
                "cursor": {"httpRequestId": "two"},
            },
        ],
    }
    one, two = run_postman.steps(report)
    assert (one.status, one.answer, one.url) == (500, "no", "http://h:1/p")
    assert one.failed_assertions == ("got 500",)
    assert (one.script_errors, two.script_errors) == ((), ("test-script: undefined",))


def test_every_row_of_the_kept_lists_gives_a_reason() -> None:
    variables = (*postman_environment.ENVIRONMENT, *postman_environment.SET_BEFORE)
    assert all(row.why for row in variables)
    assert all(row.why for row in postman_environment.FILLED_IN)
    assert all(NOT_SERVED.values()) and all(SCRIPT_ERRORS.values())
    assert not NOT_SERVED.keys() & SCRIPT_ERRORS.keys()
    names = [(row.name, row.before) for row in postman_environment.SET_BEFORE]
    assert len(set(names)) == len(names)
