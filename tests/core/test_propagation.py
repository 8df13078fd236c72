"""How states and amounts travel, told as stories with worked figures, in both cascades.

States are written `budget/cost`; amounts in the order estimated, proposed, submitted, approved,
committed, `.` for none.
"""

from __future__ import annotations

import pytest

from changewright.core.book import is_closed, membership_locked
from changewright.core.errors import MoveNotAllowed
from changewright.core.propagation import retotal, revise_item

from .books import Desk


def a_change(*, mirror: bool = False) -> Desk:
    """A slab opening: steel for 1000 (1200 to the owner), concrete for 500 (500 to the owner)."""
    desk = Desk(mirror=mirror)
    desk.price("steel", estimated="900.0000", proposed="1000.0000", submitted="1200.0000")
    desk.price("concrete", estimated="500.0000")
    desk.draw("pco", "PCO", "steel", "concrete", contract_id=7)
    return desk


# -- forward --------------------------------------------------------------------------------------


def test_a_new_document_adds_up_what_is_on_it() -> None:
    desk = a_change()
    assert desk.amounts("PCO") == "1400.0000 1000.0000 1200.0000 . ."
    desk.draw("pco", "empty")
    assert desk.amounts("empty") == ". . . . ."


def test_opening_a_change_opens_its_items() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    assert desk.states("PCO", "steel", "concrete") == "open/open open/open open/open"


def test_a_request_carries_its_items_and_the_change_behind_them() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    assert desk.states("RCO") == "draft", "a generated document starts in draft"
    desk.act("RCO", "open")
    assert desk.states("RCO", "steel", "PCO") == "open open/open open/open"
    desk.act("RCO", "submit")
    assert desk.states("RCO", "steel", "concrete", "PCO") == (
        "submitted submitted/open submitted/open submitted/open"
    )
    desk.act("RCO", "accept")
    assert desk.states("RCO", "steel", "PCO") == "accepted accepted/open accepted/open"
    desk.act("RCO", "acceptedToSubmit")
    assert desk.states("RCO", "steel", "PCO") == "submitted submitted/open submitted/open"


def test_an_owner_order_approves_fills_and_executes() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    desk.act("RCO", "open", "submit", "accept")
    desk.draw("oco", "OCO", "steel", "concrete")
    desk.act("OCO", "open", "submit")
    assert desk.states("OCO", "RCO", "PCO") == "submitted accepted accepted/open"
    desk.act("OCO", "approve")
    assert desk.states("OCO", "RCO", "PCO") == "approved approved approved/open"
    # Steel had 1200 submitted; concrete only its estimate of 500.
    assert desk.amounts("steel") == "900.0000 1000.0000 1200.0000 1200.0000 ."
    assert desk.amounts("concrete") == "500.0000 . . 500.0000 ."
    assert desk.amounts("OCO") == "1400.0000 1000.0000 1200.0000 1700.0000 ."
    assert desk.amounts("PCO") == desk.amounts("RCO") == desk.amounts("OCO")
    desk.act("OCO", "execute")
    assert desk.states("OCO", "RCO", "PCO", "steel") == (
        "executed executed executed/open executed/open"
    )
    assert desk.amounts("OCO") == "1400.0000 1000.0000 1200.0000 1700.0000 ."


def test_un_approving_empties_what_approval_filled_and_keeps_what_was_typed() -> None:
    desk = a_change()
    desk.price("door", submitted="80.0000", approved="75.0000")
    desk.attach("PCO", "door")
    desk.act("PCO", "open")
    desk.draw("oco", "OCO", "steel", "concrete", "door")
    desk.act("OCO", "submit", "approve")
    assert desk.amounts("OCO") == "1400.0000 1000.0000 1280.0000 1775.0000 ."
    desk.act("OCO", "approvedToSubmit")
    assert desk.amounts("door") == ". . 80.0000 75.0000 ."
    assert desk.amounts("steel") == "900.0000 1000.0000 1200.0000 . ."
    assert desk.amounts("OCO") == desk.amounts("PCO") == "1400.0000 1000.0000 1280.0000 75.0000 ."
    assert desk.states("OCO", "PCO", "steel") == "submitted submitted/open submitted/open"


