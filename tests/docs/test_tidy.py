"""Rules of the house that no linter knows. Each is a function of a file's name and text."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache

import pytest
from tests.docs.pages import CHECKOUT

SOURCE = "src/changewright/"
LINES_MAXIMUM = 600
LINES_MAXIMUM_OF_SOURCE = 490
BANNED = {"manager", "helper", "helpers", "util", "utils", "common", "base", "data", "info"}
OF_A_VENDOR = ("ErrorInfo",)
"""Names of a vendor's own schemas, which its clients' generated code repeats."""
CLOCKS = re.compile(r"\bdatetime\.(now|utcnow)\b|\bdate\.today\b|\btime\.time\b")
# Whose clock it is: the unit of work, the callers' tokens and a provider's, the lines of the log,
# the ages of files.
CLOCK_READERS = (
    *("work/ledger.py", "edge/auth.py", "edge/oidc/provider.py", "edge/logs.py"),
    *("store/attachment_files.py", "work/attachments.py"),
)
# Who knows numbers of HTTP: the edge, who calls other servers, the server's own pages, a door's
# refusals, and the rows of operations, each with its success.
STATUS_PLACES = (f"{SOURCE}edge/", f"{SOURCE}outbound/", f"{SOURCE}compose/")
STATUS_FILES = ("errors.py", "routes.py")
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|INDEX|SEQUENCE|ROLE))\b",
    re.DOTALL,
)
DECIMAL = re.compile(r"^\s*(from decimal import|import decimal\b)", re.MULTILINE)
# Without one of these in its text a file is not read as Python: most files are only searched.
WORDS_OF_CLOCKS = re.compile(r"\.\s*(now|utcnow|today|time)\b")
WORDS_OF_SQL = re.compile(r"SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE")
WORDS_OF_STATUS = re.compile(r"status|Reply\(")
CLASSES = re.compile(r"^\s*class\s", re.MULTILINE)


def too_long(name: str, text: str) -> Iterator[str]:
    """A file is one subject: 490 lines at the very most, and 600 where they are tests."""
    most = LINES_MAXIMUM_OF_SOURCE if name.startswith(SOURCE) else LINES_MAXIMUM
    if text.count("\n") > most:
        yield f"{name} has {text.count(chr(10))} lines"


def says_nothing(name: str, text: str) -> Iterator[str]:
    """Modules, folders and classes are named for what they are."""
    for part in name.removesuffix(".py").split("/"):
        if BANNED & set(part.strip("_").split("_")):
            yield f"{name}: {part} says nothing"
    for node in nodes_of(text) if CLASSES.search(text) else ():
        if isinstance(node, ast.ClassDef) and node.name not in OF_A_VENDOR:
            words = set(re.findall(r"[A-Z]?[a-z]+", node.name.removeprefix("_")))
            if {word.lower() for word in words} & BANNED:
                yield f"{name}: {node.name} says nothing"


def reads_a_clock(name: str, text: str) -> Iterator[str]:
    """Time comes in as a value, so that any moment can be tested and repeated."""
    inside = name.removeprefix(SOURCE)
    if not name.startswith(SOURCE) or inside in CLOCK_READERS:
        return
    if WORDS_OF_CLOCKS.search(text):
        for match in CLOCKS.finditer(code_of(text)):
            yield f"{name} reads a clock: {match[0]}"


def writes_sql(name: str, text: str) -> Iterator[str]:
    """SQL lives in store, where every statement can be seen to take its container first."""
    if not name.startswith(SOURCE) or name.startswith(f"{SOURCE}store/"):
        return
    if WORDS_OF_SQL.search(text):
        for constant in strings_of(text):
            if match := SQL.search(constant):
                yield f"{name} holds SQL: {match[0]!r}"


def tells_a_status(name: str, text: str) -> Iterator[str]:
    """What went wrong is told in words of our own, which each door says in its vendor's numbers."""
    if not name.startswith(SOURCE) or name.startswith(STATUS_PLACES):
        return
    if name.rpartition("/")[2] in STATUS_FILES or not WORDS_OF_STATUS.search(text):
        return
    for node in nodes_of(text):
        match node:
            case ast.Compare():
                told = [node.left, *node.comparators]
                is_told = any(_names_a_status(one) for one in told)
            case ast.keyword():
                told, is_told = [node.value], "status" in (node.arg or "")
            case ast.Call(func=ast.Name(id="Reply")):
                told, is_told = list(node.args), True
            case _:
                continue
        if is_told and any(map(_is_status, told)):
            yield f"{name} tells a status: {ast.unparse(node)}"


