"""A kept file as an answer: always as a download, in a type that a browser may be told."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse

TOLD_TYPES = frozenset(
    {
        *("application/pdf", "application/zip", "application/json", "text/plain", "text/csv"),
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp"),
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Types a browser may be told; any other content is only bytes to it."""
ANY_TYPE = "application/octet-stream"


def download(path: Path, name: str, content_type: str, digest: str) -> FileResponse:
    """The content at `path` under a name for people; `digest` is its ETag."""
    return FileResponse(
        path,
        media_type=content_type if content_type in TOLD_TYPES else ANY_TYPE,
        filename=name,
        content_disposition_type="attachment",
        headers={"cache-control": "private, no-cache", "etag": f'"{digest}"'},
    )
