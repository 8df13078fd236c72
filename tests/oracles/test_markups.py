"""The worked figures of field.md §5.1 and the written rules of §4.1, through the public engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import pytest

from changewright.core.errors import Invalid
from changewright.core.markup import Outcome, evaluate
from changewright.core.markup_lines import Condition, Line
from changewright.core.markup_steps import Band, Basis, Cap, Step, Terms, Threshold
from changewright.core.markup_taxes import taxed
from changewright.core.markup_total import markup_of_margin
from changewright.core.money import Decimal, round_places, sum_amounts
from changewright.core.pricing import extended, repriced

ORACLES = {
    1: "ProjectSight: four percentages, each on all above",
    3: "support.construction: 10,000 with 15 % combined",
    4: "support.construction: overhead, then profit on both",
    5: "support.construction: two tiers",
    6: "everycalc.org: additive percentages",
    7: "stackquotes.com: 20 % on backup",
    8: "NCARB item 9: markup",
    9: "NCARB item 9: margin",
    10: "Virginia class A: deductive change",
    11: "markup, then tax",
    13: "N.J.A.C. 7:14-2.7",
    16: "Marion County OR",
    18: "eng-tips: net quantity",
    19: "Procore: a manual amount is honoured",
    20: "line sums",
    21: "rounding half-up",
    22: "genba-dentaku: margin to markup",
}


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def lines(*amounts: str, **facts: str) -> list[Line]:
    return [
        Line(key=key, amount=money(amount), facts=facts) for key, amount in enumerate(amounts, 1)
    ]


def rates(*percents: str, basis: Basis = "running") -> list[Step]:
    return [
        Step(key=key, name=f"step {key}", amount=Decimal(percent), basis=basis)
        for key, percent in enumerate(percents, 1)
    ]


def amounts(outcome: Outcome) -> list[Decimal]:
    return [worked.amount for worked in outcome.steps]


def is_class(*words: str) -> tuple[Condition, ...]:
    return (Condition(column="class", operator="in", value=words),)


def performed(by: str) -> tuple[Condition, ...]:
    return (Condition(column="performed_by", operator="is", value=(by,)),)


# -- stacks of percentages ------------------------------------------------------------------------


def test_1_projectsight_each_on_all_above() -> None:
    """[V] prod.projectsightapp.trimble.com, Default-Markups."""
    outcome = evaluate(rates("10", "5", "1", "1"), lines("10000"))
    assert amounts(outcome) == [money(one) for one in ("1000", "550", "115.50", "116.66")]
    assert outcome.markups == money("1782.16")
    assert outcome.total == money("11782.16")
    assert [worked.base for worked in outcome.steps] == [
        money(one) for one in ("10000", "11000", "11550", "11665.50")
    ]


def test_1_unrounded_would_differ() -> None:
    """The steps unrounded come to 11,782.155: rounding belongs to the steps, not to their sum."""
    unrounded = evaluate(rates("10", "5", "1", "1"), lines("10000"), Terms(places=4))
    assert unrounded.total == money("11782.155")


def test_3_combined_percentage() -> None:
    """[V] support.construction."""
    assert evaluate(rates("15"), lines("10000")).total == money("11500")


def test_4_overhead_then_profit() -> None:
    """[V] support.construction."""
    outcome = evaluate(rates("10", "10"), lines("10000"))
    assert amounts(outcome) == [money("1000"), money("1100")]
    assert outcome.total == money("12100")


def test_5_two_tiers() -> None:
    """[V] support.construction: the subcontractor's 15 %, then the contractor's 10 %."""
    sub = Step(key=1, name="sub", amount=Decimal(15), basis="direct", party="sub")
    prime = Step(key=2, name="prime", amount=Decimal(10), basis="running", party="prime")
    outcome = evaluate([sub, prime], lines("5000"))
    assert amounts(outcome) == [money("750"), money("575")]
    assert outcome.steps[1].base == money("5750")
    assert outcome.total == money("6325")


def test_6_additive_percentages_do_not_compound() -> None:
    """[V] everycalc.org: together 15.75 % of 2,500,000."""
    outcome = evaluate(rates("8", "5", "1.75", "1", basis="direct"), lines("2500000"))
    assert outcome.markups == money("393750")
    assert outcome.total == money("2893750")
    compounded = evaluate(rates("8", "5", "1.75", "1"), lines("2500000"))
    assert compounded.total != outcome.total


def test_7_backup_to_client_price() -> None:
    """[V] stackquotes.com."""
    assert evaluate(rates("20"), lines("1195")).total == money("1434")


FOOTINGS = "4.5 × 4.5 × 36 ft, ten of them"


def test_8_ncarb_markup() -> None:
    """[V] NCARB item 9: 270 yd³ at 175 + 225 + 3; 10 % on top; 19,691 over the budget."""
    cubic_feet = money("4.5") * money("4.5") * 36 * 10
    assert cubic_feet == 7290, FOOTINGS
    cubic_yards = cubic_feet / 27
    assert cubic_yards == 270
    direct = repriced(None, {"quantity": cubic_yards, "unit_price": money("403")}, places=2)
    outcome = evaluate(rates("10"), [Line(key=1, amount=direct["amount"])])
    assert outcome.direct == money("108810")
    assert outcome.total == money("119691")
    assert money("9900000") + outcome.total - money("10000000") == money("19691")


def test_9_ncarb_margin() -> None:
    """[V] the same as a margin: 10 % of the final price; 20,900 over the budget."""
    outcome = evaluate(rates("10", basis="total"), lines("108810"))
    assert outcome.total == money("120900")
    assert outcome.steps[0].base == money("120900")
    assert money("9900000") + outcome.total - money("10000000") == money("20900")


def test_10_deductive_change() -> None:
    """[V] Virginia class A: 20 % on adds and deletes alike."""
    outcome = evaluate(rates("20"), lines("15000", "2250", "-18000", "-2400"))
    assert outcome.direct == money("-3150")
    assert outcome.total == money("-3780")
    apart = evaluate(rates("20"), lines("15000", "2250", "-18000", "-2400"), Terms(apart=True))
    assert apart.total == money("-3780")
    portions = apart.steps[0].portions
    assert [one.base for one in portions] == [money("17250"), money("-20400")]
    assert [one.amount for one in portions] == [money("3450"), money("-4080")]


def test_11_markup_then_tax() -> None:
    """[V] a public test file: 50 × 125 + 2,000; 20 %; then 9.5 % tax on both."""
    labour = repriced(None, {"quantity": money("50"), "unit_price": money("125")}, places=2)
    cost = [Line(key=1, amount=labour["amount"]), Line(key=2, amount=money("2000"))]
    outcome = evaluate(rates("20"), cost)
    assert outcome.direct == money("8250")
    assert outcome.total == money("9900")
    assert taxed(rates("9.5"), cost, outcome).total == money("10840.50")


def test_11_tax_alone() -> None:
    cost = lines("10000")
    assert taxed(rates("8.5"), cost, evaluate([], cost)).total == money("10850")


def test_13_new_jersey() -> None:
    """[D] N.J.A.C. 7:14-2.7: overhead and profit, then the prime on the sub's total."""
    own = evaluate(rates("10", "10"), lines("10000"))
    assert amounts(own) == [money("1000"), money("1100")]
    assert own.total == money("12100")
    with_prime = evaluate(rates("10", "10", "10"), lines("10000"))
    assert with_prime.steps[2].amount == money("1210")
    assert with_prime.total == money("13310")


