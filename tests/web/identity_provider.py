"""A small provider of OpenID Connect on this machine, which does as a test tells it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "changewright", "a secret: of & ours"


@cache
def key_named(name: str) -> RSAKey:
    """One of the keys that tests sign with, all called `one`: making one takes half a second."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class IdentityProvider:
    """What it says, to be changed by a test. `claims` are put over the right ones; None leaves one
    out."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: key_named("own"))
    published: RSAKey | None = None
    signing: Any = None
    algorithm: str = "RS256"
    describes: dict[str, Any] = field(default_factory=dict)
    answers: bytes | None = None
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.describes,
        }

    def jwks(self) -> dict[str, Any]:
        published = (self.published or self.key).as_dict(private=False)
        other = {"kty": "OKP", "crv": "X448", "x": "AAAA", "kid": "never"}
        return {"keys": [other, published]}

    def browser_arrives(self, address: str) -> str:
        """What the provider's page does with the address a browser is sent to: the way back."""
        self.sent = dict(parse_qsl(urlsplit(address).query))
        return f"{self.sent['redirect_uri']}?code=a-code&state={self.sent['state']}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        self.asked.append(form)
        verifier = form.get("code_verifier", "").encode()
        made = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        if made != self.sent.get("code_challenge") or form.get("code") != "a-code":
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "somebody",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            "nonce": self.sent["nonce"],
            "email_verified": True,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        key = self.signing or self.key
        if self.algorithm == "RS256":
            return {"id_token": jwt.encode(header, claims, key, algorithms=[self.algorithm])}
        signed = b".".join(_coded(json.dumps(each).encode()) for each in (header, claims))
        mac = b""
        if self.algorithm == "HS256":  # the public key as if it were a secret: the oldest trick
            mac = hmac.digest(self.key.as_pem(private=False), signed, "sha256")
        return {"id_token": (signed + b"." + _coded(mac)).decode()}


def _coded(text: bytes) -> bytes:
    return base64.urlsafe_b64encode(text).rstrip(b"=")


class _Handler(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self) -> None:
        places = {
            "/.well-known/openid-configuration": self.provider.description,
            "/keys": self.provider.jwks,
        }
        self._answer(places[urlsplit(self.path).path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.provider.headers.append(self.headers.get("authorization", ""))
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(self.provider.token(form))

    def _answer(self, value: Any) -> None:
        body = self.provider.answers or json.dumps(value).encode()
        self.send_response(self.provider.status)
        if self.provider.status == 302:
            self.send_header("location", f"{self.provider.issuer}/keys")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def serving() -> tuple[IdentityProvider, ThreadingHTTPServer]:
    """A provider, and the server to be shut down."""
    provider = IdentityProvider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return provider, server
