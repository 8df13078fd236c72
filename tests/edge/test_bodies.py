"""Bodies: what is read, what is refused, and that every refusal names its field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.edge import sample_door
from tests.edge.conftest import WIDGETS

from changewright.core.errors import Invalid, UnsupportedMedia
from changewright.core.money import Decimal, Digits
from changewright.core.records_attached import Comment
from changewright.edge import bodies
from changewright.edge.bodies import (
    Field,
    Reference,
    fields_schema,
    read_fields,
    read_items,
    references_in,
)
from changewright.edge.decode import check_media, decode_json

A = UUID("b6445638-ca68-4e3c-9160-15864de6b818")


def field(reader: bodies.Reader, **options: Any) -> Field:
    return Field("x", "column", reader, **options)


READ = [
    (bodies.TEXT, '"Slab"', "Slab"),
    (bodies.TEXT, '""', ""),
    (bodies.TEXT, "null", None),
    (bodies.UUID_TEXT, f'"{str(A).upper()}"', A),
    (bodies.UUID_TEXT, '""', None),
    (bodies.AMOUNT, "1", Decimal("1.0000")),
    (bodies.AMOUNT, "0.1", Decimal("0.1000")),
    (bodies.AMOUNT, "1.00005", Decimal("1.0001")),
    (bodies.AMOUNT, "1.5e2", Decimal("150.0000")),
    (bodies.AMOUNT, '"12.3400"', Decimal("12.3400")),
    (bodies.AMOUNT, '""', None),
    (bodies.AMOUNT, "99999999999999.9999", Decimal("99999999999999.9999")),
    (bodies.PRICE, "0.12345678", Decimal("0.12345678")),
    (bodies.INTEGER, "-3", -3),
    (bodies.INTEGER, "3.0", 3),
    (bodies.INTEGER, "3e2", 300),
    (bodies.BOOLEAN, "true", True),
    (bodies.DAY, '"2021-01-31"', date(2021, 1, 31)),
    (bodies.DAY, '"2021-01-31T23:00:00.000Z"', date(2021, 1, 31)),
    (bodies.INSTANT, '"2019-09-05T01:00:12.9899Z"',
     datetime(2019, 9, 5, 1, 0, 12, 989000, tzinfo=UTC)),
    (bodies.TEXT_LIST, '["a","b"]', ("a", "b")),
    (bodies.UUID_LIST, f'["{A}"]', (A,)),
    (bodies.JSON_LIST, "[1, 2.50, {}]", [1, "2.50", {}]),
    (bodies.JSON_OBJECT, '{"a": 1.5}', {"a": "1.5"}),
    (bodies.reference(Comment), f'"{A}"', Reference(Comment, A, "x")),
    (bodies.references(Comment), f'["{A}"]', (Reference(Comment, A, "x.0"),)),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "text", "value"), READ)
def test_values(reader: bodies.Reader, text: str, value: object) -> None:
    found = read_fields(decode_json(f'{{"x": {text}}}'.encode()), [field(reader)])
    assert found == {"column": value}
    assert type(found["column"]) is type(value)


REFUSED = [
    (field(bodies.TEXT), "5", "type"),
    (field(bodies.TEXT, maximum=3), '"abcd"', "length"),
    (field(bodies.TEXT, required=True), '"  "', "missing"),
    (field(bodies.TEXT, required=True), "null", "missing"),
    (field(bodies.TEXT, nullable=False), "null", "missing"),
    (field(bodies.TEXT), '{"a":1}', "type"),
    (field(bodies.UUID_TEXT), '"nonsense"', "format"),
    (field(bodies.UUID_TEXT), f'"{{{A}}}"', "format"),
    (field(bodies.AMOUNT), "true", "type"),
    (field(bodies.AMOUNT), "1e400", "range"),
    (field(bodies.AMOUNT), "1e999999999999", "format"),
    (field(bodies.AMOUNT), "100000000000000", "range"),
    (field(bodies.AMOUNT), "99999999999999.99995", "range"),
    (field(bodies.AMOUNT), '"1.00005"', "range"),
    (field(bodies.AMOUNT), '"1,5"', "format"),
    (field(bodies.AMOUNT), '"NaN"', "format"),
    (field(bodies.AMOUNT), '"Infinity"', "format"),
    (field(bodies.AMOUNT), "9" * 4000, "range"),
    (field(bodies.INTEGER), "1.5", "type"),
    (field(bodies.INTEGER), "1.00001", "type"),
    (field(bodies.INTEGER), '"1"', "type"),
    (field(bodies.INTEGER), "true", "type"),
    (field(bodies.INTEGER), str(2**53), "range"),
    (field(bodies.INTEGER), "1e400", "range"),
    (field(bodies.INTEGER, minimum=0), "-1", "range"),
    (field(bodies.BOOLEAN), '"true"', "type"),
    (field(bodies.BOOLEAN), "1", "type"),
    (field(bodies.DAY), '"2021-02-30"', "format"),
    (field(bodies.DAY), "20210101", "type"),
    (field(bodies.INSTANT), '"2021-01-01T25:00:00Z"', "format"),
    (field(bodies.INSTANT), '"soon"', "format"),
    (field(bodies.CHOICE, choices=("in", "out")), '"OUT"', "choice"),
    (field(bodies.CHOICE, choices=("in", "out"), nullable=False), "null", "missing"),
    (field(bodies.TEXT_LIST), '"a"', "type"),
    (field(bodies.TEXT_LIST, maximum=1), '["a","b"]', "length"),
    (field(bodies.JSON_OBJECT), "[]", "type"),
]


@pytest.mark.parametrize(("row", "text", "code"), REFUSED)
def test_refused_values_name_their_field(row: Field, text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_fields(decode_json(f'{{"x": {text}}}'.encode()), [row])
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("x", code)
    assert "x" in problem.detail and len(problem.detail) < 400


def test_elements_of_lists_are_named() -> None:
    inner = bodies.objects_of(Field("id", "id", bodies.UUID_TEXT, required=True))
    row = Field("people", "people", inner)
    with pytest.raises(Invalid) as caught:
        read_fields({"people": [{"id": str(A)}, {}, 5]}, [row])
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        ("people.1.id", "missing"),
        ("people.2", "type"),
    ]
    assert read_fields({"people": [{"id": str(A), "other": 1}]}, [row]) == {"people": ({"id": A},)}


def test_all_problems_at_once_and_unknown_keys_ignored() -> None:
    fields = [
        Field("name", "name", bodies.TEXT, required=True),
        Field("scope", "scope", bodies.CHOICE, choices=("in",)),
        Field("seen", "seen", bodies.TEXT, ignored=True),
    ]
    with pytest.raises(Invalid) as caught:
        read_items([{"name": "a"}, {"scope": "x", "name": None}, {"extra": 1}], fields)
    assert [problem.field for problem in caught.value.problems] == [
        "1.name",
        "1.scope",
        "2.name",
    ]
    assert read_fields({"name": "a", "extra": 1, "seen": "b"}, fields) == {"name": "a"}
    with pytest.raises(Invalid, match="seen"):  # ignored, and yet read like the rest
        read_fields({"name": "a", "seen": 5}, fields)
    assert read_fields({}, fields, partial=True) == {}


def test_too_many_problems_stop_early() -> None:
    with pytest.raises(Invalid) as caught:
        read_items([{}] * 5000, [Field("name", "name", bodies.TEXT, required=True)])
    assert len(caught.value.problems) == 100


def test_references_are_found_wherever_they_stand() -> None:
    row = Reference(Comment, A, "x")
    assert list(references_in({"a": row, "b": (row,), "c": ({"d": row},), "e": "x"})) == [row] * 3


def test_the_schema_follows_the_rows() -> None:
    schema = fields_schema(sample_door.FIELDS)
    assert schema["required"] == ["name"]
    assert schema["properties"]["name"] == {
        "type": "string",
        "maxLength": 1024,
        "minLength": 1,
        "pattern": r"\S",
    }
    assert schema["properties"]["scope"] == {"type": "string", "enum": ["out", "in", "tbd"]}
    assert schema["properties"]["description"]["type"] == ["string", "null"]
    assert "required" not in fields_schema(sample_door.FIELDS, partial=True)


DECODED = [
    (b'{"a":1,"a":2}', {"a": 2}),
    (b"\xef\xbb\xbf{}", {}),
    (b'{"a":1.10}', {"a": Digits("1.10")}),
    (b'{"a":1e400}', {"a": Digits("1e400")}),
    (b"[" * 64 + b"]" * 64, None),
    (b'"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
]


@pytest.mark.parametrize(("raw", "value"), DECODED)
def test_decoded(raw: bytes, value: object) -> None:
    found = decode_json(raw)
    if value is not None:
        assert found == value


UNDECODED = [
    (b"", "body", "missing"),
    (b"  ", "body", "missing"),
    (b"{", "body", "format"),
    (b'{"a":NaN}', "body", "format"),
    (b"{'a':1}", "body", "format"),
    (b'{"a":1} x', "body", "format"),
    (b'"\xff"', "body", "format"),
    (b"9" * 5000, "body", "format"),
    (b"[" * 65 + b"]" * 65, "body", "range"),
    (b"[" * 200_000, "body", "range"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "body", "range"),
    (b'{"a":{"b":["x","\\u0000"]}}', "a.b.1", "format"),
    (b'{"a\\u0000":1}', "body", "format"),
    (b'{"a":"x\\ud800"}', "a", "format"),
    (b'{"a":"x\\ud800y"}', "a", "format"),
    (b'{"a":["\\udc00"]}', "a.0", "format"),
    (b'{"a":"\\uD800\\u0041"}', "a", "format"),
]


@pytest.mark.parametrize(("raw", "where", "code"), UNDECODED, ids=lambda value: str(value)[:30])
def test_what_is_not_decoded(raw: bytes, where: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_json(raw)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (where, code)


@pytest.mark.parametrize(
    "media",
    [b"", b"application/json", b"Application/JSON; charset=UTF-8", b"application/vnd.api+json"],
)
def test_media_read(media: bytes) -> None:
    check_media(media)


@pytest.mark.parametrize(
    ("media", "encoding"),
    [
        (b"text/plain", None),
        (b"application/x-www-form-urlencoded", None),
        (b"application/json; charset=utf-16", None),
        (b"application/json", b"gzip"),
    ],
)
def test_media_not_read(media: bytes, encoding: bytes | None) -> None:
    with pytest.raises(UnsupportedMedia):
        check_media(media, encoding)


HTTP = [
    ({"json": {"name": "x" * 1025}}, 400, "name"),
    ({"json": [{"name": "x"}]}, 400, "body"),
    ({"json": {"name": "x", "approved": "1.00005"}}, 400, "approved"),
    ({"content": b'{"name":"x","approved":1e400}'}, 400, "approved"),
    ({"content": b"{"}, 400, "body"),
    ({"content": b""}, 400, "body"),
    ({"content": b'{"name":"\\u0000"}'}, 400, "name"),
    ({"content": b'{"name":' + b"[" * 100_000}, 400, "body"),
]


@pytest.mark.parametrize(("request_body", "status", "where"), HTTP, ids=range(len(HTTP)))
async def test_over_http(
    client: httpx.AsyncClient, request_body: dict[str, Any], status: int, where: str
) -> None:
    reply = await client.post(WIDGETS, **request_body)
    assert reply.status_code == status
    assert reply.json()["errors"][0]["field"] == where
    assert sample_door.STORED == []


async def test_a_body_that_is_too_large(client: httpx.AsyncClient) -> None:
    body = json.dumps({"name": "x" * 10_000_000}).encode()
    told = await client.post(WIDGETS, content=body)
    assert told.status_code == 413
    assert told.json()["error"]["statusCode"] == 413

    async def untold() -> Any:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    reply = await client.post(WIDGETS, content=untold())
    assert reply.status_code == 413
    assert sample_door.STORED == []


async def test_another_content_type(client: httpx.AsyncClient) -> None:
    reply = await client.post(
        WIDGETS, content=b'{"name":"x"}', headers={"content-type": "text/xml"}
    )
    assert reply.status_code == 415
    assert reply.json()["error"]["statusCode"] == 415
    assert (await client.post(WIDGETS, content=b'{"name":"x"}')).status_code == 201


async def test_the_array_inside_a_key(client: httpx.AsyncClient) -> None:
    path = WIDGETS.replace("widgets/pco", "widgets:batch-create")
    for body, where in (
        ([], "body"),
        ({}, "data"),
        ({"data": {}}, "data"),
        ({"data": [{"name": "a"}, {}]}, "data.1.name"),
        ({"data": [{"name": "a"}] * 4}, "data"),
    ):
        reply = await client.post(path, json=body)
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["field"] == where
    assert sample_door.STORED == []
