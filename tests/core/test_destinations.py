"""Where a hook may lead."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from changewright.core.destinations import DestinationError, Reach

PUBLIC = Reach()
OFFICE = Reach.of(["10.1.0.0/16", "fd00::/8"])


@pytest.mark.parametrize(
    ("url", "host", "port", "target", "authority"),
    [
        ("https://a.example", "a.example", 443, "/", "a.example"),
        ("https://A.Example:8443/x/y?z=1#f", "a.example", 8443, "/x/y?z=1", "a.example:8443"),
        ("https://a.example./?q", "a.example", 443, "/?q", "a.example"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/", "8.8.8.8"),
        ("https://[2001:4860:4860::8888]/", "2001:4860:4860::8888", 443, "/", None),
    ],
)
def test_an_address_is_taken_apart(
    url: str, host: str, port: int, target: str, authority: str | None
) -> None:
    found = PUBLIC.destination(url)
    assert (found.host, found.port, found.target) == (host, port, target)
    assert found.authority == (authority or f"[{host}]")


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "a.example", "//a.example", "https://", "https:///x", "https://:443/"),
        *("http://a.example/", "ftp://a.example/", "gopher://a.example/", "javascript:1"),
        *("https://user@a.example/", "https://u:p@a.example/", "https://a.example@/"),
        *("https://a.example:0/", "https://a.example:99999/", "https://a.example:x/"),
        *("https://a b.example/", "https://a.example/\r\nX: y", "https://a.example/\x00"),
        *("https://a.example\\@b.example/", "https://ä.example/", "https://a.example/é"),
        *("https://[::1", "https://[fe80::1%25eth0]/", "https://a.example/" + "x" * 2048),
        *("https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://0.0.0.0/"),
        *("https://169.254.169.254/latest", "https://[::1]/", "https://[fd00::1]/"),
        *("https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/"),
        *("https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/"),
    ],
)
def test_what_leads_nowhere_good_is_refused(url: str) -> None:
    with pytest.raises(DestinationError):
        PUBLIC.destination(url)


@pytest.mark.parametrize(
    ("address", "scheme", "public", "office"),
    [
        ("93.184.216.34", "https", True, True),
        ("93.184.216.34", "http", False, False),
        ("10.1.2.3", "https", False, True),
        ("10.1.2.3", "http", False, True),
        ("10.2.0.1", "https", False, False),
        ("::ffff:10.1.2.3", "https", False, True),
        ("::ffff:10.2.0.1", "https", False, False),
        ("64:ff9b::a02:1", "https", False, False),
        ("fd12::1", "https", False, True),
        ("fe80::1", "https", False, False),
        ("ff02::1", "https", False, False),
        ("2606:2800:220:1::1", "https", True, True),
    ],
)
def test_which_addresses_are_spoken_to(
    address: str, scheme: str, public: bool, office: bool
) -> None:
    assert PUBLIC.allows(ip_address(address), scheme) is public
    assert OFFICE.allows(ip_address(address), scheme) is office


def test_plain_http_needs_a_network_that_was_named() -> None:
    assert OFFICE.destination("http://hooks.office/").scheme == "http"
    with pytest.raises(DestinationError):
        OFFICE.destination("http://10.2.0.1/")
    with pytest.raises(ValueError):
        Reach.of(["10.1.0.0/33"])
