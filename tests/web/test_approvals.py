"""Approvals through the web app's door: policies, decisions, delegation, courts, audiences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office, amount, days, limit, percent

from changewright.core.people import DirectoryRows, Member
from changewright.work.identity import save_rows
from changewright.work.ledger import Ledger


@pytest.fixture
def office(people: People, container: Container) -> Office:
    return Office(people, container)


def one_band(office: Office, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"bands": [{"name": "all", "steps": list(steps)}]}


def two_steps(office: Office) -> dict[str, Any]:
    """The manager, then the board within five days."""
    board = office.step("Board", "approver", stage=2, dueDays=5)
    return one_band(office, office.step("Manager", "manager"), board)


# -- policies -------------------------------------------------------------------------------------


async def test_a_policy_comes_back_as_it_was_made(office: Office) -> None:
    contract = await office.contract("C-1")
    made = await office.policy(
        kinds=["sco", "pco"],
        contractIds=[contract["id"]],
        credits="apart",
        contingency={"bound": percent("5"), "drawnBy": "contingency"},
        split={"days": 14, "least": 3, "same": ["supplier", "reason"]},
        requirements=[limit("cumulative_days", days(90))],
        bands=[
            {
                "name": "credits",
                "direction": "credit",
                "steps": [{"name": "Anybody here", "who": [{"role": "manager"}]}],
            },
            {
                "name": "small",
                "direction": "increase",
                "limits": [
                    limit("amount", amount("5000.5"), percent("0.25", "revised"), combine="greater")
                ],
                "steps": [office.step("One", "approver", dueDays=3)],
            },
            {
                "name": "large",
                "direction": "increase",
                "steps": [
                    {
                        "name": "Two of the firm",
                        "who": [{"companyId": str(office.people.companies["contractor"].uuid)}],
                        "people": 2,
                    }
                ],
            },
        ],
    )
    reply = await office.client("viewer").get(office.web(f"approval-policies/{made['id']}"))
    assert reply.json() == made
    assert made["contractIds"] == [contract["id"]]
    (small,) = made["bands"][1]["limits"]
    assert small["bounds"] == [
        {"amount": "5000.5000", "percent": None, "of": "original", "days": None},
        {"amount": None, "percent": "0.2500", "of": "revised", "days": None},
    ]
    assert made["bands"][2]["steps"][0]["who"][0]["company"]["name"] == "Contractor Company"
    assert [one["name"] for one in await office.listed("approval-policies")] == ["Policy"]
    changed = await office.change_policy(made, active=False, name="Old")
    assert (changed["name"], changed["active"], changed["bands"]) == ("Old", False, made["bands"])
    path = office.web(f"approval-policies/{made['id']}")
    assert (await office.client("admin").delete(path)).status_code == 204
    assert await office.listed("approval-policies") == []


REFUSED: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("no band", {"bands": []}, 400, "bands"),
    ("an unknown kind", {"kinds": ["event"]}, 400, "kinds"),
    (
        "nobody above the limit",
        {"bands": [{"name": "a", "limits": [limit("amount", amount("1"))]}]},
        422,
        "bands",
    ),
    (
        "a band out of reach",
        {"bands": [{"name": "a"}, {"name": "b"}]},
        422,
        "bands.1",
    ),
    (
        "days with an amount",
        {"bands": [{"name": "a", "limits": [limit("days", amount("1"))]}, {"name": "b"}]},
        422,
        "bands.0.limits.0.bounds.0",
    ),
    (
        "two bounds in one",
        {
            "bands": [
                {"name": "a", "limits": [limit("amount", {"amount": "1", "percent": "1"})]},
                {"name": "b"},
            ]
        },
        422,
        "bands.0.limits.0.bounds.0",
    ),
    (
        "credits apart where they are not",
        {"bands": [{"name": "a", "direction": "credit"}, {"name": "b"}]},
        422,
        "bands.0.direction",
    ),
    (
        "a contingency that is not said",
        {
            "bands": [
                {"name": "a", "limits": [limit("contingency_left", amount("0"))]},
                {"name": "b"},
            ]
        },
        400,
        "contingency",
    ),
    ("an unknown measure", {"bands": [{"name": "a", "limits": [limit("mood")]}]}, 400, "bands.0"),
    ("one change that is split", {"split": {"least": 1}}, 400, "split.least"),
)


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
async def test_what_cannot_work_is_refused_by_its_field(
    office: Office, fields: dict[str, Any], status: int, field: str
) -> None:
    step = office.step("Manager", "manager")
    body = one_band(office, step) | fields
    body["bands"] = [{"steps": [step]} | band for band in body["bands"]]
    reply = await office.try_policy(**body)
    assert reply.status_code == status, reply.text
    assert reply.json()["problems"][0]["field"].startswith(field)
    assert await office.listed("approval-policies") == []


async def test_a_policy_that_nobody_can_satisfy_is_refused_when_it_is_saved(
    office: Office,
) -> None:
    twice = office.step("Two managers", "manager", people=2)
    both = [office.step("First", "manager"), office.step("Second", "manager", stage=2)]
    rival = {"name": "Rival", "who": [{"companyId": str(office.people.companies["rival"].uuid)}]}
    for steps in (
        [twice],
        both,
        [rival],
        [{"name": "None", "who": [{"role": "owner"}], "people": 2}],
    ):
        reply = await office.try_policy(**one_band(office, *steps))
        assert reply.status_code == 422, reply.text
        assert reply.json()["type"] == "urn:changewright:problem:policy-unsatisfiable"
        (problem,) = reply.json()["problems"]
        assert problem["field"].startswith("bands.0.steps.")
    assert (await office.try_policy(**one_band(office, *both), distinctPeople=False)).is_success


async def test_who_leaves_shows_in_the_policies_that_need_them(
    office: Office, ledger: Ledger
) -> None:
    contract = await office.contract("C-1", "100000")
    policy = await office.policy(**one_band(office, office.step("Board", "approver")))
    assert (policy["problems"], policy["warnings"]) == ([], [])
    order = await office.order("5", contract)
    left = Member(
        office.container.id,
        office.people.persons["approver"].id,
        "approver",
        office.people.companies["contractor"].id,
        active=False,
    )
    await save_rows(ledger.database, DirectoryRows(members=(left,)))
    (shown,) = await office.listed("approval-policies")
    assert [one["field"] for one in shown["problems"]] == ["bands.0.steps.0.who"]
    assert shown["problems"][0]["detail"] == "nobody can decide 'Board' of band 'all'"
    detail = await office.refused(order, "send", "manager")
    assert "somebody who is not here any more" in detail


async def test_a_policy_warns_of_whom_it_stops(office: Office) -> None:
    policy = await office.policy(**one_band(office, office.step("Manager", "manager")))
    assert policy["problems"] == []
    (warning,) = policy["warnings"]
    assert warning["detail"].endswith("on what Manager Person made")


async def test_only_who_configures_makes_policies(office: Office) -> None:
    body = one_band(office, office.step("Manager", "manager"))
    for role in ("manager", "approver", "estimator", "viewer"):
        assert (await office.try_policy(role, **body)).status_code == 403
    for role in ("owner", "supplier"):
        assert (await office.try_policy(role, **body)).status_code == 403
        assert await office.listed("approval-policies", role) == []


# -- deciding -------------------------------------------------------------------------------------


async def test_steps_in_order_with_the_snapshot_of_what_each_saw(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**two_steps(office))
    order = await office.order("2500", contract)
    early = await office.try_decide(order, "approver")
    assert early.status_code == 409 and "others decide first" in early.json()["detail"]
    for role in ("viewer", "admin"):
        assert (await office.try_decide(order, role)).status_code == 403
    shown = await office.decide(order, "manager", note="Fair price")
    assert shown["court"]["person"]["name"] == "Approver Person"
    await office.decide(order, "approver")
    assert await office.status(order) == "sent"
    run = await office.run(order)
    assert (run["state"], run["round"], run["needed"]) == ("used", 1, [])
    first, last = run["decisions"]
    assert (first["step"], first["note"], first["door"]) == ("Manager", "Fair price", "web")
    seen = first["snapshot"]
    assert (seen["amount"], seen["contract"]["revisedWithThis"]) == ("2500.0000", "102500.0000")
    assert [line["amount"] for line in seen["lines"]] == ["2500.0000"]
    assert seen["revision"] < last["snapshot"]["revision"]
    again = await office.try_decide(order, "manager")
    assert again.status_code == 409


async def test_steps_side_by_side_and_several_persons(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    two = {"name": "Two", "who": [*office.who("manager"), *office.who("viewer")], "people": 2}
    await office.policy(**one_band(office, two, office.step("Board", "approver")))
    order = await office.order("1", contract)
    await office.decide(order, "approver")
    await office.decide(order, "viewer")
    twice = await office.try_decide(order, "viewer")
    assert twice.status_code == 403
    assert await office.needed(order) == ["Two"]
    await office.decide(order, "manager")
    assert await office.status(order) == "sent"


async def test_four_eyes_nobody_approves_what_they_made_nor_twice(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    anybody = {"name": "First", "who": [{"role": "manager"}, {"role": "approver"}]}
    second = {"name": "Second", "who": [{"role": "manager"}, {"role": "admin"}], "stage": 2}
    policy = await office.policy(**one_band(office, anybody, second))
    order = await office.order("1", contract, role="manager")
    own = await office.try_decide(order, "manager")
    assert own.status_code == 403 and "whoever made it" in own.json()["detail"]
    assert "you made it" in await office.refused(order, "send", "manager")
    other = await office.order("1", contract, role="estimator")
    await office.decide(other, "manager")
    assert (await office.try_decide(other, "manager")).status_code == 403
    await office.change_policy(policy, distinctPeople=False)
    await office.decide(other, "manager")
    assert await office.status(other) == "sent"


async def test_return_and_reject_take_a_reason_and_move_the_document(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**two_steps(office))
    order = await office.order("10", contract, role="estimator")
    bare = await office.try_decide(order, "manager", "return")
    assert bare.status_code == 400 and bare.json()["problems"][0]["field"] == "note"
    await office.decide(order, "manager", "return", note="Where is the quote?")
    assert await office.status(order) == "open"
    run = await office.run(order)
    assert (run["state"], run["reason"]) == ("returned", "Where is the quote?")
    assert (await office.history(order))["court"]["person"]["name"] == "Estimator Person"
    await office.act(order, "submit", role="admin")
    assert (await office.run(order))["round"] == 2
    await office.decide(order, "manager")
    await office.decide(order, "approver", "reject", note="Not our scope")
    assert await office.status(order) == "draft"  # the vendor's word for a closed one
    run = await office.run(order)
    assert (run["state"], [one["decision"] for one in run["decisions"]]) == (
        "rejected",
        ["approve", "reject"],
    )
    assert (await office.history(order))["court"] is None


async def test_a_vendors_action_that_sends_back_is_a_decision(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**two_steps(office))
    order = await office.order("10", contract, role="estimator")
    await office.act(order, "reject", role="manager")
    run = await office.run(order)
    assert (run["state"], [one["decision"] for one in run["decisions"]]) == (
        "returned",
        ["return"],
    )


async def test_delegations_count_in_their_time_and_end(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**one_band(office, office.step("Board", "approver")))
    order = await office.order("10", contract, role="estimator")
    now = datetime.now(UTC)
    body = {"toPersonId": office.person("manager")}
    path = office.web("delegations")
    later = body | {"validFrom": (now + timedelta(days=1)).isoformat()}
    past = body | {"validUntil": (now - timedelta(days=1)).isoformat()}
    others = body | {"fromPersonId": office.person("admin")}
    assert (await office.client("approver").post(path, json=later)).status_code == 201
    assert (await office.client("approver").post(path, json=past)).status_code == 400
    assert (await office.client("approver").post(path, json=others)).status_code == 403
    blind = {"toPersonId": office.person("owner")}
    refused = await office.client("approver").post(path, json=blind)
    assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "toPersonId")
    assert (await office.try_decide(order, "manager")).status_code == 403
    made = (await office.client("approver").post(path, json=body)).json()
    assert made["inForce"] and made["fromPerson"]["name"] == "Approver Person"
    (waiting,) = await office.listed("inbox", "manager")
    assert waiting["onBehalfOf"]["name"] == "Approver Person"
    ended = await office.client("approver").delete(f"{path}/{made['id']}")
    assert ended.status_code == 204
    assert (await office.try_decide(order, "manager")).status_code == 403
    assert len(await office.listed("delegations", "viewer")) == 0
    assert len(await office.listed("delegations", "admin")) == 2
    await office.client("approver").post(path, json=body)
    shown = await office.decide(order, "manager")
    (decision,) = shown["runs"][-1]["decisions"]
    assert decision["onBehalfOf"]["name"] == "Approver Person"
    assert await office.status(order) == "sent"


async def test_a_step_is_handed_on_for_one_round(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**one_band(office, office.step("Board", "approver")))
    order = await office.order("10", contract, role="estimator")
    to = {"toPersonId": office.person("estimator")}
    creator = await office.try_decide(order, "approver", "delegate", **to)
    assert creator.status_code == 422
    blind = {"toPersonId": office.person("owner")}
    refused = await office.try_decide(order, "approver", "delegate", **blind)
    assert refused.json()["problems"][0]["detail"] == "they do not see the document"
    shown = await office.decide(
        order, "approver", "delegate", toPersonId=office.person("viewer"), note="On leave"
    )
    assert shown["court"]["person"]["name"] == "Viewer Person"
    await office.decide(order, "viewer")
    # A viewer may decide here, and moves nothing: the document waits for somebody who may.
    assert await office.status(order) == "inReview"
    assert (await office.history(order))["court"]["court"] == "mover"
    await office.act(order, "send", role="manager")
    assert (await office.run(order))["state"] == "used"


@pytest.mark.parametrize(("on_edit", "needed"), [("void", ["Manager"]), ("keep", ["Board"])])
async def test_an_edit_after_approvals_voids_or_keeps_them(
    office: Office, on_edit: str, needed: list[str]
) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**two_steps(office), onEdit=on_edit)
    order = await office.order(None, contract, asked=False)
    line = await office.line(order, "10")
    await office.act(order, "submit", role="admin")
    await office.decide(order, "manager")
    path = office.cost(f"change-orders/sco/{order['id']}")
    reply = await office.client("admin").patch(path, json={"note": "A word"})
    assert reply.status_code == 200, reply.text
    assert await office.needed(order) == ["Board"], "a note changes nothing that is approved"
    path = office.cost(f"cost-items/{line['id']}")
    reply = await office.client("admin").patch(path, json={"proposed": "11"})
    assert reply.status_code == 200, reply.text
    assert await office.needed(order) == needed
    runs = (await office.history(order))["runs"]
    assert [run["state"] for run in runs] == (["voided", "open"] if on_edit == "void" else ["open"])
    assert (runs[0]["decisions"][0]["voidedAt"] is not None) is (on_edit == "void")


async def test_undoing_an_approval_voids_the_round(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**one_band(office, office.step("Board", "approver")))
    order = await office.order("10", contract)
    await office.act(order, "send")
    await office.act(order, "sentToOpen")
    run = await office.run(order)
    assert (run["state"], run["reason"]) == ("voided", "the approval was undone")
    assert "still needs Board" in await office.refused(order, "send", "manager")


async def test_a_policy_takes_up_what_waits_and_lets_it_go(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    order = await office.order("10", contract)
    assert (await office.history(order))["runs"] == []
    policy = await office.policy(**one_band(office, office.step("Board", "approver")))
    assert await office.needed(order) == ["Board"]
    await office.change_policy(policy, **one_band(office, office.step("Manager", "manager")))
    assert await office.needed(order) == ["Manager"]
    await office.change_policy(policy, active=False)
    assert (await office.run(order))["state"] == "voided"
    await office.act(order, "send", role="manager")


# -- courts, the inbox, splits --------------------------------------------------------------------


async def test_the_ball_is_in_the_court_of_whoever_acts_next(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**two_steps(office))
    order = await office.order("10", contract, role="estimator")
    draft = await office.make("change-orders/pco", "estimator", name="Draft")
    asked = await office.make("change-orders/pco", "estimator", name="Asked")
    await office.act(asked, "open", "submit", role="admin")
    shown = await office.listed("courts", sort="number", kind="pco")
    assert [(one["changeOrder"]["name"], one["court"]) for one in shown] == [
        ("Draft", "preparer"),
        ("Asked", "preparer"),
    ]
    (mine,) = await office.listed("courts", "manager", person="me")
    assert mine["changeOrder"]["id"] == order["id"] and mine["daysInCourt"] == 0
    await office.decide(order, "manager")
    (theirs,) = await office.listed("courts", court="approver")
    due = datetime.fromisoformat(theirs["due"])
    since = datetime.fromisoformat(theirs["since"])
    assert due - since == timedelta(days=5)
    assert await office.listed("courts", overdue="true") == []
    wrong = await office.client("admin").get(office.web("courts"), params={"court": "nobody"})
    assert wrong.status_code == 400
    assert draft["id"] in {one["changeOrder"]["id"] for one in await office.listed("courts")}
    await office.decide(order, "approver")
    (signing,) = await office.listed("courts", kind="sco")
    assert signing["court"] == "signer"


async def test_the_inbox_says_how_long_and_what_it_does_to_the_sum(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    await office.policy(**one_band(office, office.step("Board", "approver")))
    first = await office.order("1000", contract)
    await office.order("-250.5", contract)
    assert await office.listed("inbox", "viewer") == []
    one, two = await office.listed("inbox", "approver")
    assert (one["step"], one["part"], one["daysInCourt"]) == ("Board", "approver", 0)
    assert one["effect"] == {
        "currency": None,
        "original": "100000.0000",
        "approvedChanges": "0.0000",
        "before": "100000.0000",
        "amount": "1000.0000",
        "after": "101000.0000",
        "days": 0,
    }
    await office.decide(first, "approver")
    waiting = [each for each in await office.listed("inbox", "approver") if each["step"]]
    (two,) = waiting
    assert (two["effect"]["before"], two["effect"]["after"]) == ("101000.0000", "100749.5000")


async def test_outsiders_see_their_own_part_alone(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    owner = {"name": "Owner", "who": [{"role": "owner"}], "stage": 2}
    bands = one_band(office, office.step("Manager", "manager"), owner)
    await office.policy(kinds=["oco", "sco"], **one_band(office, office.step("M", "manager")))
    main = await office.policy(name="Owner's", kinds=["oco"], position=-1, **bands)
    order = await office.order("10", contract)
    assert await office.listed("inbox", "supplier") == []
    hidden = await office.client("owner").get(office.web(f"change-orders/{order['id']}/approvals"))
    assert hidden.status_code == 404
    oco = await office.make("change-orders/oco", "estimator", name="To the owner")
    item = {"name": "Work", "submitted": "75", "scope": "budgetOnly", "changeOrderId": oco["id"]}
    await office.make("cost-items", **item)
    await office.act(oco, "open", "submit", role="admin")
    assert (await office.history(oco, "owner"))["runs"] == [], "it is not his turn, nor was it"
    await office.decide(oco, "manager", note="internal remark")
    (waiting,) = await office.listed("inbox", "owner")
    assert (waiting["step"], waiting["policy"], waiting["stillNeeded"]) == ("Owner", None, None)
    history = await office.history(oco, "owner")
    (run,) = history["runs"]
    assert (run["yours"], run["policy"], run["needed"], run["decisions"]) == (True, None, [], [])
    assert history["court"]["court"] == "theirs" and history["court"]["person"] is None
    shown = await office.decide(oco, "owner", note="Agreed")
    assert [one["note"] for one in shown["runs"][-1]["decisions"]] == ["Agreed"]
    assert "band" not in shown["runs"][-1]["decisions"][0]["snapshot"]
    assert await office.status({**oco, "kind": "oco"}, "budgetStatus") == "approved"
    courts = await office.listed("courts", "owner")
    assert {one["court"] for one in courts} <= {"yours", "theirs"}
    assert (await office.client("owner").get(office.web("split-warnings"))).status_code == 403
    assert main["position"] == -1


async def test_changes_that_look_split_are_listed(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    other = await office.contract("C-2", "100000")
    await office.policy(
        split={"days": 7, "least": 2, "same": ["contract", "supplier"]},
        bands=[
            {
                "name": "small",
                "limits": [limit("amount", amount("10000"))],
                "steps": [office.step("Manager", "manager")],
            },
            {"name": "large", "steps": [office.step("Board", "approver")]},
        ],
    )
    parts = [await office.order("6000", contract) for _ in range(2)]
    await office.order("6000", other)
    await office.order("4000", other)
    await office.order("12000", other)
    (warning,) = await office.listed("split-warnings")
    assert {one["id"] for one in warning["changeOrders"]} == {one["id"] for one in parts}
    assert (warning["total"], warning["limit"], warning["band"]) == (
        "12000.0000",
        "10000.0000",
        "small",
    )


async def test_without_a_policy_everything_is_as_it_was(office: Office) -> None:
    contract = await office.contract("C-1", "100000")
    order = await office.order("10", contract)
    assert (await office.history(order))["runs"] == []
    none = await office.try_decide(order, "approver")
    assert none.status_code == 409
    assert none.json()["type"] == "urn:changewright:problem:approval-none"
    await office.act(order, "send", role="approver")
    assert msgspec.json.decode((await office.client("admin").get(office.web("inbox"))).content)
