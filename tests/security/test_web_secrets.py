"""The app's door tells no role what is not for it: every address is read, every list of the log is
filtered, sorted, grouped and exported, and everything is written, in a project full of secrets.

A secret stands nowhere else, so finding it in an answer is a leak. And what is there but not for
somebody is refused him in the words in which nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import join
from tests.fixtures_ledger import make_container
from tests.security.test_secrets import MAY_SEE, SECRETS, Plot

from changewright.edge.http import Application
from changewright.edge.routes import Route
from changewright.web.explain.handlers import RECORDS
from changewright.web.record.choices import LISTS
from changewright.web.routes import DOOR
from changewright.work.ledger import Ledger

OUTSIDE = ("owner", "supplier")
# Of this door alone: what the contractor's people call things, and what they keep for themselves.
OWN: dict[str, str] = {
    "view": "SECRET-VIEW",
    "policy": "SECRET-POLICY",
    "formula": "SECRET-FORMULA",
    "reason": "SECRET-REASON",
    "private": "SECRET-PRIVATE",
    "later": "SECRET-LATER",
}
WORDS = SECRETS | OWN
# What an audience finds at this door of what it may see: the check can fail.
FOUND: dict[str, frozenset[str]] = {
    "admin": frozenset(WORDS) - {"comment", "later"},
    "owner": frozenset({"main", "submitted", "approved"}),
    "supplier": frozenset({"supplier_contract", "committed"}),
}
COLUMNS = (
    *("estimated", "proposed", "submitted", "approved", "committed", "awarded", "amount"),
    *("budgetApproved", "costApproved", "revised"),
)
QUERIES: dict[str, tuple[str, ...]] = {
    "/log": ("include=totals,moves,clocks", "q=SECRET", "limit=1&sort=-updated"),
    "/log/groups": ("group=kind", "group=contract,supplier", "group=mainContract"),
    "/record-choices": tuple(f"list={name}" for name in LISTS),
    "/dashboard/contract-value": ("side=budget", "side=cost"),
    "/contracts/{contractId}/change-summary": ("counted=executed",),
}


class WebPlot(Plot):
    """The same plot with what this door keeps besides."""

    @property
    def web(self) -> str:
        return self.base.replace("/cost/v1/containers/", "/web/v1/projects/")

    async def keep(self, path: str, body: Any, name: str = "") -> Any:
        answer = await self.admin.post(f"{self.web}/{path}", json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
        made = answer.json()
        if name:
            self.ids[name] = made["id"]
        return made

    async def attach(self) -> None:
        """Before anything is sent, and so frozen."""
        await super().attach()
        for name in ("oco", "sco", "rfq", "pco"):
            edited = await self.admin.patch(
                f"{self.web}/records/{self.ids[name]}", json={"reason": OWN["reason"]}
            )
            assert edited.status_code == 200, edited.text

    async def tell(self) -> None:
        await super().tell()
        definition = {"columns": [{"name": "number"}], "filter": "note:contains:SECRET-VIEW"}
        view = {"name": OWN["view"], "sharing": "shared", "definition": definition}
        await self.keep("views", view, "view")
        await self.keep("markup-formulas", {"name": OWN["formula"]}, "formula")
        for kind in ("oco", "sco", "rfq"):
            of = {"contractId": self.ids["contract_own"]} if kind != "oco" else {}
            name = f"private_{kind}"
            await self.post(f"change-orders/{kind}", {"name": OWN["private"], **of}, name)
            hidden = await self.admin.patch(
                f"{self.web}/records/{self.ids[name]}", json={"private": True}
            )
            assert hidden.status_code == 200, hidden.text
        await self.act("private_oco", "open", "submit")
        await self.act("private_sco", "open", "send")
        await self.act("private_rfq", "open", "submit")
        person = str(self.people.persons["approver"].uuid)
        step = {"name": "Board", "who": [{"personId": person}]}
        bands = [{"name": OWN["policy"], "steps": [step]}]
        policy = {"name": OWN["policy"], "kinds": ["oco", "sco"], "bands": bands}
        await self.keep("approval-policies", policy, "policy")


@pytest.fixture(scope="module")
async def plot(application: Application, ledger: Ledger) -> WebPlot:
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    told = WebPlot(people.clients["admin"], container, people)
    await told.tell()
    return told


IN_PROJECT = [route for route in DOOR.routes if route.place == "container"]
READS = [each for each in IN_PROJECT if each.method == "GET" and each.path != "/live"]
WRITES = [each for each in IN_PROJECT if each.method != "GET"]


def filled(route: Route, ids: dict[str, str]) -> Iterator[str]:
    """The row's path with every id of the noun that it names."""
    kinds = {each.name: each.type for each in route.path_parameters}
    choices: list[list[str]] = []
    for segment in route.path.strip("/").split("/"):
        name, colon, action = segment.partition(":")
        word = name.strip("{}")
        if not segment.startswith("{"):
            choices.append([segment])
        elif word == "record":
            choices.append([each for each in RECORDS if each != "project"])
        elif word == "column":
            choices.append(list(COLUMNS))
        elif kinds.get(word, "uuid") == "uuid":
            nouns = NAMED.get(word, ("budget",))
            own = [uuid for name, uuid in ids.items() if _noun(name) in nouns]
            choices.append([f"{each}{colon}{action}" for each in own])
        else:
            choices.append([f"{1 if kinds[word] == 'integer' else 'nothing'}{colon}{action}"])
    of = {uuid: _noun(name) for name, uuid in ids.items()}
    for parts in product(*choices):
        if parts[0] != "explain" or of[parts[2]] == parts[1]:
            yield "/".join(parts)


