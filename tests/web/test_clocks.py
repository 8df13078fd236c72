"""Clocks over HTTP: families, own rules, the calendar, events, deadlines, and who sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People

NOW = datetime.now(UTC)
TODAY = NOW.date()
OWN_RULE: dict[str, Any] = {
    "family": "nec4-ecc",
    "id": "own.crane",
    "clause": "Z3",
    "title": "Say that the crane stands still",
    "trigger": ["crane_stopped"],
    "declares": ["crane_stopped"],
    "actor": "contractor",
    "due": "Notice to the Project Manager",
    "answers": ["event_notified"],
    "period": 48,
    "unit": "hours",
    "certainty": "general",
}


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    reply = await client.post(path, json=body)
    assert reply.status_code == 201, (path, reply.status_code, reply.text)
    return reply.json()


async def got(client: httpx.AsyncClient, path: str) -> Any:
    reply = await client.get(path)
    assert reply.status_code == 200, (path, reply.status_code, reply.text)
    return reply.json()


async def main_contract(client: httpx.AsyncClient, place: str) -> str:
    """The project's default main contract."""
    settings = await got(client, f"{place}/settings")
    return str(settings["defaultMainContractId"])


@pytest.fixture
async def terms(web: httpx.AsyncClient, place: str) -> str:
    """The main contract, now with NEC4's rules; its zone is UTC, as nobody set another."""
    contract = await main_contract(web, place)
    reply = await web.put(
        f"{place}/main-contracts/{contract}/clock-terms", json={"family": "nec4-ecc"}
    )
    assert reply.status_code == 200, reply.text
    assert reply.json()["familyTitle"].startswith("NEC4")
    return contract


@pytest.fixture
async def pco(acc: httpx.AsyncClient, root: str) -> Any:
    return await made(acc, f"{root}/change-orders/pco", name="Move a door")


async def event(web: httpx.AsyncClient, place: str, record: Any, name: str, day: str) -> Any:
    return await made(
        web, f"{place}/clock-events", type=name, changeOrderId=record["id"], occurredOn=day
    )


async def deadlines(client: httpx.AsyncClient, place: str, query: str = "") -> dict[str, Any]:
    """The deadlines by rule, for requests where each rule has one."""
    page = await got(client, f"{place}/clock-deadlines{query}")
    found = {each["ruleId"]: each for each in page["results"]}
    assert len(found) == page["total"] == len(page["results"])
    return found


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
    page = await got(web, f"{place}/clock-terms")
    assert [each["family"] for each in page["results"]] == ["california-sb-440"]


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


# -- events and deadlines -------------------------------------------------------------------------


