"""`company`, `person`, `project` and `member`: what they do, print and refuse."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from joserfc.jwk import RSAKey
from tests.cli.shell import Shell
from tests.clients.conftest import serve

from changewright import __version__
from changewright.config.settings import Settings
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.identity import verify_password

PASSWORD = "a plain long password"


def counts(urls: Urls) -> dict[str, int]:
    """How many rows there are of what these commands write, and the directory's revision."""
    found = {}
    with psycopg.connect(urls.owner) as connection:
        for table in ("account", "company", "person", "project", "member", "journal"):
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row is not None
            found[table] = int(row[0])
        row = connection.execute("SELECT revision FROM directory_head").fetchone()
        assert row is not None
        found["revision"] = int(row[0])
    return found


def is_right(urls: Urls, email: str, password: str) -> bool:
    async def check() -> bool:
        database = Database(urls, Settings())
        await database.open()
        try:
            return await verify_password(database, email, password) is not None
        finally:
            await database.close()

    return asyncio.run(check())


def opened(shell: Shell) -> dict[str, Any]:
    """A company, an administrator and a project."""
    shell.done("company", "add", "Harbor Builders")
    shell.done("person", "add", "ada@harbor.example", "Ada Lind", "--company", "Harbor Builders")
    project: dict[str, Any] = shell.made(
        *("project", "open", "Quay House", "--number", "26-014", "--admin", "ada@harbor.example")
    )
    return project


def test_from_nothing_to_a_change_order_in_both_doors(
    shell: Shell, empty_urls: Urls, tmp_path: Any
) -> None:
    project = opened(shell)
    shell.done("company", "add", "Volt Electric", "--trade", "Electrical")
    shell.done("person", "add", "sam@volt.example", "Sam Volt", "--company", "Volt Electric")
    shell.done("member", "add", "26-014", "sam@volt.example", "--role", "supplier")
    ada = shell.done("token", "ada@harbor.example").strip()
    sam = shell.done("token", "sam@volt.example").strip()
    (tmp_path / "server").mkdir()
    for address in serve(empty_urls, tmp_path / "server"):
        container = project["autodesk"]["container_id"]
        changes = f"{address}/cost/v1/containers/{container}/change-orders/pco"
        made = httpx.post(
            changes, headers=bearer(ada), json={"name": "Deeper footings", "scope": "out"}
        )
        assert made.status_code == 201, made.text
        refused = httpx.post(changes, headers=bearer(sam), json={"name": "Mine", "scope": "out"})
        assert refused.status_code == 403, refused.text
        procore = project["procore"]
        listed = httpx.get(
            f"{address}/rest/v1.0/potential_change_orders",
            params={"project_id": procore["project_id"]},
            headers=bearer(ada) | {"Procore-Company-Id": str(procore["company_id"])},
        )
        assert [one["title"] for one in listed.json()] == ["Deeper footings"], listed.text
        hubs = httpx.get(f"{address}/project/v1/hubs", headers=bearer(ada)).json()["data"]
        assert [hub["id"] for hub in hubs] == [project["autodesk"]["hub_id"]]
        shell.done("member", "remove", "26-014", "sam@volt.example")
        shell.done("person", "disable", "ada@harbor.example")
        until((404,), changes, sam)
        until((401, 404), changes, ada)
    assert "agrees" in shell.done("verify", "--project", "26-014")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def until(statuses: tuple[int, ...], address: str, token: str) -> None:
    """Wait for an answer with one of these statuses: the server looks for changes of the directory
    every half second."""
    for _ in range(100):
        answer = httpx.get(address, headers=bearer(token))
        if answer.status_code in statuses:
            return
        time.sleep(0.1)
    raise AssertionError(f"{answer.status_code} {answer.text}")


def test_ids_of_both_doors_are_told(shell: Shell) -> None:
    project = opened(shell)
    account = project["account"]
    assert project["procore"] == {"company_id": account["id"], "project_id": project["id"]}
    assert project["autodesk"]["hub_id"] == f"b.{account['uuid']}"
    assert project["autodesk"]["project_id"] == f"b.{project['uuid']}"
    page = shell.done("project", "show", "quay house")
    table = shell.done("project", "list")
    for told in (project["uuid"], str(project["id"]), str(account["id"])):
        assert told in page and told in table
    (company,) = shell.made("company", "list")
    (person,) = shell.made("person", "list")
    assert company["account"] == account
    for row, printed in ((company, "company"), (person, "person")):
        table = shell.done(printed, "list")
        for told in (row["uuid"], str(row["id"]), row["autodesk_id"]):
            assert told in table
    for called in (project["uuid"], f"b.{project['uuid']}", str(project["id"]), "26-014"):
        assert shell.made("project", "show", called) == {**project, "members": 1}
    anchors = [shell.done("anchor", "--project", one) for one in ("26-014", project["uuid"])]
    assert anchors[0] == anchors[1] != ""


