"""Every refusal by meaning; transport numbers are added by the doors and nowhere else.

Refusal
├── NotAuthenticated        nobody is known to be calling, or no longer
├── Forbidden               known, may see it, may not do it
├── NotFound                it does not exist, or not for this caller
├── Invalid                 the request is malformed; `problems` name the fields
│   ├── TooLarge            a body or a batch beyond its limit
│   └── UnsupportedMedia    a content type nobody reads here
├── Conflict                well formed, but the record's state says no
│   ├── MoveNotAllowed      the action is not one of those executable now
│   ├── Locked              an approved, locked or integrated record refuses the edit
│   ├── Taken               a number, an id or a place that is in use
│   ├── InUse               a deletion or detachment that would leave something dangling
│   └── OutcomeDiffers      an idempotency key that came back with another body
├── Stale                   `If-Match` names a version that is no longer the newest
├── TooMany                 the caller's rate is above its limit
└── Unavailable             the server cannot do it now (starting, database away)
"""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with a request: which field, what kind of fault, and a sentence for people.

    `code` is one of our own words (see PROBLEM_CODES); each door maps it to its vendor's code.
    `record` is the id of the record it is about, where a client may go on from it.
    """

    field: str
    code: str
    detail: str
    record: str = ""


class Mention(msgspec.Struct, frozen=True):
    """A document that a refusal names: `text` is how, the rest is what doors name it by that know
    it otherwise. `contract_number` is its number among those of the contract it amends."""

    text: str
    kind: str
    number: str
    contract_number: str | None


PROBLEM_CODES = (
    "missing",  # a required field is absent
    "type",  # of another JSON type than asked
    "format",  # the right type, but not a UUID, date, number, ... as asked
    "length",  # longer than the documented maximum
    "range",  # a number or time outside its bounds
    "choice",  # not one of the allowed words
    "unknown",  # no such attribute, filter or parameter
    "reference",  # names a record that is not there for this caller
    "rule",  # a rule between fields or records
)


class Refusal(Exception):
    """A request refused. `problems` may be empty; `detail` is one sentence for people, `mentions`
    the documents that the sentences name."""

    def __init__(
        self, detail: str, *problems: Problem, reason: str = "", mentions: tuple[Mention, ...] = ()
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = problems
        self.reason = reason or type(self).__name__
        self.mentions = mentions


class NotAuthenticated(Refusal):
    pass


class Forbidden(Refusal):
    pass


class NotFound(Refusal):
    pass


class Invalid(Refusal):
    pass


class TooLarge(Invalid):
    pass


class UnsupportedMedia(Invalid):
    pass


class Conflict(Refusal):
    pass


class MoveNotAllowed(Conflict):
    pass


class Locked(Conflict):
    pass


class Taken(Conflict):
    pass


class InUse(Conflict):
    pass


class OutcomeDiffers(Conflict):
    pass


class Stale(Refusal):
    pass


class TooMany(Refusal):
    def __init__(self, detail: str, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    pass


def invalid(field: str, code: str, detail: str) -> Invalid:
    """An `Invalid` about one field."""
    return Invalid(detail, Problem(field, code, detail))