MARION = {"labour": "15", "material": "10", "equipment": "10", "subcontract": "5"}


def marion_steps() -> list[Step]:
    return [
        Step(key=key, name=word, amount=Decimal(rate), basis="direct", conditions=is_class(word))
        for key, (word, rate) in enumerate(MARION.items(), 1)
    ]


def marion_lines(sign: int = 1) -> list[Line]:
    costs = {"labour": 1000, "material": 2000, "equipment": 500, "subcontract": 4000}
    return [
        Line(key=key, amount=Decimal(sign * cost), facts={"class": word})
        for key, (word, cost) in enumerate(costs.items(), 1)
    ]


def test_16_marion_county_by_class() -> None:
    """[D] 15, 10, 10 and 5 per cent by class of cost; the same on credits."""
    outcome = evaluate(marion_steps(), marion_lines())
    assert amounts(outcome) == [Decimal(150), Decimal(200), Decimal(50), Decimal(200)]
    assert outcome.total == money("8100.00")
    assert evaluate(marion_steps(), marion_lines(-1)).total == money("-8100.00")


def test_18_net_quantity() -> None:
    """[V] eng-tips: +14 − 5 bears markup on 9 units; a net credit bears none."""
    step = Step(key=1, name="fee", amount=Decimal(10), credit_amount=Decimal(0), basis="direct")
    outcome = evaluate([step], lines("1400", "-500"))
    assert outcome.steps[0].base == money("900")
    assert outcome.markups == money("90")
    assert evaluate([step], lines("500", "-1400")).markups == 0


