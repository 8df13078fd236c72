"""The way to an attachment's content, one row each."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..operations import ERRORS, READ, integers_of, old_spelling
from ..stores import SIGNATURE
from . import reads
from .shapes import PATH

TAGS = ("Attachments",)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path=PATH,
        aliases=tuple(old_spelling((PATH,))),
        operation_id="followAttachment",
        handler=reads.follow,
        summary="The content of an attachment: leads to a link that is good for a minute.",
        scopes=READ,
        path_parameters=integers_of((), (PATH,)),
        status=302,
        errors=ERRORS,
        tags=TAGS,
        place="root",
    ),
    Route(
        method="GET",
        path=reads.CONTENT_PATH,
        aliases=tuple(old_spelling((reads.CONTENT_PATH,))),
        operation_id="readAttachmentContent",
        handler=reads.content,
        summary="The content behind such a link; no token is asked for (extension).",
        authenticated=False,
        user_context=False,
        parameters=(Parameter(SIGNATURE, required=True),),
        response=Shape("AttachmentBytes", {"description": "The file, in its own type."}),
        response_media="*/*",
        errors=ERRORS,
        tags=TAGS,
        place="root",
    ),
)
