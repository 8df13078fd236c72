"""From something noticed on site to a price: potential changes and the quotes behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from changewright.core.roles import may_write

from . import attributes
from .cast import COMPANY_BY_KEY, PERSON_BY_KEY
from .contracts import CONTRACT_OF_BUDGET
from .diary import Diary
from .places import PLACE_BY_KEY
from .steps import Act, Amount, Create, Describe, Detach, Generate, NewItem, Price, Say
from .story import Ending, Pricing, Story
from .time_rules import claim, met_with

# A trade whose part of a change is smaller is not asked for a quote, its letter is taken: the
# largest part of the change, and the second largest.
ASKED_FROM_CENTS = (30_000_00, 60_000_00)
RESPONSE_DAYS = 10
CONTINGENCY = "00-0900"
# Sums put by for what was not known yet. What is released of one is a figure of the contract that
# nobody prices, and is paid to nobody.
ALLOWANCES = frozenset({"00-0910", "00-0920"})

# Questions that are still on the way when the year ends, and how far they have come.
QUESTIONS_UNDER_WAY: Mapping[str, str] = {
    "partial-occupancy": "draft",
    "robot-or": "open",
    "paint-epoxy": "pricing",
    "healing-garden": "proposed",
    "humidifiers": "proposed",
    "blood-bank": "revising",
    "lab-hood": "pricing",
    "isolation-fans": "pricing",
    "stair-pressure": "pricing",
}

# Each way of pricing moves the first estimate by this much, in thousandths, least and most.
SPREAD: Mapping[Pricing, tuple[int, int]] = {
    "quote": (880, 1240),
    "estimate": (970, 1050),
    "tags": (910, 1130),
}


@dataclass(slots=True)
class Change:
    """A story under way. `prices` is what each item costs, in cents, once that is known."""

    story: Story
    lead: str
    estimator: str
    items: tuple[NewItem, ...] = ()
    prices: dict[str, int] = field(default_factory=dict)
    priced_at: datetime | None = None

    @property
    def document(self) -> str:
        return f"pco:{self.story.key}"

    def cost_items(self) -> list[NewItem]:
        """The items somebody is paid for; the others move the owner's budget only."""
        return [item for item in self.items if item.scope != "budgetOnly"]

    def by_contract(self) -> dict[str, list[NewItem]]:
        """The items of each trade, trades in the order in which they come up."""
        groups: dict[str, list[NewItem]] = {}
        for item in self.cost_items():
            if item.contract is not None:
                groups.setdefault(item.contract, []).append(item)
        return groups


def follow(diary: Diary, story: Story) -> Change:
    """Tell a story up to its price, or to its early end; `priced_at` is None then."""
    lead, estimator = _people_of(diary, story)
    change = Change(story, lead, estimator, _new_items(story))
    when = _notice(diary, change)
    if story.ending == "idea":
        return change
    when = diary.write(diary.later(when, 0, 2), lead, Act(change.document, "open"))
    _remarks(diary, change, when)
    early = EARLY_ENDINGS.get(story.ending)
    if early is not None:
        early(diary, change, when)
    else:
        change.priced_at = _price(diary, change, when)
    return change


def _people_of(diary: Diary, story: Story) -> tuple[str, str]:
    """Openings to communications are Teresa's part of the job, ground and shell are Miles's."""
    inside = 8 <= int(story.lines[0].budget[:2]) <= 28
    pair = ("claire", "yusuf") if inside else ("yusuf", "claire")
    return ("teresa" if inside else "miles"), pair[diary.chance(15)]


def _new_items(story: Story) -> tuple[NewItem, ...]:
    items = [
        NewItem(
            item=f"{story.key}/{position}",
            name=line.name,
            budget=line.budget,
            contract=CONTRACT_OF_BUDGET.get(line.budget),
            estimated_cents=line.amount * 100,
            scope="budgetOnly" if line.budget in ALLOWANCES else story.scope,
            place=story.place,
            quantity=line.quantity,
            unit=line.unit,
        )
        for position, line in enumerate(story.lines, 1)
    ]
    if story.scope == "contingency":
        name = "From the contractor's contingency"
        offset, cents = f"{story.key}/contingency", -story.amount * 100
        items.append(NewItem(offset, name, CONTINGENCY, None, cents, "budgetOnly", story.place))
    return tuple(items)


def _notice(diary: Diary, change: Change) -> datetime:
    story = change.story
    source_type, source_ref = story.origin
    fields = {
        "name": story.title,
        "description": story.text,
        "reason": story.reason,
        "scope": story.scope,
        "source_type": source_type,
        "source_ref": source_ref,
        "owner_id": change.lead,
        "architect_company_id": "architect",
        "schedule_change": story.days or None,
    }
    author = change.estimator if diary.chance(70) else change.lead
    when = diary.week(story.week)
    made = Create(change.document, "pco", fields, change.items)
    described = _description(diary, change, when)
    diary.write(when, author, made, described, *met_with(change.document, story, when))
    claim(diary, change.document, story, change.lead, when)
    return when