def test_19_manual_amount_is_honoured() -> None:
    """[V] procore/documentation: quantity 1, unit cost 30.5, manual amount 76.25."""
    line = {
        "quantity": Decimal(1),
        "unit_price": money("30.5"),
        "amount": money("76.25"),
        "extended_type": "manual",
    }
    assert extended(None, line, places=2) == {}
    calculated = extended(None, line | {"extended_type": "calculated"}, places=2)
    assert calculated == {"amount": money("30.50")}


def test_19_a_typed_markup_is_honoured_and_restored() -> None:
    steps, cost = rates("10", "10"), lines("10000")
    typed = evaluate(steps, cost, overrides={1: money("76.25")})
    assert amounts(typed) == [money("76.25"), money("1007.63")]
    assert typed.steps[0].computed == money("1000")
    assert evaluate(steps, cost).total == money("12100")


def test_20_line_sums() -> None:
    """[V] three sums, one of which binary fractions miss."""
    parts = ("1500.00", "2750.50", "890.25", "3200.00")
    assert evaluate([], lines(*parts)).total == money("8340.75")
    assert evaluate([], lines("5000", "-1200", "800")).total == money("4600")
    assert evaluate([], lines(*["10.01"] * 100)).total == money("1001.00")
    assert reduce(add, [10.01] * 100) == 1000.9999999999993, "what binary fractions come to"


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("10.005", "10.01"),
        ("10.004", "10.00"),
        ("10.015", "10.02"),
        ("12345.6789", "12345.68"),
        ("1.005", "1.01"),
    ],
    ids=lambda text: str(text),
)
def test_21_rounding_half_up(exact: str, rounded: str) -> None:
    """[V] and for the last [D]: Python's and JavaScript's floats give 1.00."""
    assert round_places(money(exact), 2) == money(rounded)
    step = Step(key=1, name="all of it", amount=Decimal(100), basis="direct")
    assert evaluate([step], lines(exact)).markups == money(rounded)
    assert evaluate([step], lines(f"-{exact}")).markups == -money(rounded)


@pytest.mark.parametrize(
    ("margin", "markup", "to_a_tenth"),
    [
        ("10", "11.11", "11.1"),
        ("15", "17.65", "17.6"),
        ("20", "25.00", "25.0"),
        ("25", "33.33", "33.3"),
    ],
)
def test_22_margin_is_not_markup(margin: str, markup: str, to_a_tenth: str) -> None:
    """[V] genba-dentaku: markup = m / (1 − m)."""
    assert markup_of_margin(Decimal(margin)) == money(markup)
    assert markup_of_margin(Decimal(margin), 1) == money(to_a_tenth)
    outcome = evaluate(rates(margin, basis="total"), lines("100"))
    assert outcome.markups == money(markup)


# -- the written rules of §4.1 --------------------------------------------------------------------

SUNY = (
    Band(upto=Decimal(10_000), rate=Decimal(10)),
    Band(upto=Decimal(100_000), rate=Decimal(5)),
    Band(upto=None, rate=Decimal(3)),
)


@pytest.mark.parametrize(
    ("cost", "markup"),
    [
        ("9999", "1000"),
        ("10000", "1000"),
        ("10010", "1001"),
        ("100000", "5500"),
        ("200000", "8500"),
        ("-100000", "-5500"),
    ],
)
def test_suny_marginal_bands_in_whole_dollars(cost: str, markup: str) -> None:
    """SUNY field order: 10 % of the first 10,000 (at most 1,000), 5 % of the next 90,000 (at most
    4,500), 3 % above; rounded to the dollar."""
    step = Step(key=1, name="commission", basis="direct", bands=SUNY)
    outcome = evaluate([step], lines(cost), Terms(places=0))
    assert outcome.markups == money(markup)


def test_suny_portions_are_told() -> None:
    step = Step(key=1, name="commission", basis="direct", bands=SUNY)
    worked = evaluate([step], lines("200000")).steps[0]
    assert [(one.label, one.base, one.rate, one.amount) for one in worked.portions] == [
        ("0 to 10000", money("10000"), Decimal(10), money("1000")),
        ("10000 to 100000", money("90000"), Decimal(5), money("4500")),
        ("above 100000", money("100000"), Decimal(3), money("3000")),
    ]
    assert worked.rate is None


def test_suny_premium_time_bears_no_markup() -> None:
    step = Step(key=1, name="commission", amount=Decimal(10), basis="direct")
    outcome = evaluate([step], lines("1000", "400"), Terms(excluded=frozenset({2})))
    assert outcome.markups == money("100")
    assert outcome.total == money("1500")


