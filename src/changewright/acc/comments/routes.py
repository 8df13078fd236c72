"""The operations on comments, one row each."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..operations import WRITE, Handlers, Limits, Names, Summaries, operations
from ..wire import array_shape
from . import handlers
from .fields import BATCH_BODY, COMMENT, CREATE_BODY

TAGS = ("Comments",)
NAMES = Names(
    one="comment",
    many="comments",
    operation="Comment",
    operations="Comments",
    path="/comments",
    parameter="commentId",
)
COMMENT_SHAPE = Shape("Comment", COMMENT.schema())

ROUTES: tuple[Route, ...] = (
    *operations(
        COMMENT,
        NAMES,
        Handlers(list=handlers.list_comments, create=handlers.create, delete=handlers.delete),
        Limits(),
        tags=TAGS,
        shape=COMMENT_SHAPE,
        list_shape=array_shape(COMMENT_SHAPE),
        create_body=CREATE_BODY,
        summaries=Summaries(
            list="Comments on records (extension).",
            create="Write a comment on a record (extension).",
            delete="Delete a comment of one's own (extension).",
        ),
    ),
    Route(
        method="POST",
        path="/comments:batch-create",
        operation_id="batchCreateComments",
        handler=handlers.create_many,
        summary="Write up to 100 comments, all or none (extension).",
        scopes=WRITE,
        body=BATCH_BODY,
        status=201,
        response=array_shape(COMMENT_SHAPE),
        tags=TAGS,
    ),
)
