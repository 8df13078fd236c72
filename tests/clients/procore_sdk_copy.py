"""A copy of the generated Python client `procore_sdk` that can be imported.

The client, as its repository (`weigandconstruction/procore_python_sdk`) has it, does not import:
in 51 of its models a field named `datetime` hides the type of that name from the annotations after
it. The copy gives the two types other names in those models; nothing else is touched, and the
client's own folder stays as it is. By hand:

    python tests/clients/procore_sdk_copy.py CHECKOUT COPY
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

PACKAGE = "procore_sdk"
SHADOWED_MODELS = 51
"""How many models need it in the client that this was written for."""

_SHADOWS = re.compile(r"^    (?:datetime|date): Optional\[", re.MULTILINE)
_IMPORT = re.compile(r"^from datetime import .*$", re.MULTILINE)
_ANNOTATED = re.compile(r"\bOptional\[(datetime|date)\]")
_ALIASES = "import datetime as _types\n_datetime, _date = _types.datetime, _types.date"


def aliased(source: str) -> str:
    """A model's source with the two types under names that no field hides; the same source where
    no field is named like a type."""
    if _SHADOWS.search(source) is None:
        return source
    return _ANNOTATED.sub(r"Optional[_\1]", _IMPORT.sub(_ALIASES, source, count=1))


def copy_of(checkout: Path, copy: Path) -> int:
    """Makes the copy and says how many of its models had to be changed."""
    shutil.copytree(checkout / PACKAGE, copy / PACKAGE, ignore=shutil.ignore_patterns("*.pyc"))
    changed = 0
    for path in sorted((copy / PACKAGE / "models").glob("*.py")):
        source = path.read_text("utf-8")
        if (written := aliased(source)) != source:
            path.write_text(written, "utf-8")
            changed += 1
    return changed


if __name__ == "__main__":
    sys.stdout.write(f"{copy_of(Path(sys.argv[1]), Path(sys.argv[2]))} models changed\n")
