"""Service accounts: the signed statement by which a program may act as one.

A program registers the public half of a service account's key; to act as the account it sends, next
to its own secret, a short-lived JWT signed by that key (RFC 7523). Such a token counts as
three-legged: there is a person behind it (autodesk.md §7.1).
"""

from __future__ import annotations

from changewright.core.people import Person
from changewright.work.keys import ALGORITHM, BadToken, key_from, token_header, verified_claims
from changewright.work.token_exchange import Facts

LIFETIME_MAXIMUM_SECONDS = 300
CLOCK_SKEW_SECONDS = 30


def asserted_person(
    assertion: str | None, facts: Facts, audiences: frozenset[str]
) -> Person | None:
    """The active service account an assertion speaks for, or None when anything is wrong.

    Its issuer is the program, its subject the account's id, its audience this token endpoint, and
    it ends within five minutes.
    """
    if not assertion or facts.client is None:
        return None
    try:
        header = token_header(assertion)
        key = next(key for key in facts.service_keys if key.key_id == header.kid)
        if header.alg != ALGORITHM:
            return None
        claims = verified_claims(assertion, key_from(key.public_jwk, key.key_id))
    except (BadToken, StopIteration):
        return None
    person = facts.service_people.get(key.person_id)
    if person is None or claims.get("iss") != facts.client.client_id:
        return None
    if claims.get("sub") not in (person.autodesk_id, str(person.uuid)):
        return None
    return person if _addressed(claims, audiences) and _in_time(claims, facts) else None


def _addressed(claims: dict[str, object], audiences: frozenset[str]) -> bool:
    named = claims.get("aud")
    listed = named if isinstance(named, list) else [named]
    return any(isinstance(one, str) and one in audiences for one in listed)


def _in_time(claims: dict[str, object], facts: Facts) -> bool:
    now = facts.now.timestamp()
    ends, begins = claims.get("exp"), claims.get("nbf", claims.get("iat", now))
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        return False
    skew = CLOCK_SKEW_SECONDS
    return begins - skew <= now < ends <= now + LIFETIME_MAXIMUM_SECONDS + skew