def test_a_supplier_order_commits_the_price_that_was_proposed() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("sco", "SCO", "steel", contract_id=7)
    desk.act("SCO", "open", "submit")
    assert desk.states("SCO", "steel") == "in_review open/in_review"
    assert desk.states("PCO") == "open/open", "concrete is still only open"
    desk.act("SCO", "send")
    assert desk.states("SCO", "steel", "PCO") == "approved open/approved open/open"
    assert desk.amounts("SCO") == "900.0000 1000.0000 1200.0000 . 1000.0000"
    desk.act("SCO", "sentToOpen")
    assert desk.amounts("SCO") == "900.0000 1000.0000 1200.0000 . ."
    assert desk.states("steel") == "open/open"


def test_an_order_in_review_shows_on_the_change_in_the_word_it_has() -> None:
    desk = Desk()
    desk.draw("pco", "PCO", "item")
    desk.act("PCO", "open")
    desk.draw("sco", "SCO", "item", contract_id=7)
    desk.act("SCO", "open", "submit")
    assert desk.states("item", "PCO") == "open/in_review open/proposed"
    desk.draw("oco", "OCO", "item")
    desk.set("OCO", "budget", "in_review")
    assert desk.states("item", "PCO") == "in_review/in_review submitted/proposed"


def test_a_forward_move_of_one_document_lowers_nothing_that_another_raised() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel")
    desk.act("RCO", "open", "submit", "accept")
    assert desk.states("PCO") == "open/open", "the lowest rank shows: concrete is only open"
    desk.act("PCO", "submit")
    assert desk.states("steel", "concrete", "PCO") == (
        "accepted/open submitted/open submitted/open"
    )


def test_the_lowest_rank_shows_and_within_it_the_state_reached_last() -> None:
    desk = Desk()
    for item in ("a", "b", "c"):
        desk.price(item)
    desk.draw("pco", "PCO", "a", "b", "c")
    desk.act("PCO", "open")
    desk.draw("rfq", "RFQ a", "a")
    desk.act("RFQ a", "open", "submit")
    assert desk.states("a", "PCO") == "open/pricing open/pricing", "a reached its state last"
    desk.draw("sco", "SCO b", "b", contract_id=7)
    desk.set("SCO b", "cost", "not_pricing")
    assert desk.states("PCO") == "open/not_pricing"
    desk.set("SCO b", "cost", "proceeding")
    assert desk.states("PCO") == "open/pricing", "b ranks higher now"
    desk.detach("PCO", "a")
    assert desk.states("PCO") == "open/open", "only c is left below pending"


def test_a_request_that_takes_on_accepted_items_still_goes_its_own_way() -> None:
    """The change was accepted on its own; its request is a new question to the owner."""
    desk = a_change()
    desk.act("PCO", "open", "submit", "accept")
    desk.draw("rco", "RCO", "steel", "concrete")
    assert desk.states("RCO") == "draft"
    desk.act("RCO", "open")
    assert desk.states("RCO", "steel") == "open accepted/open"
    desk.act("RCO", "submit")
    assert desk.states("RCO", "steel", "PCO") == "submitted accepted/open accepted/open"


def test_a_request_steps_back_with_its_items_and_is_not_lifted_by_them() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    desk.act("RCO", "open", "submit")
    desk.act("PCO", "revise")
    assert desk.states("PCO", "steel", "RCO") == "revising/open revising/open revising"
    desk.act("PCO", "submit", "accept")
    assert desk.states("PCO", "RCO") == "accepted/open revising"


# -- questions to suppliers -----------------------------------------------------------------------


def two_questions() -> Desk:
    desk = Desk()
    desk.price("duct", estimated="400.0000")
    desk.draw("pco", "PCO", "duct")
    desk.act("PCO", "open")
    for supplier in ("RFQ 1", "RFQ 2"):
        desk.draw("rfq", supplier, "duct")
        desk.act(supplier, "open", "submit")
    return desk


