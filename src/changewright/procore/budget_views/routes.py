"""The operations on budget views. Every project has the standard view, under the project's id."""

from __future__ import annotations

from typing import Any, Literal

from changewright.core.errors import NotFound
from changewright.edge import bodies
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Route, Shape
from changewright.edge.values import parse_whole_number

from ..grammar import PAGING
from ..operations import ERRORS, PROJECT, READ, in_project, old_spelling
from ..place import Place, project_place
from ..reading import answer_json, rendering_of, window_of
from ..wire import as_read, seconds
from . import details
from .columns import COLUMNS
from .rows import GROUPS, INTEGERS, TEXTS, Row, in_order, narrowed, rows_of, shown, summed

PATH = "/rest/v1.0/budget_views"
ONE = f"{PATH}/{{budget_view_id}}"
NAME = "Standard Budget View"


async def list_views(context: Context) -> Answer:
    """GET budget_views: the one that every project has."""
    place = await project_place(context)
    rendering = rendering_of(context, place)
    project = place.project
    address = f"{context.base_url}{PATH}/{project.id}"
    view = {
        "id": project.id,
        "name": NAME,
        "description": "Budget, changes, commitments and what they come to, by budget code.",
        "created_at": seconds(as_read(project.created_at)),
        "created_by": rendering.user(project.created_by),
        "updated_at": seconds(as_read(project.updated_at)),
        "role": place.role.name,
        "links": {
            "detail_rows": f"{address}/detail_rows?project_id={project.id}",
            "summary_rows": f"{address}/summary_rows?project_id={project.id}",
        },
    }
    return answer_json(context, _page(context, [view]), total=1)


async def list_columns(context: Context) -> Answer:
    """GET budget_views/{id}/budget_detail_columns."""
    await _place(context)
    columns = [
        {
            "id": column.id,
            "name": column.name,
            "type": column.type,
            "position": position,
            "aggregatable": True,
            "filterable": False,
            "groupable": False,
        }
        for position, column in enumerate(COLUMNS, 1)
    ]
    return answer_json(context, columns)


async def list_rows(context: Context) -> Answer:
    """GET budget_views/{id}/detail_rows: a row for each budget code, sorted by any column."""
    place = await _place(context)
    rendering = rendering_of(context, place)
    found = in_order(await _rows(context, place), _word(context, "sort"))
    cut = [shown(row, place, rendering) for row in _page(context, found)]
    return answer_json(context, cut, total=len(found))


async def list_sums(context: Context) -> Answer:
    """GET budget_views/{id}/summary_rows: what the rows come to, by group."""
    place = await _place(context)
    rendering = rendering_of(context, place)
    found = summed(await _rows(context, place), _word(context, "group_by"), place, rendering)
    return answer_json(context, _page(context, found), total=len(found))


async def list_details(context: Context) -> Answer:
    """POST budget_views/{id}/budget_details: what the rows are made of, as far as filters leave
    it. Raises `Invalid` for more than is answered at once."""
    given = bodies.read_fields(await context.json(), details.FIELDS, partial=True)
    asked = given.get("filters") or {}
    place = await _place(context)
    rendering = rendering_of(context, place)
    if asked.get("biller") is not None and place.project.id not in asked["biller"]:
        return answer_json(context, [])
    async with context.services.ledger.reader(place.container_id) as read:
        rows = await rows_of(read, rendering)
        found = await details.details_of(read, rows, asked)
    return answer_json(context, [details.shown(one, place, rendering) for one in found])


async def _place(context: Context) -> Place:
    """The project, whose id the view has. Raises `NotFound` for another view."""
    place = await project_place(context)
    if parse_whole_number(context.path["budget_view_id"]) != place.project.id:
        raise NotFound("There is no budget view with this id here.")
    return place


async def _rows(context: Context, place: Place) -> list[Row]:
    async with context.services.ledger.reader(place.container_id) as read:
        rows = await rows_of(read, rendering_of(context, place))
    return narrowed(context.query, rows, place.project.name)


def _word(context: Context, name: str) -> str:
    return next((text.strip() for key, text in context.query if key == name), "")


def _page(context: Context, rows: list[Any]) -> list[Any]:
    window = window_of(context)
    return rows[window.offset : window.offset + window.per_page]


# -- for the reference ----------------------------------------------------------------------------

