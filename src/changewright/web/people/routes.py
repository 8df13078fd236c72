"""The operations on who takes part in a project."""

from __future__ import annotations

from changewright.edge.bodies import Body

from ..operations import PAGED, operation
from . import handlers
from .handlers import (
    COMPANY_FIELDS,
    MEMBER_FIELDS,
    MEMBER_UPDATE_FIELDS,
    ProjectCompanyPage,
    ProjectCompanyView,
    ProjectMemberPage,
    ProjectMemberView,
    RolesView,
)

TAGS = ("People",)

ROUTES = (
    operation(
        "GET",
        "/people",
        "webListPeople",
        handlers.list_people,
        "Who takes part in the project, as far as you see them.",
        response=ProjectMemberPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/people",
        "webAddPerson",
        handlers.add_person,
        "Bring somebody into the project by their email address.",
        body=Body("WebProjectMember", MEMBER_FIELDS),
        response=ProjectMemberView,
        keyed=False,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/people/{personId}",
        "webUpdatePerson",
        handlers.update_person,
        "Give a member another role, or another company to stand for.",
        body=Body("WebProjectMemberUpdate", MEMBER_UPDATE_FIELDS, partial=True),
        response=ProjectMemberView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/people/{personId}",
        "webRemovePerson",
        handlers.remove_person,
        "Let a member go. What they did stays.",
        tags=TAGS,
    ),
    operation(
        "GET",
        "/roles",
        "webListRoles",
        handlers.list_roles,
        "What each role sees and may do.",
        response=RolesView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/companies",
        "webListCompanies",
        handlers.list_companies,
        "The companies you see.",
        response=ProjectCompanyPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/companies",
        "webAddCompany",
        handlers.add_company,
        "Add a company that records and members can name.",
        body=Body("WebCompany", COMPANY_FIELDS),
        response=ProjectCompanyView,
        keyed=False,
        tags=TAGS,
    ),
)
