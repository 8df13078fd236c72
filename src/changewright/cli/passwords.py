"""Reading a password so that nobody else sees it: never from the arguments of a process."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from .opening import Stop

PasswordVariable = Annotated[
    str,
    typer.Option(
        "--password-env", metavar="VARIABLE", help="Take it from this environment variable."
    ),
]


def read_password(variable: str = "") -> str:
    """A password from the environment variable named, typed twice at a terminal, or the first line
    of what is piped in."""
    if variable:
        if not os.environ.get(variable):
            raise Stop(
                f"--password-env: There is no environment variable {variable}, or it is empty."
            )
        return os.environ[variable]
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise Stop("There is no terminal to ask for the password: pipe it in, or --password-env.")
    return line
