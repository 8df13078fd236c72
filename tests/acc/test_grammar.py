"""The list query as tables: what a query string means, and what it is refused for (§1.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

import pytest
from tests.edge.sample_door import GRAMMAR

from changewright.acc.grammar import references, resolve
from changewright.acc.query_text import split_list, split_sort
from changewright.core.errors import Invalid
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder
from changewright.core.records_attached import Comment, PropertyDefinition
from changewright.edge.bodies import Reference

A, B = UUID("b6445638-ca68-4e3c-9160-15864de6b818"), UUID("97363960-9483-11e8-a7ec-7ddae203e404")
SINCE = datetime(2020, 3, 1, 13, tzinfo=UTC)
PCO = GRAMMAR["pco"]


def read(query: str) -> ListQuery:
    return PCO.read(query.encode())


FILTERS = {
    f"filter[id]={A}": [Condition("uuid", "any", (A,))],
    f"filter%5Bid%5D={A}": [Condition("uuid", "any", (A,))],
    f"filter[id]={A},{B}": [Condition("uuid", "any", (A, B))],
    f"filter[id]={A}&filter%5Bid%5D={B}": [Condition("uuid", "any", (A, B))],
    f"filter[id]={A},{A}": [Condition("uuid", "any", (A,))],
    f"filter[id]={str(A).upper()}": [Condition("uuid", "any", (A,))],
    f"filter[id]=%20{A}%20,": [Condition("uuid", "any", (A,))],
    "filter[id]=": [],
    "filter[number]=0001,0002": [Condition("number", "any", ("0001", "0002"))],
    'filter[number]="1"': [Condition("number", "any", ("1",))],
    "filter[number]=%221,2%22,3": [Condition("number", "any", ("1,2", "3"))],
    "filter[number]=a%2Bb": [Condition("number", "any", ("a+b",))],
    "filter[contractId]=blank": [Condition("contract_id", "blank")],
    f"filter[contractId]=blank,{A}": [
        Condition("contract_id", "any", (None, Reference(Comment, A, "filter[contractId]")))
    ],
    f"filter[sourceId]={A}": [
        Condition("source_id", "any", (Reference(ChangeOrder, A, "filter[sourceId]"),))
    ],
    "filter[budgetStatus]=open": [Condition("budget_state", "any", ("open", "pricing"))],
    "filter[budgetStatus]=draft,open": [
        Condition("budget_state", "any", ("draft", "open", "pricing"))
    ],
    "filter[lastModifiedSince]=2020-03-01T13:00:00Z": [Condition("updated_at", "since", (SINCE,))],
    "filter[lastModifiedSince]=2020-03-01T14:00:00%2B01:00": [
        Condition("updated_at", "since", (SINCE,))
    ],
    "filter[lastModifiedSince]=2020-03-01T14:00:00+01:00": [
        Condition("updated_at", "since", (SINCE,))
    ],
    "filter[lastModifiedSince]=2020-03-01T13:00": [Condition("updated_at", "since", (SINCE,))],
    "filter[externalSystem]=Sage300, Inc": [Condition("external_system", "any", ("Sage300, Inc",))],
    f"filter[properties.{A}]=red": [Condition(f"property:{A}", "any", ("red",))],
    "unknown=1&q=x&Filter=2": [],
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters(query: str) -> None:
    assert list(read(query).where) == FILTERS[query]


def test_filters_combine() -> None:
    found = read("filter[number]=1&filter[budgetStatus]=draft").where
    assert {condition.attribute for condition in found} == {"number", "budget_state"}


SORTS = {
    "": [],
    "sort=": [],
    "sort=name": [("name", False)],
    "sort=name asc": [("name", False)],
    "sort=name,updatedAt desc": [("name", False), ("updated_at", True)],
    "sort=name, updatedAt desc": [("name", False), ("updated_at", True)],
    "sort=name%2C%20updatedAt%20desc": [("name", False), ("updated_at", True)],
    "sort=name + updatedAt desc": [("name", False), ("updated_at", True)],
    "sort=name%20%2B%20updatedAt%20desc": [("name", False), ("updated_at", True)],
    "sort=name+%2B+updatedAt+desc": [("name", False), ("updated_at", True)],
    "sort=name desc + updatedAt": [("name", True), ("updated_at", False)],
    "sort=updatedAt DESC": [("updated_at", True)],
    "sort=name&sort=updatedAt desc": [("name", False), ("updated_at", True)],
    "sort=name desc,name": [("name", True)],
    f"sort=properties.{A} desc": [(f"property:{A}", True)],
}


@pytest.mark.parametrize("query", SORTS)
def test_sorting(query: str) -> None:
    assert read(query.replace(" ", "%20")).order == tuple(Order(*each) for each in SORTS[query])
    assert read(query.replace(" ", "+")).order == read(query.replace(" ", "%20")).order


INCLUDES = {
    "": set(),
    "include=costItems": {"costItems"},
    "include=costItems,attributes": {"costItems", "attributes"},
    "include=include=costItems,attributes": {"costItems", "attributes"},
    "include=costItems&include=comments": {"costItems", "comments"},
    "include=costItems%5BchangeOrders%5D": {"costItems[changeOrders]"},
    "include=changOrders,costItems,": {"costItems"},
    "include=COSTITEMS": set(),
}


@pytest.mark.parametrize("query", INCLUDES)
def test_includes(query: str) -> None:
    assert read(query).include == INCLUDES[query]


WINDOWS = {
    "": (0, 100),
    "limit=20": (0, 20),
    "limit=+20": (0, 20),
    "limit=200": (0, 100),
    "limit=99999999999999999999999": (0, 100),
    "limit=": (0, 100),
    "limit=5&limit=7": (0, 7),
    "offset=0": (0, 100),
    "offset=50000&limit=1": (50000, 1),
    f"offset={2**53 - 1}": (2**53 - 1, 100),
}


@pytest.mark.parametrize("query", WINDOWS)
def test_windows(query: str) -> None:
    found = read(query)
    assert (found.offset, found.limit) == WINDOWS[query]


def test_a_setting_raises_the_largest_page() -> None:
    assert PCO.read(b"limit=500", limit_maximum=400).limit == 400
    assert PCO.read(b"limit=500").limit == 100


REFUSED = {
    "limit=0": ("limit", "range"),
    "limit=00": ("limit", "range"),
    "limit=-1": ("limit", "format"),
    "limit=ten": ("limit", "format"),
    "limit=1e3": ("limit", "format"),
    "limit=1.0": ("limit", "format"),
    "limit=٣": ("limit", "format"),
    "offset=-1": ("offset", "range"),
    f"offset={2**53}": ("offset", "range"),
    "offset=9" + "9" * 5000: ("offset", "range"),
    "offset=x": ("offset", "format"),
    "offset=1.5": ("offset", "format"),
    "sort=nonsense": ("sort", "unknown"),
    "sort=name up": ("sort", "unknown"),
    "sort=desc": ("sort", "format"),
    "sort=name desc asc": ("sort", "format"),
    "sort=sourceId": ("sort", "unknown"),
    "filter[nonsense]=1": ("filter[nonsense]", "unknown"),
    "filter[]=1": ("filter[]", "unknown"),
    "filter[id][]=1": ("filter[id][]", "unknown"),
    "filter[Id]=1": ("filter[Id]", "unknown"),
    "filter[properties.x]=1": ("filter[properties.x]", "unknown"),
    "filter[id]=nonsense": ("filter[id]", "format"),
    f"filter[id]={A},nonsense": ("filter[id]", "format"),
    f"filter[id]={{{A}}}": ("filter[id]", "format"),
    "filter[id]=blank": ("filter[id]", "format"),
    f"filter[sourceId]={A},{B}": ("filter[sourceId]", "format"),
    "filter[budgetStatus]=OPEN": ("filter[budgetStatus]", "choice"),
    "filter[budgetStatus]=blank": ("filter[budgetStatus]", "choice"),
    "filter[lastModifiedSince]=yesterday": ("filter[lastModifiedSince]", "format"),
    "filter[lastModifiedSince]=2020-13-01": ("filter[lastModifiedSince]", "format"),
    "filter[lastModifiedSince]=2020-W10": ("filter[lastModifiedSince]", "format"),
    "filter[lastModifiedSince]=0001-01-01T00:00:00%2B14:00": (
        "filter[lastModifiedSince]",
        "format",
    ),
    f"filter[externalSystem]={'x' * 256}": ("filter[externalSystem]", "length"),
    "filter[number]=a%00b": ("filter[number]", "format"),
    "other=%00": ("other", "format"),
    "filter[number]=%ff": ("query", "format"),
    "filter[number]=" + ",".join(map(str, range(1001))): ("filter[number]", "range"),
    "&".join(f"x{n}=1" for n in range(1001)): ("query", "range"),
}


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:50])
def test_refusals_name_the_parameter(query: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(quote(query, safe="%=&[],+") if "%" not in query else query)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == REFUSED[query]
    assert len(problem.detail) < 400


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read("limit=0&offset=-1&sort=x&filter[y]=1&filter[id]=z")
    assert {problem.field for problem in caught.value.problems} == {
        *("limit", "offset", "sort", "filter[y]", "filter[id]")
    }


def test_hidden_columns_are_no_attributes() -> None:
    hidden = frozenset({"budget_state"})
    PCO.read(b"filter[budgetStatus]=open")
    for query in (b"filter[budgetStatus]=open", b"sort=budgetStatus"):
        with pytest.raises(Invalid):
            PCO.read(query, hidden=hidden)


def test_references_are_resolved_and_strangers_match_nothing() -> None:
    query = read(f"filter[contractId]={A},{B}&filter[properties.{A}]=x&sort=properties.{A}")
    contract_a, contract_b, definition = (
        Reference(Comment, A, "filter[contractId]"),
        Reference(Comment, B, "filter[contractId]"),
        Reference(PropertyDefinition, A),
    )
    assert set(references(query)) == {contract_a, contract_b, definition}
    resolved = resolve(query, {contract_a: 17, definition: 3})
    assert set(resolved.where) == {
        Condition("contract_id", "any", (17,)),
        Condition("property:3", "any", ("x",)),
    }
    assert resolved.order == (Order("property:3"),)
    assert resolve(query, {definition: 3}).where[0].values == ()
    with pytest.raises(Invalid):
        resolve(query, {contract_a: 17})


def test_a_query_is_read_once() -> None:
    assert read("limit=3&sort=name") is read("limit=3&sort=name")


def test_split_list_keeps_quoted_commas() -> None:
    assert split_list(['"a,b",c', "d"]) == ["a,b", "c", "d"]
    assert split_list(['"say ""hi""", x ,,']) == ['say "hi"', "x"]
    assert split_list(['"open']) == ['"open']


def test_split_sort_of_a_decoded_plus() -> None:
    assert split_sort(["name   updatedAt desc"]) == [("name", False), ("updatedAt", True)]


def test_the_reference_lists_what_is_read() -> None:
    rows = {row.name: row for row in PCO.parameters()}
    assert rows["filter[budgetStatus]"].enum == ("draft", "open")
    assert rows["filter[sourceId]"].repeated is False
    assert {"limit", "offset", "sort", "include"} <= set(rows)
