"""The sender against a real server: what arrives, what is tried again, and what is given up."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.conftest import HOME_VARIABLE
from tests.fixtures_ledger import ACTOR
from tests.webhooks.receiver import HERE, Receiver
from tests.webhooks.site import HURRIED, Wired, nobody, resolving, told, until

from changewright.core.destinations import Reach
from changewright.core.records_webhooks import Webhook
from changewright.outbound.posting import Poster
from changewright.store.embedded import Urls
from changewright.work import webhooks
from changewright.work.ledger import read_clock
from changewright.work.unit import Unit


async def test_what_is_committed_arrives_once_and_in_order(
    wired: Wired, receiver: Receiver
) -> None:
    await wired.hook(receiver.url, authorization="Bearer of news")
    async with wired.sending(sweep_seconds=3600) as sender:
        wired.ledger.told = sender.hint
        orders = [await wired.order(f"{number}") for number in range(8)]
        await until(lambda: len(receiver.got) >= len(orders))
    assert told(receiver) == [order.id for order in orders]
    one = receiver.got[0]
    assert one.target == "/hook?from=here"
    assert one.headers["authorization"] == "Bearer of news"
    assert one.headers["content-type"] == "application/json"
    assert one.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert sender.counts == {"ok": len(orders)}
    for row in await wired.rows():
        assert (row.pending, row.outcome) == (False, "ok")
        (attempt,) = row.attempts
        assert (attempt.status, attempt.error) == (200, None)
        assert attempt.body == '{"taken": true}'


async def test_a_failure_holds_the_queue_and_is_tried_again(
    wired: Wired, receiver: Receiver
) -> None:
    """500, no answer in time, a hang-up, what is no HTTP and a redirect are all failures."""
    receiver.answers = [500, "silent", "close", "garbage", 302]
    receiver.headers = [("Location", "/elsewhere")]
    await wired.hook(receiver.url)
    orders = [await wired.order(number) for number in "ab"]
    async with wired.sending() as sender:
        await until(lambda: sender.counts["ok"] == 2)
    assert told(receiver) == [orders[0].id] * 6 + [orders[1].id]
    assert {one.target for one in receiver.got} == {"/hook?from=here"}
    first, second = await wired.rows()
    assert [attempt.error for attempt in first.attempts] == [
        "answered 500",
        "no answer in time",
        "the connection was closed without an answer",
        "the answer is not HTTP",
        "answered 302",
        None,
    ]
    assert len(second.attempts) == 1
    assert sender.counts == {"retried": 5, "ok": 2}


async def test_nobody_there_then_somebody(wired: Wired, receiver: Receiver) -> None:
    gone = f"http://127.0.0.1:{await free_port()}/"
    await wired.hook(gone)
    order = await wired.order("1")
    async with wired.sending() as sender:
        await until(lambda: sender.counts["retried"] > 0)

        async def mend(unit: Unit) -> None:
            hook = await webhooks.find(unit.read, wired.hook_id)
            await webhooks.edit(unit, hook, {"destination_url": receiver.url}, HERE)

        await wired.ledger.run(wired.container_id, ACTOR, mend)
        await until(lambda: sender.counts["ok"] == 1)
    assert told(receiver) == [order.id]
    (row,) = await wired.rows()
    assert row.attempts[0].error == "no connection: refused or unreachable"


async def free_port() -> int:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port


async def test_what_failed_for_too_long_is_discarded_and_the_next_is_tried(
    wired: Wired, receiver: Receiver
) -> None:
    impatient = msgspec.structs.replace(HURRIED, given_up_after=timedelta(milliseconds=50))
    receiver.answers = [503] * 3
    await wired.hook(receiver.url)
    for number in "abc":
        await wired.order(number)
    async with wired.sending(patience=impatient) as sender:
        await until(lambda: sender.counts["discarded"] == 3)
        receiver.answers = []
        receiver.got = []
        later = await wired.order("later")
        await until(lambda: sender.counts["ok"] == 1)
    assert told(receiver) == [later.id]
    rows = await wired.rows()
    assert [row.outcome for row in rows] == ["discarded"] * 3 + ["ok"]
    assert rows[0].attempts and not rows[1].attempts and not rows[2].attempts


async def test_another_hook_is_not_held_up(wired: Wired, receiver: Receiver) -> None:
    receiver.answers = []
    silent = await wired.hook(f"http://127.0.0.1:{await free_port()}/")
    await wired.hook(receiver.url)
    order = await wired.order("1")
    async with wired.sending() as sender:
        await until(lambda: sender.counts["ok"] == 1 and sender.counts["retried"] > 0)
    assert told(receiver) == [order.id]
    wired.hook_id = silent
    assert [row.pending for row in await wired.rows()] == [True]


async def test_a_name_that_leads_inside_is_not_followed(wired: Wired, receiver: Receiver) -> None:
    """What a name resolves to is judged when it is sent to, whatever it was when it was made."""
    await wired.hook("https://hooks.example/here")
    await wired.order("1")
    inside = resolving("10.0.0.7", "169.254.169.254", "::1", "::ffff:192.168.0.1")
    async with wired.sending(poster=inside) as sender:
        await until(lambda: sender.counts["retried"] > 0)
    assert receiver.got == []
    (row,) = await wired.rows()
    assert row.attempts[0].error == "the host is in a network that nothing is sent to"


async def test_the_connection_goes_to_the_address_that_was_judged(
    wired: Wired, receiver: Receiver
) -> None:
    """The name is asked once, and its address connected to: a second answer has no effect."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("10.0.0.7",)

    await wired.hook(f"http://hooks.example:{receiver.port}/")
    await wired.order("1")
    async with wired.sending(poster=Poster(HERE, resolve)) as sender:
        await until(lambda: sender.counts["ok"] == 1)
    assert asked == ["hooks.example"]
    assert receiver.got[0].headers["host"] == f"hooks.example:{receiver.port}"


