"""The nouns of approval: policies, the runs that they open on documents, decisions, delegations."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from .records import Json, Record


class ApprovalPolicy(Record, frozen=True, kw_only=True):
    """Who must approve what, as data; `core.approval_policy` reads the columns of JSON.

    Of the policies that are `active` the first by (`position`, `id`) that fits a document governs
    it. `kinds` are the documents it is for, `contract_ids` the contracts of either side (none: all
    of them). `bands` is the table of who approves up to what, `requirements` what must hold at
    all. `credits`: signed, size or apart. `on_edit`: whether an edit under way voids or keeps the
    steps given. `not_creator` and `distinct_people` are four eyes. `contingency` says what there
    is to draw on, `split` when changes look split.
    """

    TABLE: ClassVar[str] = "approval_policy"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str
    description: str | None = None
    active: bool = True
    position: int = 0
    kinds: Json = ()
    contract_ids: Json = ()
    credits: str = "signed"
    on_edit: str = "void"
    not_creator: bool = True
    distinct_people: bool = True
    requirements: Json = ()
    bands: Json = ()
    contingency: Json = None
    split: Json = None


class ApprovalRun(Record, frozen=True, kw_only=True):
    """One round of approval of a document on a track, under a policy.

    `state`: open, satisfied (all that is needed is given, the document has not moved yet), used
    (it moved), returned, rejected, withdrawn (the document stepped back) or voided (an edit, or an
    approval undone; `reason` says which). `band` names the policy's row; `stage` is the one that
    waits, since `stage_since` and until `due`. `facts` is the digest of what is being approved.
    """

    TABLE: ClassVar[str] = "approval_run"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("change_order_id", "track", "round"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("change_order_id",),
        ("state", "contract_id"),
    )

    change_order_id: int
    track: str
    round: int = 1
    policy_id: int
    contract_id: int | None = None
    state: str = "open"
    reason: str | None = None
    band: str | None = None
    stage: int | None = None
    stage_since: datetime | None = None
    due: datetime | None = None
    facts: str = ""
    closed_at: datetime | None = None


class Approval(Record, frozen=True, kw_only=True):
    """One decision in a run: approve, return, reject or delegate.

    `person_id` decided, for `for_person_id` where that was on a delegation. `role` and
    `company_id` are in which capacity, `step` which step of the policy it was given for.
    `to_person_id` is whom a step was handed to. `snapshot` is what the person saw.
    `voided_at`: it counts no more, though it was given.
    """

    TABLE: ClassVar[str] = "approval"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("run_id",), ("change_order_id",))

    run_id: int
    change_order_id: int
    decision: str
    person_id: int | None = None
    for_person_id: int | None = None
    role: str | None = None
    company_id: int | None = None
    step: str | None = None
    to_person_id: int | None = None
    note: str | None = None
    door: str = ""
    snapshot: Json = None
    voided_at: datetime | None = None


class Delegation(Record, frozen=True, kw_only=True):
    """Somebody approves in another's place, from `valid_from` until `valid_until` (excluded; None:
    until it is ended). `policy_id`: for one policy alone."""

    TABLE: ClassVar[str] = "delegation"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("from_person_id",), ("to_person_id",))

    from_person_id: int
    to_person_id: int
    valid_from: datetime
    valid_until: datetime | None = None
    policy_id: int | None = None
    note: str | None = None
