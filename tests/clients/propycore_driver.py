"""Runs calls of `ProPyCore` and prints what they answer; see `pyprocore_driver`.

Its lists of projects and cost codes send no company header; with `COMPANY_ID` every request does.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

if "COMPANY_ID" in os.environ:
    requests: Any = importlib.import_module("requests")
    plain_get = requests.get
    company = {"Procore-Company-Id": os.environ["COMPANY_ID"]}
    requests.get = lambda url, headers: plain_get(url, headers={**company, **headers})


def run(client: Any, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    target = client
    for part in name.split("."):
        target = getattr(target, part)
    try:
        return {"value": target(**arguments)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


client = importlib.import_module("ProPyCore.procore").Procore(
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    redirect_uri="",
    base_url=os.environ["BASE_URL"],
    oauth_url=os.environ["BASE_URL"],
)
found = [run(client, *call) for call in json.load(sys.stdin)]
sys.stdout.write("\n@@" + json.dumps(found))
