"""`changewright` for the readers of a page, without the second that each command loads for.

One process has loaded the program; for each command it makes a copy of itself, which has the
arguments, the folder, the environment and the open files of whoever typed it.

    python -m tests.docs.ready_program SOCKET
"""

from __future__ import annotations

import array
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from changewright import cli
from changewright.compose import server

STARTED = b"."
LENGTH_BYTES = 4
PROGRAM = """#!{python} -IS
import array, json, os, socket, sys
with socket.socket(socket.AF_UNIX) as place:
    place.connect({address!r})
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    files = array.array("i", [0, 1, 2])
    place.sendmsg([len(asked).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
    place.sendall(asked)
    told = place.recv(1)
sys.exit(told[0] if told else 70)
"""
"""What stands in a reader's path: hands the command over and ends as it ended."""


@contextmanager
def ready(folder: Path) -> Iterator[str]:
    """The text of a program that does what `changewright` does."""
    address = folder / "ready.socket"
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(address)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None and process.stdout.read(1) == STARTED
        yield PROGRAM.format(python=sys.executable, address=str(address))
    finally:
        process.terminate()
        process.wait(30)


def answer_commands(address: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how the copies end
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        os.write(1, STARTED)
        while True:
            place, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                run_for(place)
            place.close()


def run_for(place: socket.socket) -> None:
    """The command that somebody hands over; does not return."""
    status = 70
    try:
        (arguments, folder, variables), files = handed_over(place)
        for own, theirs in enumerate(files):
            os.dup2(theirs, own)
            os.close(theirs)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)
        sys.argv = ["changewright", *arguments]
        status = ended()
        sys.stdout.flush()
        sys.stderr.flush()
        place.sendall(bytes([status]))
    finally:
        os._exit(status)


def ended() -> int:
    """The exit status of the command."""
    try:
        cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def handed_over(place: socket.socket) -> tuple[Any, list[int]]:
    """The arguments, folder and environment of a command, and its three files."""
    head, sent, _, _ = place.recvmsg(LENGTH_BYTES, socket.CMSG_SPACE(3 * array.array("i").itemsize))
    files = array.array("i")
    for _, _, held in sent:
        files.frombytes(held)
    length, asked = int.from_bytes(head, "big"), b""
    while len(asked) < length:
        asked += place.recv(length - len(asked))
    return json.loads(asked), list(files)


if __name__ == "__main__":
    assert server.STOP_SIGNALS  # loaded, as a command may need it
    answer_commands(sys.argv[1])
