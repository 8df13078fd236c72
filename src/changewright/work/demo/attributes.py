"""The custom attributes of the demo project's change orders."""

from __future__ import annotations

from dataclasses import dataclass

ASSOCIATION = "FormInstance"
"""The vendor's word for change orders of any kind (autodesk.md §1.1)."""

ORIGINS = (
    *("RFI", "ASI", "CCD", "Issue", "Letter", "Meeting", "Site Instruction", "Submittal"),
    *("T&M tag", "Other"),
)
"""What a change may come from: the options of the built-in attribute Source Type."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """`type` and `collaborator_access` in the words of autodesk.md §5.7."""

    name: str
    type: str
    options: tuple[str, ...] = ()
    collaborator_access: str = "no_access"


PRIORITY = Attribute(
    "Priority", "options", ("Critical path", "This month", "Can wait"), collaborator_access="view"
)
NOTICE = Attribute("Notice given", "datetime")
LIKELIHOOD = Attribute("Likelihood of approval", "percent")
PROCEED = Attribute(
    "Work authorised",
    "options",
    ("Wait for signature", "Proceed, price follows", "Work done"),
    collaborator_access="view",
)
PERMIT = Attribute("Permit revision needed", "boolean", collaborator_access="view")
PLACE = Attribute("Where", "text", collaborator_access="view")

ATTRIBUTES: tuple[Attribute, ...] = (PRIORITY, NOTICE, LIKELIHOOD, PROCEED, PERMIT, PLACE)
"""In the order in which they stand on a form."""
