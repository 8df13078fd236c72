"""The table of contract states: every state has a word in each door, and every word a state."""

from __future__ import annotations

import pytest

from changewright.acc.contract_words import WORDS as ACC_WORDS
from changewright.acc.contracts.fields import STATUSES as ACC_COMMITMENT
from changewright.acc.main_contracts.fields import STATUSES as ACC_PRIME
from changewright.core.contract_states import PURCHASE_ORDER, STATES, WORK_ORDER, form_of
from changewright.core.kinds import Track
from changewright.procore.contract_words import ENTERED, PRIME, STATES_OF, WORDS, entering

# The words of the vendors' references: procore.md §2.11, autodesk.md §5.2, §5.3.
PROCORE = {
    WORK_ORDER: "Draft|Out For Bid|Out For Signature|Approved|Complete|Terminated|Void",
    PURCHASE_ORDER: "Draft|Processing|Submitted|Partially Received|Received|Approved|Closed",
    PRIME: "Draft|Out For Bid|Out For Signature|Approved|Complete|Terminated",
}
SIDES: dict[str, Track] = {WORK_ORDER: "cost", PURCHASE_ORDER: "cost", PRIME: "budget"}


@pytest.mark.parametrize("form", PROCORE)
def test_procore_has_its_words_and_a_state_for_each(form: str) -> None:
    assert set(ENTERED[form]) == set(PROCORE[form].split("|"))
    assert set(WORDS[form]) == set(STATES[SIDES[form]])
    for word, state in ENTERED[form].items():
        assert WORDS[form][state] == word
        assert state in STATES_OF[form][word]
    approved = {state for state, word in WORDS[form].items() if word == "Approved"}
    done = {state for state, word in WORDS[form].items() if word in ("Complete", "Closed")}
    settled = {state.name for state in STATES[SIDES[form]].values() if state.settled}
    assert approved <= settled <= approved | done


@pytest.mark.parametrize(("side", "words"), [("cost", ACC_COMMITMENT), ("budget", ACC_PRIME)])
def test_autodesk_has_its_words_and_each_is_a_state(side: Track, words: tuple[str, ...]) -> None:
    assert set(ACC_WORDS[side].values()) == set(words)
    assert set(words) <= set(STATES[side])
    assert all(ACC_WORDS[side][word] == word for word in words)


@pytest.mark.parametrize(
    ("type", "form"),
    [
        (None, WORK_ORDER),
        ("", WORK_ORDER),
        ("Subcontract", WORK_ORDER),
        ("Purchase order", PURCHASE_ORDER),
        ("PURCHASE_ORDER", PURCHASE_ORDER),
        ("PurchaseOrderContract", PURCHASE_ORDER),
        ("PO", PURCHASE_ORDER),
        ("Postage", WORK_ORDER),
    ],
)
def test_a_type_that_says_purchase_order_makes_one(type: str | None, form: str) -> None:
    assert form_of(type) == form


@pytest.mark.parametrize(
    ("status", "flag", "given", "columns"),
    [
        (None, False, {}, {"status": "draft", "executed_flag": False}),
        ("sent", False, {"status": "Out For Signature"}, {}),
        ("revise", False, {"status": "Out For Bid"}, {}),
        ("revise", False, {"status": "Draft"}, {"status": "draft", "executed_flag": False}),
        ("signed", False, {"executed_flag": True}, {"status": "executed", "executed_flag": True}),
        ("executed", True, {"executed_flag": False}, {"status": "signed", "executed_flag": False}),
        ("executed", False, {"status": "Approved"}, {}),
        ("executed", True, {"status": "Void"}, {"status": "void", "executed_flag": True}),
        ("draft", True, {"status": "Approved"}, {"status": "executed", "executed_flag": True}),
        ("draft", False, {"executed_flag": True}, {"executed_flag": True}),
    ],
)
def test_what_a_body_says_enters_these_columns(
    status: str | None, flag: bool, given: dict[str, object], columns: dict[str, object]
) -> None:
    assert entering(WORK_ORDER, status, flag, given) == columns
