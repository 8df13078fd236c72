"""Events and deadlines over HTTP: asked, explained, answered, extended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.web.clocks.timing import (
    NOW,
    TODAY,
    ago,
    deadlines,
    event,
    got,
    made,
    main_contract,
)

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


async def test_deadlines_as_they_were_known(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any
) -> None:
    """What was recorded later, and what had not come yet, is not there."""
    known = await event(web, place, pco, "event_known", ago(60))
    told = await event(web, place, pco, "event_notified", ago(30))
    for moment, state in ((known["createdAt"], "silence_in_effect"), (told["createdAt"], "met")):
        found = await deadlines(web, place, f"?asOf={moment.replace('+', '%2B')}")
        assert found["nec4-ecc.61.3"]["state"] == state
    assert len(await deadlines(web, place, "?asOf=1")) == 0
    then = await deadlines(web, place, f"?asOf={known['createdAt']}&on={ago(20)}")
    assert then["nec4-ecc.61.3"]["daysLeft"] == 16


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


@pytest.mark.parametrize("what", ["clock-events", "clock-deadlines"])
async def test_pages_are_the_list_in_pieces(
    web: httpx.AsyncClient, place: str, terms: str, pco: Any, what: str
) -> None:
    for day in range(9):
        await event(web, place, pco, "event_known", ago(day))
    whole = await got(web, f"{place}/{what}?limit=100")
    assert whole["total"] == len(whole["results"]) >= 9
    pieces: list[Any] = []
    for offset in range(0, whole["total"] + 3, 4):
        piece = await got(web, f"{place}/{what}?limit=4&offset={offset}")
        assert piece["total"] == whole["total"]
        pieces += piece["results"]
    assert pieces == whole["results"]
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    past = await got(web, f"{place}/{what}?limit=2&offset=3&asOf={moment}")
    assert [one["id"] for one in past["results"]] == [one["id"] for one in pieces[3:5]]
