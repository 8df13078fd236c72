"""Properties of the markup engine, and what it refuses."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changewright.core.errors import Invalid
from changewright.core.markup import Outcome, evaluate
from changewright.core.markup_checks import check_steps
from changewright.core.markup_lines import COLUMNS, Condition, Line, holds
from changewright.core.markup_steps import Band, Basis, Cap, Step, Terms, Threshold
from changewright.core.markup_total import reach_of
from changewright.core.money import ZERO, Decimal, percent_of, sum_amounts

AMOUNTS = st.integers(-(10**9), 10**9).map(lambda units: Decimal(units).scaleb(-2))
RATES = st.integers(0, 2000).map(lambda units: Decimal(units).scaleb(-2))
CLASSES = ("labour", "material", "subcontract")
BASES: tuple[Basis, ...] = ("direct", "revised", "running", "total")


@st.composite
def lines(draw: st.DrawFn, least: int = 1) -> list[Line]:
    found = draw(st.lists(st.tuples(AMOUNTS, st.sampled_from(CLASSES)), min_size=least, max_size=8))
    return [
        Line(key=key, amount=amount, facts={"class": word})
        for key, (amount, word) in enumerate(found, 1)
    ]


@st.composite
def steps(draw: st.DrawFn, bases: tuple[Basis, ...] = BASES) -> list[Step]:
    """Rates of every base and modifier that a credit turns round; at most four ask for the total,
    so that they cannot reach 100 per cent."""
    made: list[Step] = []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        basis = draw(st.sampled_from(bases))
        conditions: tuple[Condition, ...] = ()
        bands: tuple[Band, ...] = ()
        if basis != "total" and draw(st.booleans()):
            word = draw(st.sampled_from(CLASSES))
            conditions = (Condition(column="class", operator="is", value=(word,)),)
        if draw(st.booleans()):
            upto = Decimal(draw(st.integers(1, 10**6)))
            bands = (Band(upto=upto, rate=draw(RATES)), Band(upto=None, rate=draw(RATES)))
        made.append(
            Step(
                key=key,
                name=f"step {key}",
                amount=draw(RATES),
                basis=basis,
                conditions=conditions,
                bands=bands,
                per_line=basis != "total" and draw(st.booleans()),
                maximum=draw(st.none() | st.integers(0, 10**6).map(Decimal)),
                party=draw(st.sampled_from([None, "prime"])),
            )
        )
    return made


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    caps = draw(
        st.lists(st.builds(Cap, percent=RATES, party=st.sampled_from([None, "prime"])), max_size=2)
    )
    places = draw(st.sampled_from([0, 2, 4]))
    return Terms(places=places, apart=draw(st.booleans()), caps=tuple(caps))


def worked(made: list[Step], cost: list[Line], under: Terms) -> Outcome | None:
    """The outcome, or None where a hundred per cent is reached by building on the total."""
    if reach_of(made, {}) >= 100:
        with pytest.raises(Invalid):
            evaluate(made, cost, under)
        return None
    try:
        return evaluate(made, cost, under)
    except Invalid as refusal:
        assert "final total" in refusal.detail
        return None


@settings(max_examples=60, deadline=None)
@given(made=steps(), cost=lines(), under=terms())
def test_pieces_and_bases_add_up_exactly(made: list[Step], cost: list[Line], under: Terms) -> None:
    outcome = worked(made, cost, under)
    if outcome is None:
        return
    for one in outcome.steps:
        if one.pieces:
            assert sum_amounts(one.pieces.values()) == one.amount
            assert sum_amounts(one.bases.values()) == one.base
        else:
            assert one.amount == 0
    spread = sum_amounts(outcome.pieces_of(line.key) for line in cost)
    assert spread == outcome.markups
    assert outcome.total == outcome.direct + sum_amounts(one.added for one in outcome.steps)


@settings(max_examples=60, deadline=None)
@given(made=steps(), cost=lines(), under=terms())
def test_portions_explain_the_step(made: list[Step], cost: list[Line], under: Terms) -> None:
    outcome = worked(made, cost, under)
    for one in outcome.steps if outcome is not None else ():
        told = sum_amounts(portion.amount for portion in one.portions)
        assert one.limited_by or told == one.amount
        if one.rate is not None and not one.step.per_line and not one.limited_by:
            assert one.amount == percent_of(one.base, one.rate, under.places)


@settings(max_examples=60, deadline=None)
@given(made=steps(), cost=lines(), under=terms())
def test_the_final_total_holds(made: list[Step], cost: list[Line], under: Terms) -> None:
    """A per cent of the final total is that per cent of the total it leads to, to the digit."""
    outcome = worked(made, cost, Terms(places=under.places, caps=under.caps))
    for one in outcome.steps if outcome is not None else ():
        if one.step.basis == "total":
            assert one.base == outcome.total if outcome is not None else False


@settings(max_examples=60, deadline=None)
@given(made=steps(), cost=lines(), under=terms())
def test_a_credit_takes_back_what_the_charge_put_on(
    made: list[Step], cost: list[Line], under: Terms
) -> None:
    """Where credits have the same rates, the change turned round comes to the same turned round."""
    back = [msgspec.structs.replace(line, amount=-line.amount) for line in cost]
    outcome, reverse = worked(made, cost, under), worked(made, back, under)
    if outcome is None or reverse is None:
        assert outcome is reverse
        return
    if under.apart and under.caps:
        return  # the side that comes first counts what the other has used
    assert reverse.total == -outcome.total
    assert [one.amount for one in reverse.steps] == [-one.amount for one in outcome.steps]


@given(made=steps(bases=("direct",)), cost=lines(), percent=RATES)
def test_a_cap_is_never_passed(made: list[Step], cost: list[Line], percent: Decimal) -> None:
    outcome = evaluate(made, cost, Terms(caps=(Cap(percent=percent),)))
    assert abs(outcome.markups) <= percent_of(abs(outcome.direct), percent, 2)


@settings(max_examples=60, deadline=None)
@given(made=steps(), cost=lines(), under=terms(), typed=AMOUNTS)
def test_a_typed_amount_stands_until_it_is_restored(
    made: list[Step], cost: list[Line], under: Terms, typed: Decimal
) -> None:
    if worked(made, cost, under) is None:
        return
    key = made[0].key
    outcome = evaluate(made, cost, under, overrides={key: typed})
    first = outcome.steps[0]
    assert first.amount == typed
    assert first.is_overridden
    if made[0].basis != "total":
        assert first.computed == evaluate(made, cost, under).steps[0].computed
    assert sum_amounts(first.pieces.values()) == (typed if first.pieces else ZERO)


def test_no_lines_no_rates_but_the_flat() -> None:
    made = [
        Step(key=1, name="mobilisation", kind="fixed", amount=Decimal(500)),
        Step(key=2, name="fee", amount=Decimal(10), basis="running"),
    ]
    outcome = evaluate(made, [])
    assert [one.amount for one in outcome.steps] == [Decimal(500), Decimal(50)]
    assert outcome.total == Decimal(550)


def test_a_flat_amount_counts_once_where_sides_are_apart() -> None:
    made = [
        Step(key=1, name="flat", kind="fixed", amount=Decimal(100)),
        Step(key=2, name="fee", amount=Decimal(10), basis="running"),
    ]
    cost = [Line(key=1, amount=Decimal(1000)), Line(key=2, amount=Decimal(-400))]
    outcome = evaluate(made, cost, Terms(apart=True))
    assert [one.amount for one in outcome.steps] == [Decimal(100), Decimal(70)]
    only_credits = evaluate(made, cost[1:], Terms(apart=True))
    assert [one.amount for one in only_credits.steps] == [Decimal(100), Decimal(-30)]


def test_a_flat_amount_counts_with_the_places_of_an_amount() -> None:
    """It is kept with the eight places of a rate."""
    cost = [Line(key=1, amount=Decimal(100)), Line(key=2, amount=Decimal(50))]
    step = Step(key=1, name="Flat", kind="fixed", amount=Decimal("99.12345678"))
    (worked,) = evaluate([step], cost).steps
    assert worked.amount == Decimal("99.1235") == sum_amounts(worked.pieces.values())
    (typed,) = evaluate([step], cost, overrides={1: Decimal("0.0001")}).steps
    assert typed.computed == Decimal("99.1235")


def test_what_comes_up_where_no_line_bears_it_falls_to_the_other_side() -> None:
    """Adds and deducts apart, the adds left out: 10 % of each side's total is 11.11 and -5.56."""
    cost = [Line(key=1, amount=Decimal(100)), Line(key=2, amount=Decimal(-50))]
    step = Step(key=1, name="Fee", amount=Decimal(10), basis="total")
    under = Terms(apart=True, excluded=frozenset({1}))
    (worked,) = evaluate([step], cost, under).steps
    assert worked.amount == Decimal("5.55")
    assert worked.pieces == {2: Decimal("5.55")}


