"""The operations on comments, one row each."""

from __future__ import annotations

from changewright.edge.routes import Route, Shape

from ..operations import READ, WRITE
from ..wire import array_shape
from . import handlers
from .fields import BATCH_BODY, COMMENT, CREATE_BODY

TAGS = ("Comments",)
COMMENT_SHAPE = Shape("Comment", COMMENT.schema())

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/comments",
        operation_id="getComments",
        handler=handlers.list_comments,
        summary="Comments on records (extension).",
        scopes=READ,
        parameters=COMMENT.grammar.parameters(),
        response=array_shape(COMMENT_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/comments",
        operation_id="createComment",
        handler=handlers.create,
        summary="Write a comment on a record (extension).",
        scopes=WRITE,
        body=CREATE_BODY,
        status=201,
        response=COMMENT_SHAPE,
        tags=TAGS,
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
    Route(
        method="DELETE",
        path="/comments/{commentId}",
        operation_id="deleteComment",
        handler=handlers.delete,
        summary="Delete a comment of one's own (extension).",
        scopes=WRITE,
        status=204,
        tags=TAGS,
    ),
)
