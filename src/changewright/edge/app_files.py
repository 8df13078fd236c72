"""The web app's files, read once and served from memory.

The build gives most files a name made of their content and puts compressed forms beside them
(`x.js`, `x.js.br`, `x.js.gz`): those are sent as they are, and may be kept for ever. Every address
that is no file is a page of the app, which finds its own way: the answer is `index.html`.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path

import msgspec

from .conditional import is_known
from .context import Scope
from .reply import HTML_MEDIA, HeaderPairs, Reply, RequestFacts

FOLDER = "app"
INDEX = "index.html"
HASHED = "assets/"
"""Files in this folder of the build are named by their content."""

CODINGS = (("br", ".br"), ("gzip", ".gz"))
"""How a file may be compressed, the best first."""

FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
ASK_AGAIN = (b"cache-control", b"no-cache")
POLICY = (
    b"content-security-policy",
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    b"form-action 'self'; frame-ancestors 'none'",
)
ALONE = ((b"cross-origin-opener-policy", b"same-origin"),)
TEXT_TYPES = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
MEDIA = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
"""Said here, because what the machine's own list says differs from one to the next."""

NOT_BUILT = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Changewright</title>"
    b"<meta name=viewport content='width=device-width'>"
    b"<h1>The web app is not built</h1>"
    b"<p>The server answers, but this copy of it was installed without the app. "
    b"<code>./run</code> in a checkout builds it; an installed package brings it along.</p>"
    b"<p><a href='/docs'>The reference of the APIs</a></p></html>"
)


class AppFile(msgspec.Struct, frozen=True):
    """A file with the forms it can be sent in, by content coding; `""` is as it is."""

    forms: Mapping[str, bytes]
    media: bytes
    tag: str
    for_ever: bool


class AppFiles:
    """The built app under `/app/`. A folder that is not there is looked for again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: Mapping[str, AppFile] = {}

    async def page(
        self, scope: Scope, headers: Mapping[bytes, bytes], facts: RequestFacts
    ) -> Reply:
        """Any address under `/app/`."""
        if not self._files:
            self._files = read_files(self._folder)
        if INDEX not in self._files:
            return Reply(NOT_BUILT, 503, (POLICY,), HTML_MEDIA)
        path = facts.path.removeprefix(f"/{FOLDER}/")
        file = self._files.get(path)
        if file is None and path.startswith(HASHED):
            # A part of an older build: its page must hear that it is gone, not get another page.
            return Reply(b"There is no such file.", 404, (ASK_AGAIN,), b"text/plain; charset=utf-8")
        return answer(file or self._files[INDEX], headers)


async def to_app(_scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
    """The way from the server's bare address to the app."""
    return Reply(b"", 302, ((b"location", f"/{FOLDER}/".encode()), ASK_AGAIN))


def read_files(folder: Path) -> dict[str, AppFile]:
    """Every file of a built app by its path in the folder; nothing where there is no folder."""
    if not folder.is_dir():
        return {}
    endings = tuple(ending for _, ending in CODINGS)
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(endings):
            name = path.relative_to(folder).as_posix()
            found[name] = _read(path, name)
    return found


def _read(path: Path, name: str) -> AppFile:
    forms = {"": path.read_bytes()}
    for coding, ending in CODINGS:
        beside = path.with_name(path.name + ending)
        if beside.is_file():
            forms[coding] = beside.read_bytes()
    media = (
        MEDIA.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    if media.startswith(TEXT_TYPES):
        media += "; charset=utf-8"
    tag = hashlib.blake2b(forms[""], digest_size=16).hexdigest()
    return AppFile(forms, media.encode(), tag, name.startswith(HASHED))


def answer(file: AppFile, headers: Mapping[bytes, bytes]) -> Reply:
    """A file in the best form the client takes, or 304."""
    coding = chosen_coding(headers.get(b"accept-encoding", b"").decode("latin-1"), file.forms)
    tag = f'"{file.tag}{"-" + coding if coding else ""}"'.encode()
    more: HeaderPairs = (
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        FOR_EVER if file.for_ever else ASK_AGAIN,
        POLICY,
        *ALONE,
    )
    if is_known(headers.get(b"if-none-match"), tag):
        return Reply(b"", 304, more)
    if coding:
        more = (*more, (b"content-encoding", coding.encode()))
    return Reply(file.forms[coding], 200, more, file.media)


def chosen_coding(accepted: str, forms: Mapping[str, bytes]) -> str:
    """The best coding that `Accept-Encoding` allows and the file has; "" is the file as it is."""
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    anything = weights.get("*", False)
    for coding, _ in CODINGS:
        if coding in forms and weights.get(coding, anything):
            return coding
    return ""