def test_anchors_prove_something_or_are_refused(shell: Shell, tmp_path: Path) -> None:
    """A file that a failed command left empty must not pass for a proof."""
    project = opened(shell)
    kept = tmp_path / "anchors.txt"
    kept.write_text(shell.done("anchor"))
    assert "Everything agrees" in shell.done("verify", "--anchor", str(kept))
    elsewhere = kept.read_text().replace(f":1:{project['id']}:", ":1:999999:")
    kept.write_text(elsewhere)
    ended = shell("verify", "--anchor", str(kept))
    told = f"{elsewhere.strip()}: anchor: its project is not in this database\n"
    assert (ended.status, ended.output) == (1, told)
    kept.write_text("\n")
    assert shell("verify", "--anchor", str(kept)).refusal == (
        f"--anchor: there is no anchor in {kept}."
    )


def test_the_version_is_told(shell: Shell) -> None:
    assert shell.done("--version") == f"changewright {__version__}\n"


def test_a_project_has_what_it_was_opened_with(shell: Shell) -> None:
    opened(shell)
    known = str(uuid4())
    project = shell.made(
        *("project", "open", "Mill", "--uuid", known, "--type", "Housing", "--born", "procore"),
        *("--tiers-cost", "2", "--tiers-budget", "3", "--currency", "EUR", "--money-places", "0"),
        *("--main-contract-code", "M-1", "--main-contract-name", "With the owner"),
        *("--segment", "Division:2:hyphen", "--segment", "Section:any"),
    )
    assert (project["uuid"], project["type"], project["members"]) == (known, "Housing", 0)
    settings = project["settings"]
    assert (settings["tiers_cost"], settings["tiers_budget"]) == (2, 3)
    assert (settings["currency"], settings["money_places"]) == ("EUR", 0)
    assert (settings["born"], settings["status_cascade"]) == ("procore", "mirror")
    changed = shell.made(
        *("project", "settings", known, "--name", "Old Mill", "--tiers-budget", "1"),
        *("--no-commitment-first", "--status-cascade", "advance", "--default-main-contract", "M-1"),
    )
    assert (changed["name"], changed["settings"]["tiers_budget"]) == ("Old Mill", 1)
    assert changed["settings"]["commitment_first"] is False
    assert shell.made("project", "settings", "old mill") == changed


