"""The walk itself: the small extension of a hospital, told once through every operation."""

from __future__ import annotations

from typing import Any

from tests.openapi.steps_currency import exchange_rates
from tests.openapi.steps_markups import markups_and_taxes
from tests.openapi.tour import SECRET, Tour

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4


async def walk(tour: Tour) -> None:
    """Every operation, in an order in which each has what it needs."""
    await directory(tour)
    await codes(tour)
    budgets = await budgets_and_contracts(tour)
    await changes(tour, budgets)
    await costs(tour, budgets)
    await tracking(tour, budgets)
    await attributes(tour)
    await files_and_comments(tour)
    await lists(tour)
    await markups_and_taxes(tour)
    await exchange_rates(tour)
    await identity(tour)


def first(tour: Tour, operation_id: str) -> Any:
    return tour.example(operation_id).response


async def directory(tour: Tour) -> None:
    hub = (await tour.go("getHubs"))["data"][0]["id"]
    account, project = hub.removeprefix("b."), str(tour.container.uuid)
    await tour.go("getHub", hub=hub)
    await tour.go("getHubProjects", hub=hub)
    await tour.go("getHubProject", hub=hub, project=f"b.{project}")
    await tour.go("getProjects", accountId=account)
    await tour.go("getAccountCompanies", accountId=account)
    await tour.go("getProject", projectId=project)
    members = (await tour.go("getProjectUsers", projectId=project))["results"]
    await tour.go("getProjectUser", projectId=project, userId=members[0]["id"])
    await tour.go("getProjectCompanies", projectId=project)
    company = (await tour.go("getHqCompanies", accountId=account))[0]
    named = {"name": company["name"]}
    of_one = {"accountId": account, "companyId": company["id"]}
    await tour.go("searchHqCompanies", query=named, accountId=account)
    await tour.go("getHqCompany", **of_one)
    await tour.go("searchHqCompaniesOfRegion", query=named, region="us", accountId=account)
    await tour.go("getHqCompanyOfRegion", region="us", **of_one)
    await tour.go("getHqProjectCompanies", accountId=account, projectId=project)
    users = await tour.go("getHqUsers", accountId=account)
    await tour.go("getHqUser", accountId=account, userId=users[0]["id"])
    mail = {"email": users[0]["email"]}
    await tour.go("searchHqUsers", query=mail, accountId=account)
    await tour.go("searchHqUsersOfRegion", query=mail, region="us", accountId=account)
    await tour.go("getHqCompaniesOfRegion", region="us", accountId=account)
    await tour.go(
        "getHqProjectCompaniesOfRegion", region="us", accountId=account, projectId=project
    )
    await tour.go("getHqUsersOfRegion", region="us", accountId=account)
    await tour.go("getHqUserOfRegion", region="us", accountId=account, userId=users[0]["id"])


async def codes(tour: Tour) -> None:
    """The template of budget codes, before budgets settle it."""
    template = (await tour.go("getTemplates"))[0]["id"]
    one = {"templateId": template}
    trade = await tour.go(
        "createSegment",
        {"name": "Trade", "type": "info", "length": 2, "delimiter": "hyphen", "sampleCode": "09"},
        **one,
    )
    spare = {"name": "Phase #", "type": "info"}
    await tour.spend("createSegment", "deleteSegment", "segmentId", spare, **one)
    await tour.go("updateSegment", {"sampleCode": "03"}, segmentId=trade["id"], **one)
    await tour.go("getSegments", **one)
    await tour.go("getSegment", segmentId=trade["id"], **one)
    concrete = await tour.go(
        "createSegmentValue", {"code": "03", "description": "Concrete"}, segmentId=trade["id"]
    )
    of_trade = {"segmentId": trade["id"]}
    await tour.go(
        "updateSegmentValue", {"description": "Cast concrete"}, valueId=concrete["id"], **of_trade
    )
    await tour.go("getSegmentValue", valueId=concrete["id"], **of_trade)
    await tour.spend(
        "createSegmentValue", "deleteSegmentValue", "valueId", {"code": "9#"}, **of_trade
    )
    rows = [{"code": "08", "description": "Openings"}, {"code": "09", "description": "Finishes"}]
    await tour.go("importSegmentValues", {"append": True, "data": rows}, **of_trade)


