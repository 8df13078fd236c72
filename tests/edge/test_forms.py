"""A form's pairs as a tree, and what of names and bytes is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from changewright.core.errors import Invalid
from changewright.edge.forms import DEPTH_MAXIMUM, PAIRS_MAXIMUM, decode_form, is_form

TAIL = {"a": {"b": "3"}}


@pytest.mark.parametrize(
    ("raw", "tree"),
    [
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a=1&a=2", {"a": "2"}),
        ("a[b]=1&a[c]=two+words", {"a": {"b": "1", "c": "two words"}}),
        ("a%5Bb%5D%5Bc%5D=%C3%A9", {"a": {"b": {"c": "é"}}}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[b][]=1&a[b][]=2&a[c]=3", {"a": {"b": ["1", "2"], "c": "3"}}),
        ("u[][id]=1&u[][t]=x&u[][id]=2", {"u": [{"id": "1", "t": "x"}, {"id": "2"}]}),
        ("u[][a][b]=1&u[][a][c]=2&u[][a][b]=3", {"u": [{"a": {"b": "1", "c": "2"}}, TAIL]}),
        ("u[][ids][]=1&u[][ids][]=2", {"u": [{"ids": ["1", "2"]}]}),
        ("a[0][b]=1", {"a": {"0": {"b": "1"}}}),
    ],
)
def test_what_a_form_says(raw: str, tree: dict[str, Any]) -> None:
    assert decode_form(raw.encode()) == tree


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"=1", b"[a]=1", b"a[=1", b"a]=1", b"a[b]c=1", b"a[b[c]]=1"),
        *(b"a=1&a[b]=2", b"a[b]=1&a=2", b"a[]=1&a[b]=2", b"a[b]=1&a[]=2"),
        *(b"a[][]=1", b"a[]=1&a[][b]=2", b"a=%ff", b"\xff=1", b"a=%00", b"a[%00]=1"),
        b"a" + b"[b]" * DEPTH_MAXIMUM + b"=1",
        b"&".join(b"a[]=1" for _ in range(PAIRS_MAXIMUM + 1)),
    ],
)
def test_what_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        decode_form(raw)


def test_a_long_form_is_read() -> None:
    pairs = (f"updates[][id]={each}&updates[][title]={quote('a & b')}" for each in range(1000))
    (updates,) = decode_form("&".join(pairs).encode()).values()
    assert len(updates) == 1000 and updates[7] == {"id": "7", "title": "a & b"}


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (b"application/x-www-form-urlencoded", True),
        (b"Application/X-WWW-Form-Urlencoded ; charset=UTF-8", True),
        (b"multipart/form-data; boundary=x", False),
        (b"application/json", False),
        (b"", False),
        (None, False),
    ],
)
def test_what_is_a_form(content_type: bytes | None, expected: bool) -> None:
    assert is_form(content_type) is expected