def _description(diary: Diary, change: Change, when: datetime) -> Describe:
    """Custom attributes, filled in as people do: some, not all."""
    story = change.story
    values = {attributes.PLACE.name: PLACE_BY_KEY[story.place].name}
    if story.days:
        values[attributes.PRIORITY.name] = "Critical path"
    elif diary.chance(50):
        values[attributes.PRIORITY.name] = diary.random.choice(attributes.PRIORITY.options[1:])
    if story.reason == "Code or Inspector":
        values[attributes.PERMIT.name] = "true" if diary.chance(60) else "false"
    if story.pricing == "tags":
        values[attributes.PROCEED.name] = "Work done"
    elif diary.chance(35):
        values[attributes.PROCEED.name] = diary.random.choice(attributes.PROCEED.options[:2])
    if story.scope == "out":
        values[attributes.LIKELIHOOD.name] = str(diary.random.choice((25, 50, 75, 90, 100)))
        if diary.chance(60):
            values[attributes.NOTICE.name] = when.date().isoformat()
    return Describe(change.document, values)


def _remarks(diary: Diary, change: Change, after: datetime) -> None:
    for author, text in change.story.remarks:
        after = remark(diary, change.document, change.lead, author, text, diary.later(after, 1, 5))


def remark(
    diary: Diary, document: str, lead: str, author: str, text: str, when: datetime
) -> datetime:
    """Somebody's sentence on a document. Who may not write here is quoted by the manager."""
    if not may_write(PERSON_BY_KEY[author].role, "comment"):
        text = f"{PERSON_BY_KEY[author].name}: {text}"
        author = lead
    return diary.write(when, author, Say(document, text))


# -- early ends -----------------------------------------------------------------------------------


def _take_back(diary: Diary, change: Change, after: datetime) -> None:
    when = diary.later(after, 10, 25)
    diary.write(when, change.lead, Say(change.document, change.story.ruling))
    diary.write(diary.soon(when), change.lead, Act(change.document, "void"))


def _withdraw(diary: Diary, change: Change, after: datetime) -> None:
    """The supplier was asked already: his question loses its items and is closed, then void."""
    (contract, items), *_ = change.by_contract().items()
    question = f"rfq:{change.story.key}:{contract}"
    when = _pose(diary, change, question, contract, contract, items, diary.later(after, 1, 3))
    when = diary.write(
        diary.later(when, 3, 8), change.lead, Say(change.document, change.story.ruling)
    )
    names = tuple(item.item for item in items)
    when = diary.write(diary.soon(when), change.lead, Detach(question, names))
    when = diary.write(diary.soon(when), change.lead, Act(question, "reject"))
    diary.write(diary.soon(when), change.lead, Act(change.document, "void"))


EARLY_ENDINGS: Mapping[Ending, Callable[[Diary, Change, datetime], None]] = {
    "void": _take_back,
    "withdrawn": _withdraw,
}


# -- prices ---------------------------------------------------------------------------------------


def _price(diary: Diary, change: Change, after: datetime) -> datetime | None:
    """Find a price for every item; when it is known, or None if the year ends before."""
    change.prices = _prices(diary, change)
    asked: set[str] = set()
    moments = [diary.later(after, 2, 6)]
    if change.story.pricing == "quote":
        for contract, items in _whom_to_ask(change):
            answered = _ask(diary, change, contract, items, diary.later(after, 1, 4))
            if answered is None:
                return None
            moments.append(answered)
            asked.update(item.item for item in items)
    when = max(moments)
    if any(item.item not in asked for item in change.cost_items()):
        when = _take_letters(diary, change, asked, when)
    for item in change.items:
        if item.budget == CONTINGENCY:
            change.prices[item.item] = -sum(change.prices.values())
    return when