REFUSED = (
    (("company", "add", "  "), "NAME: name is empty"),
    (("company", "add", "harbor BUILDERS"), "NAME: A company of Harbor Builders has the name"),
    (("company", "add", "X", "--account", "Harbour Builders"), "--account: There is no account"),
    (("company", "add", "X", "--account", "1", "--new-account"), "--account: a company joins"),
    (("company", "add", "X", "--trade", "a\nb"), "--trade: trade has characters"),
    (("person", "add", "ada", "Ada"), "EMAIL: 'ada' is not an email address"),
    (("person", "add", "Ada@Harbor.example", "Ada"), "EMAIL: ada@harbor.example is Ada Lind's"),
    (("person", "add", "b@x.example", "B", "--company", "Harbor"), "did you mean Harbor Builders?"),
    (("person", "add", "b@x.example", "B", "--password"), "There is no terminal"),
    (("person", "add", "b@x.example", "B", "--password-env", "NONE"), "--password-env: There is"),
    (("person", "password", "nobody@elsewhere.test"), "There is no terminal"),
    (
        ("person", "disable", "nobody@elsewhere.test"),
        "EMAIL: There is no person nobody@elsewhere.test.",
    ),
    (("project", "open", "Quay HOUSE"), "NAME: Another project has the name"),
    (("project", "open", "X", "--tiers-cost", "4"), "--tiers-cost: tiers_cost must be 1, 2 or 3"),
    (("project", "open", "X", "--currency", "usd"), "--currency: currency must be a currency"),
    (("project", "open", "X", "--money-places", "5"), "--money-places: money_places must lie"),
    (("project", "open", "X", "--born", "moon"), "--born: moon is not one of acc, procore, web."),
    (("project", "open", "X", "--uuid", "12"), "--uuid: 12 is not a UUID."),
    (("project", "open", "X", "--admin", "nobody@elsewhere.test"), "--admin: There is no person"),
    (("project", "open", "X", "--account", "9"), "--account: There is no account 9."),
    (("project", "open", "X", "--main-contract-code", " "), "--main-contract-code: main_contract"),
    (("project", "open", "X", "--segment", "Division"), "--segment: Division is not NAME:LENGTH"),
    (("project", "open", "X", "--segment", "D:2:dash"), "the delimiter is one of none, space,"),
    (("project", "open", "X", "--segment", "D:999"), "--segment: D:999: the length is 1 to 255"),
    (("project", "open", "X", "--segment", "D:1", "--segment", "D:2"), "has a segment D already"),
    (("project", "show", "26-015"), "PROJECT: There is no project 26-015; did you mean 26-014?"),
    (("project", "settings", "26-014", "--tiers-budget", "0"), "--tiers-budget: tiers_budget must"),
    (
        ("project", "settings", "26-014", "--status-cascade", "up"),
        "--status-cascade: status_cascad",
    ),
    (
        ("project", "settings", "26-014", "--lifo", "--default-main-contract", "M-9"),
        "--default-main-contract: there is no main contract M-9",
    ),
    (
        ("project", "settings", "26-014", "--currency", "EUR", "--name", "Other"),
        "--name: Another project has the name Other already",
    ),
    (
        ("member", "add", "26-014", "ada@harbor.example", "--role", "king"),
        "--role: king is no role",
    ),
    (
        ("member", "add", "26-014", "free@x.example", "--role", "owner"),
        "--company: a member who is",
    ),
    (("member", "remove", "26-014", "free@x.example"), "EMAIL: this person has no part"),
    (("member", "list", "nowhere"), "PROJECT: There is no project nowhere."),
    (("token", "ada@harbor.example", "--hours", "nan"), "--hours: a token lives for"),
    (("token", "ada@harbor.example", "--hours", "1e300"), "--hours: a token lives for"),
    (("token", "ada@harbor.example", "--scopes", "data:red"), "--scopes: there is no scope data:r"),
    (("client", "Sync", "--redirect-uri", "nonsense"), "--redirect-uri: nonsense is no address"),
    (("client", "Sync", "--scopes", "everything"), "--scopes: there is no scope everything"),
    (("client", "Sync", "--acts-as", "nobody@x.example"), "There is nobody with the address"),
    (("client", "Sync", "--client-id", "taken"), "--client-id: "),
    (("verify", "--anchor", "/nowhere/anchors"), "--anchor: cannot read /nowhere/anchors ("),
    (("verify", "--as-of", "yesterday"), "--as-of is neither"),
    (("openapi", "--door", "garden"), "There is no door garden; there is"),
)


def test_what_is_refused_names_its_option_and_writes_nothing(
    shell: Shell, empty_urls: Urls
) -> None:
    alone = shell("project", "open", "Quay House").refusal
    assert alone == "--account: there is no account yet: add its company first"
    opened(shell)
    shell.done("project", "open", "Other")
    shell.done("person", "add", "free@x.example", "Free Lance")
    assert "client_secret=" in shell.done("client", "First", "--client-id", "taken")
    before = counts(empty_urls)
    shown = shell.made("project", "show", "26-014")
    for arguments, words in REFUSED:
        assert words in shell(*arguments).refusal, arguments
    assert shell("person", "add", "b@x.example", "B", "--password", piped="short\n").refusal == (
        "--password: A password has 8 to 1024 characters."
    )
    after = counts(empty_urls)
    # What a refused segment had begun is in no directory.
    assert {**after, "journal": 0} == {**before, "journal": 0}
    assert shell.made("project", "show", "26-014") == shown


def test_several_accounts_are_told_apart(shell: Shell) -> None:
    opened(shell)
    own = shell.made("company", "add", "Delta Build", "--new-account")
    assert own["account"]["name"] == "Delta Build"
    told = shell("company", "add", "Volt Electric").refusal
    assert "--account: there are several accounts; name one of Harbor Builders, Delta" in told
    volt = shell.made("company", "add", "Volt Electric", "--account", "delta build")
    assert volt["account"] == own["account"]
    assert "--account" in shell("project", "open", "Pier").refusal
    pier = shell.made("project", "open", "Pier", "--company", own["account"]["uuid"])
    assert pier["procore"]["company_id"] == own["account"]["id"]
    shell.done("person", "add", "free@x.example", "Free Lance")
    foreign = ("member", "add", "Quay House", "free@x.example", "--role", "supplier")
    assert "--company: There is no company" in shell(*foreign, "--company", "Volt Electric").refusal
    listed = shell.made("company", "list", "--account", "Delta Build")
    assert [one["name"] for one in listed] == ["Delta Build", "Volt Electric"]