NOUN = {
    "budget": "budget",
    "main": "main-contract",
    "item": "cost-item",
    "rival_item": "cost-item",
    "contract_own": "contract",
    "contract_rival": "contract",
    **{name: name for name in ("definition", "view", "policy", "formula")},
}
NAMED = {
    **dict.fromkeys(("recordId", "changeOrderId", "orderId"), ("change-order",)),
    "contractId": ("contract", "main-contract"),
    "mainContractId": ("main-contract",),
    "viewId": ("view",),
    "policyId": ("policy",),
    "formulaId": ("formula",),
    "attributeId": ("definition",),
    "id": ("change-order", "cost-item", "contract", "main-contract", "budget"),
}
"""The nouns whose ids a parameter of a path is given."""


def _noun(name: str) -> str:
    return NOUN.get(name, "change-order")


class Asked:
    """What one role was told."""

    def __init__(self, client: httpx.AsyncClient, role: str) -> None:
        self.client = client
        allowed = MAY_SEE[role] | (frozenset(OWN) if role not in OUTSIDE else frozenset())
        self.hidden = {name: word for name, word in WORDS.items() if name not in allowed}
        self.seen: set[str] = set()
        self.leaks: list[tuple[str, str]] = []
        self.answered = 0

    async def get(self, address: str, *, echoes: str = "") -> httpx.Response:
        reply = await self.client.get(address)
        assert reply.status_code < 500, (address, reply.text)
        text = reply.text.replace(echoes, "") if echoes else reply.text
        self.seen |= {name for name, word in WORDS.items() if _tells(text, word)}
        self.leaks += [(name, address) for name, word in self.hidden.items() if _tells(text, word)]
        self.answered += reply.status_code == 200
        return reply


def _tells(text: str, word: str) -> bool:
    """Amounts stand with two places in a file, with four in an answer."""
    return word in text or (word[0].isdigit() and word.removesuffix("00") in text)


@pytest.mark.parametrize("role", [pytest.param("admin", marks=pytest.mark.deep), *OUTSIDE])
async def test_a_role_is_told_only_its_own(plot: WebPlot, role: str) -> None:
    asked = Asked(plot.people.clients[role], role)
    for route in READS:
        for path in filled(route, plot.ids):
            first = await asked.get(f"{plot.web}/{path}")
            if first.status_code == 200:
                for query in QUERIES.get(route.path, ()):
                    await asked.get(f"{plot.web}/{path}?{query}")
    assert not asked.leaks, asked.leaks[:20]
    assert asked.answered > 40
    assert asked.seen >= FOUND[role], FOUND[role] - asked.seen


