"""Budget codes taken apart and put together by their template."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest

from changewright.core.budget_codes import code_segments, join_codes, split_code
from changewright.core.errors import Conflict, Invalid
from changewright.core.records_files import Segment

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def segment(
    number: int,
    length: int,
    delimiter: str = "none",
    *,
    variable: bool = False,
    kind: str = "code",
) -> Segment:
    return Segment(
        container_id=1,
        id=number,
        uuid=UUID(int=number),
        created_at=NOW,
        updated_at=NOW,
        template_id=1,
        name=f"Segment {number}",
        type=kind,
        delimiter=delimiter,
        length=length,
        is_variable_length=variable,
        position=number,
    )


DIVISION = [segment(1, 2, "hyphen"), segment(2, 4, "point"), segment(3, 1, "hyphen")]


def parts(segments: list[Segment], code: str) -> list[str]:
    return list(split_code(segments, code).values())


@pytest.mark.parametrize(
    ("segments", "code", "expected"),
    [
        (DIVISION, "03-3000.S", ["03", "3000", "S"]),
        ([segment(1, 255, variable=True)], "200420420378", ["200420420378"]),
        ([segment(1, 5, "hyphen", variable=True), segment(2, 3, variable=True)], "a-b", ["a", "b"]),
        ([segment(1, 5, variable=True), segment(2, 3)], "abcdef", ["abc", "def"]),
        ([segment(1, 0), segment(2, 0)], "abc", ["ab", "c"]),
        ([], "anything", []),
    ],
)
def test_splits_a_code_and_joins_it_again(
    segments: list[Segment], code: str, expected: list[str]
) -> None:
    found = split_code(segments, code)
    assert list(found.values()) == expected
    assert not segments or join_codes(segments, found, "segmentCodeMap") == code


@pytest.mark.parametrize("code", ["", "03-300.S", "03-30000.S", "03.3000.S", "03-3000.SX", "03"])
def test_refuses_a_code_that_the_template_does_not_build(code: str) -> None:
    with pytest.raises(Conflict) as refusal:
        split_code(DIVISION, code)
    assert refusal.value.reason == "code_length"
    assert [problem.field for problem in refusal.value.problems] == ["code"]


def test_only_code_segments_in_their_order_make_up_the_code() -> None:
    info = segment(4, 9, kind="info")
    assert code_segments([*reversed(DIVISION), info]) == DIVISION


def test_ids_of_segments_are_read_in_any_case() -> None:
    one = segment(0xABCDEF, 2)
    assert join_codes([one], {str(one.uuid).upper(): "01"}, "segmentCodeMap") == "01"


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ({1: "03", 2: "3000"}, Invalid),
        ({1: "03", 2: "3000", 3: "S", 9: "x"}, Invalid),
        ({1: "03", 2: "300", 3: "S"}, Conflict),
    ],
)
def test_refuses_parts_that_do_not_fit(codes: dict[int, str], refusal: type[Exception]) -> None:
    given = {str(UUID(int=number)): code for number, code in codes.items()}
    with pytest.raises(refusal):
        join_codes(DIVISION, given, "segmentCodeMap")


def test_many_variable_segments_take_no_longer_than_few() -> None:
    segments = [segment(number, 10, variable=True) for number in range(1, 31)]
    began = time.perf_counter()
    with pytest.raises(Conflict):
        split_code(segments, "x" * 301)
    assert parts(segments, "x" * 255)[0] == "x" * 10
    assert time.perf_counter() - began < 2
