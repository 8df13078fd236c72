"""The content of an attachment: its address leads to a link that needs no token for a minute.

procore.md §2.9: the address answers 302. Clients follow it with their token, or without.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from changewright.core.errors import Forbidden, NotFound
from changewright.core.records_files import Attachment
from changewright.edge.context import Answer, Context
from changewright.edge.downloads import download
from changewright.edge.reply import Reply
from changewright.edge.values import parse_whole_number
from changewright.work import attachments
from changewright.work.keys import BadToken, KeyRing
from changewright.work.screening import named

from ..place import linked_place
from ..stores import SIGNATURE, signature_of, store_of

CONTENT_PATH = "/rest/v1.0/attachments/content"
LINK_TYPE = "link+jwt"
LINK_SECONDS = 60


def _keys(context: Context) -> KeyRing:
    keys: KeyRing = context.services.extras["keys"]
    return keys


async def follow(context: Context) -> Answer:
    """GET projects/{project_id}/attachments/{id}: 302 to the content. Raises `NotFound` where it
    is not there, not on this server, or not for this caller."""
    project, _ = await linked_place(context)
    record_id = parse_whole_number(context.path["id"])
    async with context.services.ledger.reader(project.id) as read:
        found = await named(read, Attachment, record_id)
    if found is None:
        raise NotFound("There is no attachment with this id here.")
    file = await attachments.content_of(store_of(context).files, project.uuid, found)
    claims = {
        "project": project.id,
        "file": file.stored_name,
        "name": found.name,
        "exp": int(context.now.timestamp()) + LINK_SECONDS,
    }
    token = _keys(context).sign(claims, LINK_TYPE)
    link = f"{context.base_url}{CONTENT_PATH}?{SIGNATURE}={quote(token)}"
    headers = ((b"location", link.encode()), (b"cache-control", b"no-store"))
    return Reply(headers=headers)


async def content(context: Context) -> Answer:
    """GET attachments/content?signature=…: the bytes, for whoever has the link while it is good."""
    claims = _claims(context)
    project = context.services.directory.project(int(claims["project"]))
    files = store_of(context).files
    file = None if project is None else await files.find(project.uuid, str(claims["file"]))
    if project is None or file is None:
        raise NotFound("The content of this attachment is not here any more.")
    path = files.path(project.uuid, file.stored_name)
    return download(path, str(claims["name"]), file.content_type, file.digest)


def _claims(context: Context) -> dict[str, Any]:
    """What a link says that this server signed. Raises `Forbidden` for any other, or too late."""
    try:
        claims = _keys(context).verify(signature_of(context), LINK_TYPE)
    except BadToken:
        claims = {"exp": 0}
    if context.now.timestamp() >= claims["exp"]:
        raise Forbidden("This link is not good, or not any more. Ask at the attachment's url.")
    return claims