async def test_the_worked_example_of_nec4(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    """field.md §5.3: known 2026-03-02, notified 2026-04-01, and whose court it is on each day."""
    await event(web, place, pco, "event_known", "2026-03-02")
    await event(web, place, pco, "event_notified", "2026-04-01")
    await event(web, place, pco, "quotation_instructed", "2026-04-01")
    found = await deadlines(web, place, "?on=2026-04-01")
    assert {rule: (each["dueOn"], each["state"]) for rule, each in found.items()} == {
        "nec4-ecc.61.3": ("2026-04-27", "met"),
        "nec4-ecc.61.4": ("2026-04-08", "met"),
        "nec4-ecc.62.3-quotation": ("2026-04-22", "running"),
    }
    quote = found["nec4-ecc.62.3-quotation"]
    assert (quote["court"], quote["courtName"], quote["daysLeft"]) == (
        "contractor",
        "Contractor",
        21,
    )
    assert [*found] == ["nec4-ecc.61.4", "nec4-ecc.62.3-quotation", "nec4-ecc.61.3"], "by due date"
    assert not await deadlines(web, place, "?on=2026-03-01")


async def test_silence_after_a_notice(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    notified = await event(web, place, pco, "event_notified", ago(20))
    rule = "nec4-ecc.61.4"
    missed = (await deadlines(web, place))[rule]
    assert missed["id"] == f"{rule}~{notified['id']}"
    assert (missed["state"], missed["court"], missed["silenceOn"]) == ("missed", "contractor", None)
    address = f"{place}/clock-deadlines/{missed['id']}"
    nameless = await web.post(f"{address}/answers", json={"occurredOn": ago(10)})
    assert (nameless.status_code, nameless.json()["problems"][0]["field"]) == (400, "type")
    told = await made(web, f"{address}/answers", type="silence_noticed", occurredOn=ago(10))
    assert told["answersDeadlineId"] == missed["id"]
    waiting = (await deadlines(web, place))[rule]
    assert (waiting["state"], waiting["courtName"]) == ("silence_running", "Project Manager")
    assert waiting["silenceOn"] == (TODAY + timedelta(days=5)).isoformat()
    why = await got(web, address)
    assert [each["type"] for each in why["events"]] == ["event_notified", "silence_noticed"]
    assert why["steps"][-1] == {"day": waiting["silenceOn"], "detail": "silence takes effect"}
    assert why["follows"] == ["nec4-ecc.62.3-quotation"]
    later = (TODAY + timedelta(days=5)).isoformat()
    then = await deadlines(web, place, f"?on={later}")
    assert then[rule]["state"] == "silence_in_effect"
    assert then["nec4-ecc.62.3-quotation"]["court"] == "contractor"
    wrong = await web.post(f"{address}/answers", json={"type": "change_executed"})
    assert (wrong.status_code, wrong.json()["problems"][0]["code"]) == (400, "choice")


async def test_an_answer_ends_the_period_that_it_names(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    first = await event(web, place, pco, "quotation_submitted", ago(9))
    second = await event(web, place, pco, "quotation_submitted", ago(5))
    rule = "nec4-ecc.62.3-reply"
    address = f"{place}/clock-deadlines/{rule}~{second['id']}"
    await made(web, f"{address}/answers", type="quotation_accepted", occurredOn=ago(1))
    page = await got(web, f"{place}/clock-deadlines?ruleId={rule}")
    states = {each["startedBy"]["id"]: each["state"] for each in page["results"]}
    assert states == {first["id"]: "due_soon", second["id"]: "met"}


async def test_an_extension_is_agreed_before_the_period_is_over(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    asked = await event(web, place, pco, "quotation_instructed", ago(25))
    rule = "nec4-ecc.62.3-quotation"
    address = f"{place}/clock-deadlines/{rule}~{asked['id']}"
    new_day = (TODAY + timedelta(days=10)).isoformat()
    body = {"until": new_day, "agreedBy": "A. Contractor and P. Manager"}
    late = await web.post(f"{address}/extensions", json=body)
    assert (late.status_code, late.json()["problems"][0]["field"]) == (409, "agreedOn")
    kept = await made(web, f"{address}/extensions", agreedOn=ago(6), **body)
    assert kept["recordedAt"][:10] == TODAY.isoformat()
    told = await got(web, address)
    assert (told["deadline"]["dueOn"], told["deadline"]["firstDueOn"]) == (new_day, ago(4))
    assert (told["deadline"]["state"], told["deadline"]["extensionCount"]) == ("running", 1)
    assert [each["agreedBy"] for each in told["extensions"]] == [body["agreedBy"]]
    gone = await web.delete(f"{place}/clock-extensions/{kept['id']}")
    assert gone.status_code == 204
    assert (await got(web, address))["deadline"]["state"] == "missed"
    known = await event(web, place, pco, "event_known", ago(1))
    fixed = await web.post(
        f"{place}/clock-deadlines/nec4-ecc.61.3~{known['id']}/extensions", json=body
    )
    assert fixed.status_code == 409


async def test_events_are_corrected_and_taken_back(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    known = await event(web, place, pco, "event_known", ago(60))
    address = f"{place}/clock-events/{known['id']}"
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["state"] == "silence_in_effect"
    changed = await web.patch(
        address, json={"grounds": ["administrator_should_have_notified"], "note": "said on site"}
    )
    assert changed.status_code == 200, changed.text
    spared = (await deadlines(web, place))["nec4-ecc.61.3"]
    assert (spared["state"], spared["silence"]) == ("missed", "nothing")
    assert spared["silenceMeans"] == "On these grounds nothing follows from silence."
    changed = await web.patch(address, json={"occurredOn": ago(3)})
    assert (changed.json()["occurredOn"], changed.json()["note"]) == (ago(3), "said on site")
    assert (await deadlines(web, place))["nec4-ecc.61.3"]["state"] == "running"
    assert (await web.delete(address)).status_code == 204
    assert not await deadlines(web, place)
    assert (await web.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "it_rained"}, "type"),
        ({"type": None}, "type"),
        ({"occurredOn": None}, "occurredOn"),
        ({"occurredOn": (TODAY + timedelta(days=2)).isoformat()}, "occurredOn"),
        ({"occurredOn": "1066-10-14"}, "occurredOn"),
        ({"occurredOn": ago(2), "occurredAt": NOW.isoformat()}, "occurredOn"),
        ({"grounds": ["The Weather"]}, "grounds"),
        ({"party": "mayor"}, "party"),
        ({"personId": str(uuid4())}, "personId"),
        ({"changeOrderId": str(uuid4())}, "changeOrderId"),
        ({"changeOrderId": None}, "changeOrderId"),
        ({"matter": "x" * 201}, "matter"),
    ],
)
async def test_an_event_that_cannot_be_is_refused(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any, body: dict[str, Any], field: str
) -> None:
    good = {"type": "event_known", "changeOrderId": pco["id"], "occurredOn": ago(1)}
    reply = await web.post(f"{place}/clock-events", json={**good, **body})
    assert reply.status_code in (400, 422), reply.text
    assert reply.json()["problems"][0]["field"] == field
    assert (await got(web, f"{place}/clock-events"))["total"] == 0


async def test_lists_are_asked_by_record_state_court_and_day(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    other = await made(acc, f"{root}/change-orders/pco", name="Another")
    await event(web, place, pco, "event_known", ago(3))
    await event(web, place, other, "event_known", ago(80))
    await event(web, place, other, "quotation_submitted", ago(1))
    await made(
        *(web, f"{place}/clock-events"), type="event_known", mainContractId=terms, occurredOn=ago(1)
    )

    async def ids(query: str) -> list[str]:
        page = await got(web, f"{place}/clock-deadlines?{query}")
        return [f"{one['ruleId']} {one['record']['number']}" for one in page["results"]]

    everything = await got(web, f"{place}/clock-deadlines")
    assert everything["total"] == 4
    dues = [each["lateFrom"] for each in everything["results"]]
    assert dues == sorted(dues)
    assert await ids(f"changeOrderId={pco['id']}") == [f"nec4-ecc.61.3 {pco['number']}"]
    assert len(await ids(f"mainContractId={terms}")) == 4
    assert len(await ids("state=running,silence_in_effect")) == 4
    assert await ids("state=silence_in_effect") == [f"nec4-ecc.61.3 {other['number']}"]
    assert await ids("court=administrator") == [f"nec4-ecc.62.3-reply {other['number']}"]
    assert await ids(f"dueBefore={TODAY.isoformat()}") == [f"nec4-ecc.61.3 {other['number']}"]
    assert len(await ids("limit=1&offset=1")) == 1
    for query, field in (
        ("state=asleep", "state"),
        ("court=mayor", "court"),
        ("dueBefore=soon", "dueBefore"),
        ("on=2999-01-01", "on"),
        (f"changeOrderId={uuid4()}", "changeOrderId"),
        ("changeOrderId=x", "changeOrderId"),
        (f"changeOrderId={pco['id']}&mainContractId={terms}", "mainContractId"),
    ):
        reply = await web.get(f"{place}/clock-deadlines?{query}")
        assert reply.status_code in (400, 422), query
        assert reply.json()["problems"][0]["field"] == field


async def test_a_deadline_that_is_none(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    known = await event(web, place, pco, "event_known", ago(3))
    for name in ("x", f"nec4-ecc.61.3~{uuid4()}", f"nec4-ecc.61.4~{known['id']}", "~", "a~b"):
        reply = await web.get(f"{place}/clock-deadlines/{name}")
        assert reply.status_code == 404, name


async def test_what_being_late_costs(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, pco: Any
) -> None:
    """field.md §5.3, SB 440: 50,000 three months late at 2 % a month: 3,000."""
    contract = await main_contract(web, place)
    await web.put(
        f"{place}/main-contracts/{contract}/clock-terms", json={"family": "california-sb-440"}
    )
    await event(web, place, pco, "event_notified", "2026-03-02")
    answered = await event(web, place, pco, "claim_answered", "2026-04-01")
    address = f"{place}/clock-deadlines/california-sb-440.payment~{answered['id']}"
    told = await got(web, f"{address}?amount=50000&on=2026-08-31")
    assert told["deadline"]["dueOn"] == "2026-05-31"
    assert told["lateCharge"] == {
        "amount": "50000.0000",
        "percentPerMonth": "2",
        "on": "2026-08-31",
        "charge": "3000.00",
    }
    assert (await got(web, address))["lateCharge"] is None
    for amount in ("-1", "much"):
        assert (await web.get(f"{address}?amount={amount}")).status_code == 400


# -- the ledger's own moves -----------------------------------------------------------------------


async def act(acc: httpx.AsyncClient, root: str, record: Any, action: str) -> None:
    body = [{"action": action, "associationId": record["id"], "associationType": "FormInstance"}]
    reply = await acc.post(f"{root}/workflows/actions", json=body)
    assert reply.status_code == 200, reply.text
    assert not reply.json()[0].get("errors"), reply.text


async def test_a_request_answers_for_the_changes_whose_items_it_holds(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    other = await made(acc, f"{root}/change-orders/pco", name="Another")
    item = await made(acc, f"{root}/cost-items", name="A door")
    for record in (pco, rco):
        pair = {"changeOrderId": record["id"], "costItemId": item["id"]}
        reply = await acc.post(f"{root}/cost-items:attach", json=[pair])
        assert reply.status_code == 200, reply.text
    for record in (pco, other):
        await event(web, place, record, "quotation_instructed", ago(2))
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    page = await got(web, f"{place}/clock-deadlines?ruleId=nec4-ecc.62.3-quotation")
    states = {each["record"]["id"]: each["state"] for each in page["results"]}
    assert states == {pco["id"]: "met", other["id"]: "running"}


async def test_a_request_s_way_makes_its_own_events(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    await act(acc, root, rco, "open")
    assert not await deadlines(web, place), "opening a request is nothing to a contract"
    await act(acc, root, rco, "submit")
    submitted = (await deadlines(web, place))["nec4-ecc.62.3-reply"]
    assert submitted["record"] == {
        "kind": "rco",
        "id": rco["id"],
        "number": rco["number"],
        "name": "A request",
    }
    assert submitted["startedBy"]["type"] == "quotation_submitted"
    assert submitted["daysLeft"] == 14
    await act(acc, root, rco, "accept")
    assert (await deadlines(web, place))["nec4-ecc.62.3-reply"]["state"] == "met"
    events = (await got(web, f"{place}/clock-events?changeOrderId={rco['id']}"))["results"]
    assert [(each["type"], each["automatic"]) for each in events] == [
        ("quotation_submitted", True),
        ("quotation_accepted", True),
    ]
    edited = await web.patch(f"{place}/clock-events/{events[0]['id']}", json={"note": "no"})
    assert edited.status_code == 409


async def test_moves_from_before_the_clocks_are_read_from_the_journal(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    assert (await got(web, f"{place}/clock-events"))["total"] == 0
    contract = await main_contract(web, place)
    await web.put(f"{place}/main-contracts/{contract}/clock-terms", json={"family": "nec4-ecc"})
    await act(acc, root, rco, "accept")
    address = f"{place}/change-orders/{rco['id']}/clock-events:from-journal"
    for recorded in (1, 0):
        reply = await web.post(address)
        assert (reply.status_code, reply.json()) == (200, {"recorded": recorded})
    assert (await deadlines(web, place))["nec4-ecc.62.3-reply"]["state"] == "met"


async def test_deleting_a_record_takes_its_clocks_along(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    asked = await event(web, place, pco, "quotation_instructed", ago(2))
    address = f"{place}/clock-deadlines/nec4-ecc.62.3-quotation~{asked['id']}"
    until = (TODAY + timedelta(days=40)).isoformat()
    await made(web, f"{address}/extensions", until=until, agreedBy="both")
    gone = await acc.delete(f"{root}/change-orders/pco/{pco['id']}")
    assert gone.status_code == 204, gone.text
    assert not await deadlines(web, place)
    assert (await got(web, f"{place}/clock-events"))["total"] == 0
    assert (await web.get(address)).status_code == 404


# -- who may, and who sees ------------------------------------------------------------------------


async def test_who_may_write(people: People, place: str, terms: str, pco: Any) -> None:
    body = {"type": "event_known", "changeOrderId": pco["id"], "occurredOn": ago(1)}
    for role, client in people.clients.items():
        reply = await client.post(f"{place}/clock-events", json=body)
        allowed = role in ("admin", "manager", "estimator")
        assert reply.status_code == (201 if allowed else 403), (role, reply.text)
        rule = await client.post(f"{place}/clock-rules", json=OWN_RULE | {"id": f"own.{role}"})
        assert rule.status_code == (201 if role == "admin" else 403), (role, rule.text)
        calendar = await client.put(f"{place}/clock-calendar", json={"dueSoonDays": 3})
        assert calendar.status_code == (200 if role == "admin" else 403), role
        family = await client.put(
            f"{place}/main-contracts/{terms}/clock-terms", json={"family": "nec4-ecc"}
        )
        seen = role != "supplier"
        writes = role in ("admin", "manager")
        assert family.status_code == (200 if writes else 403 if seen else 404), role


async def test_outsiders_see_deadlines_of_what_they_see(
    people: People, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    """The owner sees requests sent to him, never a potential change; the supplier neither."""
    web = people.clients["admin"]
    await event(web, place, pco, "event_known", ago(5))
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    reply = await made(
        *(web, f"{place}/clock-events"),
        type="event_notified",
        changeOrderId=rco["id"],
        occurredOn=ago(0),
        note="between us",
        matter="our fault",
    )
    own = await made(web, f"{place}/clock-rules", **OWN_RULE)
    owner, supplier = people.clients["owner"], people.clients["supplier"]
    shown = await got(owner, f"{place}/clock-deadlines")
    assert {each["record"]["id"] for each in shown["results"]} == {rco["id"]}
    assert {each["matter"] for each in shown["results"]} == {""}
    assert (await got(web, f"{place}/clock-deadlines"))["total"] == shown["total"] + 1
    address = f"{place}/clock-deadlines/nec4-ecc.61.4~{reply['id']}"
    why = await got(owner, address)
    assert {each["note"] for each in why["events"]} == {None}
    assert "between us" not in str(why) and "our fault" not in str(why)
    assert (await got(supplier, f"{place}/clock-deadlines"))["results"] == []
    assert (await supplier.get(address)).status_code == 404
    known = next(
        each
        for each in (await got(web, f"{place}/clock-deadlines"))["results"]
        if each["record"]["id"] == pco["id"]
    )
    assert (await owner.get(f"{place}/clock-deadlines/{known['id']}")).status_code == 404
    for client in (owner, supplier):
        assert (await got(client, f"{place}/clock-events"))["results"] == []
        assert (await got(client, f"{place}/clock-rules"))["results"] == []
        assert (await client.get(f"{place}/clock-rules/{own['recordId']}")).status_code == 404
        assert (await client.get(f"{place}/clock-events/{reply['id']}")).status_code == 404
        family = await got(client, f"{place}/clock-families/nec4-ecc")
        assert "own.crane" not in [each["id"] for each in family["rules"]]
        asked = await client.get(f"{place}/clock-deadlines?changeOrderId={pco['id']}")
        assert asked.status_code == 422
    assert (await got(supplier, f"{place}/clock-terms"))["results"] == []
    assert (await got(owner, f"{place}/clock-terms"))["total"] == 1