def test_insider_rates_on_adds_and_credits() -> None:
    """Lump sum and T&M changes: 15 on adds and 5 on credits; on sub work 5 and none."""
    own = Step(
        key=1,
        name="own work",
        amount=Decimal(15),
        credit_amount=Decimal(5),
        basis="direct",
        conditions=performed("own"),
    )
    sub = Step(
        key=2,
        name="sub work",
        amount=Decimal(5),
        credit_amount=Decimal(0),
        basis="direct",
        conditions=performed("subcontract"),
    )
    cost = [
        Line(key=1, amount=money("1000"), facts={"performed_by": "own"}),
        Line(key=2, amount=money("-400"), facts={"performed_by": "own"}),
        Line(key=3, amount=money("2000"), facts={"performed_by": "subcontract"}),
        Line(key=4, amount=money("-500"), facts={"performed_by": "subcontract"}),
    ]
    apart = evaluate([own, sub], cost, Terms(apart=True))
    assert amounts(apart) == [money("130"), money("100")]
    net = evaluate([own, sub], cost)
    assert amounts(net) == [money("90"), money("75")]


def test_insider_cumulative_cap_across_tiers() -> None:
    """The tiers together come to at most 25 % of the cost."""
    steps = rates("15", "10", "5", basis="direct")
    outcome = evaluate(steps, lines("1000"), Terms(caps=(Cap(percent=Decimal(25)),)))
    assert amounts(outcome) == [money("150"), money("100"), money("0")]
    assert outcome.steps[2].limited_by == "cap of 25 %"
    credit = evaluate(steps, lines("-1000"), Terms(caps=(Cap(percent=Decimal(25)),)))
    assert credit.markups == money("-250")


def test_cap_of_one_party() -> None:
    steps = [
        Step(key=1, name="sub", amount=Decimal(15), basis="direct", party="sub"),
        Step(key=2, name="overhead", amount=Decimal(10), basis="direct", party="prime"),
        Step(key=3, name="profit", amount=Decimal(10), basis="direct", party="prime"),
    ]
    caps = (Cap(percent=Decimal(15), party="prime"),)
    outcome = evaluate(steps, lines("1000"), Terms(caps=caps))
    assert amounts(outcome) == [money("150"), money("100"), money("50")]


def test_a_cap_may_refuse() -> None:
    terms = Terms(caps=(Cap(percent=Decimal(15), refuses=True),))
    with pytest.raises(Invalid, match="goes beyond the cap of 15 %"):
        evaluate(rates("10", "10"), lines("1000"), terms)
    assert evaluate(rates("10"), lines("1000"), terms).markups == money("100")


def test_federal_clause_refuses_a_fourth_percentage() -> None:
    """Pricing of adjustments: at most three percentages, whatever the number of tiers."""
    terms = Terms(caps=(Cap(most_percentages=3),))
    assert evaluate(rates("10", "8", "8"), lines("1000"), terms).steps
    with pytest.raises(Invalid, match="at most 3 percentages") as refused:
        evaluate(rates("10", "8", "8", "1"), lines("1000"), terms)
    assert refused.value.problems[0].field == "items[3]"
    with pytest.raises(Invalid, match="2 are on the change already"):
        evaluate(rates("10", "8"), lines("1000"), Terms(caps=terms.caps, percentages_already=2))


def test_rate_by_size_of_the_change() -> None:
    """N.J.A.C.: 15 % up to 10,000, 10 % above; the size is that of the whole change."""
    by_size = (Threshold(size=Decimal(10_000), rate=Decimal(10)),)
    step = Step(key=1, name="fee", amount=Decimal(15), basis="direct", thresholds=by_size)
    assert evaluate([step], lines("10000")).markups == money("1500")
    assert evaluate([step], lines("10000.01")).markups == money("1000")
    assert evaluate([step], lines("6000", "6000")).markups == money("1200")
    assert evaluate([step], lines("-12000")).markups == money("-1200")


def test_cm_gc_on_the_net_cost_change() -> None:
    """At most 20 % of the net cost change."""
    outcome = evaluate(rates("20", basis="direct"), lines("5000", "-2000"))
    assert outcome.markups == money("600")


def test_texas_no_tax_on_incorporated_material() -> None:
    cost = [
        Line(key=1, amount=money("1000"), facts={"class": "material"}),
        Line(key=2, amount=money("500"), facts={"class": "equipment"}),
    ]
    outcome = evaluate(rates("10"), cost)
    elsewhere = (Condition(column="class", operator="is_not", value=("material",)),)
    tax = Step(key=1, name="tax", amount=Decimal(8), basis="direct", conditions=elsewhere)
    assert taxed([tax], cost, outcome).markups == money("52")