@pytest.mark.parametrize("role", OUTSIDE)
async def test_no_column_of_the_log_tells(plot: WebPlot, role: str) -> None:
    """Asked by every column that there is, also by those that are not there for the role."""
    asked, log = Asked(plot.people.clients[role], role), f"{plot.web}/log"
    every = (await plot.admin.get(f"{log}/columns")).json()["columns"]
    own = {each["name"] for each in (await asked.get(f"{log}/columns")).json()["columns"]}
    assert 10 < len(own) < len(every)
    total = (await asked.get(log)).json()["total"]
    for column in (each["name"] for each in every):
        for query in (f"sort={column}", f"columns={column}", f"filter={column}:filled"):
            reply = await asked.get(f"{log}?{query}&include=totals")
            assert column in own or reply.status_code == 400, (query, reply.text)
            assert reply.status_code != 200 or reply.json()["total"] <= total
        groups = await asked.get(f"{log}/groups?group={column}")
        assert column in own or groups.status_code == 400
    for name in ("csv", "xlsx"):
        await asked.get(f"{log}/export?format={name}&columns={','.join(sorted(own))}")
    for name, word in asked.hidden.items():
        found = await asked.get(f"{log}?q={word}", echoes=word)
        assert found.json()["total"] == 0, name
    view = plot.ids["view"]
    for path in (f"{log}?view={view}", f"{log}/export?view={view}", f"{plot.web}/views/{view}"):
        assert (await asked.get(path)).status_code == 404
    assert not asked.leaks, asked.leaks[:20]


# -- what is there but not for you ----------------------------------------------------------------


def bodies(ids: dict[str, str], uuid: str) -> dict[str, Any]:
    """Bodies that get as far as looking for what they name, by operation."""
    return {
        "webStateContractSum": {"statedSum": "1"},
        "webStateMainContractSum": {"statedSum": "1"},
        "webSetContractClockTerms": {"family": "nothing"},
        "webSetMainContractClockTerms": {"family": "nothing"},
        "webCreateClockEvent": {"type": "notice", "changeOrderId": uuid},
        "webCreateDelegation": {"toPersonId": uuid},
        "webDecide": {"decision": "approve"},
        "webApplyMarkupFormula": {"formulaId": ids["formula"]},
        "webExcludeFromMarkups": {"costItemIds": [uuid]},
        "webUpdateRecord": {"reason": "x"},
        "webGiveRecordQuotes": {"prices": [{"amount": "1"}]},
        "webAskSuppliers": {"suppliers": [{"contractId": ids["contract_own"]}]},
        "webUpdatePerson": {"role": "viewer"},
        "webActOnLog": {"action": "delete", "ids": [uuid]},
        "webEditLog": {"ids": [uuid], "values": {"title": "x"}},
        "webUpdateView": {"name": "x"},
        "webUpdateApprovalPolicy": {"name": "x"},
        "webUpdateMarkupFormula": {"name": "x"},
        "webUpdateAttribute": {"name": "x"},
    }


UNSEEN = ("pco", "draft_oco", "private_sco", "rival_rfq", "contract_rival", "budget", "view")
"""Records that are for neither audience, of every sort that an address names."""


