"""What a proof finds."""

from __future__ import annotations

import msgspec

FINDINGS_MAXIMUM = 200


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it must be. `check` names the test that found it; `noun` and
    `record_id` the record, `revision` the place in the journal, each where there is one."""

    check: str
    detail: str
    noun: str | None = None
    record_id: int | None = None
    revision: int | None = None

    def __str__(self) -> str:
        subject = f"{self.noun} {self.record_id}: " if self.noun else ""
        place = f" (revision {self.revision})" if self.revision is not None else ""
        return f"{self.check}: {subject}{self.detail}{place}"
