"""Every setting of the server: its name, type, default and meaning, in one table.

The table is the dataclass `Settings` itself; `docs/settings.md` is printed from it (`page`), and
`reading` makes it of the environment and of flags.
"""

from __future__ import annotations

import os
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from .faults import FAULTS

PREFIX = "CHANGEWRIGHT_"
ROOT_HOME = Path("/var/lib/changewright")
BYTES_PER_MIB = 1024 * 1024


class SettingError(ValueError):
    """A setting that cannot be used; the message is one line that names it."""


def setting(
    default: object,
    meaning: str,
    *,
    shown: str | None = None,
    least: int | None = None,
    most: int | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    """One row of the table. A callable default is worked out when the settings are read.

    `shown` is what the page of settings prints for the default; `secret` keeps the value out of
    every printed form.
    """
    row = {"meaning": meaning, "least": least, "most": most, "choices": choices, "shown": shown}
    if callable(default):
        return field(default_factory=default, metadata=row, repr=not secret)
    return field(default=default, metadata=row, repr=not secret)


def default_home() -> Path:
    """The data folder when none is named.

    Root gets a folder outside its private home, because the database runs as another user, which
    must reach it.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ROOT_HOME
    named = os.environ.get("XDG_DATA_HOME", "")
    if named.startswith("/"):
        return Path(named) / "changewright"
    try:
        return Path.home() / ".local" / "share" / "changewright"
    except RuntimeError as error:
        raise SettingError(
            f"This user has no home folder; name a data folder in {PREFIX}HOME."
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the server runs with; read once at the start, never changed."""

    home: Path = setting(
        default_home,
        "Folder for everything kept: the embedded database and attachments.",
        shown="`~/.local/share/changewright`; as root `/var/lib/changewright`",
    )
    # The database
    database_url: str = setting(
        "",
        "Your own PostgreSQL (15 or newer), as `postgresql://user:password@host/database`; "
        "empty starts the embedded one.",
        secret=True,
    )
    owner_database_url: str = setting(
        "",
        "The same database as the role that owns the tables, used for migrations only. With it "
        "the server's own role can be kept from changing the journal.",
        secret=True,
    )
    database_system_user: str = setting(
        "",
        "As root: the system user that runs the embedded database; empty takes `changewright` "
        "if there is such a user, else `nobody`.",
    )
    database_pool_size: int = setting(
        12, "Most database connections of one worker.", least=1, most=1000
    )
    database_transaction_pooling: bool = setting(
        False,
        "The database is behind a pooler in transaction mode (PgBouncer): nothing is prepared, "
        "and no session setting is relied on.",
    )
    statement_timeout_seconds: int = setting(
        30, "A statement that takes longer is cancelled; 0 for never.", least=0, most=86_400
    )
    lock_timeout_seconds: int = setting(
        10, "A wait for a lock that takes longer is given up; 0 for never.", least=0, most=86_400
    )
    # The address
    host: str = setting("127.0.0.1", "Address to listen on; only this machine by default.")
    port: int = setting(8080, "Port to listen on.", least=0, most=65_535)
    public_url: str = setting(
        "",
        "The address clients use, for absolute links (`https://changes.example.org`); empty takes "
        "it from the request's host if that host is allowed.",
    )
    allowed_hosts: tuple[str, ...] = setting(
        ("localhost", "127.0.0.1", "[::1]"),
        "Host names a request may come in by, separated by commas; `*` for any.",
    )
    workers: int = setting(1, "Server processes.", least=1, most=64)
    # Signing in
    oidc_issuer: str = setting(
        "",
        "A provider of OpenID Connect at which people may sign in to the app "
        "(`https://login.example.org`), beside their passwords; empty: none. Register "
        "`<public address>/web/v1/oidc/back` there. Nobody is created: the provider's verified "
        "address must be a person's here.",
    )
    oidc_client_id: str = setting("", "What the provider knows this server by.")
    oidc_client_secret: str = setting(
        "", "The secret it gave this server; empty for a public client.", secret=True
    )
    oidc_name: str = setting("single sign-on", "What the button on the sign-in page calls it.")
    # The doors
    page_limit_maximum: int = setting(
        100, "Largest page Autodesk's door gives; the live service gives 100.", least=1, most=2000
    )
    money_as_numbers: bool = setting(
        False, "Autodesk's door writes amounts as JSON numbers, not as four-decimal strings."
    )
    rate_limits: str = setting(
        "off",
        "`off`, `vendor` (the vendors' published numbers), or your own: a JSON object or the path "
        "of a JSON file.",
    )
    access_token_lifetime_seconds: int = setting(
        0,
        "How long an access token lives, 60 or more; 0: as long as each vendor's (Autodesk: 3599).",
        least=0,
        most=86_400,
    )
    idempotency_retention_hours: int = setting(
        24, "How long the outcome of a request with an `Idempotency-Key` is kept.", least=1
    )
    verify_interval_hours: int = setting(
        0,
        "How often a process proves every project as `changewright verify` does, and tells what it "
        "finds in its log and in `changewright_verify_findings`; 0: never. It reads everything, so "
        "on a large server let one process do it, in the night.",
        least=0,
        most=24 * 365,
    )
    request_size_maximum_mib: int = setting(
        10, "Largest body of a JSON request.", least=1, most=1024
    )
    attachment_size_maximum_mib: int = setting(
        100, "Largest attachment, kept as a file under the data folder.", least=1, most=10_240
    )
    # Webhooks
    webhook_networks: tuple[str, ...] = setting(
        (),
        "Private networks that webhooks may lead into (`10.1.0.0/16,127.0.0.1/32`), by plain "
        "`http` too; empty: public addresses alone, by `https`.",
    )
    webhook_connections: int = setting(
        8,
        "Most webhooks a process sends to at once; 0: it sends nothing, and leaves that to other "
        "processes on the same database.",
        least=0,
        most=256,
    )
    webhook_retention_days: int = setting(
        30, "How long what was sent to webhooks is kept for their lists.", least=1, most=3650
    )
    # Memory
    fragment_memory_mib: int = setting(
        512, "Memory of one worker for rendered records, at most.", least=1, most=65_536
    )
    vector_memory_mib: int = setting(
        96, "Memory of one worker for ordered lists of ids.", least=1, most=65_536
    )
    # What it says of itself
    log_format: str = setting(
        "auto",
        "`text`, `json`, or `auto`: text on a terminal, JSON elsewhere.",
        choices=("auto", "text", "json"),
    )
    log_level: str = setting(
        "info", "Least important line logged.", choices=("debug", "info", "warning", "error")
    )

    def __post_init__(self) -> None:
        for row in fields(self):
            _check(row, getattr(self, row.name))
        if self.oidc_issuer and not self.oidc_client_id:
            raise SettingError(f"{variable('oidc_client_id')}: {variable('oidc_issuer')} needs it.")

    @property
    def attachments_folder(self) -> Path:
        return self.home / "attachments"

    @property
    def request_size_maximum_bytes(self) -> int:
        return self.request_size_maximum_mib * BYTES_PER_MIB

    @property
    def attachment_size_maximum_bytes(self) -> int:
        return self.attachment_size_maximum_mib * BYTES_PER_MIB

    @property
    def is_embedded(self) -> bool:
        """No database of one's own was named."""
        return not self.database_url


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _check(row: Field[Any], value: object) -> None:
    least, most, choices = (row.metadata[key] for key in ("least", "most", "choices"))
    if choices and value not in choices:
        raise SettingError(
            f"{variable(row.name)}: expected one of {', '.join(choices)}, not {value!r}."
        )
    if isinstance(value, int) and least is not None and value < least:
        raise SettingError(f"{variable(row.name)}: {value} is less than {least}.")
    if isinstance(value, int) and most is not None and value > most:
        raise SettingError(f"{variable(row.name)}: {value} is more than {most}.")
    fault_of = FAULTS.get(row.name)
    if fault_of is not None and (fault := fault_of(value)):
        raise SettingError(f"{variable(row.name)}: {fault}.")