_WORD = {"type": "string"}
_FLAG = {"type": "boolean"}
_TEXT = {"type": ["string", "null"]}
_INTEGER = {"type": ["integer", "null"]}
_OBJECT = {"type": "object"}
_FIGURES = {column.name: {"type": "string"} for column in COLUMNS}
_MONEY = {name: {"type": "string"} for name in ("original_budget_amount", "budget_modifications")}
_WORDS = (
    *("company", "cost_code_origin_id", "project", "biller", "biller_type", "root_cost_code"),
    *("cost_code", "category", "unbudgeted_reason"),
)
_IDS = (
    *("id", "company_id", "project_id", "wbs_code_id", "biller_id", "root_cost_code_id"),
    *("cost_code_id", "category_id"),
)


def _array(name: str, properties: dict[str, Any]) -> Shape:
    item = Shape(name, {"type": "object", "properties": properties})
    return Shape(f"{name}s", {"type": "array", "items": item})


VIEWS = _array(
    "BudgetView",
    {
        "id": {"type": "integer"},
        **dict.fromkeys(("name", "description", "created_at", "updated_at", "role"), _TEXT),
        "created_by": {"type": ["object", "null"]},
        "links": _OBJECT,
    },
)
COLUMN_LIST = _array(
    "BudgetDetailColumn",
    {
        **dict.fromkeys(("id", "name", "type"), _WORD),
        "position": {"type": "integer"},
        **dict.fromkeys(("aggregatable", "filterable", "groupable"), _FLAG),
    },
)
ROWS = _array(
    "BudgetDetailRow",
    {
        **dict.fromkeys(_IDS, _INTEGER),
        "deletable": {"type": "boolean"},
        **dict.fromkeys(_WORDS, _TEXT),
        **_MONEY,
        "budget_forecast": _OBJECT,
        "currency_configuration": _OBJECT,
        **_FIGURES,
    },
)
SUMS = _array(
    "BudgetSummaryRow",
    {
        **dict.fromkeys(("id", "name", "biller_type"), _WORD),
        **_MONEY,
        "budget_forecast": _OBJECT,
        "currency_configuration": _OBJECT,
        **_FIGURES,
    },
)
DETAILS = _array(
    "BudgetDetail",
    {
        **dict.fromkeys(("id",), _WORD),
        **dict.fromkeys(
            (
                *("detail_type", "biller", "root_cost_code", "cost_code", "cost_type", "contract"),
                *("vendor", "wbs_code"),
            ),
            _OBJECT,
        ),
        **dict.fromkeys(("item", "description", "link"), _TEXT),
        **_FIGURES,
    },
)
_NARROWING = (
    *(Parameter(f"{name}[]", "text", "Several, by commas.") for name in INTEGERS),
    *(Parameter(f"{name}[]", "text", "Several, by commas.") for name in TEXTS),
    Parameter("biller[]", "text", "The project's name."),
)
_SORT = Parameter("sort", "text", "A column's id or name; `-` before it: the other way.")
_GROUP = Parameter("group_by", "text", f"biller, {', '.join(GROUPS)}.")


def _row(
    path: str,
    operation_id: str,
    summary: str,
    handler: Any,
    method: Literal["GET", "POST"] = "GET",
    **more: Any,
) -> Route:
    spelled = (path, in_project(path))
    return Route(
        method=method,
        path=path,
        aliases=(in_project(path), *old_spelling(spelled)),
        operation_id=operation_id,
        summary=summary,
        scopes=READ,
        handler=handler,
        path_parameters=(
            Parameter("budget_view_id", "integer", "The project's id."),
            Parameter("project_id", "integer"),
        ),
        tags=("Budget",),
        errors=ERRORS,
        place="root",
        user_context=True,
        **more,
    )


ROUTES: tuple[Route, ...] = (
    _row(
        PATH,
        "listBudgetViews",
        "Budget views.",
        list_views,
        response=VIEWS,
        parameters=(PROJECT, *PAGING),
    ),
    _row(
        f"{ONE}/budget_detail_columns",
        "listBudgetDetailColumns",
        "The columns of a budget view.",
        list_columns,
        response=COLUMN_LIST,
        parameters=(PROJECT,),
    ),
    _row(
        f"{ONE}/detail_rows",
        "listBudgetDetailRows",
        "The rows of a budget view.",
        list_rows,
        response=ROWS,
        parameters=(PROJECT, *PAGING, _SORT, *_NARROWING),
    ),
    _row(
        f"{ONE}/summary_rows",
        "listBudgetSummaryRows",
        "What the rows of a budget view come to.",
        list_sums,
        response=SUMS,
        parameters=(PROJECT, *PAGING, _GROUP, *_NARROWING),
    ),
    _row(
        f"{ONE}/budget_details",
        "showBudgetDetails",
        "What the rows of a budget view are made of.",
        list_details,
        method="POST",
        response=DETAILS,
        parameters=(PROJECT,),
        body=details.BODY,
    ),
)
