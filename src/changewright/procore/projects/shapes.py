"""What a project shows (procore.md, Appendix A, ProjectListItem and ProjectDetail).

Ids of lists that this server does not keep (offices, regions, stages, programs, …) are null. Who
does not see all of a project's money sees where and when it is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.errors import invalid
from changewright.core.people import Project
from changewright.core.query import Condition

from .. import grammar
from ..directory_rows import Book, Seen, search
from ..fields import Key

SORTS = {
    **{name: name for name in ("id", "name", "created_at", "updated_at", "city", "start_date")},
    "project_number": "number",
    "completion_date": "completion_date",
}
STATUSES = {"active": (True,), "inactive": (False,), "all": (True, False)}
EVERYBODYS = frozenset(
    {
        *("id", "name", "display_name", "project_number", "address", "city", "state_code"),
        *("country_code", "county", "zip", "time_zone", "tz_name", "latitude", "longitude"),
        *("phone", "fax", "created_at", "updated_at", "active", "company", "custom_fields"),
        *("is_demo", "template", "start_date", "completion_date", "dictionary_type"),
        *("departments", "is_erp_integrated"),
    }
)
"""What an owner and a supplier see of a project; the other keys are null."""


def _same(type: str, *names: str) -> tuple[Key, ...]:
    return tuple(Key(name=name, column=name, type=type) for name in names)


def _null(type: str, *names: str) -> tuple[Key, ...]:
    """Nothing is kept of these."""
    return tuple(Key(name=name, type=type) for name in names)


_BOTH = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="name", column="name", nullable=False),
    Key(name="display_name", column="display_name", nullable=False),
    Key(name="project_number", column="number"),
    Key(name="is_demo", type="boolean", constant=False, nullable=False),
    Key(name="zip", column="postal_code"),
    *_same("text", "address", "city", "state_code", "country_code", "county", "time_zone"),
    *_same("number", "latitude", "longitude"),
    *_same("text", "phone", "origin_id", "origin_data", "origin_code", "store_number"),
    *_same("text", "accounting_project_number", "designated_market_area"),
    *_same("text", "work_scope", "delivery_method", "sector"),
    *_same("instant", "created_at", "updated_at"),
    *_same("day", "start_date", "completion_date", "projected_finish_date"),
    *_same("decimal_or_null", "total_value", "estimated_value"),
    Key(name="active", column="is_active", type="boolean", nullable=False),
    Key(name="parent_job_id", column="parent_job_id", type="integer"),
    Key(name="parent_job", column="parent_job", type="object"),
    Key(name="created_by", column="seen_creator", type="user"),
    *_null("integer", "owners_project_id", "project_region_id", "project_bid_type_id"),
    *_null("integer", "project_owner_type_id", "photo_id", "project_sector_id"),
    *_null("object", "project_stage"),
    Key(name="company", column="company", type="object", nullable=False),
    Key(name="custom_fields", type="object", constant={}, nullable=False),
)
LIST_KEYS = (
    *_BOTH,
    *_null("text", "stage"),
    *_null("object", "project_template"),
    *_same("text", "fax", "priority"),
    *_same("number", "estimated_budget"),
)
DETAIL_KEYS = (
    *_BOTH,
    *_null("text", "logo_url", "inbound_email", "inbound_email_address", "photo_url"),
    *_null("integer", "logo_id", "standard_cost_code_list_id", "project_stage_id"),
    *_null("integer", "from_project_template_id"),
    *_null("object", "persistent_message", "office", "project_bid_type", "project_owner_type"),
    *_null("object", "project_region", "project_type", "program"),
    Key(name="template", type="boolean", constant=False, nullable=False),
    Key(name="tz_name", column="time_zone"),
    Key(name="dictionary_type", constant="standard", nullable=False),
    Key(name="departments", type="array", constant=[], nullable=False),
    Key(name="is_erp_integrated", column="erp_integrated", type="boolean", nullable=False),
    *_same("text", "description", "flag", "public_notes", "code", "locale"),
    *_same("integer", "square_feet"),
    *_same("day", "warranty_start_date", "warranty_end_date", "actual_start_date"),
    *_same("day", "estimated_start_date", "estimated_completion_date"),
)
MINIMAL_KEYS = tuple(key for key in _BOTH if key.name in ("id", "name", "display_name"))


def _parent(seen: Seen, project: Project) -> Project | None:
    """What it is a part of, if the caller has a part in that too."""
    parent = None if project.parent_id is None else seen.directory.project(project.parent_id)
    return parent if parent is not None and seen.view.role(parent) is not None else None


def _parent_job(seen: Seen, project: Project) -> dict[str, Any] | None:
    parent = _parent(seen, project)
    return None if parent is None else {"id": parent.id, "name": parent.name}


def _creator(seen: Seen, project: Project) -> int | None:
    """Who made it, if the caller sees them in the company."""
    people = {person_id for group in seen.people().values() for person_id in group}
    return project.created_by if project.created_by in people else None


COMPUTED = {
    "display_name": lambda seen, one: f"{one.number} - {one.name}" if one.number else one.name,
    "is_active": lambda seen, one: one.status == "active",
    "parent_job_id": lambda seen, one: None if (above := _parent(seen, one)) is None else above.id,
    "parent_job": _parent_job,
    "seen_creator": _creator,
    "company": lambda seen, one: {"id": seen.account.id, "name": seen.account.name},
    "vendors": lambda seen, one: seen.companies_in(one),
    "is_synced": lambda seen, one: one.origin_id is not None,
    "no_ids": lambda seen, one: (),
}


class ProjectBook(Book):
    """Projects, of which outsiders see less."""

    def __init__(self, name: str, keys: Sequence[Key], views: Mapping[str, Any] | None) -> None:
        super().__init__(name, keys, FILTERS, computed=COMPUTED, sorts=SORTS, views=views)
        shown = {column for key in self.keys if key.name in EVERYBODYS for column in key.reads}
        read = {column for key in self.keys for column in key.reads}
        tested = {each.column for each in self.filters}
        self._hidden = (read | tested | set(self.sorts.values())) - shown - {"id"}

    def value(self, seen: Seen, row: Any, column: str) -> Any:
        """A column; None where the caller does not see it."""
        if column in self._hidden:
            role = seen.view.role(row)
            if role is None or role.audience != "full":
                return None
        return super().value(seen, row, column)


def _by_status(column: str, texts: Sequence[str], name: str) -> Condition:
    word = texts[-1].strip().lower()
    if word not in STATUSES:
        raise invalid(name, "choice", f"{name} is one of Active, Inactive, All")
    return Condition(column, "any", STATUSES[word])


FILTERS = (
    grammar.ids("id", "id"),
    search("name", "name", "What the name holds."),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    grammar.booleans("synced", "is_synced", "Whether it has an id in a system of origin."),
    grammar.ids("vendor_id", "vendors", "Whose people have a part in it."),
    grammar.ids("from_project_template_id", "no_ids", "None is kept."),
    grammar.Filter("by_status", "is_active", _by_status, "text", "Active, Inactive or All."),
)

MINIMAL = ProjectBook("project_minimal", MINIMAL_KEYS, None)
LISTED = ProjectBook("project", LIST_KEYS, None)
DETAILED = ProjectBook("project_detail", DETAIL_KEYS, {"normal": None, "minimal": MINIMAL})
