"""What makes a setting's value unusable beyond its type and range: a function for each, which says
what is wrong in words, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import cast


def _database_url_fault(value: object) -> str:
    if value and not str(value).startswith(("postgresql://", "postgres://")):
        return "expected an address that begins with postgresql://"
    return ""


def _public_url_fault(value: object) -> str:
    if value and not str(value).startswith(("http://", "https://")):
        return "expected an address that begins with http:// or https://"
    return ""


def _issuer_fault(value: object) -> str:
    text = str(value)
    local = ("http://localhost", "http://127.0.0.1", "http://[::1]")
    if text and not text.startswith(("https://", *local)):
        return "expected an address that begins with https://"
    return "expected an address without ? and #" if set(text) & set("?#") else ""


def _lifetime_fault(value: object) -> str:
    return f"expected 0, or 60 or more, not {value}" if value in range(1, 60) else ""


def _rate_limits_fault(value: object) -> str:
    text = str(value)
    if text in ("off", "vendor"):
        return ""
    try:
        limits = json.loads(text if text.startswith("{") else Path(text).read_text("utf-8"))
    except (OSError, ValueError) as error:
        return f"expected off, vendor, a JSON object or the path of a JSON file ({error})"
    return "" if isinstance(limits, dict) else "expected a JSON object"


def _networks_fault(value: object) -> str:
    try:
        for text in cast("tuple[str, ...]", value):
            ip_network(text)
    except ValueError as error:
        return f"expected networks such as 10.1.0.0/16 ({error})"
    return ""


FAULTS: Mapping[str, Callable[[object], str]] = {
    "database_url": _database_url_fault,
    "owner_database_url": _database_url_fault,
    "public_url": _public_url_fault,
    "oidc_issuer": _issuer_fault,
    "rate_limits": _rate_limits_fault,
    "access_token_lifetime_seconds": _lifetime_fault,
    "webhook_networks": _networks_fault,
}