async def budgets_and_contracts(tour: Tour) -> list[Any]:
    owner, supplier = tour.people.companies["owner"], tour.people.companies["supplier"]
    main = await tour.go(
        "createMainContract",
        {
            "code": "MC-01",
            "name": "Hospital extension, main contract",
            "type": "Lump sum",
            "ownerCompanyId": owner.autodesk_id,
            "startDate": "2026-01-12",
            "paymentDue": 30,
        },
    )
    twice = {"code": "MC-9#", "name": "Entered twice"}
    await tour.spend("createMainContract", "deleteMainContract", "mainContractId", twice)
    of_main = {"mainContractId": main["id"]}
    await tour.go("updateMainContract", {"note": "Signed copy with the owner"}, **of_main)
    item = await tour.go(
        "createMainContractItem", {"name": "Shell", "quantity": 1, "unitPrice": 2400000}, **of_main
    )
    spare: dict[str, Any] = {"name": "Spare #"}
    await tour.spend("createMainContractItem", "deleteMainContractItem", "id", spare, **of_main)
    await tour.go(
        "updateMainContractItem", {"description": "Levels 0 to 4"}, id=item["id"], **of_main
    )
    await tour.go("getMainContractItem", id=item["id"], **of_main)
    budgets = [
        await tour.go("createBudget", {**body, "mainContractId": main["id"]})
        for body in (
            {
                "code": "09-2900",
                "name": "Gypsum board",
                "quantity": 5200,
                "unit": "m2",
                "unitPrice": 48.5,
            },
            {
                "code": "08-1100",
                "name": "Metal doors",
                "quantity": 140,
                "unit": "pcs",
                "unitPrice": 910,
            },
            {
                "code": "03-3000",
                "name": "Cast concrete",
                "quantity": 900,
                "unit": "m3",
                "unitPrice": 260,
            },
        )
    ]
    spare = {"code": "99-000#", "name": "Entered by mistake"}
    await tour.spend("createBudget", "deleteBudget", "budgetId", spare)
    await tour.go("updateBudget", {"description": "Partitions"}, budgetId=budgets[0]["id"])
    await tour.go("getBudget", budgetId=budgets[0]["id"])
    rows = [{"code": "07-8400", "name": "Firestopping", "quantity": 1, "unitPrice": 36000}]
    await tour.go("importBudgets", {"data": rows})
    contract = await tour.go(
        "createContract",
        {
            "code": "SC-017",
            "name": "Drywall and partitions",
            "companyId": supplier.autodesk_id,
            "mainContractId": main["id"],
            "budgets": [{"id": budgets[0]["id"]}],
            "paymentDue": 45,
        },
    )
    other = await tour.go("createContract", {"code": "SC-018", "name": "Doors"})
    spare = {"code": "SC-09#", "name": "Not let"}
    await tour.spend("createContract", "deleteContract", "contractId", spare)
    await tour.go("updateContract", {"scopeOfWork": "Levels 0 to 4"}, contractId=contract["id"])
    link = {"budgetId": budgets[1]["id"], "contractId": other["id"]}
    await tour.go("linkBudgetsToContracts", {"create": [link]})
    row = await tour.go(
        "createScheduleOfValue",
        {
            "contractId": contract["id"],
            "name": "Level 3 partitions",
            "quantity": 800,
            "unitPrice": 46,
        },
    )
    spare = {"contractId": contract["id"], "name": "Spare #", "amount": 10}
    await tour.spend("createScheduleOfValue", "deleteScheduleOfValue", "id", spare)
    await tour.go("updateScheduleOfValue", {"code": "L3"}, id=row["id"])
    await tour.go("getScheduleOfValue", id=row["id"])
    return budgets


async def changes(tour: Tour, budgets: list[Any]) -> None:
    contract, main = first(tour, "createContract"), first(tour, "createMainContract")
    pco = await tour.go(
        "createChangeOrder",
        {
            "name": "Fire-rated glazing, corridor 3.12",
            "description": "The fire officer asks for EI60 glazing.",
            "scope": "out",
            "sourceType": "RFI",
            "sourceRef": "RFI-204",
            "scheduleChange": 4,
            "mainContractId": main["id"],
            "contractId": contract["id"],
        },
        changeOrder="pco",
    )
    for kind, more in (
        ("rfq", {}),
        ("rco", {}),
        ("oco", {"mainContractId": main["id"]}),
        ("sco", {"contractId": contract["id"]}),
    ):
        body = {"name": f"Door hardware of level 2 ({kind})", **more}
        await tour.go("createChangeOrder", body, changeOrder=kind)
    twice = {"name": "Entered twice"}
    await tour.spend("createChangeOrder", "deleteChangeOrder", "id", twice, changeOrder="pco")
    one = {"changeOrder": "pco", "id": pco["id"]}
    await tour.go("updateChangeOrder", {"note": "Agreed on site."}, **one)
    await tour.go(
        "createCostItem",
        {
            "name": "EI60 glazing, supplied and fixed",
            "scope": "out",
            "estimated": "18400.00",
            "budgetId": budgets[0]["id"],
            "contractId": contract["id"],
            "changeOrderId": pco["id"],
        },
    )
    await tour.go("getChangeOrder", query={"include": "costItems,attributes"}, **one)
    batch = [{"name": "Ward kitchen outlets"}, {"name": "Handrail brackets", "scope": "in"}]
    made = await tour.go("createManyChangeOrders", batch, changeOrder="pco")
    edits = [{"id": each["id"], "note": "From the walk of 12 May"} for each in made]
    await tour.go("updateManyChangeOrders", edits)
    of_item = {"associationType": "PCO", "associationId": pco["id"]}
    offered = await tour.go("getWorkflowActions", **of_item)
    action = {"action": offered[0]["name"], **of_item}
    await tour.go("executeWorkflowActions", [action])
    await tour.go("generateChangeOrders", {"sourceIds": [pco["id"]]}, changeOrder="rco")
    await tour.go(
        "getActionHistories", query={"associationType": "PCO", "associationId": pco["id"]}
    )