async def test_a_network_that_is_not_allowed_any_more(wired: Wired, receiver: Receiver) -> None:
    await wired.hook(receiver.url)
    await wired.order("1")
    async with wired.sending(reach=Reach()) as sender:
        await until(lambda: sender.counts["retried"] > 0)
    assert receiver.got == []


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    wired: Wired, receiver: Receiver, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    await wired.hook(f"https://hooks.example:{port}/")
    await wired.order("1")
    async with server, wired.sending(poster=resolving("127.0.0.1")) as sender:
        await until(lambda: sender.counts["retried"] > 0)
    (row,) = await wired.rows()
    assert row.attempts[0].error == "no secure connection: CERTIFICATE_VERIFY_FAILED"
    assert receiver.got == []


def own_certificate(folder: Path) -> Path:
    """A certificate of our own making for hooks.example, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "own.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


async def test_who_may_hear_no_more_is_told_no_more(wired: Wired, receiver: Receiver) -> None:
    await wired.hook(receiver.url)
    await wired.order("1")
    async with wired.sending(may_hear=nobody) as sender:
        await until(lambda: sender.counts["failed"] == 1)
    assert receiver.got == []
    (row,) = await wired.rows()
    assert (row.outcome, row.attempts) == ("failed", ())


async def test_a_hook_that_is_gone_or_disabled_is_not_told(
    wired: Wired, receiver: Receiver
) -> None:
    await wired.hook(receiver.url)
    await wired.order("1")

    async def disable(unit: Unit) -> None:
        hook = await webhooks.find(unit.read, wired.hook_id)
        await webhooks.edit(unit, hook, {"active": False}, HERE)

    await wired.ledger.run(wired.container_id, ACTOR, disable)
    await wired.order("2")
    assert len(await wired.rows()) == 1
    async with wired.sending() as sender:
        await until(lambda: sender.counts["discarded"] == 1)

    async def enable_and_remove(unit: Unit) -> None:
        hook = await webhooks.find(unit.read, wired.hook_id)
        hook = await webhooks.edit(unit, hook, {"active": True, "authorization": "x"}, HERE)
        unit.new(Webhook, namespace="", destination_url="https://a.example", payload="v2.0")

    await wired.ledger.run(wired.container_id, ACTOR, enable_and_remove)
    await wired.order("3")

    async def remove(unit: Unit) -> None:
        await webhooks.remove(unit, await webhooks.find(unit.read, wired.hook_id))

    await wired.ledger.run(wired.container_id, ACTOR, remove)
    async with wired.sending() as sender:
        await until(lambda: sender.counts["discarded"] == 1)
    assert receiver.got == []
    assert await wired.deliveries.authorizations(wired.container_id, [wired.hook_id]) == {}


async def test_two_senders_tell_each_thing_once(wired: Wired, receiver: Receiver) -> None:
    await wired.hook(receiver.url)
    async with wired.sending() as one, wired.sending() as other:

        def both(container_id: int, webhook_ids: Collection[int]) -> None:
            one.hint(container_id, webhook_ids)
            other.hint(container_id, webhook_ids)

        wired.ledger.told = both
        orders = [await wired.order(f"{number}") for number in range(12)]
        await until(lambda: one.counts["ok"] + other.counts["ok"] == len(orders))
    assert told(receiver) == [order.id for order in orders]


async def test_stopping_gives_the_queue_back_at_once(wired: Wired, receiver: Receiver) -> None:
    await wired.hook(receiver.url)
    async with wired.sending():
        order = await wired.order("1")
        await until(lambda: len(receiver.got) == 1)
    later = await wired.order("2")
    async with wired.sending():
        await until(lambda: len(receiver.got) == 2, seconds=10)
    assert told(receiver) == [order.id, later.id]


KILLED = """
import asyncio, os, sys
from pathlib import Path
from changewright.config.settings import Settings
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.ledger import Ledger
from tests.webhooks.site import Wired

async def main():
    database = Database(Urls(*sys.argv[1:3]), Settings(home=Path("/nonexistent")))
    await database.open()
    wired = Wired(Ledger(database), int(sys.argv[3]))
    async with wired.sending(lease=__import__("datetime").timedelta(seconds=1)):
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_sender_killed_in_the_middle_loses_nothing(
    wired: Wired, receiver: Receiver, database_urls: Urls
) -> None:
    """It is killed while an answer is waited for. What it had in hand is sent again."""
    receiver.answers = [200, "silent"]
    await wired.hook(receiver.url)
    orders = [await wired.order(number) for number in "abc"]
    urls = (database_urls.server, database_urls.owner)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    environment.pop(HOME_VARIABLE, None)
    child = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", KILLED, *urls, str(wired.container_id)], env=environment
    )
    try:
        await until(lambda: len(receiver.got) == 2, seconds=60)
    finally:
        child.kill()
        child.wait()
    async with wired.sending() as sender:
        await until(lambda: sender.counts["ok"] == 2)
    assert told(receiver) == [orders[0].id, orders[1].id, orders[1].id, orders[2].id]
    assert [row.outcome for row in await wired.rows()] == ["ok"] * 3


async def test_what_is_old_goes(wired: Wired, receiver: Receiver) -> None:
    await wired.hook(receiver.url)
    await wired.order("1")
    now = read_clock()
    await wired.deliveries.purge(now, timedelta(days=1))
    assert len(await wired.rows()) == 1
    assert await wired.deliveries.purge(now + timedelta(days=2), timedelta(days=1)) >= 1
    assert await wired.rows() == []