def test_parts_in_a_project(shell: Shell) -> None:
    opened(shell)
    shell.done("company", "add", "Volt Electric")
    shell.done("person", "add", "sam@volt.example", "Sam Volt")
    part = ("member", "add", "26-014", "sam@volt.example", "--role")
    assert shell.done(*part, "viewer") == "Sam Volt is viewer in Quay House.\n"
    told = shell.done(*part, "supplier", "--company", "volt electric")
    assert told == "Sam Volt was viewer, is now supplier in Quay House for Volt Electric.\n"
    members = shell.made("member", "list", "26-014")
    assert [(one["name"], one["role"]) for one in members] == [
        ("Ada Lind", "admin"),
        ("Sam Volt", "supplier"),
    ]
    told = shell.done("member", "remove", "26-014", "sam@volt.example")
    assert told == "Sam Volt has no part in Quay House any more.\n"
    assert [one["name"] for one in shell.made("member", "list", "26-014")] == ["Ada Lind"]
    assert "--role" in shell("member", "add", "26-014", "sam@volt.example").told


def test_passwords_come_from_anywhere_but_the_arguments(
    shell: Shell, empty_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.done("company", "add", "Harbor Builders")
    added = ("person", "add", "ada@harbor.example", "Ada Lind")
    assert "Password       set" in shell.done(*added, "--password", piped=f"{PASSWORD}\nmore\n")
    assert is_right(empty_urls, "ada@harbor.example", PASSWORD)
    monkeypatch.setenv("NEW_PASSWORD", "another long password")
    shell.done("person", "password", "Ada@harbor.example", "--password-env", "NEW_PASSWORD")
    assert is_right(empty_urls, "ada@harbor.example", "another long password")
    shell.done("person", "disable", "ada@harbor.example")
    assert not is_right(empty_urls, "ada@harbor.example", "another long password")
    assert "There is nobody" in shell("token", "ada@harbor.example").refusal
    shell.done("person", "enable", "ada@harbor.example")
    assert is_right(empty_urls, "ada@harbor.example", "another long password")


def test_nothing_yet_says_how_to_begin(shell: Shell) -> None:
    for subject in ("company", "person", "project"):
        assert shell.made(subject, "list") == []
        assert f"`changewright {subject} " in shell.done(subject, "list")


def test_keys_of_service_accounts(shell: Shell, tmp_path: Path) -> None:
    opened(shell)
    account, file = ("service-account", "add", "ada@harbor.example"), tmp_path / "account.pem"
    shell.done("client", "Nightly", "--client-id", "nightly")
    shell.done("client", "Phone", "--client-id", "phone", "--public")
    mine = (*account, "--client", "nightly")
    for arguments, words in (
        (mine, "--private-key makes a key, --public-key takes one: name one of the two."),
        ((*account, "--client", "x", "--private-key", str(file)), "--client: there is no program"),
        ((*account, "--client", "phone", "--private-key", str(file)), "--client: a public program"),
        ((*mine, "--public-key", str(tmp_path / "none")), "--public-key: cannot read"),
    ):
        assert words in shell(*arguments).refusal, arguments
        assert not file.exists(), "a key that opens nothing"
    made = shell.made(*mine, "--private-key", str(file))
    assert file.stat().st_mode & 0o777 == 0o600 and "PRIVATE KEY" in file.read_text()
    again = shell(*mine, "--private-key", str(file)).refusal
    assert again.startswith("--private-key: cannot write")
    private = shell(*mine, "--public-key", str(file)).refusal
    assert private == "--public-key: this is a private key; only its public half belongs here"
    public = tmp_path / "public.pem"
    public.write_text(RSAKey.import_key(file.read_text()).as_pem(private=False).decode())
    other = shell.made(*mine, "--public-key", str(public), "--key-id", "ours")
    assert (other["key_id"], other["account_id"]) == ("ours", made["account_id"])
    taken = shell(*mine, "--public-key", str(public), "--key-id", "ours").refusal
    assert taken == "--key-id: there is a key ours already."
    listed = shell.made("service-account", "list")
    assert [each["key_id"] for each in listed] == sorted((made["key_id"], "ours"))
    assert "opens nothing" in shell.done("service-account", "remove", "ours")
    assert shell("service-account", "remove", "ours").refusal == "There is no key ours."
    assert [each["key_id"] for each in shell.made("service-account", "list")] == [made["key_id"]]
