"""The operations on uploads, one row each (procore.md §2.9)."""

from __future__ import annotations

from typing import Literal

from changewright.edge.bodies import Body
from changewright.edge.routes import Handler, Parameter, Route, Shape

from ..operations import ERRORS, READ, WRITE, integers_of, old_spelling
from ..stores import SIGNATURE as SIGNATURE_NAME
from . import handlers
from .fields import COMPLETE_FIELDS, CONTENT_PATH, CREATE_FIELDS, SEGMENT_PATH, SHAPE

TAGS = ("Uploads",)
PROJECT_PATH = "/rest/v1.0/projects/{project_id}/uploads"
COMPANY_PATH = "/rest/v1.1/companies/{company_id}/uploads"
UUID = Parameter("uuid", "uuid", "The upload.")
SIGNATURE = Parameter(SIGNATURE_NAME, description="The secret of the upload.")
CREATE_BODY = Body("UploadCreate", CREATE_FIELDS, required=False)
COMPLETE_BODY = Body("UploadUpdate", COMPLETE_FIELDS)
FORM = Body(
    "UploadContent",
    media="multipart/form-data",
    schema={
        "type": "object",
        "properties": {
            "key": {"type": "string"},
            "signature": {"type": "string"},
            "file": {"type": "string", "format": "binary"},
        },
        "required": ["signature", "file"],
    },
)
BYTES = Body(
    "UploadSegment",
    media="application/octet-stream",
    schema={"type": "string", "format": "binary"},
)
NOTHING = Shape("UploadTaken", {"description": "Nothing but the content's ETag."})


def _row(
    method: Literal["GET", "POST", "PATCH"],
    path: str,
    operation_id: str,
    handler: Handler,
    summary: str,
    *others: str,
) -> Route:
    paths = [path, *others]
    return Route(
        method=method,
        path=path,
        aliases=(*others, *old_spelling(paths)),
        operation_id=operation_id,
        handler=handler,
        summary=summary,
        scopes=READ if method == "GET" else WRITE,
        path_parameters=integers_of((UUID,), paths),
        body={"POST": CREATE_BODY, "PATCH": COMPLETE_BODY}.get(method),
        status=201 if method == "POST" else 200,
        response=SHAPE,
        errors=ERRORS,
        tags=TAGS,
        place="root",
    )


def _of_place(path: str, other: str, word: str, *rows: Handler) -> tuple[Route, ...]:
    create, show, complete = rows
    one, other_one = f"{path}/{{uuid}}", f"{other}/{{uuid}}"
    return (
        _row("POST", path, f"create{word}Upload", create, "Announce a file.", other),
        _row("GET", one, f"show{word}Upload", show, "An upload of one's own.", other_one),
        _row(
            "PATCH",
            one,
            f"update{word}Upload",
            complete,
            "Put the segments of an upload together.",
            other_one,
        ),
    )


ROUTES: tuple[Route, ...] = (
    *_of_place(
        PROJECT_PATH,
        "/rest/v1.1/projects/{project_id}/uploads",
        "Project",
        handlers.create_in_project,
        handlers.show_in_project,
        handlers.complete_in_project,
    ),
    *_of_place(
        COMPANY_PATH,
        "/rest/v1.0/companies/{company_id}/uploads",
        "Company",
        handlers.create_in_company,
        handlers.show_in_company,
        handlers.complete_in_company,
    ),
    Route(
        method="POST",
        path=CONTENT_PATH,
        aliases=tuple(old_spelling((CONTENT_PATH,))),
        operation_id="sendUploadContent",
        handler=handlers.take_content,
        summary="The content of an upload (extension): its fields, then the file.",
        description="No token is asked for: the secret among the upload's fields is enough.",
        authenticated=False,
        user_context=False,
        path_parameters=(UUID,),
        parameters=(SIGNATURE,),
        body=FORM,
        errors=ERRORS,
        status=204,
        tags=TAGS,
        place="root",
    ),
    Route(
        method="PUT",
        path=SEGMENT_PATH,
        aliases=tuple(old_spelling((SEGMENT_PATH,))),
        operation_id="sendUploadSegment",
        handler=handlers.take_segment,
        summary="One segment of an upload (extension).",
        description="No token is asked for: the secret in the segment's address is enough.",
        authenticated=False,
        user_context=False,
        path_parameters=(UUID, Parameter("number", "integer", "Which segment, from 0.")),
        parameters=(SIGNATURE,),
        body=BYTES,
        errors=ERRORS,
        response=NOTHING,
        tags=TAGS,
        place="root",
    ),
)
