"""Announcing a file, taking its content, putting its pieces together (procore.md §2.9).

Nothing here is a unit of work: a file is in no record yet. Who sends content needs no token; the
secret that came with the upload is what lets him.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from changewright.core.errors import Forbidden, NotFound, invalid
from changewright.core.records_files import Attachment
from changewright.core.roles import may_write
from changewright.edge.bodies import read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.decode import decode_json
from changewright.edge.oauth.forms import BadForm, checked, read_pairs
from changewright.edge.reply import Reply
from changewright.edge.uploads import clean_media, clean_name, incoming_file
from changewright.edge.values import parse_whole_number
from changewright.work import uploads
from changewright.work.uploads import Segment, Standing

from ..place import company_place, project_place
from ..reading import answer_json
from ..stores import SIGNATURE, signature_of, store_of
from ..wire import encode
from ..writing import idempotency_of
from .fields import COMPLETE_FIELDS, CREATE_FIELDS, shown

FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
NO_FILES = "Your role may not attach files."
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


async def create_in_project(context: Context) -> Answer:
    """POST projects/{project_id}/uploads."""
    place = await project_place(context)
    if not may_write(place.role.name, Attachment.TABLE):
        raise Forbidden(NO_FILES)
    return await _create(context, place.project.uuid)


async def create_in_company(context: Context) -> Answer:
    """POST companies/{company_id}/uploads: for any project of the company. Raises `Forbidden` for
    who may attach files in none."""
    place = await company_place(context)
    if not any(may_write(role.name, Attachment.TABLE) for role in place.roles):
        raise Forbidden(NO_FILES)
    return await _create(context, place.account.uuid)


async def _create(context: Context, container: UUID) -> Answer:
    await idempotency_of(context)  # checked; a repeat is another upload, which nobody need use
    values = read_fields(await _body(context), CREATE_FIELDS)
    name, media = values.get("name"), values.get("content_type")
    found = await uploads.issue(
        store_of(context),
        container,
        context.person.id,
        context.now,
        name=clean_name(name) if name else "",
        content_type=clean_media(media) if media else "",
        segments=[
            Segment(each["size_bytes"], each["sha256"]) for each in values.get("segments") or ()
        ],
    )
    return encode(shown(found, context.base_url))


async def _body(context: Context) -> Any:
    """The parameters, as JSON or as a form's texts, where `segments` is JSON; none is no fault."""
    raw = await context.raw_body()
    media = (context.header("content-type") or "").partition(";")[0].strip().lower()
    if not raw:
        return {}
    if media not in FORMS:
        return await context.json()
    try:
        pairs = checked(read_pairs(context.header("content-type") or "", raw, FORMS))
    except BadForm as error:
        raise invalid("body", "format", str(error)) from None
    values: dict[str, Any] = dict(pairs)
    if "segments" in values:
        values["segments"] = decode_json(values["segments"].encode())
    word = values.get("attachment_content_disposition")
    if word is not None:
        values["attachment_content_disposition"] = TRUTHS.get(word.lower(), word)
    return values


async def show_in_project(context: Context) -> Answer:
    """GET projects/{project_id}/uploads/{uuid}: one's own."""
    place = await project_place(context)
    return answer_json(context, shown(await _own(context, place.project.uuid), context.base_url))


async def show_in_company(context: Context) -> Answer:
    """GET companies/{company_id}/uploads/{uuid}."""
    place = await company_place(context)
    return answer_json(context, shown(await _own(context, place.account.uuid), context.base_url))


async def complete_in_project(context: Context) -> Answer:
    """PATCH projects/{project_id}/uploads/{uuid}: all segments have been sent."""
    place = await project_place(context)
    return await _complete(context, place.project.uuid)


async def complete_in_company(context: Context) -> Answer:
    """PATCH companies/{company_id}/uploads/{uuid}."""
    place = await company_place(context)
    return await _complete(context, place.account.uuid)


async def _complete(context: Context, container: UUID) -> Answer:
    await idempotency_of(context)
    values = read_fields(await context.json(), COMPLETE_FIELDS)
    found = await _own(context, container)
    etags = [each.get("etag") for each in values["segments"]]
    found = await uploads.complete(store_of(context), found, etags, context.now)
    return encode(shown(found, context.base_url))


async def _own(context: Context, container: UUID) -> Standing:
    """The upload that the path names, if the caller made it for this place. Raises `NotFound`."""
    found = await uploads.standing(store_of(context), context.uuid("uuid"))
    if found is not None:
        ticket = found.ticket
        if (ticket.container, ticket.person_id) == (container, context.person.id):
            return found
    raise NotFound("There is no upload with this uuid here.")


# -- the content ----------------------------------------------------------------------------------


async def take_content(context: Context) -> Answer:
    """POST uploads/{uuid}/content: a form of all fields, then the file. Answers 204 with the
    content's ETag, as object stores do."""
    store = store_of(context)
    incoming = await incoming_file(context, store.files.size_maximum_bytes)
    secret = incoming.fields.get(SIGNATURE) or signature_of(context)
    found = await uploads.opened(store, context.uuid("uuid"), secret, context.now)
    kept = await uploads.receive(
        store,
        found,
        clean_name(incoming.name),
        incoming.content_type,
        incoming.chunks,
        context.now,
    )
    return _taken(kept.digest, 204)


async def take_segment(context: Context) -> Answer:
    """PUT uploads/{uuid}/segments/{number}: the bytes of one piece."""
    store = store_of(context)
    secret = signature_of(context)
    found = await uploads.opened(store, context.uuid("uuid"), secret, context.now)
    number = parse_whole_number(context.path["number"])
    kept = await uploads.receive_segment(
        store,
        found,
        -1 if number is None else number,
        context.stream(store.files.size_maximum_bytes),
        context.now,
    )
    return _taken(kept.digest, 200)


def _taken(digest: str, status: int) -> Reply:
    return Reply(b"", status, ((b"etag", b'"%b"' % digest.encode()),))
