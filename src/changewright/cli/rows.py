"""What `--json` shows of a company, a person, a member, a project; tables take from the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from changewright.core.people import Account, Company, Member, Person, Project
    from changewright.core.settings import ProjectSettings
    from changewright.work.directory import Directory


def company_row(company: Company, directory: Directory) -> dict[str, Any]:
    """A company as JSON shows it."""
    return {
        "id": company.id,
        "uuid": str(company.uuid),
        "autodesk_id": company.autodesk_id,
        "name": company.name,
        "trade": company.trade,
        "city": company.city,
        "account": account_row(directory.accounts[company.account_id]),
    }


def account_row(account: Account) -> dict[str, Any]:
    """An account as JSON shows it, inside whatever is in it."""
    return {"id": account.id, "uuid": str(account.uuid), "name": account.name}


def person_row(person: Person, directory: Directory) -> dict[str, Any]:
    """A person as JSON shows them."""
    company = directory.company(person.company_id or 0)
    return {
        "id": person.id,
        "uuid": str(person.uuid),
        "autodesk_id": person.autodesk_id,
        "email": person.email,
        "name": person.name,
        "title": person.title,
        "company": None if company is None else {"id": company.id, "name": company.name},
        "active": person.active,
    }


def member_row(member: Member, directory: Directory) -> dict[str, Any]:
    """A person's part in a project, with the company they stand for there."""
    person = directory.people[member.person_id]
    company = directory.company(member.company_id or person.company_id or 0)
    project = directory.projects[member.project_id]
    return {
        "person": {"id": person.id, "uuid": str(person.uuid), "email": person.email},
        "name": person.name,
        "role": member.role,
        "company": None if company is None else {"id": company.id, "name": company.name},
        "active": member.active and person.active,
        "project": {"id": project.id, "uuid": str(project.uuid), "name": project.name},
    }


def project_row(project: Project, directory: Directory) -> dict[str, Any]:
    """A project as JSON shows it, with what each vendor's clients call it."""
    account = directory.accounts[project.account_id]
    return {
        "id": project.id,
        "uuid": str(project.uuid),
        "name": project.name,
        "number": project.number,
        "type": project.type,
        "status": project.status,
        "account": account_row(account),
        "autodesk": {
            "hub_id": f"b.{account.uuid}",
            "project_id": f"b.{project.uuid}",
            "container_id": str(project.uuid),
        },
        "procore": {"company_id": account.id, "project_id": project.id},
    }


def settings_row(settings: ProjectSettings) -> dict[str, Any]:
    """A project's settings by their names. Those of its change events are Procore's door's own."""
    names = (name for name in settings.__struct_fields__ if name != "change_events")
    return {name: getattr(settings, name) for name in names}
