"""The operations on a browser's session."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.oidc.flow import BACK_PATH, START_PATH
from changewright.edge.routes import Parameter

from ..operations import operation
from . import first_run, handlers, oidc
from .first_run import FIRST_RUN_FIELDS, FirstRunView
from .handlers import SIGN_IN_FIELDS, SessionView

TAGS = ("Session",)
PATH = "/web/v1/session"

ROUTES = (
    operation(
        "GET",
        PATH,
        "webShowSession",
        handlers.show_session,
        "Who is signed in in this browser, and how one can sign in.",
        response=SessionView,
        tags=TAGS,
        place="root",
        authenticated=False,
    ),
    operation(
        "POST",
        PATH,
        "webSignIn",
        handlers.sign_in,
        "Sign in at this browser, which gets a cookie.",
        body=Body("WebSignIn", SIGN_IN_FIELDS),
        response=SessionView,
        keyed=False,
        status=200,
        tags=TAGS,
        place="root",
        authenticated=False,
    ),
    operation(
        "DELETE",
        PATH,
        "webSignOut",
        handlers.end_session,
        "End the session of this browser.",
        conditional=False,
        tags=TAGS,
        place="root",
    ),
    operation(
        "POST",
        "/web/v1/first-run",
        "webFirstRun",
        first_run.begin,
        "The first company, person and project of an empty server, with its set-up code.",
        body=Body("WebFirstRun", FIRST_RUN_FIELDS),
        response=FirstRunView,
        keyed=False,
        tags=TAGS,
        place="root",
        authenticated=False,
    ),
    operation(
        "GET",
        START_PATH,
        "webOidcStart",
        oidc.start,
        "Sends the browser to the provider of identities that is configured here.",
        status=303,
        parameters=(Parameter("next", description="A path of the app to go on to."),),
        tags=TAGS,
        place="root",
        authenticated=False,
    ),
    operation(
        "GET",
        BACK_PATH,
        "webOidcBack",
        oidc.back,
        "Where the provider sends the browser back to.",
        status=303,
        parameters=(Parameter("code"), Parameter("state"), Parameter("error")),
        tags=TAGS,
        place="root",
        authenticated=False,
    ),
)
