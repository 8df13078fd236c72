"""Numbers of texts sort as their UTF-8 bytes do, however many bytes these are and whatever comes in
between, and stay so when they are dealt anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changewright.store import words as module
from changewright.store.columns import NO_VALUE
from changewright.store.words import SHORT_BYTES, Words, numbered

texts = st.text(alphabet=st.sampled_from("abAZ~Äé東𝄞 "), max_size=5)


def words_of(known: set[str]) -> Words:
    blocks = sorted(text.encode() for text in known)
    return Words(b"".join(blocks), np.array([len(block) for block in blocks], np.int32))


@given(st.sets(texts, max_size=20), st.lists(texts, max_size=60))
def test_numbers_sort_as_bytes(known: set[str], later: list[str]) -> None:
    words = words_of(known)
    numbers = {text: words.number(text.encode()) for text in (*sorted(known), *later)}
    in_order = sorted(numbers, key=str.encode)
    codes = [numbers[text] for text in in_order]
    assert None not in codes
    assert codes == sorted(set(codes), key=lambda code: code or 0)
    assert all(words.find(text.encode()) == number for text, number in numbers.items())


@given(st.sets(texts, max_size=8), st.lists(texts, max_size=60))
def test_numbers_dealt_anew_keep_their_order(known: set[str], later: list[str]) -> None:
    """With hardly any room between the numbers they are dealt anew all the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "GAP", 3)
        words = words_of(known)
        codes = {text: words.find(text.encode()) for text in known}
        for text in later:
            number = words.number(text.encode())
            if number is None:
                old, new = words.renumber()
                renewed = dict(zip(old.tolist(), new.tolist(), strict=True))
                codes = {each: renewed[code] for each, code in codes.items()}
                number = words.number(text.encode())
            codes[text] = number
            assert number is not None
        in_order = sorted(codes, key=str.encode)
        assert [codes[text] for text in in_order] == sorted(codes.values(), key=lambda c: c or 0)
        assert all(words.find(text.encode()) == code for text, code in codes.items())


@given(
    st.lists(st.none() | texts | st.text("ab", min_size=6, max_size=SHORT_BYTES)),
    st.sampled_from(("", "x" * SHORT_BYTES, "name 10 ")),
)
def test_a_column_is_numbered_as_its_texts_sort(column: list[str | None], before: str) -> None:
    """All texts short, all long, and some of each; beginnings alike, and ends."""
    encoded = [None if each is None else (before + each).encode() for each in column]
    lengths = np.array([-1 if each is None else len(each) for each in encoded], np.int64)
    codes, words = numbered(b"".join(filter(None, encoded)), lengths)
    known = {each for each in encoded if each is not None}
    code_of = {each: NO_VALUE if each is None else words.find(each) for each in encoded}
    assert codes.tolist() == [code_of[each] for each in encoded]
    assert [code_of[each] for each in sorted(known)] == words.codes.tolist()
    assert len(words) == len(known)


def test_an_unknown_text_has_no_number() -> None:
    words = words_of({"a", "c"})
    assert words.find(b"b") is None
    assert words.find(b"") is None
    assert len(words) == 2
