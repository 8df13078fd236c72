"""What handlers are given for somebody from whom private records are kept: a ledger and pages that
do not have these (`work.screening`). As with the past, they know nothing of it."""

from __future__ import annotations

from changewright.core.roles import Role, is_screened
from changewright.work.past import PastLedger
from changewright.work.screening import ScreenedLedger, screened

from .context import Services
from .past import Opener, PastPages, looking_at

MARK = -1
"""Stands in no tag of what others read: no revision is negative."""


async def screened_services(
    services: Services, container_id: int, role: Role, person_id: int
) -> Services:
    """What a request of this person works with in this project: the very same for who sees all."""
    if not is_screened(role):
        return services
    ledger = await screened(services.ledger, container_id, role, person_id)
    if ledger is services.ledger:
        return services
    assert isinstance(ledger, (PastLedger, ScreenedLedger))
    opener: Opener = ledger.past if isinstance(ledger, PastLedger) else ledger
    return looking_at(services, ledger, PastPages(opener, (MARK, person_id)))
