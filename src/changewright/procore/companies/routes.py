"""`me` and the companies, which need no header that names a company (procore.md §4.2)."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Route, Shape
from changewright.edge.values import parse_whole_number
from changewright.work.directory_view import DirectoryView

from ..directory_rows import Book, answer_list, answer_one, seen_at
from ..fields import Key
from ..operations import READ, Handlers, Names, old_spelling, operations
from ..place import no_company
from ..reading import answer_json

PATH = "/rest/v1.0/companies"
ME = "/rest/v1.0/me"
TAGS = ("Companies and projects",)

COMPANY = Book(
    "company",
    (
        Key(name="id", column="id", type="integer", nullable=False),
        Key(name="name", column="name", nullable=False),
        Key(name="is_active", type="boolean", constant=True, nullable=False),
        Key(name="logo_url"),
        Key(name="pcn_business_experience", type="boolean"),
        Key(name="my_company", type="boolean", constant=True),
    ),
)
USER_REF = Shape(
    "Me",
    {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "login": {"type": "string"},
            "name": {"type": "string"},
        },
        "required": ["id", "login", "name"],
    },
)


async def list_companies(context: Context) -> Answer:
    """GET companies: those in whose projects the caller has a part."""
    accounts = DirectoryView(context.services.directory, context.person).accounts()
    if not accounts:
        return answer_json(context, [], total=0)
    return answer_list(context, COMPANY, accounts, await seen_at(context, accounts[0]))


async def show_company(context: Context) -> Answer:
    """GET companies/{id}."""
    company_id = parse_whole_number(context.path["id"])
    for account in DirectoryView(context.services.directory, context.person).accounts():
        if account.id == company_id:
            return answer_one(context, COMPANY, account, await seen_at(context, account))
    raise no_company()


async def show_me(context: Context) -> Answer:
    """GET me: whose token it is. Raises `NotFound` for somebody who may act no more."""
    person = context.services.directory.person(context.person.id)
    if person is None:
        raise NotFound("There is no such user.")
    return answer_json(context, {"id": person.id, "login": person.email, "name": person.name})


ROUTES: tuple[Route, ...] = (
    *operations(
        Names(
            one="company",
            many="companies the caller works in",
            operation="Company",
            operations="Companies",
        ),
        PATH,
        Handlers(list=list_companies, show=show_company),
        listed=COMPANY,
        detailed=COMPANY,
        tags=TAGS,
        place=(),
        query={
            "list": (
                Parameter(
                    "include_free_companies", "boolean", "Taken: there are no such companies."
                ),
            )
        },
    ),
    Route(
        method="GET",
        path=ME,
        aliases=tuple(old_spelling((ME,))),
        operation_id="showMe",
        handler=show_me,
        summary="Whose access token it is.",
        scopes=READ,
        place="root",
        parameters=(
            Parameter("company_id", "integer", "Taken: the answer is the same in every company."),
            Parameter("project_id", "integer", "Taken: the answer is the same in every project."),
        ),
        response=USER_REF,
        tags=TAGS,
    ),
)