def _names_a_status(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith("status")


def _is_status(node: ast.AST) -> bool:
    numbers = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return any(type(each) is int and 100 <= each <= 599 for each in numbers)


def imports_decimal(name: str, text: str) -> Iterator[str]:
    """One module knows decimals, so there is one rounding."""
    if name.startswith(SOURCE) and name != f"{SOURCE}core/money.py":
        for match in DECIMAL.finditer(text):
            yield f"{name}: {match[0].strip()}"


RULES = (too_long, says_nothing, reads_a_clock, writes_sql, tells_a_status, imports_decimal)


@lru_cache(maxsize=1)
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """All nodes of a module, read once for all rules."""
    return tuple(ast.walk(ast.parse(text)))


def code_of(text: str) -> str:
    """A module without its comments and texts."""
    return ast.unparse(_without_texts(ast.parse(text)))


def _without_texts(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return tree


def strings_of(text: str) -> Iterator[str]:
    """The texts of a module, those of bytes too, but for the docstrings."""
    nodes = nodes_of(text)
    docstrings = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("latin-1")


def python_files() -> list[str]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", "*.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def test_the_house_is_tidy() -> None:
    faults: list[str] = []
    for name in python_files():
        text = (CHECKOUT / name).read_text("utf-8")
        for rule in RULES:
            faults += rule(name, text)
    assert faults == []


@pytest.mark.parametrize(
    ("name", "text", "faults"),
    [
        ("src/changewright/work/long.py", "x = 1\n" * 491, 1),
        ("src/changewright/work/short.py", "x = 1\n" * 490, 0),
        ("tests/work/long.py", "x = 1\n" * 601, 1),
        ("tests/work/short.py", "x = 1\n" * 600, 0),
        ("src/changewright/work/utils.py", "", 1),
        ("src/changewright/common/thing.py", "", 1),
        ("tests/work/helper_of_tests.py", "", 1),
        ("src/changewright/work/a.py", "class UnitManager: ...", 1),
        ("src/changewright/work/a.py", "class Database: ...\nclass Informed: ...", 0),
        ("src/changewright/work/a.py", "from datetime import datetime\nx = datetime.now()", 1),
        ("src/changewright/core/a.py", "import datetime\nx = datetime.date.today()", 1),
        ("src/changewright/core/a.py", "import datetime\nx = (datetime\n .date\n .today())", 1),
        ("src/changewright/work/ledger.py", "from datetime import datetime\nx = datetime.now()", 0),
        ("tests/work/a.py", "from datetime import datetime\nx = datetime.now()", 0),
        ("src/changewright/web/a.py", "def f(clock=time.time): ...", 1),
        ("src/changewright/work/a.py", "# datetime.now()\nx = 'datetime.now()'", 0),
        ("src/changewright/acc/a.py", "x = 'SELECT id FROM change_order'", 1),
        ("src/changewright/acc/a.py", "x = b'UPDATE head SET revision = 1'", 1),
        ("src/changewright/acc/a.py", "x = ('SELECT id'\n ' FROM change_order')", 1),
        ("src/changewright/acc/a.py", "x = f'DELETE FROM {1}'", 1),
        ("src/changewright/acc/a.py", '"""SELECT id FROM x"""\nx = "Select one from them"', 0),
        ("src/changewright/store/a.py", "x = 'SELECT id FROM change_order'", 0),
        ("src/changewright/acc/a.py", "x = Reply(b'', 302, headers)", 1),
        ("src/changewright/acc/a.py", "x = Reply(b'', status=200)", 1),
        ("src/changewright/acc/a.py", "x = 1 if row.status in (200, 204) else 2", 1),
        ("src/changewright/acc/a.py", "x = Reply(b'', None, headers)\ny = status == 7", 0),
        ("src/changewright/acc/errors.py", "x = Reply(b'', 409)", 0),
        ("src/changewright/edge/a.py", "x = Reply(b'', 404)", 0),
        ("src/changewright/acc/a.py", "from decimal import Decimal", 1),
        ("src/changewright/acc/a.py", "import decimal", 1),
        ("src/changewright/core/money.py", "import decimal", 0),
    ],
)
def test_each_rule_can_fail(name: str, text: str, faults: int) -> None:
    assert len([fault for rule in RULES for fault in rule(name, text)]) == faults
