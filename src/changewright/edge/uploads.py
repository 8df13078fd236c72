"""A file in a request's body, read as it comes: the body itself, or the first file of a form.

Nothing is held in memory but the piece at hand, and nothing is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Mapping
from urllib.parse import unquote

import msgspec
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from changewright.core.errors import UnsupportedMedia, invalid

from .context import Context
from .decode import BODY

NAME_LENGTH_MAXIMUM = 255
ANY_MEDIA = "application/octet-stream"
FORM_OVERHEAD_BYTES = 64 * 1024
"""What a form may have around its file."""
FIELDS_MAXIMUM, FIELD_BYTES_MAXIMUM = 50, 4096
"""How much of a form's texts is kept."""

_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}\Z")


class Incoming(msgspec.Struct, frozen=True, eq=False):
    """A file on its way: what its sender calls it ("" if he does not say), and its pieces.
    `fields` are the form's short texts that came before it."""

    name: str
    content_type: str
    chunks: AsyncIterator[bytes]
    fields: Mapping[str, str] = {}


async def incoming_file(context: Context, maximum_bytes: int) -> Incoming:
    """The file of this request. Raises `TooLarge`, `UnsupportedMedia`, or `Invalid` for a form
    without a file; its pieces raise them too while they are read."""
    if context.header("content-encoding") not in (None, "", "identity"):
        raise UnsupportedMedia("A compressed body is not read here")
    sent, options = parse_options_header(context.header("content-type") or "")
    media = sent.decode("latin-1")
    if media != "multipart/form-data":
        return Incoming("", clean_media(media), context.stream(maximum_bytes))
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= 200:
        raise invalid(BODY, "format", "The form names no boundary")
    return await _form_file(
        _FormFile(boundary), context.stream(maximum_bytes + FORM_OVERHEAD_BYTES)
    )


async def _form_file(form: _FormFile, source: AsyncIterator[bytes]) -> Incoming:
    async for chunk in source:
        form.feed(chunk)
        if form.found:
            break
    if not form.found:
        raise invalid(BODY, "missing", "The form holds no file")

    async def chunks() -> AsyncIterator[bytes]:
        for piece in form.taken():
            yield piece
        async for chunk in source:
            form.feed(chunk)
            for piece in form.taken():
                yield piece
        if not form.is_whole:
            raise invalid(BODY, "format", "The form ends in the middle of its file")

    return Incoming(form.name, form.content_type, chunks(), form.fields())


class _FormFile:
    """The first part of a form that has a file name, and the short texts before it; what comes
    after is passed over."""

    def __init__(self, boundary: bytes) -> None:
        self.found = False
        self.is_whole = False
        self.name = ""
        self.content_type = ANY_MEDIA
        self._inside = False
        self._text_name: str | None = None
        self._texts: dict[str, bytes] = {}
        self._field = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._pieces: list[bytes] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except MultipartParseError as error:
            raise invalid(BODY, "format", f"The form cannot be read: {error}") from None

    def taken(self) -> list[bytes]:
        pieces, self._pieces = self._pieces, []
        return pieces

    def _begin(self) -> None:
        self._headers = {}

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if not self.found and len(self._texts) < FIELDS_MAXIMUM:
            self._text_name = options.get(b"name", b"").decode("utf-8", "replace")
        if self.found or not (b"filename" in options or b"filename*" in options):
            return
        self.found = self._inside = True
        self._text_name = None
        self.name = _sent_name(options)
        self.content_type = clean_media(
            self._headers.get(b"content-type", b"").decode("latin-1").partition(";")[0]
        )

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._pieces.append(data[start:end])
        elif self._text_name is not None:
            text = self._texts.get(self._text_name, b"") + data[start:end]
            self._texts[self._text_name] = text[:FIELD_BYTES_MAXIMUM]

    def _end(self) -> None:
        self.is_whole = self.is_whole or self._inside
        self._inside = False
        self._text_name = None

    def fields(self) -> dict[str, str]:
        return {name: text.decode("utf-8", "replace") for name, text in self._texts.items()}


def _sent_name(options: dict[bytes, bytes]) -> str:
    extended = options.get(b"filename*", b"").decode("latin-1")
    if extended.lower().startswith("utf-8''"):
        return unquote(extended[len("utf-8''") :], errors="replace")
    return options.get(b"filename", b"").decode("utf-8", "replace")


def clean_media(text: str) -> str:
    """A media type without parameters, or that of any bytes where the text is none."""
    media = text.strip().lower()
    return media if _MEDIA.match(media) else ANY_MEDIA


def clean_name(text: str) -> str:
    """A file's name for people: no folders, no invisible characters, at most 255 characters and
    with its ending kept; `file` where nothing is left."""
    name = re.split(r"[/\\]", text)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = name.strip().strip(".") or "file"
    if len(name) > NAME_LENGTH_MAXIMUM:
        stem, dot, ending = name.rpartition(".")
        kept = f".{ending}" if dot and len(ending) <= 16 else ""
        name = (stem if kept else name)[: NAME_LENGTH_MAXIMUM - len(kept)] + kept
    return name
