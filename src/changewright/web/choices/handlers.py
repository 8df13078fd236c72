"""The lists of a project's account, read by who sees all of the project, changed by who configures
it. They are the account's: a change shows in all of its projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core import choices as lists
from changewright.core.choices import LIST
from changewright.core.errors import Forbidden, NotFound, invalid
from changewright.core.people import Choice
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.values import parse_whole_number
from changewright.work import choices
from changewright.work.permission import require_configures

from ..reading import View, answer
from ..writing import as_read, row_tag, told_with_tag


class Kept(msgspec.Struct, frozen=True):
    """A list this door shows. `grows`: entries can be added; `built_in_goes`: those it began with
    can be deleted too; `abbreviated`: its entries have an abbreviation."""

    name: str
    grows: bool = True
    built_in_goes: bool = False
    abbreviated: bool = False


KEPT = (
    Kept(lists.CHANGE_REASON, built_in_goes=True),
    Kept(lists.CHANGE_TYPE, abbreviated=True),
    Kept(lists.CHANGE_ORDER_STATUS, grows=False),
    Kept(lists.CHANGE_EVENT_STATUS),
    Kept(lists.LINE_ITEM_TYPE, abbreviated=True),
)
KEPT_BY_NAME = {each.name: each for each in KEPT}


class ChoiceView(View):
    """An entry of a list. `mappedTo` is the built-in word it stands for, where its list has such;
    `shown` false: it is not offered for new records. `tag` serves `If-Match`."""

    id: int
    list: str
    name: str
    abbreviation: str | None
    mapped_to: str | None
    shown: bool
    is_default: bool
    built_in: bool
    deletable: bool
    tag: str


class ChoiceListView(View):
    """A list with its entries, and the words they may stand for."""

    name: str
    words: list[str]
    grows: bool
    abbreviated: bool
    has_default: bool
    entries: list[ChoiceView]


class ChoiceListsView(View):
    """All lists."""

    results: list[ChoiceListView]


_CHANGEABLE = (
    Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True),
    Field("abbreviation", "abbreviation", bodies.TEXT, maximum=16),
    Field("mappedTo", "mapped_to", bodies.TEXT, maximum=64),
    Field("shown", "shown", bodies.BOOLEAN, nullable=False),
    Field("isDefault", "is_default", bodies.BOOLEAN, nullable=False),
)
CHOICE_FIELDS = (
    Field(
        "list",
        "list",
        bodies.CHOICE,
        choices=tuple(each.name for each in KEPT if each.grows),
        nullable=False,
        required=True,
    ),
    *_CHANGEABLE,
)
CHOICE_UPDATE_FIELDS = _CHANGEABLE


async def list_choices(context: Context) -> Answer:
    """GET all lists with their entries, in their order."""
    await _require_all(context)
    directory, account_id = context.services.directory, context.project.account_id
    views = []
    for kept in KEPT:
        entries = directory.choices_of(account_id, kept.name)
        views.append(
            ChoiceListView(
                name=kept.name,
                words=list(LIST[kept.name].words),
                grows=kept.grows,
                abbreviated=kept.abbreviated,
                has_default=any(each.is_default for each in entries),
                entries=[choice_view(context, each) for each in entries],
            )
        )
    return answer(context, ChoiceListsView(results=views))


async def add_choice(context: Context) -> Answer:
    """POST an entry. Raises `Forbidden`, `Invalid`, `Taken`."""
    values = await context.values()
    await _require_configures(context)
    _check_word(values["list"], values, is_new=True)
    services = context.services
    entry = await choices.add_entry(
        services.ledger, services.directory, Choice, context.project.account_id, values
    )
    return told_with_tag(context, entry, choice_view(context, entry))


async def update_choice(context: Context) -> Answer:
    """PATCH an entry. Raises `Forbidden`, `NotFound`, `Stale`, `Invalid`, `Taken`."""
    values = await context.values()
    await _require_configures(context)
    entry = _entry(context)
    _check_word(entry.list, values, is_new=False)
    services = context.services
    after = await choices.edit_entry(
        services.ledger, services.directory, entry, values, as_read(context)
    )
    return told_with_tag(context, after, choice_view(context, after))


async def remove_choice(context: Context) -> Answer:
    """DELETE an entry; records go on naming it. Raises `Forbidden`, `NotFound`, `Stale`,
    `Invalid`."""
    await _require_configures(context)
    entry = _entry(context)
    if not _is_deletable(entry):
        detail = "this entry stays: it was there from the beginning, or is the default"
        raise invalid("choice_id", "rule", detail)
    services = context.services
    await choices.remove_entry(services.ledger, services.directory, entry, as_read(context))
    return Reply()


def choice_view(context: Context, entry: Choice) -> ChoiceView:
    """An entry as the app shows it."""
    return ChoiceView(
        id=entry.id,
        list=entry.list,
        name=entry.name,
        abbreviation=entry.abbreviation,
        mapped_to=entry.mapped_to,
        shown=entry.shown,
        is_default=entry.is_default,
        built_in=entry.built_in,
        deletable=_is_deletable(entry),
        tag=row_tag(context, entry).decode(),
    )


def _is_deletable(entry: Choice) -> bool:
    kept = KEPT_BY_NAME[entry.list]
    return not entry.is_default and (kept.built_in_goes or not entry.built_in)


def _entry(context: Context) -> Choice:
    text = context.path["choiceId"]
    entry = choices.find_entry(
        context.services.directory,
        Choice,
        context.project.account_id,
        parse_whole_number(text),
    )
    if entry.list not in KEPT_BY_NAME:
        raise NotFound("There is no such entry in this company's list.")
    return entry


def _check_word(name: str, values: Mapping[str, Any], *, is_new: bool) -> None:
    """What an entry stands for is one of its list's words, and never nothing where there are."""
    words = LIST[name].words
    if "mapped_to" not in values and not (is_new and words):
        return
    word = values.get("mapped_to")
    if word is None and words:
        raise invalid("mapped_to", "missing", f"mapped_to is one of {', '.join(words)}")
    if word is not None and word not in words:
        detail = f"mapped_to is one of {', '.join(words)}" if words else "it stands for nothing"
        raise invalid("mapped_to", "choice", detail)


async def _require_all(context: Context) -> None:
    """Who sees only their own part of a project sees none of the contractor's lists."""
    if context.role.audience != "full":
        raise Forbidden("the lists are for who sees all of the project")
    services = context.services
    await choices.ensure_lists(services.ledger, services.directory, context.project.account_id)


async def _require_configures(context: Context) -> None:
    require_configures(context.actor())
    await _require_all(context)
