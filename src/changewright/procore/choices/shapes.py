"""What the entries of a company's lists show (procore.md §2.7 and Appendix A).

An entry of v2.0 differs from that of v1.0 in the form of its id and in a few keys. Whether an
entry is deletable is asked of the operations there are: reasons can be deleted, the entries of
other lists have no such operation, so the built-in ones say no.
"""

from __future__ import annotations

from changewright.core.choices import BASE_TYPES, LIST

from .. import grammar
from ..directory_rows import Book
from ..fields import Key

_ID = Key(name="id", column="id", type="integer", nullable=False)
_ID_TEXT = Key(name="id", column="id", type="id_text", nullable=False)
_COMPANY = Key(name="company_id", column="account_id", type="integer", nullable=False)
_NAME = Key(name="name", column="name", nullable=False)
_SHOWN = Key(name="show_in_select", column="shown", type="boolean", nullable=False)
_MAPPED = Key(name="mapped_to_status", column="mapped_to", nullable=False)
_IS_DEFAULT = Key(name="default_status", column="is_default", type="boolean", nullable=False)
_BUILT_IN = Key(name="default", column="built_in", type="boolean", nullable=False)
_ORIGIN = (Key(name="origin_data", column="origin_data"), Key(name="origin_id", column="origin_id"))
_ORIGIN_FILTER = grammar.texts("origin_id", "origin_id", "The id in the system of origin.")


def _deletable(is_built_in: bool) -> Key:
    """`is_built_in`: whether a built-in entry can be deleted too."""
    return Key(
        name="deletable",
        type="boolean",
        columns=("built_in",),
        compose=lambda _, built_in: is_built_in or not built_in,
        nullable=False,
    )


STATUS = Book("change_order_status", (_ID, _NAME, _MAPPED, _SHOWN))
EVENT_STATUS = Book("change_event_status", (_ID, _NAME, _MAPPED, _SHOWN, _IS_DEFAULT))
EVENT_STATUS_V2 = Book(
    "change_event_status_v2",
    (_ID_TEXT, _NAME, _SHOWN, _IS_DEFAULT, _BUILT_IN, _deletable(False)),
)
CHANGE_TYPE = Book(
    "change_type",
    (
        _ID,
        Key(name="abbreviation", column="abbreviation"),
        _COMPANY,
        Key(name="change_type", column="name", nullable=False),
        _SHOWN,
    ),
)
EVENT_TYPE_V2 = Book(
    "change_event_type_v2",
    (
        *(_ID_TEXT, _NAME, _SHOWN, Key(name="abbreviation", column="abbreviation")),
        *(_BUILT_IN, _deletable(False)),
    ),
)
REASON = Book(
    "change_reason",
    (_ID, _COMPANY, Key(name="change_reason", column="name", nullable=False), _SHOWN),
)
REASON_V2 = Book(
    "change_reason_v2",
    (
        _ID_TEXT,
        Key(name="change_reason", column="name", nullable=False),
        _SHOWN,
        _deletable(True),
    ),
)
LINE_ITEM_TYPE = Book(
    "line_item_type",
    (
        _ID,
        _NAME,
        Key(name="code", column="abbreviation"),
        Key(name="base_type", column="mapped_to", description=f"One of {', '.join(BASE_TYPES)}."),
        *_ORIGIN,
    ),
    (_ORIGIN_FILTER,),
)
TAX_TYPE = Book("tax_type", (_ID, _NAME, Key(name="description", column="description"), *_ORIGIN))
TAX_CODE = Book(
    "tax_code",
    (
        _ID,
        Key(name="code", column="code", nullable=False),
        Key(name="description", column="description"),
        Key(name="rate1", column="rate", type="number"),
        Key(name="archived", column="archived", type="boolean", nullable=False),
        Key(name="default_tax_code", column="is_default", type="boolean", nullable=False),
        *_ORIGIN,
    ),
)
EVENT_WORDS = LIST["change_event_status"].words