def test_competing_suppliers_price_one_item_and_one_of_them_wins() -> None:
    desk = two_questions()
    assert desk.states("duct", "PCO") == "open/pricing open/pricing"
    desk.act("RFQ 1", "submit")
    desk.act("RFQ 2", "submit")
    assert desk.states("duct") == "open/proposed"
    desk.act("RFQ 1", "accept")
    assert desk.states("duct", "PCO") == "open/accepted open/accepted"
    desk.act("RFQ 2", "reject")
    assert desk.states("duct", "RFQ 2") == "open/accepted rejected"


def test_turning_the_winner_down_leaves_the_item_with_the_other_answer() -> None:
    desk = two_questions()
    desk.act("RFQ 1", "submit", "accept")
    desk.act("RFQ 2", "submit")
    desk.act("RFQ 1", "reject")
    assert desk.states("duct") == "open/proposed"
    desk.act("RFQ 2", "reject")
    assert desk.states("duct", "PCO") == "open/rejected open/rejected"
    desk.act("RFQ 2", "forceResubmit")
    assert desk.states("duct", "PCO") == "open/pricing open/pricing"


def test_a_question_that_steps_back_does_not_pull_an_item_from_further_ahead() -> None:
    desk = two_questions()
    desk.act("RFQ 1", "submit")
    desk.act("RFQ 2", "submit")
    desk.act("PCO", "acceptCost")
    desk.act("RFQ 1", "revise")
    assert desk.states("duct", "RFQ 1") == "open/accepted revising"
    desk.act("RFQ 1", "submit")
    desk.act("RFQ 2", "reject")
    desk.act("RFQ 1", "reject")
    assert desk.states("duct") == "open/accepted"


def test_a_question_reopened_after_the_price_was_fixed_lowers_nothing() -> None:
    desk = two_questions()
    desk.act("RFQ 1", "submit", "accept")
    desk.act("RFQ 2", "reject", "forceResubmit")
    assert desk.states("duct", "RFQ 2") == "open/accepted pricing"


def test_pricing_locks_no_membership_and_a_named_price_does() -> None:
    """core-model.md §6: `pricing` never locks; Autodesk's help page would (compatibility.md)."""
    desk = two_questions()
    assert desk.states("PCO") == "open/pricing"
    assert not membership_locked(desk.document("PCO"))
    desk.act("RFQ 1", "submit")
    assert membership_locked(desk.document("PCO"))


@pytest.mark.parametrize("mirror", [False, True])
def test_a_question_never_lowers_what_was_approved_or_accepted(mirror: bool) -> None:
    desk = Desk(mirror=mirror)
    desk.draw("pco", "PCO", "duct")
    desk.act("PCO", "open")
    desk.draw("sco", "SCO", "duct", contract_id=7)
    desk.act("SCO", "open", "send")
    desk.draw("rfq", "late", "duct")
    desk.act("late", "open", "submit", "submit", "accept", "reject")
    assert desk.states("duct", "SCO", "late") == "open/approved approved rejected"


# -- backward and closing -------------------------------------------------------------------------


def test_a_closing_order_closes_the_items_of_all_who_hold_them() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    desk.act("RCO", "open", "submit", "accept")
    desk.draw("oco", "OCO", "steel")
    desk.act("OCO", "submit", "reject")
    assert desk.states("OCO", "steel") == "rejected rejected/open"
    assert desk.states("RCO", "PCO") == "accepted accepted/open", "concrete is still alive"
    desk.act("RCO", "reject")
    assert desk.states("RCO", "PCO", "concrete") == "rejected rejected/open rejected/open"


def test_what_an_order_approved_is_taken_back_by_no_other_document() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    desk.act("RCO", "open", "submit", "accept")
    desk.draw("oco", "OCO", "steel")
    desk.act("OCO", "submit", "approve")
    assert desk.states("RCO", "PCO") == "accepted accepted/open"
    desk.act("RCO", "reject")
    assert desk.states("steel", "concrete") == "approved/open rejected/open"
    assert desk.states("RCO", "PCO") == "approved approved/open", (
        "closed ones count only if all are"
    )
    assert desk.amounts("OCO") == "900.0000 1000.0000 1200.0000 1200.0000 ."


