"""The generated Python client `procore_sdk`, called from tests in an interpreter of its own.

`PROOF_PROCORE_SDK` names a folder that holds the client's checkout as `sdk/` and an environment
with its libraries as `venv/` (Python 3.11, pydantic 2.8.2, the client's `requirements.txt`). The
copy that imports is made beside them as `patched/`, once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.clients import procore_sdk_calls, procore_sdk_copy
from tests.clients.procore_sdk_ways import RAW, way_of

Json = Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: the status, the headers in lower case, and the value as JSON."""

    status: int
    headers: Mapping[str, str]
    value: Json


@dataclass(frozen=True, slots=True)
class Office:
    """Who calls what: a server, a token and a company; the project is made by the client."""

    url: str
    token: str
    company_id: int
    project_id: int = 0


def operation_name(method: str, path: str) -> str:
    """What the client calls an operation.

    >>> operation_name("GET", "/rest/v1.0/rfqs/{rfq_id}/quotes")
    'rest_v10_rfqs_rfq_id_quotes_get'
    """
    return "_".join(re.findall(r"\w+", path.replace(".", "").lower())) + f"_{method.lower()}"


def holds(sent: Json, body: Json) -> bool:
    """Whether all of a body was sent; the client adds defaults of its own."""
    if isinstance(body, dict):
        return isinstance(sent, dict) and all(holds(sent.get(key), body[key]) for key in body)
    if isinstance(body, list):
        return len(sent) == len(body) and all(map(holds, sent, body))
    return bool(sent == body)


@dataclass
class Sdk:
    """The client's process; remembers which operations were called, and how."""

    process: subprocess.Popen[str]
    office: Office
    called: dict[str, set[str]] = field(default_factory=dict)

    def __call__(
        self,
        operation: str,
        body: Json = None,
        /,
        *,
        way: str = "",
        token: str | None = None,
        **arguments: Json,
    ) -> Answer:
        """Calls an operation (`GET /rest/v1.0/me`) the way its row says; fails where the client
        cannot send the body, read the answer, or is refused. A body must be one the client can say
        whole, so it is compared with what the client sent."""
        chosen = way or way_of(operation)
        told = self.told(operation, body, way=chosen, token=token, **arguments)
        assert "status" in told, (operation, told)
        if body is not None:
            assert holds(told["sent"], body), (operation, told["sent"])
        self.called.setdefault(operation, set()).add(chosen)
        headers = {name.lower(): value for name, value in told["headers"].items()}
        return Answer(told["status"], headers, told["value"])

    def told(
        self,
        operation: str,
        body: Json = None,
        /,
        *,
        way: str = "typed",
        token: str | None = None,
        **arguments: Json,
    ) -> dict[str, Any]:
        """What the client's process says became of a call."""
        method, path = operation.split()
        call = {
            "host": self.office.url,
            "token": self.office.token if token is None else token,
            "company": self.office.company_id,
            "operation": operation_name(method, path),
            "way": way,
            "arguments": arguments,
            "body": body,
        }
        sent, told = self._pipes()
        sent.write(json.dumps(call) + "\n")
        sent.flush()
        line = told.readline()
        assert line, f"the client's process has ended: {operation}"
        found: dict[str, Any] = json.loads(line)
        return found

    def refusal(self, operation: str, body: Json = None, /, **arguments: Json) -> tuple[int, Json]:
        """The status and the body of a refusal, as the client reads it."""
        told = self.told(operation, body, **arguments)
        assert "refused" in told, (operation, told)
        return told["refused"]["status"], json.loads(told["refused"]["text"])

    def cannot_read(self, operation: str, **arguments: Json) -> str:
        """Why the client's own types do not read a right answer; fails where they do."""
        assert operation in RAW, operation
        told = self.told(operation, **arguments)
        assert "unreadable" in told, (operation, told)
        return str(told["unreadable"])

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self.process.stdin is not None and self.process.stdout is not None
        return self.process.stdin, self.process.stdout


def started(folder: Path, office: Office, log: IO[str]) -> Iterator[Sdk]:
    """The client's process over the copy that imports."""
    copy = folder / "patched"
    if not copy.exists():
        changed = procore_sdk_copy.copy_of(folder / "sdk", copy)
        assert changed == procore_sdk_copy.SHADOWED_MODELS
    python = folder / "venv" / "bin" / "python"
    command = [str(python), "-u", str(procore_sdk_calls.__file__), str(copy)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        yield Sdk(process, office)
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    sys.exit(__doc__)