def test_a_flat_amount_of_its_own_for_credits() -> None:
    step = Step(key=1, name="flat", kind="fixed", amount=Decimal(100), credit_amount=Decimal(-100))
    assert evaluate([step], [Line(key=1, amount=Decimal(-5))]).markups == Decimal(-100)


def test_a_flat_amount_of_lines_that_are_not_there_is_nothing() -> None:
    labour = (Condition(column="class", operator="is", value=("labour",)),)
    step = Step(key=1, name="flat", kind="fixed", amount=Decimal(100), conditions=labour)
    assert evaluate([step], [Line(key=1, amount=Decimal(5))]).markups == 0


def test_opposite_lines_do_not_swell_the_pieces_of_a_flat_amount() -> None:
    step = Step(key=1, name="flat", kind="fixed", amount=Decimal(100))
    cost = [Line(key=1, amount=Decimal(1000)), Line(key=2, amount=Decimal(-999))]
    pieces = evaluate([step], cost).steps[0].pieces
    assert [abs(piece) < 60 for piece in pieces.values()] == [True, True]
    assert sum_amounts(pieces.values()) == 100


# -- conditions -----------------------------------------------------------------------------------

LINE = Line(
    key=7,
    amount=Decimal("150.5"),
    facts={"class": "Labour", "code": "03-100", "segment:1": "A", "unit": None},
)


