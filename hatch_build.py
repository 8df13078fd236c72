"""Brings the built web app into wheel and sdist, so that installing one needs no node.

A wheel made from an sdist finds the app built. From a checkout it is built here, with the machine's
node, or with one that a wheel brings into the build's own environment.
"""

from __future__ import annotations

import importlib.util
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCK = "requirements-node.lock"
"""It says which node. What a build requires is named to its frontend by version, without hashes."""


def build_script(root: str) -> ModuleType:
    path = Path(root) / "scripts" / "build_app.py"
    spec = importlib.util.spec_from_file_location("build_app", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked_node(root: str) -> str:
    """The wheel that brings node, as the lock has it: `name==version`."""
    first = (Path(root) / LOCK).read_text("utf-8").split(maxsplit=1)[0]
    if "==" not in first:
        raise ValueError(f"{LOCK} names no version: {first}")
    return first


class AppBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
    """Builds the app before files are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        script = build_script(self.root)
        return [] if script.is_built() or script.machines_node() else [locked_node(self.root)]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # ./run and ./test build it, and go on when they cannot
        script = build_script(self.root)
        if script.is_built():
            return
        installed = Path(sysconfig.get_path("purelib"))
        node = script.machines_node() or script.node_in(installed)
        if node is None:
            raise RuntimeError("The web app needs node >= 20.19 with npm to be built.")
        script.build_with(node)