def test_code_pattern_and_selected_steps() -> None:
    concrete = (Condition(column="code", operator="matches", value=("03-*",)),)
    steps = [
        Step(key=1, name="small tools", amount=Decimal(5), basis="direct", conditions=concrete),
        Step(key=2, name="overhead", amount=Decimal(10), basis="direct"),
        Step(key=3, name="profit on overhead", amount=Decimal(10), basis="selected", selected=(2,)),
        Step(
            key=4,
            name="profit on cost and overhead",
            amount=Decimal(10),
            basis="selected",
            selected=(2,),
            with_direct=True,
        ),
    ]
    cost = [
        Line(key=1, amount=money("1000"), facts={"code": "03-100"}),
        Line(key=2, amount=money("1000"), facts={"code": "05-100"}),
    ]
    expected = [money("50"), money("200"), money("20"), money("220")]
    assert amounts(evaluate(steps, cost)) == expected


def test_revised_subtotal_is_the_basis_of_what_follows() -> None:
    """autodesk.md §4: a revising subtotal becomes the basis; one for information does not."""
    steps = [
        Step(key=1, name="overhead", amount=Decimal(10)),
        Step(key=2, name="shown", kind="info"),
        Step(key=3, name="fee", amount=Decimal(10)),
        Step(key=4, name="subtotal", kind="revise"),
        Step(key=5, name="bond", amount=Decimal(1)),
    ]
    outcome = evaluate(steps, lines("1000"))
    expected = [money(one) for one in ("100", "1100", "100", "1200", "12")]
    assert amounts(outcome) == expected
    assert outcome.total == money("1212")


def test_bond_on_the_final_total() -> None:
    """T = S / (1 − Σr), each step to the cent, and the total holds."""
    steps = [
        Step(key=1, name="overhead", amount=Decimal(10), basis="direct"),
        Step(key=2, name="bond", amount=Decimal("1.5"), basis="total"),
        Step(key=3, name="insurance", amount=Decimal("0.5"), basis="total"),
    ]
    outcome = evaluate(steps, lines("10000"))
    assert amounts(outcome) == [money("1000"), money("168.37"), money("56.12")]
    assert outcome.total == money("11224.49")
    assert round_places(Decimal(11000) / Decimal("0.98"), 2) == outcome.total


@pytest.mark.parametrize("percents", [("60", "40"), ("100",), ("50", "30", "30")])
def test_circular_percentages_that_reach_all_are_refused(percents: Sequence[str]) -> None:
    with pytest.raises(Invalid, match="per cents of the final total reach 100"):
        evaluate(rates(*percents, basis="total"), lines("1000"))


def test_circular_through_what_builds_on_it_is_refused() -> None:
    steps = [
        Step(key=1, name="bond", amount=Decimal(60), basis="total"),
        Step(key=2, name="fee on all above", amount=Decimal(70), basis="running"),
    ]
    with pytest.raises(Invalid, match="per cents of the final total reach 100"):
        evaluate(steps, lines("1000"))


def test_spread_by_largest_remainder() -> None:
    """116.66 over three equal lines: 38.89 + 38.89 + 38.88; rounding each would add a cent."""
    flat = Step(key=1, name="bond", kind="fixed", amount=money("116.66"))
    outcome = evaluate([flat], lines("100", "100", "100"))
    assert list(outcome.steps[0].pieces.values()) == [
        money("38.89"),
        money("38.89"),
        money("38.88"),
    ]
    assert 3 * round_places(money("116.66") / 3, 2) == money("116.67")


def test_horizontal_markups_round_on_each_line() -> None:
    """10 % of three lines of 0.05: one cent each; of their sum two cents."""
    cost = lines("0.05", "0.05", "0.05")
    step = Step(key=1, name="fee", amount=Decimal(10), basis="direct")
    assert evaluate([step], cost).markups == money("0.02")
    across = Step(key=1, name="fee", amount=Decimal(10), basis="direct", per_line=True)
    assert evaluate([across], cost).markups == money("0.03")
    assert sum_amounts(evaluate([across], cost).steps[0].pieces.values()) == money("0.03")


def test_bounds_of_a_step() -> None:
    step = Step(
        key=1,
        name="fee",
        amount=Decimal(10),
        basis="direct",
        minimum=money("50"),
        maximum=money("900"),
    )
    assert evaluate([step], lines("100")).markups == money("50")
    assert evaluate([step], lines("100")).steps[0].limited_by == "minimum"
    assert evaluate([step], lines("20000")).markups == money("900")
    assert evaluate([step], lines("-20000")).markups == money("-900")
    assert evaluate([step], lines("0")).markups == 0