@pytest.mark.parametrize(
    ("column", "operator", "value", "is_met"),
    [
        ("class", "is", ("labour",), True),
        ("class", "is_not", ("labour",), False),
        ("class", "in", ("material", "labour"), True),
        ("class", "not_in", ("material",), True),
        ("code", "matches", ("03-*",), True),
        ("code", "matches", ("?3-100",), True),
        ("code", "not_matches", ("03-*",), False),
        ("code", "starts_with", ("04", "03"), True),
        ("code", "contains", ("-1",), True),
        ("amount", "over", ("150.5",), False),
        ("amount", "over", ("150.49",), True),
        ("amount", "under", ("150.51",), True),
        ("line", "is", ("7",), True),
        ("line", "is_not", ("7",), False),
        ("unit", "is", ("m",), False),
        ("unit", "is_not", ("m",), True),
        ("code", "over", ("1",), False),
        ("segment:1", "is", ("a",), True),
    ],
)
def test_conditions(column: str, operator: str, value: tuple[str, ...], is_met: bool) -> None:
    assert holds((Condition(column=column, operator=operator, value=value),), LINE) is is_met


@pytest.mark.parametrize(
    ("parts", "is_met"),
    [
        ([("T", "and"), ("F", "and")], False),
        ([("F", "and"), ("T", "or")], True),
        ([("T", "and"), ("F", "or"), ("F", "and")], True),
        ([("F", "and"), ("F", "or"), ("T", "and")], False),
        ([("F", "and"), ("T", "and"), ("T", "or"), ("T", "and")], True),
    ],
)
def test_and_binds_tighter_than_or(parts: list[tuple[str, str]], is_met: bool) -> None:
    joined = tuple(
        Condition(
            column="code",
            operator="is" if truth == "T" else "is_not",
            value=("03-100",),
            logic="or" if logic == "or" else "and",
        )
        for truth, logic in parts
    )
    assert holds(joined, LINE) is is_met


def test_every_column_may_be_asked_for() -> None:
    for column in COLUMNS:
        condition = Condition(column=column, operator="is", value=("x",))
        check_steps([Step(key=1, name="fee", conditions=(condition,))], Terms())


# -- refusals -------------------------------------------------------------------------------------


def one(**fields: object) -> list[Step]:
    return [msgspec.structs.replace(Step(key=1, name="one", amount=Decimal(10)), **fields)]


