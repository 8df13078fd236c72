"""Approval policies, delegations, and changes that look split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.approvals import in_force
from changewright.core.errors import Forbidden
from changewright.core.records_approvals import ApprovalPolicy, Delegation
from changewright.core.roles import ROLE
from changewright.edge.context import Answer, Context
from changewright.work import approval_policies
from changewright.work.approval_inbox import split_warnings
from changewright.work.permission import require_configures
from changewright.work.scene import look
from changewright.work.unit import LedgerReader, Unit

from ..reading import answer, answer_page, encode, reading, require, visible
from ..writing import Written, deletes, resolved, write, written
from ..writing import require as require_written
from .bodies import with_contracts, with_people
from .showing import delegation_view, policy_view, split_view
from .views import ApprovalPolicyView


async def list_policies(context: Context) -> Answer:
    """GET the policies in the order in which they are asked, each with what nobody can satisfy."""
    async with reading(context) as read:
        records = await visible(context, read, await read.where(ApprovalPolicy, ("position", "id")))
        views = [await _view(context, read, each) for each in records]
    return answer_page(context, views)


async def show_policy(context: Context) -> Answer:
    """GET one policy."""
    async with reading(context) as read:
        record = await require(context, read, ApprovalPolicy, "policyId")
        return answer(context, await _view(context, read, record))


async def create_policy(context: Context) -> Answer:
    """POST a policy. 400 and 422 name every field that cannot work, also the steps that nobody of
    the project can decide."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        fields = await _named(context, unit, values)
        record = await approval_policies.create_policy(unit, fields)
        return written(context, unit, record, await _view(context, unit.read, record))

    return await write(context, decide)


async def update_policy(context: Context) -> Answer:
    """PATCH a policy; runs under way follow it."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        record = await require_written(context, unit, ApprovalPolicy, "policyId")
        fields = await _named(context, unit, values)
        after = await approval_policies.edit_policy(unit, record, fields)
        return written(context, unit, after, await _view(context, unit.read, after))

    return await write(context, decide)


async def _named(context: Context, unit: Unit, values: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's values with whom and what they name as integers. Raises `Forbidden` before it
    says which of them are there, `Invalid`."""
    require_configures(unit.actor)
    return await with_contracts(unit, with_people(context, values))


delete_policy = deletes(ApprovalPolicy, "policyId", approval_policies.delete_policy)


async def _view(context: Context, read: LedgerReader, record: ApprovalPolicy) -> ApprovalPolicyView:
    team = await read.team() if record.active else {}
    return await policy_view(
        context,
        read,
        record,
        problems=approval_policies.problems_among(record, team) if record.active else [],
        warnings=approval_policies.caveats_among(record, team) if record.active else [],
    )


async def list_split_warnings(context: Context) -> Answer:
    """GET the changes that look split under the policies that say when they do."""
    if context.role.audience != "full":
        raise Forbidden("warnings are for those who work on the project's contracts")
    async with look(context.services.ledger, context.container_id, context.actor()) as scene:
        found = await split_warnings(scene)
    return answer_page(context, [split_view(each) for each in found])


# -- delegations ----------------------------------------------------------------------------------


async def list_delegations(context: Context) -> Answer:
    """GET the delegations: all of them for who configures, one's own for others."""
    async with reading(context) as read:
        records = await read.where(Delegation)
        policies = {one.id: one.uuid for one in await read.where(ApprovalPolicy, deleted=True)}
    if not ROLE[context.role.name].configures:
        own = context.person.id
        records = [one for one in records if own in (one.from_person_id, one.to_person_id)]
    now = context.services.ledger.clock()
    views = [
        delegation_view(context, one, policies, in_force(one, one.policy_id, now))
        for one in records
    ]
    return answer_page(context, views)


async def create_delegation(context: Context) -> Answer:
    """POST a delegation: of one's own say, or of others' for who configures the project."""
    values: dict[str, Any] = await context.values()

    async def decide(unit: Unit) -> Written:
        if values.get("from_person_id") not in (None, context.person.uuid):
            approval_policies.require_handing_on(unit.actor)
        fields = await resolved(context, unit, with_people(context, values))
        made = await approval_policies.create_delegation(unit, fields)
        return Written(encode(await _delegation_view(context, unit, made)))

    return await write(context, decide)


async def end_delegation(context: Context) -> Answer:
    """DELETE: end a delegation now. Decisions taken on it stay."""

    async def decide(unit: Unit) -> Written:
        one = await unit.read.require(Delegation, context.uuid("delegationId"))
        await approval_policies.end_delegation(unit, one)
        return Written()

    return await write(context, decide)


async def _delegation_view(context: Context, unit: Unit, one: Delegation) -> Any:
    policies = {each.id: each.uuid for each in await unit.read.where(ApprovalPolicy, deleted=True)}
    return delegation_view(context, one, policies, in_force(one, one.policy_id, unit.now))
