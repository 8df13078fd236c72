"""The memory of rendered JSON keeps to its limit and forgets what was used longest ago."""

from __future__ import annotations

from changewright.edge.fragments import ENTRY_BYTES, Fragments


def test_it_keeps_to_its_limit_and_forgets_what_was_used_longest_ago() -> None:
    fragments = Fragments(3 * (ENTRY_BYTES + 10))
    fragments.put_many([((1, number, 1), b"x" * 10) for number in (1, 2, 3)])
    assert fragments.get_many([(1, 1, 1)]) == [b"x" * 10]
    fragments.put_many([((1, 4, 1), b"y" * 10)])
    found = fragments.get_many([(1, number, 1) for number in (1, 2, 3, 4)])
    assert [json is not None for json in found] == [True, False, True, True]
    fragments.put_many([((1, 5, 1), b"z" * (3 * ENTRY_BYTES))])
    assert len(fragments) == 0  # larger than all the memory: not kept either
    assert fragments.size_bytes == 0


def test_putting_the_same_key_again_counts_it_once() -> None:
    fragments = Fragments(10_000)
    fragments.put_many([((1, 1, 1), b"x" * 10)])
    fragments.put_many([((1, 1, 1), b"x" * 30)])
    assert fragments.size_bytes == ENTRY_BYTES + 30
    assert fragments.get_many([(1, 1, 1), (2, 1, 1)]) == [b"x" * 30, None]


def test_a_drawer_is_the_same_for_the_same_name() -> None:
    fragments = Fragments(100)
    assert fragments.drawer("a", 1) == fragments.drawer("a", 1) != fragments.drawer("a", 2)
