"""Where hooks may lead: addresses as they are written, and the networks they end in. Pure.

A server that posts wherever it is told to can be made to speak with what only it can reach. So a
destination is plain to read, and of what its name resolves to only public addresses are spoken to,
and those of networks that the operator named.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

import msgspec

URL_LENGTH_MAXIMUM = 2048
PORTS = {"https": 443, "http": 80}
_NAT64 = IPv6Network("64:ff9b::/96")
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class DestinationError(ValueError):
    """An address that nothing is sent to; the message says why."""


class Destination(msgspec.Struct, frozen=True):
    """An address taken apart. `target` is what stands behind the host, as HTTP sends it."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


class Reach(msgspec.Struct, frozen=True):
    """What may be spoken to beside the public network."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> Reach:
        """Raises ValueError for a text that is no network."""
        return cls(tuple(ip_network(each) for each in networks))

    def destination(self, url: str) -> Destination:
        """The address, taken apart. Raises `DestinationError` for one that is no https, or that is
        itself a number which may not be spoken to. Plain http needs a network to lead to."""
        found = _parsed(url)
        if found.scheme == "http" and not self.networks:
            raise DestinationError("must begin with https://")
        try:
            literal = ip_address(found.host)
        except ValueError:
            return found
        if not self.allows(literal, found.scheme):
            raise DestinationError("must not lead into a private network")
        return found

    def allows(self, address: Address, scheme: str) -> bool:
        """Whether an address may be spoken to; over plain http only one of the named networks."""
        carried = _carried(address)
        if any(_in(each, network) for network in self.networks for each in (address, carried)):
            return True
        if scheme != "https":
            return False
        return all(each.is_global and not each.is_multicast for each in (address, carried))


def _in(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _carried(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _parsed(url: str) -> Destination:
    if len(url) > URL_LENGTH_MAXIMUM:
        raise DestinationError(f"has more than {URL_LENGTH_MAXIMUM} characters")
    if any(not 33 <= ord(letter) <= 126 or letter in '\\"<>^`{|}' for letter in url):
        raise DestinationError("must be an address in ASCII, without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DestinationError("is not an address") from error
    if parts.scheme not in PORTS:
        raise DestinationError("must begin with https://")
    if not parts.hostname or port == 0:
        raise DestinationError("names no host")
    if "@" in parts.netloc:
        raise DestinationError("must not name a user")
    return Destination(parts.scheme, _host(parts), port or PORTS[parts.scheme], _target(parts))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host or len(host) > 253 or "%" in host:
        raise DestinationError("names no host")
    return host


def _target(parts: SplitResult) -> str:
    """A fragment never leaves who follows an address."""
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