@pytest.mark.parametrize("mirror", [False, True])
def test_a_change_cannot_pull_back_money_that_an_order_approved(mirror: bool) -> None:
    desk = a_change(mirror=mirror)
    desk.act("PCO", "open")
    desk.draw("sco", "SCO", "steel", contract_id=7)
    desk.act("SCO", "open", "send")
    desk.act("PCO", "requestPricing")
    assert desk.states("steel", "concrete", "PCO") == "open/approved open/pricing open/pricing"
    desk.act("PCO", "submit", "reject")
    assert desk.states("steel", "concrete") == "rejected/approved rejected/rejected"
    assert desk.states("PCO") == "rejected/approved"
    assert desk.amounts("SCO") == "900.0000 1000.0000 1200.0000 . 1000.0000"


def test_rejected_on_both_tracks_and_resubmitted() -> None:
    desk = a_change()
    desk.act("PCO", "open", "submit", "reject")
    assert desk.states("PCO", "steel") == "rejected/rejected rejected/rejected"
    assert is_closed(desk.document("PCO"))
    desk.act("PCO", "forceResubmit")
    assert desk.states("PCO", "steel") == "submitted/open submitted/open"


def test_only_the_price_is_rejected_while_the_owner_is_not_asked_yet() -> None:
    desk = a_change()
    desk.act("PCO", "open", "requestPricing", "propose", "reject")
    assert desk.states("PCO") == "open/rejected"
    assert not is_closed(desk.document("PCO"))
    desk.act("PCO", "forceResubmit")
    assert desk.states("PCO", "steel") == "open/open open/open"


def test_void_needs_that_nothing_was_made_of_the_change() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rfq", "RFQ", "steel")
    with pytest.raises(MoveNotAllowed, match="RFQ 0002"):
        desk.act("PCO", "void")
    desk.act("RFQ", "open", "reject")
    assert desk.states("PCO") == "open/open", "concrete was not asked about"
    desk.act("PCO", "void")
    assert desk.states("PCO", "steel", "concrete") == "void/void void/void void/void"
    desk.act("PCO", "reopen")
    assert desk.states("PCO", "concrete") == "open/open open/open"


def test_a_change_of_which_one_track_is_rejected_may_still_be_void() -> None:
    desk = a_change()
    desk.act("PCO", "open", "submit", "reject", "void")
    assert desk.states("PCO") == "void/void"
    other = a_change()
    other.act("PCO", "open")
    other.draw("rfq", "RFQ", "steel", "concrete")
    other.act("RFQ", "open", "reject")
    assert other.states("PCO") == "open/rejected"
    other.act("PCO", "void")
    assert other.states("PCO", "steel") == "void/void void/void"


def test_a_contract_made_from_an_item_keeps_its_state_and_the_change_from_being_void() -> None:
    desk = Desk()
    desk.price("lift", cost_state="contracted")
    desk.draw("pco", "PCO", "lift")
    desk.act("PCO", "open")
    assert desk.states("lift", "PCO") == "open/contracted open/open"
    with pytest.raises(MoveNotAllowed, match="contract was made"):
        desk.act("PCO", "void")
    desk.draw("sco", "SCO", "lift", contract_id=7)
    desk.act("SCO", "open", "send")
    assert desk.states("lift") == "open/contracted"
    assert desk.amounts("lift") == ". . . . ."


# -- closed documents whose items moved on --------------------------------------------------------


def moved_on() -> Desk:
    """A rejected request whose items are on a second one now."""
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO 1", "steel", "concrete")
    desk.act("RCO 1", "open", "submit", "reject")
    desk.draw("rco", "RCO 2", "steel", "concrete")
    return desk


def test_an_item_of_a_closed_document_starts_anew_on_the_next() -> None:
    desk = moved_on()
    assert desk.states("RCO 1", "RCO 2") == "rejected draft"
    assert desk.states("steel", "PCO") == "draft/open draft/open"
    desk.act("RCO 2", "open", "submit", "accept")
    assert desk.states("RCO 1", "RCO 2", "PCO") == "rejected accepted accepted/open"


