"""What differs between two doors' OAuth servers, as one row per door.

The core in this package speaks RFC 6749, 7009, 7517, 7523, 7636, 7662 and OpenID Connect; a door
gives it a `Dialect`: its addresses, lifetimes, scopes and the fields of its token response.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from changewright.work.tokens import Lifetimes

if TYPE_CHECKING:
    from starlette.responses import Response

    from .inbound import Inbound
    from .server import OAuthServer

Endpoint: TypeAlias = "Callable[[OAuthServer, Inbound, Address], Awaitable[Response]]"

AUTHORIZATION_CODE = "authorization_code"
REFRESH_TOKEN = "refresh_token"
CLIENT_CREDENTIALS = "client_credentials"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Scope(msgspec.Struct, frozen=True):
    """A scope a program may ask for. `sentence` completes "This lets it …" on the consent page;
    without one the scope is accepted and means nothing here. `part_of` names a scope that holds
    it: a token with that one may be narrowed to this."""

    name: str
    sentence: str = ""
    part_of: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One address of the server: the methods it answers, what runs, and for token endpoints which
    grant types it takes. `role` names it in the discovery document."""

    path: str
    methods: tuple[str, ...]
    endpoint: Endpoint
    operation_id: str
    summary: str
    grant_types: tuple[str, ...] = ()
    role: str = ""


FORM_MEDIA = "application/x-www-form-urlencoded"
RESPONSE_TYPES = ("code", "id_token")


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """A door's OAuth. `response_fields` are the fields of a token response, in order.

    `service_client_is_person`: a program that signs in for itself acts as its service person
    rather than as nobody. `given_scopes`: what every program is given that may have it, where the
    vendor's programs do not ask for scopes; what they send as `scope` is dropped then. `token_type`
    is that of a response, `reads` are the media types of a program's request. A redirect address
    in `shown_codes` leads nowhere: its code is shown to the person, who carries it over.
    """

    door: str
    addresses: tuple[Address, ...]
    lifetimes: Lifetimes
    identity_token_seconds: int
    scopes: tuple[Scope, ...]
    response_fields: tuple[str, ...]
    service_client_is_person: bool = False
    given_scopes: tuple[str, ...] = ()
    token_type: str = "Bearer"
    reads: frozenset[str] = frozenset({FORM_MEDIA})
    shown_codes: frozenset[str] = frozenset()
    response_types: tuple[str, ...] = RESPONSE_TYPES

    def living(self, access_seconds: int) -> Dialect:
        """The same with access tokens that live so long; 0: as long as the vendor's."""
        if not access_seconds:
            return self
        lifetimes = msgspec.structs.replace(self.lifetimes, access=access_seconds)
        return msgspec.structs.replace(self, lifetimes=lifetimes)

    @property
    def scope_names(self) -> frozenset[str]:
        return frozenset(scope.name for scope in self.scopes)

    def holds(self, granted: Collection[str], scope: str) -> bool:
        """Whether what was granted has the scope, itself or as a part of another."""
        whole = next((each.part_of for each in self.scopes if each.name == scope), "")
        return scope in granted or whole in granted

    def path_of(self, role: str) -> str:
        """The path of the address with this role. Raises StopIteration if the door has none."""
        return next(address.path for address in self.addresses if address.role == role)
