"""Every door of the server, and their OpenAPI documents: the only file that names them all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from changewright import __version__
from changewright.acc.oauth import AUTODESK
from changewright.acc.projects.routes import DOOR as AUTODESK_PROJECTS
from changewright.acc.routes import DOOR as AUTODESK_DOOR
from changewright.edge.oauth.rows import oauth_door
from changewright.edge.openapi import document
from changewright.edge.routes import Door
from changewright.procore.oauth import PROCORE
from changewright.procore.routes import DOOR as PROCORE_DOOR
from changewright.web.routes import DOOR as WEB_DOOR

_AUTODESK: tuple[Door, ...] = (
    AUTODESK_DOOR,
    AUTODESK_PROJECTS,
    oauth_door(AUTODESK, "Authentication"),
)
_PROCORE: tuple[Door, ...] = (PROCORE_DOOR, oauth_door(PROCORE, "OAuth"))
DIALECTS = (AUTODESK, PROCORE)
_WEB: tuple[Door, ...] = (WEB_DOOR,)
DOORS: tuple[Door, ...] = (*_AUTODESK, *_PROCORE, *_WEB)
DESCRIBED: Mapping[str, tuple[Door, ...]] = {"acc": _AUTODESK, "procore": _PROCORE, "web": _WEB}
"""The OpenAPI documents: `/openapi/<name>.json`."""

TITLE = "Changewright"
EXAMPLES = Path(__file__).parent.parent / "acc" / "examples"


def openapi(door: str = "", server_url: str = "/") -> dict[str, Any]:
    """The OpenAPI document of one door, or of all. Raises KeyError for an unknown door."""
    doors = DESCRIBED[door] if door else DOORS
    title = f"{TITLE}: {doors[0].title}" if door else TITLE
    examples = EXAMPLES if EXAMPLES.is_dir() else None
    return document(
        doors, title=title, version=__version__, server_url=server_url, examples=examples
    )


def all_scopes(doors: tuple[Door, ...]) -> frozenset[str]:
    """What any operation asks for: a person who is signed in has it all."""
    return frozenset(scope for door in doors for route in door.routes for scope in route.scopes)
