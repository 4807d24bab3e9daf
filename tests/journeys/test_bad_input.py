"""Whatever one socket says wrong concerns that socket alone: it is told, and nobody else notices."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from broker.core.visit import Stage
from broker.trust.keys import new_set
from broker.trust.links import Links
from broker.trust.tokens import Tokens
from signaling.messages import SUBPROTOCOL
from tests.support.town import QUEUE, Guest, Town, arrive
from tests.support.wire import Wire, token_of, wire

# What a waiting citizen may hear without having done anything.
QUIET = {"position", "office"}
HELLO = {"type": "hello", "protocol": 1}


@asynccontextmanager
async def bystander(town: Town) -> AsyncIterator[Guest]:
    """Another citizen, who must not notice anything, and must still be there at the end."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        await page.until(type="stage", stage="waiting")
        yield guest
        assert (await page.ask("say", visit=guest.visit, text="still here"))["type"] == "done"
        await page.until(type="said")
        # What is told twice is no news: a node that starts tells everybody where they stand.
        known = {("stage", 0), ("stage", 1), ("said", 1)}
        news = [m for m in page.heard if (m["type"], m.get("version", m.get("id"))) not in known]
        assert {message["type"] for message in news} <= QUIET
        found = await town.nodes[0].office.visits.get(guest.visit)
        assert found is not None
        assert (found.stage, found.version) == (Stage.WAITING, 1)


@asynccontextmanager
async def raw(town: Town, **how: Any) -> AsyncIterator[tuple[Wire, ClientWebSocketResponse]]:
    """A socket that has not said hello."""
    how = {"protocols": [SUBPROTOCOL], **how}
    async with town.client.ws_connect(f"{town.apis[0]}/live", **how) as socket:
        yield Wire(socket), socket


FIRST: dict[str, bytes] = {
    "silence": b"",
    "no JSON": b"hello",
    "no object": b"[]",
    "bad UTF-8": b'{"type":"hello","protocol":1,"token":"\xff"}',
    "no hello": b'{"type":"leave","op":"a","visit":"b"}',
    "an unknown type": b'{"type":"admin","protocol":1}',
    "no protocol": b'{"type":"hello"}',
    "deep nesting": b'{"type":"hello","protocol":' + b"[" * 5000,
    "a huge number": b'{"type":"hello","protocol":1e999}',
}


@pytest.mark.parametrize("frame", FIRST.values(), ids=FIRST)
async def test_who_does_not_begin_with_a_hello_is_closed(town: Town, frame: bytes) -> None:
    """4501, after 3 s at the latest; nothing about why."""
    async with bystander(town), raw(town) as (page, socket):
        if frame:
            await socket.send_frame(frame, WSMsgType.TEXT)
        assert await page.closed() == 4501


async def test_binary_frames_are_not_part_of_the_protocol(town: Town) -> None:
    """Not even with the right words in them."""
    async with bystander(town), raw(town) as (page, socket):
        await socket.send_bytes(json.dumps(HELLO).encode())
        assert await page.closed() == 4501


async def test_a_token_that_is_forged_revoked_or_of_somebody_else_opens_nothing(
    town: Town,
) -> None:
    """All alike: 4500, stay away."""
    node, now, guest = town.nodes[0], town.clock(), await town.guest()
    url = node.settings.public_url
    strange = Tokens(lambda: keys, url)
    keys = new_set(now)
    forged = Links(url, strange.sign_join, b"x" * 32).join(
        guest.reference, 1, expires_at=now + timedelta(hours=1), now=now
    )
    old = node.links.join(
        guest.reference, 1, expires_at=now - timedelta(hours=1), now=now - timedelta(hours=2)
    )
    revoked = node.links.join(guest.reference, 7, expires_at=now + timedelta(hours=1), now=now)
    nobody = node.links.join("ABCD-2345", 1, expires_at=now + timedelta(hours=1), now=now)
    tokens = ["", "x", guest.token[:-4] + "AAAA", *map(token_of, (forged, revoked, nobody))]
    async with bystander(town):
        for token in tokens:
            async with raw(town) as (page, _):
                await page.say("hello", protocol=1, token=token)
                assert await page.closed() == 4500, token
        async with raw(town) as (page, _):
            await page.say("hello", protocol=1)
            assert await page.closed() == 4500
        # A link lives as long as its booking: one that ran out before it was moved opens all the same.
        async with raw(town) as (page, _):
            await page.say("hello", protocol=1, token=token_of(old))
            await page.until(type="welcome")


