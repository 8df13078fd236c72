"""The vendor's own Postman collections, run by newman against a served project.

Part of `./test --deep`. The folder that holds the collections (`CostTutorial/`, `EndpointList/`, as
in their repository) is named in `PROOF_POSTMAN_COLLECTIONS`; without it the tests are skipped.
"""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.clients import run_postman
from tests.clients.api_list_expectations import NOT_SERVED, SCRIPT_ERRORS
from tests.clients.postman_environment import ENVIRONMENT, FILLED_IN, SET_BEFORE
from tests.clients.preparation import Served, api_list_facts, environment
from tests.clients.run_postman import Step

pytestmark = pytest.mark.deep

TUTORIAL = "CostTutorial/BIM360 Cost Management learning tutorial.postman_collection.json"
API_LIST = "EndpointList/BIM360 Cost Management API List.postman_collection.json"
KINDS = ("pco", "rfq", "rco", "oco", "sco")


def collection(name: str) -> dict[str, Any]:
    folder = os.environ.get("PROOF_POSTMAN_COLLECTIONS")
    if not folder:
        pytest.skip("PROOF_POSTMAN_COLLECTIONS names no folder with the vendor's collections")
    found: dict[str, Any] = json.loads((Path(folder) / name).read_text("utf-8"))
    return found


def shown(steps: list[Step]) -> str:
    return "\n" + "\n".join(str(step) for step in steps)


def refused(steps: list[Step]) -> list[Step]:
    """Steps that executed an action which the server refused inside its 200."""
    return [
        step
        for step in steps
        if step.url.endswith("/workflows/actions") and step.method == "POST"
        if any(element["errors"] for element in json.loads(step.answer))
    ]


def test_learning_tutorial_runs_to_the_end_unmodified(served: Served, tmp_path: Path) -> None:
    tutorial = collection(TUTORIAL)
    made = run_postman.authorised(tutorial)
    undone = copy.deepcopy(made)
    undone["auth"] = tutorial["auth"]
    assert undone == tutorial, "more than the OAuth token of the collection was changed"

    facts = environment(served)
    values = {row.name: facts[row.value] for row in ENVIRONMENT}
    steps = run_postman.run(made, values, folder=tmp_path)

    failed = [step for step in steps if step.failed_assertions or step.script_errors]
    assert not failed, shown(failed)
    assert not refused(steps), shown(refused(steps))
    assert all(step.assertions for step in steps)
    ran = Counter(step.request.split(":")[0] for step in steps)
    assert {name: ran[f"Step {name}"] for name in range(1, 10)} == {
        **dict.fromkeys(range(1, 7), 1),
        7: len(KINDS) + 1,
        8: len(KINDS),
        9: len(KINDS),
    }
    created = [step.url.rsplit("/", 1)[1] for step in steps if step.request.startswith("Step 8")]
    assert sorted(created) == sorted(KINDS)
    assert ran["Step 11"] >= len(KINDS), "not every kind was acted on"
    assert steps[-1].request.startswith("Step 7"), shown(steps[-1:])


def test_api_list_answers_with_the_status_it_asserts(served: Served, tmp_path: Path) -> None:
    facts = api_list_facts(served)
    made = run_postman.authorised(collection(API_LIST))
    made = run_postman.filled_in(made, FILLED_IN, facts)
    made = run_postman.with_variables_set(made, SET_BEFORE, facts)
    values = {row.name: facts[row.value] for row in ENVIRONMENT}
    steps = run_postman.run(made, values, folder=tmp_path)

    names = [step.request for step in steps]
    assert names == run_postman.requests(made)
    assert names, "the collection holds no request"
    assert not (NOT_SERVED.keys() | SCRIPT_ERRORS.keys()) - set(names), "a kept name is gone"
    wrong = [step for step in steps if step.failed_assertions and step.request not in NOT_SERVED]
    assert not wrong, shown(wrong)
    broken = [step for step in steps if step.script_errors and step.request not in SCRIPT_ERRORS]
    assert not broken, shown(broken)
    assert all(step.assertions for step in steps)
    assert not refused(steps), shown(refused(steps))
    passed = [step for step in steps if not step.failed_assertions and not step.script_errors]
    stale = [step for step in passed if step.request in NOT_SERVED | SCRIPT_ERRORS]
    assert not stale, "strike these from api_list_expectations:" + shown(stale)
