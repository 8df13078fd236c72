"""A description whose ids are those of living records, so that random requests hit something.

Paths, queries and bodies keep their shape; where a UUID goes, the schema names the records that the
walk left behind. Deletions are aimed at records that nothing else needs.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.openapi.tour import Tour

# By the name of a field or filter: the operations whose answers' ids go there.
NAMED_AFTER: Mapping[str, tuple[str, ...]] = {
    "budgetId": ("createBudget",),
    "contractId": ("createContract",),
    "mainContractId": ("createMainContract",),
    "changeOrderId": ("createChangeOrder", "createManyChangeOrders"),
    "costItemId": ("createCostItem", "createManyCostItems"),
    "associationId": ("createChangeOrder",),
    "sourceIds": ("createChangeOrder",),
    "propertyDefinitionId": ("createPropertyDefinition",),
    "folderId": ("createAttachmentFolder",),
    "trackingItemInstanceId": ("createPerformanceTrackingItemInstance",),
}
PARENTS: Mapping[str, str] = {
    "CostItem": "createCostItem",
    "SubCostItem": "createSubCostItem",
    "Budget": "createBudget",
    "MainContractItem": "createMainContractItem",
    "ScheduleOfValue": "createScheduleOfValue",
    "SegmentValue": "createSegmentValue",
}
HEADERS: Mapping[str, Mapping[str, Any]] = {"If-Match": {"enum": ["*"]}}
"""A version that is always right."""
KEYED = ("createChangeOrder", "executeWorkflowActions", "createBudget")
"""Elsewhere no keys are sent: random ones are short and soon come with another body."""
FIXED: Mapping[str, Any] = {"associationType": "FormInstance", "append": True}
COMPANIES = ("companyId", "ownerCompanyId", "contractorCompanyId", "architectCompanyId")


def aimed(document: Mapping[str, Any], tour: Tour) -> dict[str, Any]:
    """A copy of an OpenAPI document with the walk's records in its parameters and bodies."""
    made = copy.deepcopy(dict(document))
    doomed = {delete: places[1:] for delete, places in tour.spares.items()}
    gone = {str(value) for places in tour.spares.values() for value in _last(places)}
    for item in made["paths"].values():
        for operation in item.values():
            name = operation["operationId"]
            sent = tour.exchanges.get(name, [])
            places = doomed.get(name) or [dict(each.places) for each in sent]
            queries = [each.query for each in sent]
            parameters = [
                each
                for each in operation.get("parameters", ())
                if each["name"] != "Idempotency-Key" or name in KEYED
            ]
            operation["parameters"] = parameters
            for parameter in parameters:
                _aim_parameter(parameter, places, queries, tour, gone)
            for media in operation.get("requestBody", {}).get("content", {}).values():
                media.pop("examples", None)
                _aim_schema(made, media["schema"], tour, gone, operation["operationId"])
    return made


def _last(places: list[dict[str, str]]) -> Iterator[str]:
    for place in places:
        yield next(iter(place.values()))


def _aim_parameter(
    parameter: dict[str, Any],
    places: Iterable[Mapping[str, str]],
    queries: Iterable[Mapping[str, Any]],
    tour: Tour,
    gone: set[str],
) -> None:
    name, schema = parameter["name"], parameter["schema"]
    if parameter["in"] == "path":
        found = {place[name]: None for place in places if name in place}
        if name == "containerId":
            found = {str(tour.container.uuid): None}
        if found:
            parameter["schema"] = {"type": "string", "enum": list(found)}
    elif parameter["in"] == "header":
        parameter["schema"] = {**schema, **HEADERS.get(name, {})}
    elif name == "sort" and "Attributes: " in parameter.get("description", ""):
        words = parameter["description"].rpartition("Attributes: ")[2].rstrip(".").split(", ")
        parameter["schema"] = {"type": "string", "enum": [*words, *(f"{w} desc" for w in words)]}
    elif name.startswith("association"):
        asked = [query[name] for query in queries if name in query]
        if asked:
            schema.get("items", schema)["enum"] = asked
    else:
        ids = _ids(name.removeprefix("filter[").removesuffix("]"), tour, gone)
        inner = schema.get("items", schema)
        if ids and inner.get("format") == "uuid":
            inner.pop("format")
            inner["enum"] = ids


def _ids(name: str, tour: Tour, gone: set[str], operation_id: str = "") -> list[str]:
    if name in COMPANIES:
        return [company.autodesk_id for company in tour.people.companies.values()]
    if name == "urn":
        return [each.response["urn"] for each in tour.exchanges["createAttachmentFile"]]
    makers = NAMED_AFTER.get(name, ())
    if name == "parentId":
        noun = operation_id.removeprefix("create").removeprefix("update")
        makers = (PARENTS[noun],) if noun in PARENTS else ()
    if name == "id" and operation_id == "updateManyChangeOrders":
        makers = ("createManyChangeOrders",)
    found: list[str] = []
    for maker in makers:
        for exchange in tour.exchanges[maker]:
            answer = exchange.response
            found += [each["id"] for each in (answer if isinstance(answer, list) else [answer])]
    return [each for each in dict.fromkeys(found) if each not in gone]


def _aim_schema(
    document: Mapping[str, Any],
    schema: dict[str, Any],
    tour: Tour,
    gone: set[str],
    operation_id: str,
) -> None:
    """Follow a body's schema down to its fields. The components of bodies stand in no answer."""
    if "$ref" in schema:
        inner = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        _aim_schema(document, inner, tour, gone, operation_id)
    if isinstance(schema.get("items"), dict):
        _aim_schema(document, schema["items"], tour, gone, operation_id)
    for name, field in schema.get("properties", {}).items():
        _aim_schema(document, field, tour, gone, operation_id)
        if name in FIXED:
            field["enum"] = [FIXED[name]]
        ids = _ids(name, tour, gone, operation_id)
        if ids and name == "sourceIds":
            field["items"] = {"type": "string", "enum": ids}
        elif ids and "string" in _types(field):
            field.pop("format", None)
            field["enum"] = [*ids, *([None] if "null" in _types(field) else [])]


def _types(schema: Mapping[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)