async def test_a_link_opens_its_own_visit_only(town: Town) -> None:
    """Naming another one in the hello gives nothing away."""
    guest = await town.guest()
    async with bystander(town) as other, raw(town) as (page, _):
        await page.say("hello", protocol=1, token=guest.token, visit=other.visit)
        assert await page.closed() == 4500
        assert page.heard == []


async def test_an_old_client_is_asked_to_reload(town: Town) -> None:
    """By name, and with a code that does not make it come back by itself."""
    guest = await town.guest()
    async with bystander(town), raw(town) as (page, _):
        await page.say("hello", protocol=99, token=guest.token)
        assert (await page.until(type="problem"))["kind"] == "old-client"
        assert await page.closed() == 4500


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"protocols": []}, 400),
        ({"protocols": ["vorsprache.v0"]}, 400),
    ],
    ids=["foreign origin", "no origin of its own", "no subprotocol", "another subprotocol"],
)
async def test_a_wrong_handshake_is_refused_before_the_upgrade(
    town: Town, how: dict[str, Any], status: int
) -> None:
    """A browser sends the origin of the page, whatever the page wants."""
    with pytest.raises(WSServerHandshakeError) as refused:
        async with raw(town, **how):
            pass
    assert refused.value.status == status


async def test_the_page_of_a_newer_node_is_served_by_this_one(town: Town) -> None:
    """Nodes are updated one by one: what is new is passed over or refused by name, and the page stays."""
    guest = await town.guest()
    async with bystander(town), raw(town) as (page, _):
        await page.say("hello", protocol=1, token=guest.token, languages=["de"])
        await page.until(type="welcome")
        refused = await page.ask("wave", visit=guest.visit, how={"often": 3})
        assert (refused["kind"], refused["retry"]) == ("out-of-turn", "later")
        done = await page.ask("arrive", visit=guest.visit, mood="fine", checks={"lamp": "fine"})
        assert done["type"] == "done"
        await page.until(type="stage", stage="waiting")


VISIT = "v" * 22
LATER: dict[str, tuple[bytes, int]] = {
    "a second hello": (json.dumps(HELLO).encode(), 4501),
    "no JSON": (b"{", 4501),
    "an op that is none": (b'{"type":"leave","op":"a b","visit":"x"}', 4501),
    "a NUL in a text": (b'{"type":"say","op":"a","visit":"x","text":"a\\u0000b"}', 4501),
    "half a character": (b'{"type":"say","op":"a","visit":"x","text":"\\ud800"}', 4501),
    "a text that is too long": (
        json.dumps({"type": "say", "op": "a", "visit": VISIT, "text": "x" * 1001}).encode(),
        4501,
    ),
    "a text of 100 kB": (
        json.dumps({"type": "say", "op": "a", "visit": VISIT, "text": "x" * 100_000}).encode(),
        1009,
    ),
    "a frame of 1 MB": (b" " * 1_000_000, 1009),
    "what only clerks say": (json.dumps({"type": "call-next", "op": "a", "queue": "demo"}).encode(), 4502),
    "what only boards say": (b'{"type":"watch","op":"a","queues":[]}', 4502),
    "an outcome": (b'{"type":"end","op":"a","visit":"x","outcome":"completed"}', 4502),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "code"), LATER.values(), ids=LATER)
async def test_a_citizen_who_says_what_no_citizen_says_is_closed(
    town: Town, frame: bytes, code: int
) -> None:
    """The visit itself is untouched, and the page may come back."""
    guest = await town.guest()
    async with bystander(town):
        async with town.citizen(guest) as (page, _):
            await page.socket.send_frame(frame, WSMsgType.TEXT)
            assert await page.closed() == code
        async with town.citizen(guest) as (_, visit):
            assert (visit["stage"], visit["version"]) == ("booked", 0)


