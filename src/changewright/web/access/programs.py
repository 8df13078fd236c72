"""The OAuth programs of a project's account, kept by who configures the project."""

from __future__ import annotations

from changewright.core.people import OAuthClient
from changewright.edge import bodies, sessions
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.oauth.rows import PROGRAM_SCOPES
from changewright.edge.reply import Reply
from changewright.work import programs
from changewright.work.permission import require_configures

from ..reading import View, answer, encode
from ..writing import as_read, row_tag, told_with_tag


class ProgramView(View):
    """A program that asks for tokens. `public`: it has no secret and uses PKCE. `tag` serves
    `If-Match`."""

    client_id: str
    name: str
    public: bool
    redirect_uris: list[str]
    scopes: list[str]
    tag: str


class ProgramsView(View):
    """The account's programs, by name."""

    results: list[ProgramView]


class NewProgramView(View):
    """A program with its secret, which is shown this once; a public one has none."""

    program: ProgramView
    secret: str | None


_NAME = Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True)
_REDIRECTS = Field(
    "redirectUris",
    "redirect_uris",
    bodies.TEXT_LIST,
    maximum=programs.REDIRECTS_MAXIMUM,
    nullable=False,
    description="Where a browser is sent back to, to the letter.",
)
PROGRAM_FIELDS = (_NAME, _REDIRECTS, Field("public", "public", bodies.BOOLEAN, nullable=False))
PROGRAM_UPDATE_FIELDS = (_NAME, _REDIRECTS)


async def list_programs(context: Context) -> Answer:
    """GET the account's programs. Raises `Forbidden`."""
    require_configures(context.actor())
    found = programs.programs_of(context.services.directory, context.project.account_id)
    return answer(context, ProgramsView(results=[program_view(context, each) for each in found]))


async def register_program(context: Context) -> Answer:
    """POST a program; its secret is shown this once. Raises `Forbidden`, `Invalid`, `Conflict`
    where there are too many."""
    _require(context)
    values = await context.values()
    services = context.services
    program, secret = await programs.register(
        services.ledger,
        services.directory,
        context.project.account_id,
        name=values["name"],
        redirect_uris=values.get("redirect_uris", ()),
        public=values.get("public", False),
        scopes=services.extras[PROGRAM_SCOPES],
    )
    return encode(NewProgramView(program=program_view(context, program), secret=secret or None))


async def update_program(context: Context) -> Answer:
    """PATCH a program's name or addresses. Raises `Forbidden`, `NotFound`, `Stale`, `Invalid`."""
    _require(context)
    values = await context.values()
    services = context.services
    program = await programs.edit(
        services.ledger, services.directory, _named(context), **values, check=as_read(context)
    )
    return told_with_tag(context, program, program_view(context, program))


async def rotate_secret(context: Context) -> Answer:
    """POST for a new secret; the old one stops working. Raises `Forbidden`, `NotFound`,
    `Conflict` for a public program."""
    _require(context)
    program = _named(context)
    secret = await programs.rotate(context.services.ledger, program)
    return encode(NewProgramView(program=program_view(context, program), secret=secret))


async def remove_program(context: Context) -> Answer:
    """DELETE a program: its tokens are good no more. Raises `Forbidden`, `NotFound`, `Stale`."""
    _require(context)
    services = context.services
    await programs.remove(services.ledger, services.directory, _named(context), as_read(context))
    services.extras["authenticator"].forget()
    return Reply()


def program_view(context: Context, program: OAuthClient) -> ProgramView:
    """A program as the app shows it."""
    return ProgramView(
        client_id=program.client_id,
        name=program.name,
        public=program.public,
        redirect_uris=list(program.redirect_uris),
        scopes=list(program.scopes),
        tag=row_tag(context, program).decode(),
    )


def _require(context: Context) -> None:
    require_configures(context.actor())
    sessions.require_session(context)


def _named(context: Context) -> OAuthClient:
    return programs.program_of(
        context.services.directory, context.project.account_id, context.path["clientId"]
    )
