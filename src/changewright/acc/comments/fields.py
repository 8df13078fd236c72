"""The fields of a comment."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records import Comment
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.work.comments import CONTENT_LENGTH_MAXIMUM

from ..associations import ASSOCIATION_FIELDS, KINDS_OF_WORD, WORDS
from ..external import STAMPS
from ..fields import Wire
from ..resource import Resource

BATCH_MAXIMUM = 100

COMMENT_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="content", column="content", nullable=False, sortable=False),
    Wire(
        name="associationId",
        column="record_uuid",
        type="uuid",
        nullable=False,
        filter="associationId",
        sortable=False,
    ),
    Wire(
        name="associationType",
        column="association_type",
        type="choice",
        choices=WORDS,
        nullable=False,
    ),
    Wire(
        name="associationType",
        column="association_kind",
        filter="associationType",
        filter_words=KINDS_OF_WORD,
        sortable=False,
        shown=False,
    ),
    Wire(name="creatorId", column="created_by", type="person"),
    *STAMPS,
)
COMMENT = Resource(
    "comment",
    Comment,
    COMMENT_FIELDS,
    title="Comment",
    order=(Order("created_at"),),
    aliases={"associationId": "associationId", "associationType": "associationType"},
)
CREATE_FIELDS = (
    *ASSOCIATION_FIELDS,
    Field(
        "content",
        "content",
        bodies.TEXT,
        required=True,
        nullable=False,
        maximum=CONTENT_LENGTH_MAXIMUM,
    ),
)
CREATE_BODY = Body("Comment (create)", CREATE_FIELDS)
BATCH_BODY = Body(
    "Comments (create)",
    CREATE_FIELDS,
    array=True,
    items_minimum=1,
    items_maximum=BATCH_MAXIMUM,
)
