"""Integers and yes or no as text, and numbers that are texts as integers, which clients of loose
types send and the vendor casts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.door.visits import ROUTES, inner_fields, with_body
from tests.procore.site import PACKAGES, POTENTIAL, Site, found

from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.procore.wire import INTEGER, LABEL

WRITTEN = {"title": "Doors", "schedule_impact_amount": "-3", "executed": "true"}
SHOWN = {"title": "Doors", "schedule_impact_amount": -3, "executed": True}


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


async def test_texts_of_digits_are_integers_wherever_a_body_says_one(
    site: Site, contract_id: int
) -> None:
    here = {"project_id": str(site.project_id), "contract_id": str(contract_id)}
    made = found(await site.procore.post(PACKAGES, json={**here, "change_order": WRITTEN}))
    assert made | SHOWN == made and made["contract_id"] == contract_id
    body = {**here, "change_order": {"schedule_impact_amount": "", "executed": "false"}}
    changed = found(await site.procore.patch(f"{PACKAGES}/{made['id']}", json=body))
    assert (changed["executed"], changed["schedule_impact_amount"]) == (False, None)
    (potential,) = await site.potential()
    answer = await site.procore.patch(
        f"{POTENTIAL}/sync",
        params={"project_id": site.project_id, "contract_id": contract_id},
        json={"updates": [{"id": str(potential["id"]), "title": "Gates"}]},
    )
    (entity,) = found(answer)["entities"]
    assert (entity["id"], entity["title"]) == (potential["id"], "Gates")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        *(
            ("schedule_impact_amount", each, "integer")
            for each in ("two", "2.5", "2x", " 2", "1e3", "9" * 17)
        ),
        *(("executed", each, "boolean") for each in ("yes", "", "1", 1, "TRUE")),
    ],
)
async def test_other_texts_are_refused_and_named(
    site: Site, contract_id: int, name: str, value: Any, wanted: str
) -> None:
    answer = await site.procore.post(PACKAGES, json=site.body({name: value}, contract_id))
    assert answer.status_code == 400, answer.text
    (told,) = answer.json()["errors"][name]
    assert wanted in told or "must have a value" in told
    assert await site.packages() == []


async def test_a_project_that_is_no_number_or_not_ones_own(site: Site, contract_id: int) -> None:
    for project_id, status in (("here", 400), (str(2**52), 404), (str(2**53 + 1), 404)):
        body = {"project_id": project_id, "contract_id": str(contract_id), "change_order": {}}
        answer = await site.procore.post(PACKAGES, json=body)
        assert answer.status_code == status, answer.text
        assert ("project_id" in answer.json()["errors"]) == (status == 400)


def test_every_integer_and_boolean_of_every_body_is_read_so() -> None:
    strict = (bodies.INTEGER, bodies.INTEGER_LIST, bodies.BOOLEAN)

    def strictly_read(fields: tuple[Field, ...]) -> list[str]:
        here = [each.name for each in fields if each.reader in strict]
        return here + [name for each in fields for name in strictly_read(inner_fields(each) or ())]

    found = {
        name: strictly_read(body.fields) for name in with_body() if (body := ROUTES[name].body)
    }
    assert len(found) > 50 and not any(found.values()), found


async def test_an_integer_is_the_text_of_a_number_or_an_origin(
    site: Site, contract_id: int
) -> None:
    here: dict[str, Any] = {"project_id": site.project_id, "contract_id": contract_id}
    fields = {"title": "Doors", "number": 12, "origin_id": 4711}
    made = found(await site.procore.post(POTENTIAL, json={**here, "change_order": fields}))
    assert (made["number"], made["origin_id"]) == ("12", "4711")
    for number in ("12", 12):
        again = {"title": "Gates", "number": number}
        answer = await site.procore.post(POTENTIAL, json={**here, "change_order": again})
        assert (answer.status_code, list(answer.json()["errors"])) == (409, ["number"])
    asked = {**here, "filters[origin_id]": "4711"}
    (listed,) = (await site.procore.get(POTENTIAL, params=asked)).json()
    assert listed["id"] == made["id"]
    answer = await site.procore.patch(
        f"{POTENTIAL}/sync",
        params=here,
        json={"updates": [{"origin_id": 4711, "number": 13}, {"origin_id": 4712, "title": "New"}]},
    )
    first, second = found(answer)["entities"]
    assert (first["id"], first["number"], second["origin_id"]) == (made["id"], "13", "4712")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("number", each) for each in (True, 1.5, [12], {"12": 12}, 10**300)),
        *(("title", each) for each in (12, True)),
        ("origin_id", False),
    ],
)
async def test_nothing_else_is_a_text(site: Site, contract_id: int, name: str, value: Any) -> None:
    body = site.body({name: value}, contract_id)
    answer = await site.procore.post(POTENTIAL, json=body)
    assert answer.status_code == 400, answer.text
    assert list(answer.json()["errors"]) == [name]
    assert await site.potential() == []


def test_every_number_and_origin_takes_an_integer() -> None:
    named, taken = ("number", "origin_id", "origin_code"), (LABEL, INTEGER)

    def others(fields: tuple[Field, ...]) -> list[str]:
        here = [each.name for each in fields if each.name in named and each.reader not in taken]
        return here + [name for each in fields for name in others(inner_fields(each) or ())]

    found = {name: others(body.fields) for name in with_body() if (body := ROUTES[name].body)}
    assert not any(found.values()), found
