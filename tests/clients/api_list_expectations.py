"""What of the vendor's "API list" collection is known not to go through, by name and with a reason.

Both lists only shrink: a request named here that does go through fails the test.
"""

from __future__ import annotations

NOT_SERVED: dict[str, str] = {}
"""Requests whose endpoint the server does not serve yet: name → reason."""

SCRIPT_ERRORS: dict[str, str] = {
    "GET attachments": (
        "The script reads the first attachment of a bare array; the documented answer is a page "
        "with `results`. The asserted status is 200."
    ),
    "GET\tdocuments": (
        "The script reads the first generated document; nothing has been generated. The asserted "
        "status is 200."
    ),
}
"""Requests that answer with the asserted status, after which the collection's script fails."""