@pytest.mark.parametrize("role", OUTSIDE)
async def test_what_is_not_for_you_is_refused_like_nothing(plot: WebPlot, role: str) -> None:
    """Reading and writing, by the path and by what a body names: never another word for what is
    there than for what is not, and never a failure."""
    client = plot.people.clients[role]

    async def told(route: Route, uuid: str) -> tuple[int, str]:
        body = bodies(plot.ids, uuid).get(route.operation_id, {})
        reply = await client.request(
            route.method,
            f"{plot.web}/{_with(route, uuid)}",
            json=None if route.body is None else body,
        )
        assert reply.status_code < 500, (route.operation_id, reply.text)
        text = reply.text.replace(uuid, "<id>").replace(reply.headers["x-request-id"], "")
        return reply.status_code, text

    tells = []
    for route in (*READS, *WRITES):
        if "{" not in route.path and route.operation_id not in bodies(plot.ids, ""):
            continue
        nothing = await told(route, str(uuid4()))
        for name in UNSEEN:
            there = await told(route, plot.ids[name])
            if there != nothing:
                tells.append((route.operation_id, name, there, nothing))
    assert not tells, tells[:5]


def _with(route: Route, uuid: str) -> str:
    """The row's path about one record."""
    kinds = {each.name: each.type for each in route.path_parameters}
    words = {"record": "change-order", "column": "submitted"}
    parts = []
    for segment in route.path.strip("/").split("/"):
        name, colon, action = segment.partition(":")
        word = name.strip("{}")
        value = "1" if kinds.get(word) == "integer" else words.get(word, uuid)
        parts.append(f"{value}{colon}{action}" if segment.startswith("{") else segment)
    return "/".join(parts)


async def test_nobody_is_named_whom_one_does_not_see(plot: WebPlot) -> None:
    """A supplier hands his say on to whom he works with; an owner's people are nobody to him."""
    supplier, persons = plot.people.clients["supplier"], plot.people.persons
    told = []
    for uuid in (str(persons["owner"].uuid), str(uuid4())):
        reply = await supplier.post(f"{plot.web}/delegations", json={"toPersonId": uuid})
        told.append((reply.status_code, reply.json()["problems"]))
    assert told[0] == told[1]
    assert [each["field"] for each in told[0][1]] == ["toPersonId"]


async def test_a_refusal_tells_no_policy(plot: WebPlot) -> None:
    """An owner who may approve, but for what the contractor's policy asks: through both doors, and
    what is said of the move before."""
    owner, uuid = plot.people.clients["owner"], plot.ids["oco"]
    move = {"action": "approve", "associationType": "FormInstance", "associationId": uuid}
    for reply in (
        await owner.post(f"{plot.base}/workflows/actions", json=[move]),
        await owner.post(f"{plot.web}/log/actions", json={"action": "approve", "ids": [uuid]}),
        await owner.post(
            f"{plot.web}/change-orders/{uuid}/approvals", json={"decision": "approve"}
        ),
        await owner.get(f"{plot.web}/records/{uuid}"),
    ):
        assert "others" in reply.text, reply.text
        assert not any(word in reply.text for word in (*OWN.values(), "Board")), reply.text


async def test_a_stranger_and_nobody_learn_nothing(
    application: Application, ledger: Ledger, plot: WebPlot
) -> None:
    other = await make_container(ledger)
    strangers = await join(application, ledger, other)
    mine = plot.web.rpartition("/")[0] + f"/{other.uuid}"
    for role in ("admin", "owner"):
        client = strangers.clients[role]
        for route in (*READS, *WRITES):
            path = next(filled(route, plot.ids))
            there = await client.request(route.method, f"{plot.web}/{path}", json={})
            assert there.status_code == 404, (route.operation_id, there.text)
            assert not any(word in there.text for word in WORDS.values())
            if any(uuid in path for uuid in plot.ids.values()) and route.method == "GET":
                swapped = await client.get(f"{mine}/{path}")
                assert swapped.status_code == 404, (route.operation_id, swapped.text)


def test_the_check_can_fail() -> None:
    assert _tells('{"amount":"1111111.1100"}', SECRETS["estimated"])
    assert _tells("1111111.11,x", SECRETS["estimated"])
    assert not _tells("2222222.22", SECRETS["estimated"])
    named = bodies({"formula": "", "contract_own": ""}, "")
    assert {route.operation_id for route in IN_PROJECT} > named.keys()
