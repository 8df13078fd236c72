"""Accounts, projects, companies and people as the three address books of the vendor write them.

`/project/v1` speaks JSON:API, `/construction/admin/v1` camel case, `/hq/v1` snake case. Fields of
the vendor that the directory does not hold are null, so that clients find their keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.money import Decimal
from changewright.core.people import (
    Account,
    Company,
    Member,
    Person,
    Project,
    given_and_family_name,
)

from ..wire import day, timestamp
from .viewing import Viewer

REGION = "US"
"""Where the vendor would keep the account; here a word that clients only hand back."""

SCHEMAS = "/schema/v1/versions"
HUB_EXTENSION = "hubs:autodesk.bim360:Account"
PROJECT_EXTENSION = "projects:autodesk.bim360:Project"
PROJECT_TYPES = {"acc": "ACC", "bim360": "BIM360"}

# Fields that show a column as it is.
PROJECT_COLUMNS = {
    "addressLine1": "address",
    "city": "city",
    "stateOrProvince": "state_code",
    "postalCode": "postal_code",
    "country": "country_code",
    "timezone": "time_zone",
}
ADDRESS_COLUMNS = {
    "addressLine1": "address",
    "city": "city",
    "stateOrProvince": "state_code",
    "postalCode": "postal_code",
    "country": "country_code",
}
HQ_COMPANY_COLUMNS = {
    "city": "city",
    "address_line_1": "address",
    "state_or_province": "state_code",
    "postal_code": "postal_code",
    "country": "country_code",
    "phone": "business_phone",
    "website_url": "website",
}

# Fields of the vendor's answers of which the directory holds nothing.
PROJECT_NULLS = (
    *("addressLine2", "constructionType"),
    *("deliveryMethod", "contractType", "currentPhase", "businessUnitId", "lastSignIn"),
    *("imageUrl", "thumbnailImageUrl", "projectValue", "memberGroupId", "adminGroupId"),
    *("sheetCount", "templateId"),
)
USER_NULLS = (
    *("analyticsId", "addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode"),
    *("country", "imageUrl", "phone", "industry", "aboutMe", "addedOn", "updatedAt"),
)
COMPANY_NULLS = ("description", "erpId", "taxId", "imageUrl", "originalName")
HQ_COMPANY_NULLS = ("address_line_2", "description", "erp_id", "tax_id")
HQ_USER_NULLS = (
    *("last_sign_in", "nickname", "image_url", "address_line_1", "address_line_2", "city"),
    *("state_or_province", "postal_code", "country", "phone", "industry", "about_me"),
    *("created_at", "updated_at"),
)


# JSON:API


def hub(account: Account, base: str) -> dict[str, Any]:
    """A hub: the account, its id with `b.` before it."""
    address = f"{base}/project/v1/hubs/b.{account.uuid}"
    return {
        "type": "hubs",
        "id": f"b.{account.uuid}",
        "attributes": {
            "name": account.name,
            "extension": _extension(HUB_EXTENSION, base, {}),
            "region": REGION,
        },
        "links": {"self": {"href": address}},
        "relationships": {"projects": {"links": {"related": {"href": f"{address}/projects"}}}},
    }


def hub_project(project: Project, account: Account, base: str) -> dict[str, Any]:
    """A project of a hub; `relationships.cost` names the container, if there is one."""
    parent = f"{base}/project/v1/hubs/b.{account.uuid}"
    relationships: dict[str, Any] = {
        "hub": {
            "data": {"type": "hubs", "id": f"b.{account.uuid}"},
            "links": {"related": {"href": parent}},
        }
    }
    if project.cost_active:
        relationships["cost"] = {
            "data": {"type": "costContainerId", "id": str(project.uuid)},
            "meta": {"link": {"href": f"{base}/cost/v1/containers/{project.uuid}/budgets"}},
        }
    kind = PROJECT_TYPES.get(project.platform, "ACC")
    return {
        "type": "projects",
        "id": f"b.{project.uuid}",
        "attributes": {
            "name": project.name,
            "scopes": ["global"],
            "extension": _extension(PROJECT_EXTENSION, base, {"projectType": kind}),
        },
        "links": {"self": {"href": f"{parent}/projects/b.{project.uuid}"}},
        "relationships": relationships,
    }


def _extension(name: str, base: str, more: dict[str, Any]) -> dict[str, Any]:
    href = f"{base}{SCHEMAS}/{name}-1.0"
    return {"type": name, "version": "1.0", "schema": {"href": href}, "data": more}


# Account administration


def admin_project(project: Project, account: Account, viewer: Viewer) -> dict[str, Any]:
    products = [{"key": "cost", "name": "Cost Management", "status": "active"}]
    return {
        "id": str(project.uuid),
        "name": project.name,
        "type": project.type,
        "classification": "production",
        "status": project.status,
        "jobNumber": project.number,
        "platform": project.platform,
        "accountId": str(account.uuid),
        "products": products if project.cost_active else [],
        "companyCount": len(viewer.companies([project])),
        "memberCount": len(viewer.members(project)),
        "startDate": day(project.start_date),
        "endDate": day(project.completion_date),
        "latitude": _degrees(project.latitude),
        "longitude": _degrees(project.longitude),
        "createdAt": timestamp(project.created_at),
        "updatedAt": timestamp(project.updated_at),
        **_columns(project, PROJECT_COLUMNS),
        **dict.fromkeys(PROJECT_NULLS),
    }


def _columns(row: Company | Project, columns: Mapping[str, str]) -> dict[str, Any]:
    return {name: getattr(row, column) for name, column in columns.items()}


def _degrees(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def admin_user(
    member: Member, person: Person, company: Company | None, project: Project
) -> dict[str, Any]:
    given, family = given_and_family_name(person.name)
    is_admin = member.role == "admin"
    access = "administrator" if is_admin else "member"
    return {
        "id": str(person.uuid),
        "email": person.email,
        "name": person.name,
        "firstName": given,
        "lastName": family,
        "autodeskId": person.autodesk_id,
        "jobTitle": person.title,
        "accessLevels": {"accountAdmin": False, "projectAdmin": is_admin, "executive": False},
        "companyId": None if company is None else str(company.uuid),
        "companyName": None if company is None else company.name,
        "roleIds": [member.role],
        "roles": [{"id": member.role, "name": member.role.capitalize()}],
        "status": "active",
        "products": [{"key": "cost", "access": access}] if project.cost_active else [],
        **dict.fromkeys(USER_NULLS),
    }


def admin_company(
    company: Company, account: Account, project: Project | None = None
) -> dict[str, Any]:
    named = {} if project is None else {"projectId": str(project.uuid)}
    address = _columns(company, ADDRESS_COLUMNS)
    addresses = [{"type": "Main", **address}] if any(address.values()) else []
    return {
        "id": str(company.uuid),
        "accountId": str(account.uuid),
        **named,
        "name": company.name,
        "trade": company.trade,
        "addresses": addresses,
        "status": "active" if company.active else "inactive",
        "websiteUrl": company.website,
        "createdAt": timestamp(company.created_at),
        "updatedAt": timestamp(company.updated_at),
        "memberGroupId": company.autodesk_id,
        **dict.fromkeys(COMPANY_NULLS),
    }


# The older address book


def hq_company(
    company: Company, account: Account, project: Project | None = None
) -> dict[str, Any]:
    """`member_group_id` is the id that cost records name a company by."""
    named = {} if project is None else {"project_id": str(project.uuid)}
    return {
        "id": str(company.uuid),
        "account_id": str(account.uuid),
        **named,
        "name": company.name,
        "trade": company.trade,
        "member_group_id": company.autodesk_id,
        **_columns(company, HQ_COMPANY_COLUMNS),
        **dict.fromkeys(HQ_COMPANY_NULLS),
    }


def hq_user(person: Person, account: Account, company: Company | None) -> dict[str, Any]:
    """`uid` is the id that cost records name a person by."""
    given, family = given_and_family_name(person.name)
    return {
        "id": str(person.uuid),
        "account_id": str(account.uuid),
        "role": "account_user",
        "status": "active",
        "company_id": None if company is None else str(company.uuid),
        "company_name": None if company is None else company.name,
        "email": person.email,
        "name": person.name,
        "first_name": given,
        "last_name": family,
        "uid": person.autodesk_id,
        "company": None if company is None else company.name,
        "job_title": person.title,
        **dict.fromkeys(HQ_USER_NULLS),
    }
