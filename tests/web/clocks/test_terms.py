"""Families, rules of one's own, and the calendar, over HTTP."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.web.clocks.timing import (
    NOW,
    OWN_RULE,
    ago,
    deadlines,
    event,
    got,
    made,
    main_contract,
)

# -- families and rules ---------------------------------------------------------------------------


async def test_families_are_listed_and_shown_in_full(web: httpx.AsyncClient, place: str) -> None:
    page = await got(web, f"{place}/clock-families")
    assert {"nec4-ecc", "fidic-red-2017", "aia-a201-2017"} <= {
        each["id"] for each in page["results"]
    }
    assert all(each["ships"] for each in page["results"])
    nec4 = await got(web, f"{place}/clock-families/nec4-ecc")
    assert nec4["parties"]["administrator"] == "Project Manager"
    (notify,) = [rule for rule in nec4["rules"] if rule["clause"] == "61.3"]
    assert (notify["period"], notify["unit"], notify["silence"]) == (8, "weeks", "time_barred")
    assert notify["certainty"] == "published"
    assert (await web.get(f"{place}/clock-families/nothing")).status_code == 404


async def test_an_own_rule_runs_beside_the_shipped_ones(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    rule = await made(web, f"{place}/clock-rules", **OWN_RULE)
    assert (rule["id"], rule["days"], rule["extension"]) == ("own.crane", "calendar", "none")
    family = await got(web, f"{place}/clock-families/nec4-ecc")
    assert "own.crane" in [each["id"] for each in family["rules"]]
    at = (NOW - timedelta(hours=24)).isoformat()
    await made(
        *(web, f"{place}/clock-events"),
        type="crane_stopped",
        changeOrderId=pco["id"],
        occurredAt=at,
    )
    deadline = (await deadlines(web, place))["own.crane"]
    late = datetime.fromisoformat(deadline["lateFrom"])
    assert late == datetime.fromisoformat(at).replace(
        microsecond=NOW.microsecond // 1000 * 1000
    ) + timedelta(hours=48, milliseconds=1)
    assert deadline["state"] == "due_soon"


async def test_an_own_rule_amends_the_shipped_one_until_it_is_deleted(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    await event(web, place, pco, "event_known", ago(30))
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["daysLeft"] == 26
    nec4 = await got(web, f"{place}/clock-families/nec4-ecc")
    (row,) = [each for each in nec4["rules"] if each["id"] == "nec4-ecc.61.3"]
    amended = {k: v for k, v in row.items() if v is not None} | {"family": "nec4-ecc", "period": 4}
    rule = await made(web, f"{place}/clock-rules", **amended)
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["state"] == "silence_in_effect"
    changed = await web.patch(f"{place}/clock-rules/{rule['recordId']}", json={"period": 5})
    assert (changed.status_code, changed.json()["period"]) == (200, 5)
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["daysLeft"] == 5
    stale = await web.delete(
        f"{place}/clock-rules/{rule['recordId']}", headers={"if-match": '"clock_rule.1.1.full"'}
    )
    assert stale.status_code == 412
    assert (await web.delete(f"{place}/clock-rules/{rule['recordId']}")).status_code == 204
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["daysLeft"] == 26


@pytest.mark.parametrize(
    ("change", "field", "status"),
    [
        ({"period": 0}, "period", 400),
        ({"period": -3}, "period", 400),
        ({"unit": "fortnights"}, "unit", 400),
        ({"actor": None}, "actor", 400),
        ({"trigger": ["crane stopped"]}, "trigger", 400),
        ({"trigger": ["crane_fell"]}, "own.crane: trigger", 422),
        ({"follows": ["nec4-ecc.62.3-reply"]}, "own.crane: follows", 422),
        ({"id": "jct-2016.verbal-instruction"}, "id", 422),
        ({"family": "Our Family"}, "family", 400),
        ({"days": "working"}, "days", 422),
        ({"silence": "accepted_after_notice"}, "silenceNotice", 400),
        ({"dueTime": "5 pm"}, "dueTime", 400),
    ],
)
async def test_a_row_that_means_nothing_is_refused_by_its_field(
    web: httpx.AsyncClient, place: str, change: dict[str, Any], field: str, status: int
) -> None:
    reply = await web.post(f"{place}/clock-rules", json={**OWN_RULE, **change})
    assert (reply.status_code, reply.json()["problems"][0]["field"]) == (status, field), reply.text
    assert (await got(web, f"{place}/clock-rules"))["total"] == 0


async def test_a_rule_twice_and_rules_that_build_on_one(web: httpx.AsyncClient, place: str) -> None:
    first = await made(web, f"{place}/clock-rules", **OWN_RULE)
    again = await web.post(f"{place}/clock-rules", json=OWN_RULE)
    assert again.status_code == 409
    after = OWN_RULE | {"id": "own.next", "trigger": ["missed:own.crane"], "declares": []}
    await made(web, f"{place}/clock-rules", **after)
    refused = await web.delete(f"{place}/clock-rules/{first['recordId']}")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:changewright:problem:in-use"


async def test_a_family_of_one_s_own(web: httpx.AsyncClient, place: str, pco: Any) -> None:
    rule = await made(web, f"{place}/clock-rules", **OWN_RULE | {"family": "ours", "edition": "2"})
    contract = await main_contract(web, place)
    await web.put(f"{place}/main-contracts/{contract}/clock-terms", json={"family": "ours"})
    families = (await got(web, f"{place}/clock-families"))["results"]
    assert [(one["id"], one["ships"], one["edition"]) for one in families][-1] == (
        *("ours", False),
        "2",
    )
    refused = await web.delete(f"{place}/clock-rules/{rule['recordId']}")
    assert refused.status_code == 409
    cleared = await web.delete(f"{place}/main-contracts/{contract}/clock-terms")
    assert cleared.status_code == 204
    assert (await web.delete(f"{place}/clock-rules/{rule['recordId']}")).status_code == 204
    again = await web.delete(f"{place}/main-contracts/{contract}/clock-terms")
    assert again.status_code == 409


async def test_a_family_outside_the_dates_it_is_meant_for(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str
) -> None:
    contract = await made(acc, f"{root}/contracts", code="S-1", name="Steel")
    address = f"{place}/contracts/{contract['id']}/clock-terms"
    unknown = await web.put(address, json={"family": "nothing"})
    assert (unknown.status_code, unknown.json()["problems"][0]["field"]) == (400, "family")
    told = (await web.put(address, json={"family": "california-sb-440"})).json()
    assert told["remark"] is None, "nobody knows when the contract was dated"
    assert told["contract"]["number"] == "S-1"
    (row,) = (await got(web, f"{place}/clock-terms"))["results"]
    assert (row["family"], row["tag"]) == ("california-sb-440", told["tag"])
    changed = await web.put(address, json={"family": "nec4-ecc"}, headers={"if-match": row["tag"]})
    assert (changed.status_code, changed.headers["etag"]) == (200, changed.json()["tag"])
    for method, body in (("PUT", {"family": "jct-2016"}), ("DELETE", None)):
        late = await web.request(method, address, json=body, headers={"if-match": row["tag"]})
        assert late.status_code == 412, (method, late.text)
    (row,) = (await got(web, f"{place}/clock-terms"))["results"]
    assert (row["family"], row["tag"]) == ("nec4-ecc", changed.json()["tag"])
    cleared = await web.delete(address, headers={"if-match": row["tag"]})
    assert cleared.status_code == 204, cleared.text
    anew = await web.put(address, json={"family": "jct-2016"})
    assert anew.status_code == 200, anew.text
    late = await web.delete(address, headers={"if-match": told["tag"]})
    assert late.status_code == 412, "it was said anew, though it is the first of its record too"


# -- the calendar ---------------------------------------------------------------------------------


async def test_the_calendar_moves_deadlines(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    first = await web.get(f"{place}/clock-calendar")
    assert first.json() == {
        "timeZone": None,
        "weekend": ["saturday", "sunday"],
        "holidays": [],
        "dueSoonDays": 7,
    }
    rule = OWN_RULE | {"period": 1, "unit": "days", "days": "working"}
    await made(web, f"{place}/clock-rules", **rule)
    await event(web, place, pco, "crane_stopped", ago(0))
    before = date.fromisoformat((await deadlines(web, place))["own.crane"]["dueOn"])
    changed = await web.put(
        f"{place}/clock-calendar",
        json={"holidays": [before.isoformat()], "timeZone": "UTC", "dueSoonDays": 0},
        headers={"if-match": first.headers["etag"]},
    )
    assert changed.status_code == 200, changed.text
    moved = (await deadlines(web, place))["own.crane"]
    assert date.fromisoformat(moved["dueOn"]) > before
    assert moved["state"] == "running"
    why = await got(web, f"{place}/clock-deadlines/{moved['id']}")
    assert f"holidays passed over: {before}" in [step["detail"] for step in why["steps"]]
    late = await web.put(
        *(f"{place}/clock-calendar",), json={}, headers={"if-match": first.headers["etag"]}
    )
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timeZone": "Pacific Time"}, "timeZone"),
        ({"timeZone": "../etc/passwd"}, "timeZone"),
        ({"weekend": ["Saturday"]}, "weekend.0"),
        (
            {
                "weekend": [
                    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
                    "sunday",
                ]
            },
            "weekend",
        ),
        ({"holidays": ["2026-02-30"]}, "holidays.0"),
        ({"dueSoonDays": -1}, "dueSoonDays"),
    ],
)
async def test_a_calendar_that_is_none(
    web: httpx.AsyncClient, place: str, body: dict[str, Any], field: str
) -> None:
    reply = await web.put(f"{place}/clock-calendar", json=body)
    assert reply.status_code in (400, 422)
    assert reply.json()["problems"][0]["field"] == field


async def test_days_are_the_zone_s(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    """The same instant is on another day where the project is."""
    at = "2026-03-02T03:00:00Z"
    await made(
        *(web, f"{place}/clock-events"), type="event_known", changeOrderId=pco["id"], occurredAt=at
    )
    for zone, due in (("UTC", "2026-04-27"), ("America/Los_Angeles", "2026-04-26")):
        await web.put(f"{place}/clock-calendar", json={"timeZone": zone})
        assert (await deadlines(web, place))["nec4-ecc.61.3"]["dueOn"] == due
        (told,) = (await got(web, f"{place}/clock-events"))["results"]
        assert told["occurredOn"] == ("2026-03-02" if zone == "UTC" else "2026-03-01")