async def test_nobody_acts_on_a_visit_that_is_not_theirs(town: Town) -> None:
    """Each try is answered by name, and changes nothing."""
    guest = await town.guest()
    foreign = town.staff(name="Berta", department="buergeramt-melden")
    async with (
        bystander(town) as other,
        town.citizen(guest) as (page, _),
        wire(town.client, town.apis[0], foreign) as (clerk, _),
        town.clerk(name="Anna") as anna,
    ):
        for visit in (other.visit, VISIT):
            tries: list[tuple[str, dict[str, Any]]] = [
                ("arrive", {}),
                ("leave", {}),
                ("join", {}),
                ("cancel", {}),
                ("say", {"text": "hello"}),
                ("switch-channel", {"channel": "phone", "phone": "+49 30 1"}),
                ("ice", {}),
            ]
            for type_, more in tries:
                refused = await page.ask(type_, visit=visit, **more)
                assert (refused["type"], refused["kind"]) == ("problem", "not-yours"), type_
        for type_, more in (
            ("call", {}),
            ("send-back", {}),
            ("cancel", {}),
            ("say", {"text": "hello"}),
            ("end", {"outcome": "come_in_person"}),
            ("switch-channel", {"channel": "phone"}),
            ("amend", {"note": "x"}),
            ("ice", {}),
        ):
            refused = await clerk.ask(type_, visit=other.visit, **more)
            assert refused["kind"] == "not-yours", type_
            assert (await anna.ask(type_, visit=VISIT, **more))["kind"] == "not-found", type_
        for type_, more in (
            ("call-next", {"queue": QUEUE}),
            ("watch", {"queues": [QUEUE]}),
            ("desk", {"state": "open", "queues": [QUEUE]}),
        ):
            assert (await clerk.ask(type_, **more))["kind"] == "not-yours", type_
        assert other.visit not in str(clerk.heard)
        # Relay without a call: dropped without a word.
        description = {"type": "offer", "sdp": "v=0"}
        await page.say(
            "description", visit=other.visit, call=1, to="clerk", description=description
        )
        await page.say("media", visit=other.visit, call=1, state="connected")
        assert (await page.ask("arrive", visit=guest.visit))["type"] == "done"


async def test_a_supervisor_calls_nobody(town: Town) -> None:
    """A board sees states and times; a call is a clerk's."""
    for message in (
        {"type": "call-next", "op": "a", "queue": QUEUE},
        {"type": "say", "op": "a", "visit": VISIT, "text": "hello"},
        {"type": "description", "visit": VISIT, "call": 1, "to": "citizen", "description": {}},
    ):
        async with (
            bystander(town),
            wire(town.client, town.apis[0], town.staff("supervisor", "Robin")) as (board, _),
        ):
            await board.socket.send_json(message)
            assert await board.closed() == 4502


async def test_a_text_is_passed_on_as_it_is(town: Town) -> None:
    """Markup and direction marks are harmless letters; showing them as such is the page's part."""
    guest = await town.guest()
    texts = ['<img src=x onerror="alert(1)">', "\u202egnp.exe", "Grüße 🙂", "a\nb"]
    async with town.citizen(guest) as (page, _), town.clerk() as clerk:
        await arrive(page, guest.visit)
        for text in texts:
            assert (await page.ask("say", visit=guest.visit, text=text))["type"] == "done"
            assert (await clerk.until(type="said"))["text"] == text


async def test_who_talks_without_end_is_slowed_down_then_closed(town: Town) -> None:
    """4029: come back later. The office goes on."""
    guest = await town.guest()
    async with bystander(town), town.citizen(guest) as (page, _):
        for _ in range(400):
            await page.say("media", visit=guest.visit, call=1, state="connected")
        assert (await page.until(type="problem"))["kind"] == "rate"
        assert await page.closed() == 4029