async def costs(tour: Tour, budgets: list[Any]) -> None:
    item, pco = first(tour, "createCostItem"), first(tour, "createManyChangeOrders")[0]
    rows = [{"name": "Brackets", "changeOrderId": pco["id"]}, {"name": "Fixings", "quantity": 40}]
    brackets, fixings = await tour.go("createManyCostItems", {"data": rows})
    await tour.spend("createCostItem", "deleteCostItem", "costItemId", {"name": "Spare"})
    of_item = {"costItemId": item["id"]}
    await tour.go("getCostItem", query={"include": "subCostItems,changeOrders"}, **of_item)
    await tour.go("updateCostItem", {"description": "Frames included"}, **of_item)
    pair = {"changeOrderId": pco["id"], "costItemId": fixings["id"]}
    await tour.go("attachCostItems", [pair])
    await tour.go("detachCostItems", [pair])
    of_brackets = {"costItemId": brackets["id"]}
    part = await tour.go(
        "createSubCostItem",
        {"name": "Labour", "type": "estimated", "quantity": 16, "unit": "hr", "unitPrice": "62.50"},
        **of_brackets,
    )
    spare = {"name": "Spare", "type": "estimated", "value": 1}
    await tour.spend(
        "createSubCostItem", "deleteSubCostItem", "subCostItemsId", spare, **of_brackets
    )
    await tour.go("updateSubCostItem", {"unit": "hours"}, subCostItemsId=part["id"], **of_brackets)
    await tour.go("getSubCostItems", **of_brackets)
    await tour.go("copySubCostItems", {"from": "estimated", "to": "proposed"}, **of_brackets)
    expense = await tour.go(
        "createExpense", {"name": "Crane hire, May", "type": "Equipment", "number": "E-7"}
    )
    twice = {"name": "Entered twice"}
    await tour.spend("createExpense", "deleteExpense", "expenseId", twice)
    of_expense = {"expenseId": expense["id"]}
    await tour.go("updateExpense", {"referenceNumber": "INV-5581"}, **of_expense)
    await tour.go("getExpense", **of_expense)
    row = await tour.go(
        "createExpenseItem",
        {"name": "Week 20", "budgetId": budgets[2]["id"], "quantity": 5, "unitPrice": 1150},
        **of_expense,
    )
    await tour.spend(
        "createExpenseItem", "deleteExpenseItem", "id", {"name": "Spare"}, **of_expense
    )
    await tour.go("updateExpenseItem", {"note": "With operator"}, id=row["id"], **of_expense)
    await tour.go("getExpenseItem", id=row["id"], **of_expense)


async def tracking(tour: Tour, budgets: list[Any]) -> None:
    item = await tour.go("createPerformanceTrackingItem", {"budgetId": budgets[2]["id"]})
    create, delete = "createPerformanceTrackingItem", "deletePerformanceTrackingItem"
    spare = [{"budgetId": budget["id"]} for budget in budgets[:2]]
    await tour.spend(create, delete, "id", *spare)
    await tour.go("getPerformanceTrackingItem", id=item["id"])
    body = {
        "budgetId": budgets[2]["id"],
        "number": "1",
        "name": "Level 1 slab",
        "inputQuantity": 320,
        "inputUnit": "hr",
        "outputQuantity": 210,
        "outputUnit": "m3",
    }
    instance = await tour.go("createPerformanceTrackingItemInstance", body)
    create += "Instance"
    await tour.spend(create, delete + "Instance", "id", {**body, "number": "9#"})
    await tour.go(
        "updatePerformanceTrackingItemInstance", {"inputQuantity": 340}, id=instance["id"]
    )
    await tour.go("getPerformanceTrackingItemInstance", id=instance["id"])
    sheet = {
        "trackingItemInstanceId": instance["id"],
        "startDate": "2026-05-04",
        "endDate": "2026-05-08",
        "inputQuantity": 80,
        "outputQuantity": 52,
    }
    made = await tour.go("createTimeSheet", sheet)
    await tour.spend("createTimeSheet", "deleteTimeSheet", "id", sheet)
    await tour.go("updateTimeSheet", {"outputQuantity": 54}, id=made["id"])
    await tour.go("getTimeSheet", id=made["id"])


