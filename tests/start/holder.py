"""A process of its own that holds the embedded database: says who serves it, then waits.

    python holder.py HOME

Prints one line of JSON when the database is there; leaves in good order when its input ends.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from changewright.config.settings import Settings
from changewright.store import embedded


def main() -> None:
    home = Path(sys.argv[1])
    with embedded.running(Settings(home=home)) as urls:
        pid = int((home / "postgres" / "data-18" / "postmaster.pid").read_text().split()[0])
        sys.stdout.write(json.dumps({"pid": pid, "server": urls.server, "owner": urls.owner}))
        sys.stdout.write("\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
