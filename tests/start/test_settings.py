"""The table of settings: how it is read, what it refuses, and that its page is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from changewright.config import reading
from changewright.config.page import settings_page
from changewright.config.settings import SettingError

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_page_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == settings_page()


def test_environment_and_flags() -> None:
    settings = reading.read(
        {"CHANGEWRIGHT_PORT": "9000", "CHANGEWRIGHT_ALLOWED_HOSTS": "a, b", "PATH": "/bin"},
        port=9001,
        host=None,
        money_as_numbers="yes",
    )
    assert (settings.port, settings.allowed_hosts) == (9001, ("a", "b"))
    assert (settings.host, settings.money_as_numbers) == ("127.0.0.1", True)


def test_flags_may_be_text() -> None:
    assert reading.read({}, home="some/where").home == Path.cwd() / "some" / "where"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"CHANGEWRIGHT_PROT": "1"}, "CHANGEWRIGHT_PROT is not a setting; did you mean"),
        ({"CHANGEWRIGHT_PORT": "many"}, "CHANGEWRIGHT_PORT: expected a whole number, not 'many'"),
        ({"CHANGEWRIGHT_PORT": "65536"}, "CHANGEWRIGHT_PORT: 65536 is more than 65535"),
        ({"CHANGEWRIGHT_WORKERS": "0"}, "CHANGEWRIGHT_WORKERS: 0 is less than 1"),
        ({"CHANGEWRIGHT_LOG_FORMAT": "xml"}, "CHANGEWRIGHT_LOG_FORMAT: expected one of auto"),
        ({"CHANGEWRIGHT_DATABASE_URL": "mysql://x"}, "begins with postgresql://"),
        ({"CHANGEWRIGHT_PUBLIC_URL": "example.org"}, "CHANGEWRIGHT_PUBLIC_URL: expected"),
        ({"CHANGEWRIGHT_RATE_LIMITS": "{"}, "CHANGEWRIGHT_RATE_LIMITS: expected off"),
        ({"CHANGEWRIGHT_RATE_LIMITS": "no-such-file"}, "CHANGEWRIGHT_RATE_LIMITS: expected off"),
        ({"CHANGEWRIGHT_MONEY_AS_NUMBERS": "perhaps"}, "expected true or false"),
        ({"CHANGEWRIGHT_ACCESS_TOKEN_LIFETIME_SECONDS": "59"}, "expected 0, or 60 or more"),
        ({"CHANGEWRIGHT_HOME": " "}, "CHANGEWRIGHT_HOME: expected the path of a folder"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(environment: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError) as caught:
        reading.read(environment)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_database_addresses_are_not_printed() -> None:
    settings = reading.read({"CHANGEWRIGHT_DATABASE_URL": "postgresql://a:hush@h/d"})
    assert "hush" not in repr(settings)
    assert not settings.is_embedded


def test_a_worker_has_the_settings_of_who_started_it(tmp_path: Path) -> None:
    flags: dict[str, Any] = {
        "home": tmp_path,
        "port": 8123,
        "workers": 2,
        "allowed_hosts": ("a.example", "b.example"),
        "money_as_numbers": True,
        "database_url": "postgresql://u:p@localhost/x",
    }
    settings = reading.read({}, **flags)
    assert reading.read(reading.environment_of(settings)) == settings
    plain = reading.read({})
    assert reading.read(reading.environment_of(plain)) == plain