async def attributes(tour: Tour) -> None:
    body = {"associationType": "FormInstance", "name": "Ward", "type": "text"}
    ward = await tour.go("createPropertyDefinition", body)
    spare = {**body, "name": "Spare #"}
    await tour.spend("createPropertyDefinition", "deletePropertyDefinition", "id", spare)
    await tour.go("updatePropertyDefinition", {"collaboratorAccess": "view"}, id=ward["id"])
    await tour.go("getPropertyDefinition", id=ward["id"])
    await tour.go("getProperties", query={"filter[category]": "FormInstance"})
    value = {
        "associationType": "FormInstance",
        "associationId": first(tour, "createChangeOrder")["id"],
        "propertyDefinitionId": ward["id"],
        "value": "3 West",
    }
    await tour.go("batchUpdatePropertyValues", [value])


async def files_and_comments(tour: Tour) -> None:
    pco = first(tour, "createChangeOrder")
    of_pco = {"associationType": "PCO", "associationId": pco["id"]}
    folder = await tour.go("createAttachmentFolder", of_pco)
    pdf = {"content-type": "application/pdf"}
    files = [
        await tour.go("createAttachmentFile", PDF, query={"name": name}, headers=pdf)
        for name in ("glazing.pdf", "sketch.pdf", "photo.pdf")
    ]
    kept = await tour.go(
        "createAttachment", {**of_pco, "urn": files[0]["urn"], "folderId": folder["id"]}
    )
    many = [{**of_pco, "urn": file["urn"]} for file in files[1:]]
    await tour.go("batchCreateAttachments", many)
    elsewhere = {**of_pco, "name": "spare #.pdf", "urn": "urn:adsk.objects:os.object:wip/#.pdf"}
    await tour.spend("createAttachment", "deleteAttachment", "attachmentId", elsewhere)
    await tour.go("getAttachmentContent", attachmentId=kept["id"])
    await tour.go("createComment", {**of_pco, "content": "The glazier confirms six weeks."})
    remarks = ("Price received.", "The ward stays open.")
    await tour.go("batchCreateComments", [{**of_pco, "content": text} for text in remarks])
    spare = {**of_pco, "content": "Entered by mistake."}
    await tour.spend("createComment", "deleteComment", "commentId", spare)
    await tour.go("getDocuments", query=of_pco)


async def lists(tour: Tour) -> None:
    of_pco = {
        "associationType": "PCO",
        "associationId": first(tour, "createChangeOrder")["id"],
    }
    main, expense = first(tour, "createMainContract"), first(tour, "createExpense")
    await tour.go("getChangeOrderTypes")
    await tour.go("getChangeOrders", query={"limit": 2, "include": "costItems"}, changeOrder="pco")
    await tour.go("getCostItems", query={"limit": 2})
    await tour.go("getBudgets", query={"limit": 2})
    await tour.go("getContracts", query={"limit": 2})
    await tour.go("getContract", contractId=first(tour, "createContract")["id"])
    await tour.go("getMainContracts")
    await tour.go("getMainContract", mainContractId=main["id"])
    await tour.go("getMainContractItems", mainContractId=main["id"])
    await tour.go("getScheduleOfValues")
    await tour.go("getExpenses")
    await tour.go("getExpenseItems", expenseId=expense["id"])
    await tour.go("getPerformanceTrackingItems")
    await tour.go("getPerformanceTrackingItemInstances")
    await tour.go("getTimeSheets")
    await tour.go("getAttachments", query=of_pco)
    await tour.go("getComments", query=of_pco)
    await tour.go("getSegmentValues")
    await tour.go("getSegmentValuesOfSegment", segmentId=first(tour, "createSegment")["id"])


async def identity(tour: Tour) -> None:
    await tour.go("getkeys")
    await tour.go("getoidcspec")
    await tour.go("getuserinfo")
    program = {"client_id": tour.client_id, "client_secret": SECRET}
    asked = {"grant_type": "client_credentials", "scope": "data:read account:read", **program}
    token = await tour.go("gettoken", asked)
    await tour.go("authenticate_v1", asked)
    await tour.go("introspecttoken", {"token": token["access_token"], **program})
    await tour.go("revoke", {"token": token["access_token"], **program})
