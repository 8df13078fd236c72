"""Runs a Postman collection against a server with newman and reports what happened, step by step.

The collections are other people's files and are not kept here: the folder that holds them is named
in `PROOF_POSTMAN_COLLECTIONS`. newman comes from npm and is put in a scratch folder outside the
repository (`PROOF_SCRATCH`), unless `PROOF_NEWMAN` names one. By hand:

    python -m tests.clients.run_postman COLLECTION.json base_domain=http://127.0.0.1:8080/ \
        project_name="…" access_token=…
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.postman_environment import FilledIn, Variable

NEWMAN = "newman@6.2.2"
INSTALL_TIMEOUT_SECONDS = 300
REQUEST_TIMEOUT_SECONDS = 20

Collection = dict[str, Any]


class CannotRun(RuntimeError):
    """newman is missing, or the collection is not the one the kept lists were made for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request newman made: what was sent, what came back, what the collection made of it."""

    request: str
    method: str
    url: str
    sent: str
    status: int | None
    answer: str
    assertions: tuple[str, ...]
    failed_assertions: tuple[str, ...]
    script_errors: tuple[str, ...]

    def __str__(self) -> str:
        failed = "; ".join(self.failed_assertions + self.script_errors) or "passed"
        return (
            f"{self.request!r}: {self.method} {self.url} → {self.status}: {failed}\n"
            f"    sent: {self.sent[:600]}\n    got:  {self.answer[:600]}"
        )


def leaves(collection: Collection) -> Iterator[dict[str, Any]]:
    """The requests of a collection, in order, out of their folders."""
    pending: list[dict[str, Any]] = list(reversed(collection["item"]))
    while pending:
        item = pending.pop()
        if "item" in item:
            pending.extend(reversed(item["item"]))
        else:
            yield item


def requests(collection: Collection) -> list[str]:
    """Names of the requests that are ones; the tutorial's heading (`VIEW`, no address) is not.

    Its README has the reader untick that heading in the runner; naming the others is the same.
    """
    return [leaf["name"] for leaf in leaves(collection) if _address(leaf)]


def _address(leaf: dict[str, Any]) -> str:
    url = leaf["request"]["url"]
    return str(url if isinstance(url, str) else url.get("raw", ""))


def authorised(collection: Collection) -> Collection:
    """The collection with `{{access_token}}` as the token of its own OAuth block.

    That is the README's step "please add the Authorization for the collection"; newman has no
    other way in.
    """
    filled = copy.deepcopy(collection)
    for row in filled["auth"]["oauth2"]:
        if row["key"] == "accessToken":
            row["value"] = "{{access_token}}"
            return filled
    raise CannotRun("The collection has no OAuth block with an access token.")


def filled_in(
    collection: Collection, rows: Iterable[FilledIn], facts: Mapping[str, str]
) -> Collection:
    """The collection with the texts of `rows` in its pre-request scripts replaced by facts."""
    filled = copy.deepcopy(collection)
    for row in rows:
        scripts = [
            event["script"]
            for leaf in leaves(filled)
            if leaf["name"] == row.request
            for event in leaf.get("event", ())
            if event["listen"] == "prerequest"
        ]
        before = json.dumps(scripts)
        for script in scripts:
            script["exec"] = [
                line.replace(json.dumps(row.text), json.dumps(facts[row.value]))
                for line in script["exec"]
            ]
        if json.dumps(scripts) == before:
            raise CannotRun(f"{row.request!r} has no text {row.text!r} to fill in.")
    left = [
        (leaf["name"], line.strip())
        for leaf in leaves(filled)
        for event in leaf.get("event", ())
        for line in event["script"].get("exec", ())
        if "change to" in line
    ]
    if left:
        raise CannotRun(f"Not filled in: {left}")
    return filled


def with_variables_set(
    collection: Collection, rows: Iterable[Variable], facts: Mapping[str, str]
) -> Collection:
    """The collection with a pre-request script of its own that sets each row before its request."""
    values: dict[str, dict[str, str]] = {}
    known = requests(collection)
    for row in rows:
        if row.before not in known:
            raise CannotRun(f"The collection has no request {row.before!r}.")
        values.setdefault(row.before, {})[row.name] = facts[row.value]
    script = (
        f"const values = {json.dumps(values)}[pm.info.requestName] || {{}};"
        "Object.keys(values).forEach((name) => pm.environment.set(name, values[name]));"
    )
    filled = copy.deepcopy(collection)
    event = {"listen": "prerequest", "script": {"type": "text/javascript", "exec": [script]}}
    filled["event"] = [*filled.get("event", ()), event]
    return filled


def newman() -> Path:
    """The newman to run; installs it into the scratch folder if there is none yet."""
    named = os.environ.get("PROOF_NEWMAN") or shutil.which("newman")
    if named:
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        raise CannotRun("newman is missing, and npm to install it with.")
    scratch = os.environ.get("PROOF_SCRATCH") or os.path.join(tempfile.gettempdir(), "proof")
    folder = Path(scratch) / "newman"
    program = folder / "node_modules" / ".bin" / "newman"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", NEWMAN]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_SECONDS, check=False
        )
        if done.returncode != 0:
            raise CannotRun(f"npm could not install {NEWMAN}: {done.stderr[-400:]}")
    return program


def run(
    collection: Collection,
    environment: Mapping[str, str],
    *,
    folder: Path,
    timeout_seconds: int = 120,
) -> list[Step]:
    """Runs the requests of `collection` that are ones; files are written to `folder`.

    The timeout bounds the whole run: the tutorial loops over the actions a server lists, and a
    server that lists them in a circle would keep it busy for ever.
    """
    collection_file = folder / "collection.json"
    environment_file = folder / "environment.json"
    report_file = folder / "report.json"
    collection_file.write_text(json.dumps(collection), "utf-8")
    values = [{"key": key, "value": value, "enabled": True} for key, value in environment.items()]
    environment_file.write_text(json.dumps({"name": "proof", "values": values}), "utf-8")
    command = [str(newman()), "run", str(collection_file)]
    command += ["--environment", str(environment_file), "--reporters", "json"]
    command += ["--reporter-json-export", str(report_file)]
    command += ["--timeout", str(timeout_seconds * 1000)]
    command += ["--timeout-request", str(REQUEST_TIMEOUT_SECONDS * 1000)]
    for name in requests(collection):
        command += ["--folder", name]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout_seconds + 30, check=False
    )
    if not report_file.exists():
        raise CannotRun(f"newman wrote no report: {(done.stderr or done.stdout)[-400:]}")
    report = json.loads(report_file.read_text("utf-8"))["run"]
    if report.get("error"):
        raise CannotRun(f"newman gave up: {report['error']}")
    return steps(report)


def steps(report: Mapping[str, Any]) -> list[Step]:
    """The steps of newman's JSON report, with the errors of scripts at the request they are of."""
    errors: dict[str, list[str]] = {}
    for failure in report["failures"]:
        if failure["error"].get("name") != "AssertionError":
            key = failure["cursor"]["httpRequestId"]
            message = f"{failure['at']}: {failure['error'].get('message', '')}"
            errors.setdefault(key, []).append(message)
    found = []
    for execution in report["executions"]:
        response = execution.get("response") or {}
        request = execution["request"]
        assertions = execution.get("assertions") or []
        found.append(
            Step(
                request=execution["item"]["name"],
                method=request["method"],
                url=_url(request["url"]),
                sent=(request.get("body") or {}).get("raw", ""),
                status=response.get("code"),
                answer=bytes(response.get("stream", {}).get("data", ())).decode("utf-8", "replace"),
                assertions=tuple(row["assertion"] for row in assertions),
                failed_assertions=tuple(
                    row["error"]["message"] for row in assertions if row.get("error")
                ),
                script_errors=tuple(errors.get(execution["cursor"]["httpRequestId"], ())),
            )
        )
    return found


def _url(url: Mapping[str, Any]) -> str:
    host = ".".join(url.get("host", ()))
    port = f":{url['port']}" if url.get("port") else ""
    query = "&".join(f"{row['key']}={row.get('value') or ''}" for row in url.get("query", ()))
    path = "/".join(url.get("path", ()))
    return f"{url.get('protocol', 'http')}://{host}{port}/{path}" + (f"?{query}" if query else "")


def main(arguments: list[str]) -> int:
    """Runs one collection as it is; prints each step; the exit code is 1 if any failed."""
    file, *pairs = arguments
    collection = authorised(json.loads(Path(file).read_text("utf-8")))
    environment = dict(pair.split("=", 1) for pair in pairs)
    with tempfile.TemporaryDirectory() as folder:
        made = run(collection, environment, folder=Path(folder))
    for step in made:
        sys.stdout.write(f"{step}\n")
    return int(any(step.failed_assertions or step.script_errors for step in made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
