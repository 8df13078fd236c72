"""The story of a building's changes, as data: what is done, in no door's words.

A step names a verb of `tellers.Teller` and what it is about. Changes, requests, packages and lines
go by their titles, which are unique in a story. Where a side or a number of tiers has no such step
(no request at two tiers, no price asked of an owner), the step says for which it is.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from changewright.core.kinds import Track

SIDES: tuple[Track, ...] = ("budget", "cost")
TIERS = (1, 2, 3)

CHANGES = 12
"""Changes in a story left to chance."""
FATES = ("open", "deleted", "rejected", "approved", "approved", "executed")


class Step(NamedTuple):
    verb: str
    about: str
    given: dict[str, Any]
    sides: tuple[Track, ...] = SIDES
    tiers: tuple[int, ...] = TIERS
    is_refused: bool = False

    def __str__(self) -> str:
        return f"{'refused: ' if self.is_refused else ''}{self.verb} {self.about} {self.given}"


class Line(NamedTuple):
    """A line of a change: its amount, or what it is the product of, and its budget code."""

    name: str
    amount: str
    code: str = "C-1"
    quantity: str | None = None
    unit_cost: str | None = None


def step(verb: str, about: str, **given: Any) -> Step:
    return Step(verb, about, given)


def only(one: Step, **of: Any) -> Step:
    return one._replace(**of)


def refused(verb: str, about: str, **given: Any) -> Step:
    return Step(verb, about, given, is_refused=True)


STORY: tuple[Step, ...] = (
    step(
        *("draw", "Doors"),
        on="A",
        days=3,
        text="The owner wants two more",
        lines=(Line("Two doors", "1500.5"), Line("Frames", "99.995", "C-2")),
    ),
    step("draw", "Lift", on="A", days=None, text=None, lines=(Line("Lift shaft", "20000", "C-2"),)),
    step("draw", "Credit", on="B", days=None, text=None, lines=(Line("No stone", "-750.25"),)),
    # Three times 33.335 is 100.005, which is no price in cents.
    step(
        *("add_line", "Doors"),
        line=Line("Locks", "100.01", quantity="3", unit_cost="33.335"),
    ),
    step("edit_line", "Doors", line="Two doors", amount="1600.75"),
    step("edit_days", "Lift", days=14),
    step("drop_line", "Doors", line="Frames"),
    only(step("price", "Doors"), sides=("cost",), tiers=(2, 3)),
    only(step("submit", "Doors"), tiers=(2, 3)),
    only(step("submit", "Lift"), tiers=(2, 3)),
    only(step("submit", "Credit"), tiers=(3,)),
    only(step("request", "Asked for doors", on="A", of=("Doors",)), tiers=(3,)),
    only(step("request", "Asked for the lift", on="A", of=("Lift",)), tiers=(3,)),
    only(step("request", "Asked for credit", on="B", of=("Credit",)), tiers=(3,)),
    only(step("package", "First order", on="A", of=("Doors",), days=3), tiers=(2,)),
    only(step("package", "First order", on="A", of=("Asked for doors",), days=3), tiers=(3,)),
    step("send", "First order"),
    step("approve", "First order"),
    refused("edit_line", "Doors", line="Two doors", amount="1"),
    only(step("package", "Second order", on="A", of=("Lift",), days=14), tiers=(2,)),
    only(step("package", "Second order", on="A", of=("Asked for the lift",), days=14), tiers=(3,)),
    step("send", "Second order"),
    step("approve", "Second order"),
    # Approvals of a contract are taken back in order, the latest first.
    refused("revise", "First order"),
    step("revise", "Second order"),
    step("edit_line", "Lift", line="Lift shaft", amount="21000.335"),
    step("add_line", "Lift", line=Line("Lift doors", "333.3333")),
    step("edit_days", "Second order", days=16),
    step("send", "Second order"),
    step("approve", "Second order"),
    step("execute", "Second order"),
    only(step("package", "Third order", on="B", of=("Credit",), days=None), tiers=(2,)),
    only(step("package", "Third order", on="B", of=("Asked for credit",), days=None), tiers=(3,)),
    step("send", "Third order"),
    step("approve", "Third order"),
    step("draw", "Wish", on="A", days=None, text=None, lines=(Line("Gold taps", "9.99"),)),
    only(step("submit", "Wish"), tiers=(2, 3)),
    step("reject", "Wish"),
    step("draw", "Mistake", on="B", days=1, text=None, lines=(Line("Twice told", "5"),)),
    only(step("delete", "Mistake"), tiers=(1, 2)),
    step("draw", "Later", on="B", days=2, text="Not yet", lines=(Line("Fence", "12.5"),)),
    step("rename", "Later", title="Much later"),
    only(step("submit", "Later"), tiers=(2, 3)),
)

ORDER_OF_CHANGE = {"First order": "Doors", "Second order": "Lift", "Third order": "Credit"}
"""At one tier a change is its own order."""
GATHERED = {"Asked for doors": "Doors", "Asked for the lift": "Lift", "Asked for credit": "Credit"}
"""The change that each request gathers."""


def story_of(side: Track, tiers: int) -> list[Step]:
    """The steps that a side of so many tiers has, about what is there at those tiers."""
    found = [one for one in STORY if side in one.sides and tiers in one.tiers]
    if tiers == 1:
        found = [one._replace(about=ORDER_OF_CHANGE.get(one.about, one.about)) for one in found]
    return found


def random_story(chance: Random, side: Track, tiers: int) -> list[Step]:
    """Many changes at once, each with a fate of its own, told in an order left to chance.

    What is approved and taken back has the contract B for itself alone, since approvals of one
    contract are taken back in order.
    """
    fates = [_fate(chance, side, tiers, number) for number in range(CHANGES)]
    found: list[Step] = []
    while fates := [fate for fate in fates if fate]:
        found.append(chance.choice(fates).pop(0))
    return found


def _fate(chance: Random, side: Track, tiers: int, number: int) -> list[Step]:
    """What becomes of one change, from its drawing on."""
    fate = "taken back" if number == 0 else chance.choice(FATES)
    on = "B" if fate == "taken back" else "A"
    change = f"Wish {number}" if fate == "rejected" else f"Change {number}"
    order = change if tiers == 1 else f"Order {number}"

    def amount() -> str:
        cents = chance.randint(-100_000, 10_000_000)
        return f"{cents // 100}.{abs(cents) % 100:02d}{chance.choice(('', '5', '05'))}"

    def line() -> Line:
        return Line(f"Line {chance.getrandbits(40):x}", amount(), chance.choice(("C-1", "C-2")))

    lines = tuple(line() for _ in range(chance.randint(1, 4)))
    days = chance.choice((None, 0, 5, -3))
    found = [step("draw", change, on=on, days=days, text=None, lines=lines)]
    for _ in range(chance.randint(0, 3)):
        name = chance.choice(lines).name
        found.append(
            chance.choice(
                (
                    step("add_line", change, line=line()),
                    step("edit_line", change, line=name, amount=amount()),
                    step("edit_days", change, days=chance.randint(-9, 9)),
                )
            )
        )
    if fate == "deleted" and tiers < 3:
        return [*found, step("delete", change)]
    if tiers > 1:
        found.append(step("submit", change))
    if fate == "rejected":
        return [*found, step("reject", change)]
    if fate in ("open", "deleted"):
        return found
    if tiers == 3:
        found.append(step("request", f"Request of {change}", on=on, of=(change,)))
    if tiers > 1:
        of = (change if tiers == 2 else f"Request of {change}",)
        found.append(step("package", order, on=on, of=of, days=days))
    found += [step("send", order), step("approve", order)]
    if fate == "taken back":
        found += [step("revise", order), step("add_line", change, line=line())]
        found += [step("send", order), step("approve", order)]
    if fate == "executed":
        found.append(step("execute", order))
    return found


def change_of(request: str) -> str:
    """The change that a request gathers."""
    return GATHERED.get(request) or request.removeprefix("Request of ")
