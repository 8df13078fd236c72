"""The command line as whoever types it sees it: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from changewright.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    output: str
    told: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)

    @property
    def refusal(self) -> str:
        """The one line of a command that was refused."""
        assert self.status == 2 and self.output == "", self
        assert self.told.count("\n") == 1 and self.told.startswith("changewright: "), self.told
        return self.told.removeprefix("changewright: ").rstrip()


class Shell:
    """Runs commands on the database that the environment names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, piped: str = "") -> Ended:
        """How the command ended, whatever it said."""
        self._monkeypatch.setattr("sys.argv", ["changewright", *arguments])
        self._monkeypatch.setattr("sys.stdin", io.StringIO(piped))
        self._capsys.readouterr()
        try:
            main()
            status: object = 0
        except SystemExit as ended:
            status = ended.code or 0
        printed = self._capsys.readouterr()
        assert isinstance(status, int), status
        return Ended(status, printed.out, printed.err)

    def done(self, *arguments: str, piped: str = "") -> str:
        """What a command printed that must succeed."""
        ended = self(*arguments, piped=piped)
        assert ended.status == 0, ended.told
        return ended.output

    def made(self, *arguments: str, piped: str = "") -> Any:
        """The JSON of a command that must succeed."""
        return json.loads(self.done(*arguments, "--json", piped=piped))
