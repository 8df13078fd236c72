"""The operations on ways in."""

from __future__ import annotations

from functools import partial

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter

from ..operations import operation
from ..session.handlers import SessionView
from . import own, programs
from .own import (
    PASSWORD_FIELDS,
    TOKEN_FIELDS,
    NewTokenView,
    OwnSessionsView,
    OwnTokensView,
)
from .programs import (
    PROGRAM_FIELDS,
    PROGRAM_UPDATE_FIELDS,
    NewProgramView,
    ProgramsView,
    ProgramView,
)

TAGS = ("Access",)
CLIENT_ID = (Parameter("clientId", "text"),)
at_root = partial(operation, tags=TAGS, place="root")
of_program = partial(operation, tags=TAGS, path_parameters=CLIENT_ID)

ROUTES = (
    at_root(
        "GET",
        "/web/v1/sessions",
        "webListSessions",
        own.list_sessions,
        "The browsers in which you are signed in.",
        response=OwnSessionsView,
    ),
    at_root(
        "DELETE",
        "/web/v1/sessions",
        "webEndSessions",
        own.end_sessions,
        "Sign out everywhere.",
        conditional=False,
    ),
    at_root(
        "PUT",
        "/web/v1/password",
        "webChangePassword",
        own.change_password,
        "Change your password. You are signed out everywhere else.",
        body=Body("WebPassword", PASSWORD_FIELDS),
        response=SessionView,
        conditional=False,
    ),
    at_root(
        "GET",
        "/web/v1/tokens",
        "webListTokens",
        own.list_tokens,
        "Your tokens for your own programs.",
        response=OwnTokensView,
    ),
    at_root(
        "POST",
        "/web/v1/tokens",
        "webMakeToken",
        own.make_token,
        "Make a token, which is shown once.",
        body=Body("WebToken", TOKEN_FIELDS),
        response=NewTokenView,
        description="A repeat is refused by its name: no token is kept that could be told again.",
        keyed=False,
    ),
    at_root(
        "DELETE",
        "/web/v1/tokens/{tokenId}",
        "webRevokeToken",
        own.revoke_token,
        "Revoke one of your tokens.",
        conditional=False,
    ),
    operation(
        "GET",
        "/programs",
        "webListPrograms",
        programs.list_programs,
        "The OAuth programs that the account's administrators registered.",
        response=ProgramsView,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/programs",
        "webRegisterProgram",
        programs.register_program,
        "Register a program for OAuth. Its secret is shown once.",
        body=Body("WebProgram", PROGRAM_FIELDS),
        response=NewProgramView,
        description="A repeat is refused by its name: no secret is kept that could be told again.",
        keyed=False,
        tags=TAGS,
    ),
    of_program(
        "PATCH",
        "/programs/{clientId}",
        "webUpdateProgram",
        programs.update_program,
        "Change a program's name or the addresses it may send browsers back to.",
        body=Body("WebProgramUpdate", PROGRAM_UPDATE_FIELDS, partial=True),
        response=ProgramView,
    ),
    of_program(
        "POST",
        "/programs/{clientId}:rotate-secret",
        "webRotateSecret",
        programs.rotate_secret,
        "A new secret for a program; the old one stops working.",
        status=200,
        response=NewProgramView,
        keyed=False,
    ),
    of_program(
        "DELETE",
        "/programs/{clientId}",
        "webRemoveProgram",
        programs.remove_program,
        "Delete a program. Its tokens are good no more.",
    ),
)
