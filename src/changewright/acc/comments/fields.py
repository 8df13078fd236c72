"""The fields of a comment."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records_attached import Comment
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.work.comments import CONTENT_LENGTH_MAXIMUM

from ..associations import ASSOCIATION_FIELDS, ASSOCIATION_ROWS, OLDER_NAMES
from ..external import STAMPS
from ..fields import Wire
from ..resource import Resource

BATCH_MAXIMUM = 100

COMMENT_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="content", column="content", nullable=False, sortable=False),
    *ASSOCIATION_ROWS,
    Wire(name="creatorId", column="created_by", type="person"),
    *STAMPS,
)
COMMENT = Resource(
    "comment",
    Comment,
    COMMENT_FIELDS,
    title="Comment",
    order=(Order("created_at"),),
    aliases=OLDER_NAMES,
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
