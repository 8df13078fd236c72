"""Makes calls with the generated Python client `procore_sdk`, in an interpreter that has it.

The client pins libraries of its own, so this file runs as a program of that interpreter and is
spoken to by lines of JSON. One argument: the folder of `procore_sdk_copy.copy_of`. A call:

    {"host", "token", "company", "operation", "way", "arguments", "body"}

(`way` is "typed" or "raw", `body` null where there is none) and what became of it: `status`,
`headers`, `value`, `sent` (the body as the client wrote it), `refused` (status and text of a
refusal), `unsendable` or `unreadable` (why the client's own models did not take the body or the
answer).

The client's two `__init__.py` import 3,000 modules, which takes a minute of processor time. Here
they are stood in for by the same names, each imported when it is asked for; `--whole` imports the
client as it stands.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

WITH_STATUS = "_with_http_info"
UNREAD = "_without_preload_content"


class Lazy(ModuleType):
    """A package whose names are imported when they are asked for."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)
        self.__path__ = [str(folder)]
        source = (folder / "__init__.py").read_text("utf-8")
        rows = re.findall(r"^from (\S+) import (\w+)$", source, re.MULTILINE)
        self._homes = {called: home for home, called in rows}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._homes:
            raise AttributeError(name)
        return getattr(importlib.import_module(self._homes[name]), name)


class Client:
    """The client's operations by name."""

    def __init__(self, folder: Path) -> None:
        package = folder / "procore_sdk"
        self._homes: dict[str, str] = {}
        for path in (package / "api").glob("*_api.py"):
            for name in re.findall(
                r"^    def (\w+)_with_http_info\(", path.read_text("utf-8"), re.M
            ):
                self._homes[name] = path.stem
        self._clients: dict[tuple[str, str], Any] = {}

    def method(self, host: str, token: str, operation: str, suffix: str) -> Any:
        """A method of the API class that has the operation."""
        home = importlib.import_module(f"procore_sdk.api.{self._homes[operation]}")
        found: list[Any] = [
            each
            for each in vars(home).values()
            if inspect.isclass(each) and hasattr(each, operation + suffix)
        ]
        (api,) = found
        return getattr(api(self._connection(host, token)), operation + suffix)

    def _connection(self, host: str, token: str) -> Any:
        known = self._clients.get((host, token))
        if known is None:
            sdk = importlib.import_module("procore_sdk.configuration")
            known = importlib.import_module("procore_sdk.api_client").ApiClient(
                sdk.Configuration(host=host)
            )
            if token:
                known.set_default_header("Authorization", f"Bearer {token}")
            self._clients[host, token] = known
        return known


def body_parameter(method: Any) -> tuple[str, Any]:
    """The parameter of an operation that takes its body, and the model that it is of."""
    for name, each in inspect.signature(method).parameters.items():
        if hasattr(each.annotation, "from_dict"):
            return name, each.annotation
        for inner in getattr(each.annotation, "__args__", ()):
            for kind in (inner, *getattr(inner, "__args__", ())):
                if hasattr(kind, "from_dict"):
                    return name, kind
    raise LookupError("the operation takes no body")


def called(client: Client, call: dict[str, Any]) -> dict[str, Any]:
    """What became of a call."""
    suffix = UNREAD if call["way"] == "raw" else WITH_STATUS
    method = client.method(call["host"], call["token"], call["operation"], suffix)
    arguments, told = dict(call["arguments"]), {}
    if "procore_company_id" in inspect.signature(method).parameters:
        arguments.setdefault("procore_company_id", call["company"])
    if call["body"] is not None:
        try:
            name, model = body_parameter(method)
            # A body that is one of several is read by the client's own means alone.
            is_one_of = "actual_instance" in model.model_fields
            read = model.from_dict if is_one_of else model.model_validate
            arguments[name] = read(call["body"])
        except ValueError as error:
            return {"unsendable": str(error)}
        told["sent"] = plain(method.__self__.api_client, arguments[name])
    try:
        answer = method(**arguments)
    except ValueError as error:
        return {**told, "unreadable": str(error)}
    except importlib.import_module("procore_sdk.exceptions").ApiException as error:
        return {**told, "refused": {"status": error.status, "text": str(error.body)}}
    if suffix == UNREAD:
        text = answer.read().decode()
        is_json = "json" in (answer.getheader("content-type") or "")
        value = json.loads(text) if text and is_json else text
        return {**told, "status": answer.status, "headers": dict(answer.headers), "value": value}
    value = plain(method.__self__.api_client, answer.data)
    headers = {name: str(each) for name, each in (answer.headers or {}).items()}
    return {**told, "status": answer.status_code, "headers": headers, "value": value}


def plain(connection: Any, value: Any) -> Any:
    """A value of the client's models as JSON has it."""
    return connection.sanitize_for_serialization(value)


def main(folder: Path, *, whole: bool) -> None:
    sys.path.insert(0, str(folder))
    package = folder / "procore_sdk"
    if whole:
        importlib.import_module("procore_sdk")
    else:
        outer = sys.modules["procore_sdk"] = Lazy("procore_sdk", package)
        for inner in ("models", "api"):
            stand_in = Lazy(f"procore_sdk.{inner}", package / inner)
            sys.modules[stand_in.__name__] = stand_in
            setattr(outer, inner, stand_in)
    client = Client(folder)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(called(client, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), whole="--whole" in sys.argv)