def test_a_closed_document_moves_nothing_and_does_not_come_back() -> None:
    desk = moved_on()
    desk.act("RCO 2", "open", "submit")
    desk.set("RCO 1", "budget", "void")
    assert desk.states("RCO 1", "RCO 2", "steel") == "void submitted submitted/open"
    assert desk.offered("RCO 1") == []
    with pytest.raises(MoveNotAllowed, match="RCO 0003"):
        desk.act("RCO 1", "forceResubmit")
    with pytest.raises(MoveNotAllowed, match="RCO 0003"):
        desk.set("RCO 1", "budget", "open")
    desk.act("RCO 2", "reject")
    assert desk.offered("RCO 1") == ["forceResubmit"], "both are closed: either may come back"


def test_a_change_comes_back_with_its_request_though_both_its_tracks_were_closed() -> None:
    desk = Desk()
    desk.draw("pco", "PCO", "wall")
    desk.act("PCO", "open")
    desk.draw("rfq", "RFQ", "wall")
    desk.act("RFQ", "open", "reject")
    desk.draw("rco", "RCO", "wall")
    desk.act("RCO", "open", "submit", "reject")
    assert desk.states("PCO") == "rejected/rejected"
    desk.act("RCO", "forceResubmit")
    assert desk.states("RCO", "PCO") == "submitted submitted/rejected"


def test_a_closed_change_does_not_follow_items_that_are_on_another_change() -> None:
    desk = a_change()
    desk.act("PCO", "open", "void")
    desk.draw("pco", "second", "steel")
    desk.act("second", "open")
    assert desk.states("PCO", "second") == "void/void open/open"
    assert desk.offered("PCO") == []
    assert not desk.is_free_for("PCO", "steel")


# -- sides ----------------------------------------------------------------------------------------


def test_an_item_that_is_active_on_one_side_moves_on_that_side_only() -> None:
    desk = Desk()
    desk.price("own risk", active_budget=False, estimated="50.0000")
    desk.draw("pco", "PCO", "own risk")
    desk.act("PCO", "open", "submit")
    assert desk.states("PCO", "own risk") == "submitted/open draft/open"
    desk.draw("oco", "OCO", "own risk")
    desk.act("OCO", "submit", "approve")
    assert desk.states("OCO", "own risk") == "approved draft/open"
    assert desk.amounts("own risk") == "50.0000 . . . .", "nothing is filled where it is not active"


def test_a_change_per_side_may_share_an_item_and_two_on_one_side_may_not() -> None:
    desk = Desk()
    desk.price("item")
    desk.draw("pco", "to owner", "item", scope="budgetOnly")
    desk.draw("pco", "to supplier", scope="in")
    desk.draw("pco", "both", scope="out")
    assert desk.is_free_for("to supplier", "item")
    assert not desk.is_free_for("both", "item")


def test_an_item_that_becomes_active_again_takes_the_state_of_its_documents() -> None:
    desk = a_change()
    desk.price("steel", estimated="900.0000", active_budget=False)
    desk.act("PCO", "open")
    desk.draw("rco", "RCO", "steel", "concrete")
    desk.act("RCO", "open", "submit")
    assert desk.states("steel", "PCO") == "draft/open submitted/open"
    revise_item(desk.book, desk.item("steel").id, {"active_budget": True})
    assert desk.states("steel", "PCO", "RCO") == "submitted/open submitted/open submitted"


# -- the mirror -----------------------------------------------------------------------------------


def test_in_a_mirror_an_approved_potential_put_into_a_draft_package_becomes_draft() -> None:
    """procore.md §1.6; approved without an order is the core's accepted."""
    desk = a_change(mirror=True)
    desk.set("PCO", "cost", "accepted")
    desk.draw("sco", "package", "steel", "concrete", contract_id=7)
    assert desk.states("package", "PCO", "steel") == "draft draft/draft draft/draft"
    for state in ("pending", "revising", "not_proceeding", "draft"):
        desk.set("package", "cost", state)
        assert desk.states("PCO", "steel") == f"draft/{state} draft/{state}"
    desk.set("package", "cost", "approved")
    assert desk.amounts("package") == "1400.0000 1000.0000 1200.0000 . 1500.0000"
    desk.set("package", "cost", "draft")
    assert desk.states("PCO", "steel") == "draft/draft draft/draft"
    assert desk.amounts("package") == "1400.0000 1000.0000 1200.0000 . ."


