"""The operations on the lists a project chooses from."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter

from ..operations import operation
from . import handlers
from .handlers import CHOICE_FIELDS, CHOICE_UPDATE_FIELDS, ChoiceListsView, ChoiceView

TAGS = ("Lists",)
CHOICE_ID = (Parameter("choiceId", "integer"),)

ROUTES = (
    operation(
        "GET",
        "/choices",
        "webListChoices",
        handlers.list_choices,
        "The lists of the project's account: reasons, types, statuses, cost types.",
        response=ChoiceListsView,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/choices",
        "webAddChoice",
        handlers.add_choice,
        "Add an entry to a list, in all projects of the account.",
        body=Body("WebChoice", CHOICE_FIELDS),
        response=ChoiceView,
        keyed=False,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/choices/{choiceId}",
        "webUpdateChoice",
        handlers.update_choice,
        "Change an entry.",
        body=Body("WebChoiceUpdate", CHOICE_UPDATE_FIELDS, partial=True),
        response=ChoiceView,
        path_parameters=CHOICE_ID,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/choices/{choiceId}",
        "webRemoveChoice",
        handlers.remove_choice,
        "Delete an entry. Records that name it go on doing so.",
        path_parameters=CHOICE_ID,
        tags=TAGS,
    ),
)
