"""Signing in at the operator's provider of identities: the way there, and back."""

from __future__ import annotations

from changewright.core.errors import invalid
from changewright.edge.context import Answer, Context
from changewright.edge.oidc import flow

from ..reading import query_text


async def start(context: Context) -> Answer:
    """GET: sends the browser to the provider. Raises `NotFound` where there is none."""
    return await flow.start(context, query_text(context, "next"))


async def back(context: Context) -> Answer:
    """GET: the browser comes back, is signed in and sent on into the app. Raises `NotFound`,
    `Invalid` for a parameter that is given twice."""
    parameters: dict[str, str] = {}
    for name, value in context.query:
        if name in parameters:
            raise invalid(name, "rule", f"{name} is given twice")
        parameters[name] = value
    return await flow.back(context, parameters)