def _prices(diary: Diary, change: Change) -> dict[str, int]:
    """Cents per item. A backcharge takes as much from one trade as it gives another, so such a
    change moves as a whole."""
    least, most = SPREAD[change.story.pricing]
    whole = diary.random.randint(least // 10, most // 10) * 10
    prices: dict[str, int] = {}
    for item in change.items:
        if item.budget == CONTINGENCY:
            continue
        factor = whole if change.story.scope == "in" else diary.random.randint(least, most)
        if item.budget in ALLOWANCES:
            factor = 1000
        cents = item.estimated_cents * factor // 1000
        rounded = cents if change.story.pricing == "tags" else cents // 100 * 100
        prices[item.item] = cents if change.story.scope == "in" else rounded
    return prices


def _whom_to_ask(change: Change) -> list[tuple[str, list[NewItem]]]:
    """The trades worth a quote; a change that the year shows being priced has at least one."""
    groups = sorted(change.by_contract().items(), key=lambda group: -_weight(group[1]))
    asked = [
        group
        for group, least in zip(groups, ASKED_FROM_CENTS, strict=False)
        if _weight(group[1]) >= least
    ]
    shown = change.story.rival or change.story.key in QUESTIONS_UNDER_WAY
    return asked or (groups[:1] if shown else [])


def _weight(items: list[NewItem]) -> int:
    return abs(sum(item.estimated_cents for item in items))


def _ask(
    diary: Diary, change: Change, contract: str, items: list[NewItem], after: datetime
) -> datetime | None:
    """One supplier's quote from question to acceptance, with a second supplier's beside it."""
    question = f"rfq:{change.story.key}:{contract}"
    stop = QUESTIONS_UNDER_WAY.get(change.story.key, "")
    when = _pose(diary, change, question, contract, contract, items, after, stop)
    if stop in ("draft", "open", "pricing"):
        return None
    rival = change.story.rival
    if rival and contract == change.items[0].contract:
        _ask_rival(diary, change, rival, items, after)
    when = diary.write(diary.later(when, 6, 15), _contact(contract), Act(question, "submit"))
    when = diary.write(diary.soon(when), change.estimator, Price(_proposed(change, items)))
    if stop == "proposed":
        return None
    if stop == "revising" or diary.chance(14):
        text = "Labour hours look high against the takeoff. Please look again before Friday."
        when = diary.write(diary.later(when, 1, 3), change.lead, Act(question, "revise"))
        when = diary.write(when + timedelta(minutes=3), change.lead, Say(question, text))
        if stop == "revising":
            return None
        for item in items:
            change.prices[item.item] = change.prices[item.item] * 960 // 100_000 * 100
        when = diary.write(diary.later(when, 2, 6), _contact(contract), Act(question, "submit"))
        when = diary.write(diary.soon(when), change.estimator, Price(_proposed(change, items)))
    return diary.write(diary.later(when, 1, 4), change.lead, Act(question, "accept"))


def _pose(
    diary: Diary,
    change: Change,
    question: str,
    contract: str | None,
    company: str,
    items: list[NewItem],
    after: datetime,
    stop: str = "",
) -> datetime:
    """Make a request for quote and send it."""
    trade = COMPANY_BY_KEY[company].name
    fields = {
        "name": f"Quote: {change.story.title}",
        "description": f"To {trade}. Please price the lines attached, with days if any.",
        "scope_of_work": change.story.text,
        "scope": change.story.scope,
        "company_id": company,
        "contract_id": contract,
        "response_due": after + timedelta(days=RESPONSE_DAYS),
    }
    names = tuple(item.item for item in items)
    made = Generate(question, "rfq", (change.document,), fields, names)
    if stop == "draft":
        return diary.write(after, change.estimator, made)
    when = diary.write(after, change.estimator, made, Act(question, "open"))
    if stop == "open":
        return when
    return diary.write(when + timedelta(minutes=6), change.estimator, Act(question, "submit"))


def _ask_rival(
    diary: Diary, change: Change, rival: str, items: list[NewItem], after: datetime
) -> None:
    """A second price for comparison; it is not taken."""
    question = f"rfq:{change.story.key}:{rival}"
    when = _pose(diary, change, question, None, rival, items, after + timedelta(minutes=9))
    when = diary.write(diary.later(when, 3, 5), _contact(rival), Act(question, "submit"))
    text = "Does not include night work or our insurance. Levelled, it is the higher price."
    when = diary.write(diary.soon(when), change.estimator, Say(question, text))
    diary.write(diary.soon(when), change.lead, Act(question, "reject"))


def _take_letters(diary: Diary, change: Change, asked: set[str], after: datetime) -> datetime:
    """Price the rest from letters or signed tags and accept the cost on the potential change."""
    rest = [item for item in change.cost_items() if item.item not in asked]
    document = change.document
    when = diary.write(diary.soon(after), change.estimator, Act(document, "requestPricing"))
    priced = Price(_proposed(change, rest))
    when = diary.later(when, 1, 6)
    when = diary.write(when, change.estimator, priced, Act(document, "propose"))
    return diary.write(diary.later(when, 0, 3), change.lead, Act(document, "acceptCost"))


def _proposed(change: Change, items: list[NewItem]) -> tuple[Amount, ...]:
    return tuple(Amount(item.item, "proposed", change.prices[item.item]) for item in items)


def _contact(company: str) -> str:
    """Who answers for a supplier."""
    return COMPANY_BY_KEY[company].contact
