"""Budget codes as their template builds them: segments with what stands behind each. Pure.

A project's template (autodesk.md §5.9) says of which segments a code is made. A segment has a
length, fixed or at most, and a delimiter that stands between it and the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .errors import Conflict, Problem, invalid
from .records_files import Segment

DELIMITERS: Mapping[str, str] = {
    "none": "",
    "space": " ",
    "point": ".",
    "hyphen": "-",
    "underscore": "_",
    "tab": "\t",
}
CODE_LENGTH_MAXIMUM = 255


def code_segments(segments: Iterable[Segment]) -> list[Segment]:
    """The segments that make up the code, in their order; others only inform."""
    return sorted(
        (one for one in segments if one.type == "code"), key=lambda one: (one.position, one.id)
    )


def join_codes(segments: Sequence[Segment], codes: Mapping[str, str], field: str) -> str:
    """The whole code from a map of segment id → its part.

    Raises `Invalid` naming `field` for an id that is no segment or a part that is missing, and
    `Conflict` for a part that does not fit its segment (autodesk.md §1.6: 450407).
    """
    known = {str(segment.uuid): segment for segment in segments}
    given = {segment_id.lower(): code for segment_id, code in codes.items()}
    for segment_id in given:
        if segment_id not in known:
            raise invalid(f"{field}.{segment_id}", "reference", "there is no such segment")
    text = ""
    for segment_id, segment in known.items():
        part = given.get(segment_id, "")
        if not part:
            raise invalid(f"{field}.{segment_id}", "missing", f"{segment.name} needs a code")
        if len(part) not in _lengths(segment):
            raise _misfit(f"{part} does not fit segment {segment.name}", field)
        text += part + _delimiter(segments, segment)
    return text


def split_code(segments: Sequence[Segment], code: str, field: str = "code") -> dict[str, str]:
    """The parts of a code by segment id. A template without segments takes any code.

    Where lengths leave a choice, an earlier part is as long as it can be. Raises `Conflict` for a
    code that the template does not build.
    """
    parts = _split(segments, code, 0, set()) if segments else []
    if parts is None:
        raise _misfit(f"{code} does not fit the budget code template", field)
    return {str(one.uuid): part for one, part in zip(segments, parts, strict=True)}


def _split(
    segments: Sequence[Segment], rest: str, index: int, failed: set[tuple[int, int]]
) -> list[str] | None:
    """The parts from segment `index` on; None if `rest` has none. `failed` remembers, as (index,
    length of the rest), what has been tried, so that the work stays small."""
    if index == len(segments):
        return None if rest else []
    if (index, len(rest)) in failed:
        return None
    segment = segments[index]
    delimiter = _delimiter(segments, segment)
    for length in reversed(_lengths(segment)):
        part, after = rest[:length], rest[length:]
        if len(part) == length and after.startswith(delimiter):
            following = _split(segments, after[len(delimiter) :], index + 1, failed)
            if following is not None:
                return [part, *following]
    failed.add((index, len(rest)))
    return None


def _lengths(segment: Segment) -> range:
    longest = segment.length or CODE_LENGTH_MAXIMUM
    fixed = segment.length > 0 and not segment.is_variable_length
    return range(longest if fixed else 1, longest + 1)


def _delimiter(segments: Sequence[Segment], segment: Segment) -> str:
    """What stands behind a segment: nothing behind the last."""
    return "" if segment is segments[-1] else DELIMITERS.get(segment.delimiter, "")


def _misfit(detail: str, field: str) -> Conflict:
    return Conflict(detail, Problem(field, "rule", detail), reason="code_length")
