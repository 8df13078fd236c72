"""`include=idOnly`: the same records with nothing but ids, for clients that only look what is
there.

autodesk.md §5.2 [doc]: it overrides every other include.
"""

from __future__ import annotations

import msgspec

from changewright.edge.context import Context

from .query_text import read_include
from .resource import Resource

WORD = "idOnly"


def id_only(resource: Resource) -> Resource:
    """The resource with the filters and sorting of another and nothing but `id` shown."""
    rows = [
        msgspec.structs.replace(row, shown=row.shown and row.name == "id") for row in resource.rows
    ]
    return Resource(
        f"{resource.name}_id_only",
        resource.noun,
        rows,
        title=resource.title,
        properties=resource.grammar.properties,
        order=resource.grammar.order,
    )


def asked(context: Context, resource: Resource, ids: Resource) -> Resource:
    """The resource, or `ids`, its ids alone, if the request asks for them."""
    texts = [value for name, value in context.query if name == "include"]
    return ids if WORD in read_include(texts, (WORD,)) else resource