def condition(column: str, operator: str, *value: str) -> tuple[Condition, ...]:
    return (Condition(column=column, operator=operator, value=value),)


THREE = [Step(key=key, name=str(key), amount=Decimal(5)) for key in (1, 2, 3)]
TEN = Decimal(10)


@pytest.mark.parametrize(
    ("made", "under", "field"),
    [
        (one(kind="percent"), Terms(), "items[0].type"),
        (one(basis="sum"), Terms(), "items[0].basis"),
        (one() + one(), Terms(), "items[1]"),
        (one(basis="selected"), Terms(), "items[0].selected"),
        (one(basis="selected", selected=(2,)), Terms(), "items[0].selected"),
        (one(basis="selected", selected=(1,)), Terms(), "items[0].selected"),
        (one(amount=Decimal(1001)), Terms(), "items[0].amount"),
        (one(kind="fixed", per_line=True), Terms(), "items[0].per_line"),
        (one(kind="fixed", bands=(Band(upto=None, rate=TEN),)), Terms(), "items[0].bands"),
        (one(bands=(Band(upto=TEN, rate=TEN),)), Terms(), "items[0].bands[0].upto"),
        (
            one(bands=(Band(upto=None, rate=TEN), Band(upto=None, rate=TEN))),
            Terms(),
            "items[0].bands[0].upto",
        ),
        (
            one(
                bands=(
                    Band(upto=TEN, rate=TEN),
                    Band(upto=TEN, rate=TEN),
                    Band(upto=None, rate=TEN),
                )
            ),
            Terms(),
            "items[0].bands[1].upto",
        ),
        (
            one(
                bands=(Band(upto=None, rate=TEN),),
                thresholds=(Threshold(size=TEN, rate=TEN),),
            ),
            Terms(),
            "items[0].thresholds",
        ),
        (
            one(thresholds=(Threshold(size=TEN, rate=TEN), Threshold(size=TEN, rate=TEN))),
            Terms(),
            "items[0].thresholds",
        ),
        (one(minimum=Decimal(-1)), Terms(), "items[0].minimum"),
        (one(minimum=TEN, maximum=Decimal(9)), Terms(), "items[0].minimum"),
        (
            one(conditions=condition("colour", "is", "red")),
            Terms(),
            "items[0].conditions[0].column",
        ),
        (
            one(conditions=condition("code", "is like", "x")),
            Terms(),
            "items[0].conditions[0].operator",
        ),
        (one(conditions=condition("code", "is")), Terms(), "items[0].conditions[0].value"),
        (one(conditions=condition("amount", "over", "x")), Terms(), "items[0].conditions[0].value"),
        (
            one(basis="total", conditions=condition("code", "is", "x")),
            Terms(),
            "items[0].conditions",
        ),
        (one(basis="total", per_line=True), Terms(), "items[0].per_line"),
        (one(basis="total", amount=Decimal(-1)), Terms(), "items[0].amount"),
        (
            [
                *one(basis="total"),
                Step(key=2, name="discount", amount=Decimal(-5), basis="running"),
            ],
            Terms(),
            "items[1].amount",
        ),
        (one(basis="total", amount=Decimal(100)), Terms(), "items"),
        (one(), Terms(caps=(Cap(),)), "caps[0]"),
        (one(), Terms(caps=(Cap(percent=Decimal(-1)),)), "caps[0].percent"),
        (THREE, Terms(caps=(Cap(most_percentages=2),)), "items[2]"),
        (THREE, Terms(caps=(Cap(most_percentages=2),), percentages_already=2), "items[0]"),
    ],
)
def test_what_is_refused_names_its_place(made: list[Step], under: Terms, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_steps(made, under)
    assert refused.value.problems[0].field == field


def test_an_amount_beyond_the_scale_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        evaluate(one(amount=Decimal(1000)), [Line(key=1, amount=Decimal(10) ** 13 * 9)])
    assert refused.value.problems[0].field == "amount"


def test_a_subtotal_is_no_step_to_select() -> None:
    made = [
        Step(key=1, name="subtotal", kind="info"),
        Step(key=2, name="fee", amount=TEN, basis="selected", selected=(1,)),
    ]
    with pytest.raises(Invalid) as refused:
        check_steps(made, Terms())
    assert refused.value.problems[0].field == "items[1].selected"
