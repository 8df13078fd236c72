"""How certain money is: the steps from what is signed to a rough figure, and ages of what waits.

A step gathers states of one phase, so that the steps of a phase add up to the ledger's own sum of
it (`core.rollup`): executed and approved to `approved`, submitted and pending to `pending`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .kinds import ITEM_STATES, STATE, Phase, Track

StepName = Literal["executed", "approved", "submitted", "pending", "rom", "draft"]


class Step(msgspec.Struct, frozen=True):
    """One step of certainty: the states of a cost item that are in it, and the phase of them all.
    `projected`: whether it counts in what a contract is expected to come to."""

    name: StepName
    phase: Phase
    states: tuple[str, ...]
    projected: bool = True


STEPS: tuple[Step, ...] = (
    Step("executed", "approved", ("executed",)),
    Step("approved", "approved", ("approved",)),
    Step(
        "submitted",
        "pending",
        (
            *("submitted", "proposed", "accepted", "answered"),
            *("proceeding", "not_proceeding", "pending_billable"),
        ),
    ),
    Step("pending", "pending", ("pending", "in_review")),
    Step("rom", "exposed", ("open", "pricing", "not_pricing", "revising")),
    Step("draft", "draft", ("draft",), projected=False),
)
STEP_OF: dict[str, Step] = {state: step for step in STEPS for state in step.states}


def states_of(step: Step, side: Track) -> tuple[str, ...]:
    """The states of a step that an item can be in on a side."""
    return tuple(state for state in step.states if state in ITEM_STATES[side])


class Age(msgspec.Struct, frozen=True):
    """Whole days that something has waited, both ends included; `most` None: and more."""

    least: int
    most: int | None

    @property
    def name(self) -> str:
        return f"{self.least}+" if self.most is None else f"{self.least}-{self.most}"


AGES: tuple[Age, ...] = (Age(0, 7), Age(8, 14), Age(15, 30), Age(31, 60), Age(61, None))


Coverage = Literal["recovered", "asked", "not_asked", "refused", "own"]
COVERAGE: dict[str, Coverage] = {
    "approved": "recovered",
    "pending": "asked",
    "exposed": "not_asked",
    "draft": "not_asked",
    "closed": "refused",
}
"""What the owner has said to what a supplier costs, by the phase of its owner's side. What has no
owner's side (in scope, or paid out of the contractor's pocket) is `own`."""

# Every state is in one step of its own phase, but for those that count nowhere.
assert all(STATE[state].phase == step.phase for state, step in STEP_OF.items())
assert {name for name, state in STATE.items() if state.phase != "closed"} == STEP_OF.keys()