def test_without_the_mirror_the_same_package_lowers_nothing() -> None:
    desk = a_change()
    desk.set("PCO", "cost", "accepted")
    desk.draw("sco", "package", "steel", "concrete", contract_id=7)
    assert desk.states("package", "PCO") == "draft draft/accepted"
    desk.set("package", "cost", "pending")
    assert desk.states("package", "PCO") == "pending draft/accepted"
    desk.set("package", "cost", "approved")
    assert desk.states("PCO") == "draft/approved"


def test_in_a_mirror_three_tiers_show_one_state() -> None:
    desk = a_change(mirror=True)
    desk.draw("scr", "request", "steel", "concrete")
    desk.act("request", "open", "submit")
    assert desk.states("request", "PCO", "steel") == "pending draft/pending draft/pending"
    desk.draw("sco", "package", "steel", "concrete", contract_id=7)
    assert desk.states("package", "request", "PCO") == "draft draft draft/draft"
    desk.set("package", "cost", "rejected")
    assert desk.states("request", "PCO", "steel") == "rejected draft/rejected draft/rejected"
    desk.set("package", "cost", "pending")
    assert desk.states("request", "PCO") == "pending draft/pending"


# -- by target ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "track"), [("pco", "budget"), ("rco", "budget"), ("scr", "cost")])
def test_only_an_order_is_set_to_approved(kind: str, track: str) -> None:
    desk = Desk()
    desk.draw(kind, "it", "item")
    for state in ("approved", "executed"):
        with pytest.raises(MoveNotAllowed, match="only through the order"):
            desk.set("it", track, state)  # type: ignore[arg-type]
    assert desk.item("item").approved is None


def test_a_change_approved_through_its_order_is_not_set_back_by_itself() -> None:
    desk = a_change()
    desk.draw("oco", "OCO", "steel", "concrete")
    desk.act("OCO", "submit", "approve")
    with pytest.raises(MoveNotAllowed, match="only through the order"):
        desk.set("PCO", "budget", "draft")
    assert desk.states("PCO") == "approved/draft"


def test_a_supplier_order_without_contract_is_not_approved_by_any_way() -> None:
    desk = Desk()
    desk.draw("sco", "SCO", "item")
    desk.act("SCO", "open")
    with pytest.raises(MoveNotAllowed, match="no contract"):
        desk.act("SCO", "send")
    with pytest.raises(MoveNotAllowed, match="no contract"):
        desk.set("SCO", "cost", "approved")
    desk.draw("oco", "OCO", "item")
    desk.set("OCO", "budget", "approved")
    assert desk.states("item") == "approved/open"


# -- leaving and joining --------------------------------------------------------------------------


def test_detaching_changes_no_item_and_an_emptied_change_keeps_its_state() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.detach("PCO", "steel")
    desk.detach("PCO", "concrete")
    assert desk.states("PCO", "steel", "concrete") == "open/open open/open open/open"
    assert desk.amounts("PCO") == ". . . . ."


def test_detaching_lifts_no_request() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.draw("rco", "RCO 1", "steel")
    desk.draw("rco", "RCO 2", "concrete")
    desk.act("PCO", "submit")
    desk.act("RCO 1", "open")
    desk.price("late")
    desk.attach("RCO 1", "late")
    desk.detach("RCO 1", "late")
    assert desk.states("RCO 1", "steel", "late") == "open submitted/open open/draft"


def test_an_item_attached_to_a_document_further_ahead_takes_its_state() -> None:
    desk = a_change()
    desk.act("PCO", "open")
    desk.price("extra", estimated="20.0000")
    desk.attach("PCO", "extra")
    assert desk.states("extra") == "open/open"
    assert desk.amounts("PCO") == "1420.0000 1000.0000 1200.0000 . ."


def test_totals_are_none_where_no_item_has_the_amount_and_zero_where_they_cancel() -> None:
    desk = Desk()
    desk.price("add", estimated="10.0000")
    desk.price("deduct", estimated="-10.0000")
    desk.draw("pco", "PCO", "add", "deduct")
    assert desk.amounts("PCO") == "0.0000 . . . ."
    retotal(desk.book, [999])
