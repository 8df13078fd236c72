"""The markups that the owner's contract allows on changes, as the demo's builder works them out.

The four steps, each on all above it, are those of field.md §5.1 (1): what they come to can be
checked by hand. Most of the year's requests carry one percentage in the price of each line; the
newest show their markups step by step.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Per cents of the lines and of all steps above, to a budget code. A credit bears none."""

    name: str
    percent: int
    budget: str
    description: str


FORMULA = "Changes outside the guaranteed maximum"
FORMULA_TEXT = "Agreement, article 5.3: overhead and profit, then insurance and bond on all of it."
SAMPLE_AMOUNT = 10_000
STEPS: tuple[Step, ...] = (
    Step("Overhead", 10, "01-1000", "Supervision, site office and small tools"),
    Step("Profit", 5, "00-1000", "Fee on the work and its overhead"),
    Step("Insurance", 1, "00-0700", "Builder's risk and liability, at cost"),
    Step("Bond", 1, "00-0600", "Payment and performance bond, at cost"),
)
