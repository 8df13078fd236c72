"""The settings of one project: what the core asks instead of asking who is calling.

Stored per container and read by every unit of work; the vendors' habits that differ are here
(core-model.md §6, Project settings).
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from .currencies import ISO_4217
from .errors import invalid

Cascade = Literal["advance", "mirror"]
Origin = Literal["acc", "procore", "web"]

TIERS = (1, 2, 3)
MONEY_PLACES_MAXIMUM = 4


class ChangeEventSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How change events of a project are set up (procore.md, Appendix A). They are kept and told;
    the vendor names no words for the sources, so any text is one."""

    budget_rom_source_for_in_scope: str = "no_revenue_expected"
    budget_rom_source_for_out_of_scope: str = "latest_cost"
    budget_rom_source_for_tbd_scope: str = "latest_cost"
    celi_prefill_automation: bool = False
    change_order_value_source: str = "latest_cost"
    copy_rfq_attachments_to_commitment_cos: bool = False
    copy_rfq_attachments_to_prime_cos: bool = False
    display_revenue_detail_columns: bool = False
    display_spend_quantity_columns: bool = False
    prevent_both_prime_cos_and_budget_changes: bool = False
    sync_wbs_code: bool = False


class ProjectSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`status_cascade`: how far a state travels, `mirror` copies it everywhere, `advance` only
    lifts. `commitment_first`: a commitment must be approved before its change orders.
    `unlink_first`: unlink before delete. `lifo`: only the newest approval can be undone.
    `tiers_*`: how many layers of documents Procore's door shows. `money_places`: places of the
    amounts we compute. `born`: the door the project was made through. `budgets_locked`: the budget
    stands; only an administrator who insists changes its codes and prices. `currency`: of amounts
    that name no other, by its ISO 4217 letters; None: nobody said.
    `contract_locks`: a commitment that is approved or complete keeps its supplier and its schedule
    of values. `custom_attributes`: somebody has defined an attribute; nobody sets it by hand.
    `approvals`: somebody has made an approval policy; nobody sets it by hand either."""

    status_cascade: Cascade = "advance"
    commitment_first: bool = False
    unlink_first: bool = False
    lifo: bool = True
    tiers_cost: int = 1
    tiers_budget: int = 2
    money_places: int = 2
    born: Origin = "web"
    default_main_contract_id: int | None = None
    budgets_locked: bool = False
    currency: str | None = None
    contract_locks: bool = False
    change_events: ChangeEventSettings = ChangeEventSettings()
    custom_attributes: bool = False
    approvals: bool = False


# What a project has that nobody configured, by the door it was made through.
_BORN: dict[Origin, ProjectSettings] = {
    "acc": ProjectSettings(born="acc"),
    "web": ProjectSettings(born="web"),
    "procore": ProjectSettings(
        born="procore",
        status_cascade="mirror",
        commitment_first=True,
        unlink_first=True,
        contract_locks=True,
    ),
}


def settings_born(origin: Origin) -> ProjectSettings:
    """The settings of a project made through a door."""
    return _BORN[origin]


def check_settings(settings: ProjectSettings) -> ProjectSettings:
    """The settings unchanged, or `Invalid` naming the one that is out of its bounds."""
    for name in ("tiers_cost", "tiers_budget"):
        if getattr(settings, name) not in TIERS:
            raise invalid(name, "choice", f"{name} must be 1, 2 or 3")
    if not 0 <= settings.money_places <= MONEY_PLACES_MAXIMUM:
        raise invalid("money_places", "range", "money_places must lie between 0 and 4")
    if settings.status_cascade not in get_args(Cascade):
        words = " or ".join(get_args(Cascade))
        raise invalid("status_cascade", "choice", f"status_cascade must be {words}")
    if settings.currency is not None and settings.currency not in ISO_4217:
        detail = "currency must be a currency of ISO 4217 by its three capital letters, as USD"
        raise invalid("currency", "choice", detail)
    return settings
