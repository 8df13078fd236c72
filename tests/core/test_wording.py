"""Refusals are told in words: an estimator may not approve a supplier change order."""

from __future__ import annotations

import pytest

from changewright.core.catalogue import NOUN
from changewright.core.errors import Forbidden
from changewright.core.kinds import KIND, MOVES, STATE
from changewright.core.roles import ROLE
from changewright.core.wording import acting, article, document_name, moving, record_name
from changewright.work.permission import require_configures, require_duty, require_write
from changewright.work.unit import Actor


def refusal(role: str, deed: str) -> str:
    with pytest.raises(Forbidden) as caught:
        require_duty(Actor(1, None, "acc", "r", role), "sco", "sign", deed)
    return str(caught.value)


def test_a_duty_that_a_role_lacks() -> None:
    assert refusal("estimator", moving("sco", "approved")) == (
        "an estimator may not approve a supplier change order"
    )
    assert refusal("viewer", moving("oco", "no_charge")) == (
        "a viewer may not set an owner change order to no charge"
    )
    assert refusal("estimator", acting("sco", "execute")) == (
        "an estimator may not execute a supplier change order"
    )
    assert refusal("owner", acting("oco", "approvedToSubmit")) == (
        "an owner may not do approvedToSubmit on an owner change order"
    )


def test_a_record_that_a_role_does_not_write() -> None:
    viewer = Actor(1, None, "acc", "r", "viewer")
    for table, told in (
        ("change_order", "a viewer may not change a change order"),
        ("expense_item", "a viewer may not change an expense item"),
        ("schedule_of_value", "a viewer may not change a line item"),
    ):
        with pytest.raises(Forbidden, match=f"^{told}$"):
            require_write(viewer, table)
    with pytest.raises(Forbidden, match=r"^an estimator may not change the project's settings$"):
        require_configures(Actor(1, None, "acc", "r", "estimator"))


def test_every_word_is_one_that_can_be_read() -> None:
    said = [
        *(article(role) for role in ROLE),
        *(article(record_name(table)) for table in NOUN),
        *(article(document_name(kind)) for kind in KIND),
        *(moving(kind, state) for kind in KIND for state in STATE),
        *(acting(move.kind, move.action) for move in MOVES if move.action),
    ]
    for words in said:
        assert "_" not in words, words
        first, *rest = words.split()
        assert rest, words
        if first in ("a", "an"):
            assert (first == "an") == (rest[0][0] in "aeiou"), words
