"""One WebSocket, over real sockets on loopback."""

import asyncio
import ssl
import time
from pathlib import Path

import aiohttp
import pytest
from multidict import CIMultiDict

from signaling.connection import HELD, Connection, Limits
from signaling.errors import GoingAway, Problem, Replaced, StoreDown
from signaling.messages import SUBPROTOCOL, Done, GoAway, Ice, Leave, encode
from tests.support.certificate import certificate_and_key
from tests.support.sockets import (
    HELLO,
    ORIGIN,
    client,
    listening,
    raw_client,
    soon,
)

LEAVE = encode(Leave(op="op", visit="v"))


# --- opening --------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocols", [(), ("vorsprache.v2",), ("chat", "vorsprache")])
async def test_without_the_subprotocol_there_is_no_upgrade(protocols: tuple[str, ...]) -> None:
    """aiohttp alone would accept it: a later version must be able to speak otherwise."""
    async with listening() as listener, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(listener.url, protocols=protocols)
        assert refused.value.status == 400


async def test_the_subprotocol_may_be_one_of_several() -> None:
    """A client may offer what it likes; ours is chosen."""
    async with listening() as listener, aiohttp.ClientSession() as session:
        socket = await session.ws_connect(listener.url, protocols=("other", SUBPROTOCOL))
        assert socket.protocol == SUBPROTOCOL
        await socket.close()


async def test_a_plain_request_is_refused() -> None:
    """Without the upgrade headers this is no WebSocket."""
    async with (
        listening() as listener,
        aiohttp.ClientSession() as session,
        session.get(listener.url, headers={"Sec-WebSocket-Protocol": SUBPROTOCOL}) as answer,
    ):
        assert answer.status == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ORIGIN + ".evil.example", ""])
async def test_a_foreign_origin_is_refused_before_the_upgrade(origin: str) -> None:
    """A page elsewhere must not ride on the cookie (cross-site WebSocket hijacking)."""
    async with listening() as listener, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(
                listener.url, protocols=(SUBPROTOCOL,), headers={"Origin": origin}
            )
        assert refused.value.status == 403


async def test_a_foreign_origin_beside_our_own_is_refused() -> None:
    """Two are said by no browser: whichever the proxy has looked at, the other one counts, too."""
    async with listening() as listener, aiohttp.ClientSession() as session:
        said = CIMultiDict([("Origin", ORIGIN), ("Origin", "https://evil.example")])
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(listener.url, protocols=(SUBPROTOCOL,), headers=said)
        assert refused.value.status == 403


async def test_compression_is_not_agreed_to() -> None:
    """Frames hold secrets beside words of strangers, and a compressor costs each socket its memory."""
    async with listening() as listener, client(listener, compress=15) as citizen:
        assert citizen.socket.compress == 0


@pytest.mark.parametrize(("origin", "ok"), [(ORIGIN, True), (None, False)])
async def test_only_our_own_origin_makes_the_cookie_count(origin: str | None, ok: bool) -> None:
    """A program without Origin may connect, but has to bring a token."""
    async with listening() as listener, client(listener, origin=origin):
        assert (await soon(listener.opened)).origin_ok is ok


async def test_ids_name_the_node_and_never_repeat() -> None:
    """A peer that sees another id makes a new peer connection; a restart must not repeat one."""
    async with listening() as listener, client(listener), client(listener):
        first, second = await soon(listener.opened), await soon(listener.opened)
        assert first.id != second.id
        assert first.id.rpartition("-")[0] == second.id.rpartition("-")[0] == "a"


# --- hello ----------------------------------------------------------------------------------------


async def test_hello_is_handed_out() -> None:
    """The usual beginning."""
    async with listening() as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        connection.say(Done(op="o"))
        assert await citizen.hear() == {"type": "done", "op": "o"}
        assert not connection.closed


async def test_silence_instead_of_hello_is_closed() -> None:
    """An idle socket costs memory and may be one of many."""
    async with (
        listening(Limits(hello_s=0.1)) as listener,
        client(listener, hello=False) as citizen,
    ):
        assert await citizen.closed() == (4501, "bad-frame")
        assert (await soon(listener.finished)).close_code == 4501


async def test_pings_are_no_hello() -> None:
    """Keep-alives must not keep a nameless socket alive."""
    async with (
        listening(Limits(hello_s=0.2)) as listener,
        client(listener, hello=False) as citizen,
    ):
        await citizen.socket.ping()
        assert await citizen.closed() == (4501, "bad-frame")


async def test_a_node_that_stood_still_hears_the_hello_that_came_in_time() -> None:
    """Its clock has gone on. Whoever is told that the hello came late stays away (4501), and a crowd
    that comes back makes a busy machine slow."""
    async with (
        listening(Limits(hello_s=0.3)) as listener,
        client(listener, hello=False) as citizen,
    ):
        await soon(listener.opened)
        await asyncio.sleep(0)
        await citizen.say(HELLO)
        time.sleep(0.5)  # noqa: ASYNC251 - nothing else happens here meanwhile
        await citizen.say(LEAVE)
        heard = await soon(listener.heard)
        assert isinstance(heard, Leave)


@pytest.mark.parametrize(
    "first", [LEAVE, b"", b"{}", b"[]", b"\xff", b'{"type":"dance","op":"o"}']
)
async def test_anything_else_first_is_closed(first: bytes) -> None:
    """Whoever does not begin with hello speaks another protocol: at once, not when its time is over."""
    async with listening(Limits(hello_s=60)) as listener, client(listener, hello=False) as citizen:
        await citizen.say(first)
        assert await citizen.closed() == (4501, "bad-frame")


async def test_a_client_that_goes_before_hello_leaves_nothing() -> None:
    """A port scanner's connect and close ends the handler at once."""
    async with listening() as listener:
        async with client(listener, hello=False):
            pass
        assert (await soon(listener.finished)).closed


# --- frames in ------------------------------------------------------------------------------------


async def test_messages_come_typed_and_in_order() -> None:
    """The order of frames is the order of messages."""
    async with listening() as listener, client(listener) as citizen:
        for number in range(30):
            await citizen.say(Ice(op=f"o{number}"))
        heard = [await soon(listener.heard) for _ in range(30)]
        assert heard == [Ice(op=f"o{number}") for number in range(30)]


@pytest.mark.parametrize(
    "frame",
    [
        b"garbage",
        b"\x00\x01\x02",
        b'{"type":"dance","op":"o p"}',
        b'{"type":"DANCE!","op":"o"}',
        b'{"type":"leave","op":"o"}',
        b'{"type":"leave","op":"o","visit":5}',
        b'{"type":"leave","op":"","visit":"v"}',
        b'{"type":"leave","op":"o","visit":"' + b"v" * 41 + b'"}',
        b'{"type":"leave","op":"o","visit":"v"} {}',
        b'{"type":"say","op":"o","visit":"v","text":"\\u0000"}',
        b"[" * 20_000,
    ],
)
async def test_what_is_no_message_closes_the_socket(frame: bytes) -> None:
    """We own both ends: such a frame is a broken or hostile client."""
    async with listening() as listener, client(listener) as citizen:
        await citizen.say(frame)
        assert await citizen.closed() == (4501, "bad-frame")
        assert listener.heard.empty()


async def test_binary_frames_are_refused() -> None:
    """The same bytes in a binary frame are no message."""
    async with listening() as listener, client(listener) as citizen:
        await citizen.socket.send_bytes(LEAVE)
        assert await citizen.closed() == (4501, "bad-frame")


async def test_a_frame_too_big_is_closed_with_1009() -> None:
    """It is refused by its announced length, before its bytes are kept."""
    async with listening() as listener, client(listener) as citizen:
        await citizen.say(b" " * 1_000_000)
        code, _ = await citizen.closed()
        assert code == 1009
        assert (await soon(listener.finished)).close_code == 1009


async def test_a_frame_of_exactly_the_limit_passes() -> None:
    """64 KiB means 64 KiB."""
    async with listening() as listener, client(listener) as citizen:
        await citizen.say(LEAVE.ljust(64 * 1024))
        assert await soon(listener.heard) == Leave(op="op", visit="v")
        await citizen.say(LEAVE.ljust(64 * 1024 + 1))
        assert (await citizen.closed())[0] == 1009


async def test_fragments_count_together() -> None:
    """The limit is on the message, not on its parts; a whole one in parts is fine."""
    async with listening() as listener, raw_client(listener) as rude:
        await rude.send(HELLO[:5], first_byte=0x01)
        await rude.send(HELLO[5:], first_byte=0x80)
        await rude.send(LEAVE)
        assert await soon(listener.heard) == Leave(op="op", visit="v")
        await rude.send(b" " * 60_000, first_byte=0x01)
        await rude.send(b" " * 60_000, first_byte=0x00)
        assert b"\x88" in await rude.read_to_end()
        assert (await soon(listener.finished)).close_code == 1009


@pytest.mark.parametrize("first_byte", [0xC1, 0x91, 0x83, 0x8B, 0x80])
async def test_broken_frames_end_the_socket_quietly(first_byte: int) -> None:
    """Reserved bits, unknown opcodes, a continuation of nothing: RFC 6455 says 1002."""
    async with listening() as listener, raw_client(listener) as rude:
        await rude.send(HELLO)
        await rude.send(b"x", first_byte=first_byte)
        await rude.read_to_end()
        assert (await soon(listener.finished)).close_code == 1002


# --- rate -----------------------------------------------------------------------------------------


async def test_beyond_the_rate_a_message_is_refused_by_name() -> None:
    """The client learns which command was not done, and repeats it later."""
    limits = Limits(rate=0.001, burst=3)
    async with listening(limits) as listener, client(listener) as citizen:
        for number in range(3):
            await citizen.say(Ice(op=f"o{number}"))
        refused = await citizen.hear()
        assert (refused["type"], refused["kind"], refused["op"], refused["retry"]) == (
            *("problem", "rate", "o2", "later"),
        )
        assert [await soon(listener.heard) for _ in range(2)] == [Ice(op="o0"), Ice(op="o1")]
        assert listener.heard.empty()


async def test_the_rate_comes_back_with_time() -> None:
    """A burst is no offence: twenty a second flow on."""
    limits = Limits(rate=1000, burst=2)
    async with listening(limits) as listener, client(listener) as citizen:
        for number in range(50):
            await citizen.say(Ice(op=f"o{number}"))
            assert await soon(listener.heard) == Ice(op=f"o{number}")
            await asyncio.sleep(0.002)


async def test_who_was_silent_for_long_may_not_say_more_at_once() -> None:
    """An hour of silence is no hour's worth of messages."""
    now = 0.0
    async with listening(Limits(rate=1, burst=3)) as listener:
        listener.monotonic = lambda: now
        async with client(listener) as citizen:
            await soon(listener.opened)
            await citizen.say(Ice(op="first"))
            await soon(listener.heard)
            now = 3600.0
            for number in range(4):
                await citizen.say(Ice(op=f"o{number}"))
            refused = await citizen.hear()
            assert (refused["kind"], refused["op"]) == ("rate", "o3")


async def test_who_goes_on_regardless_is_closed() -> None:
    """Refusing costs something too."""
    limits = Limits(rate=0.001, burst=3)
    async with listening(limits) as listener, client(listener) as citizen:
        for _ in range(20):
            await citizen.say(LEAVE)
        assert await citizen.closed() == (4029, "rate")
        assert (await soon(listener.finished)).close_code == 4029


async def test_a_flood_of_pings_is_a_flood() -> None:
    """Control frames are charged as well, answered or not."""
    limits = Limits(rate=0.001, burst=3)
    async with listening(limits) as listener, client(listener) as citizen:
        for _ in range(20):
            await citizen.socket.ping()
        assert await citizen.closed() == (4029, "rate")


# --- frames out -----------------------------------------------------------------------------------


async def test_frames_go_out_in_the_order_they_were_said() -> None:
    """Also while the socket is congested: small ones never overtake a big one."""
    async with listening(Limits(queue=64 << 20)) as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        said = []
        for number in range(200):
            frame = b'"%d%s"' % (number, b"x" * (0 if number % 2 else 300_000))
            connection.say_frame(frame)
            said.append(frame.decode())
        assert [await citizen.hear_frame() for _ in said] == said


async def test_a_greeting_comes_first_whatever_was_said_before_it() -> None:
    """The snapshot is what all later letters build upon."""
    async with listening() as listener, client(listener) as page:
        connection = await soon(listener.opened)
        connection.hold()
        connection.say_frame(b'"early"')
        connection.greet(Done(op="hello"))
        connection.say_frame(b'"late"')
        said = [await page.hear_frame() for _ in range(3)]
        assert said == [encode(Done(op="hello")).decode(), '"early"', '"late"']


async def test_who_is_told_too_much_before_the_greeting_is_closed() -> None:
    """A snapshot that does not come must not fill the memory."""
    async with listening() as listener, client(listener) as page:
        connection = await soon(listener.opened)
        connection.hold()
        for _ in range(HELD + 1):
            connection.say_frame(b'"early"')
        assert (await page.closed())[0] == 4001


async def test_every_length_of_frame_arrives_whole() -> None:
    """The three forms of a frame header meet at 126 and 65,536 bytes."""
    async with listening() as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        for size in (2, 125, 126, 127, 65_535, 65_536, 65_537, 200_000):
            frame = b'"' + b"y" * (size - 2) + b'"'
            connection.say_frame(frame)
            assert (await citizen.hear_frame()).encode() == frame


async def test_saying_to_a_closed_socket_is_nothing() -> None:
    """A letter to somebody who has just gone must not trouble the sender."""
    async with listening() as listener:
        async with client(listener):
            connection = await soon(listener.opened)
        await soon(listener.finished)
        connection.say(Done(op="o"))
        connection.close(GoingAway)
        assert connection.closed
        assert connection.close_code == 1000


# --- closing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "code", "slug"),
    [
        (GoingAway, 4002, "going-away"),
        (StoreDown(), 4003, "store-down"),
        (Replaced, 4505, "replaced"),
    ],
)
async def test_a_problem_closes_with_its_code(
    problem: type[Problem] | Problem, code: int, slug: str
) -> None:
    """The range tells a client whether to come back, the slug tells a developer why."""
    async with listening() as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        connection.close(problem)
        assert await citizen.closed() == (code, slug)
        assert (await soon(listener.finished)).close_code == code


async def test_what_was_said_before_the_close_arrives() -> None:
    """`going-away` and then the close: the client has to learn when to come back."""
    async with listening() as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        connection.say_frame(b'"' + b"z" * 2_000_000 + b'"')
        connection.say(GoAway(after_ms=700))
        connection.close(GoingAway)
        connection.say(Done(op="late"))
        await citizen.hear_frame()
        assert await citizen.hear() == {"type": "going-away", "after_ms": 700}
        assert await citizen.closed() == (4002, "going-away")


async def test_the_first_close_counts() -> None:
    """Two reasons at the same moment are one close."""
    async with listening() as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        connection.close(Replaced)
        connection.close(GoingAway)
        assert await citizen.closed() == (4505, "replaced")
        assert connection.close_code == 4505


async def test_nothing_is_heard_after_the_close() -> None:
    """A command that crosses the close on the way is not done: its client will repeat it."""
    async with listening(Limits(close_s=0.2)) as listener, client(listener) as citizen:
        connection = await soon(listener.opened)
        connection.close(Replaced)
        await citizen.say(LEAVE)
        await soon(listener.finished)
        assert listener.heard.empty()


async def test_the_clients_close_code_is_kept() -> None:
    """For the one line in the log."""
    async with listening() as listener, client(listener) as citizen:
        await citizen.socket.close(code=4711)
        connection = await soon(listener.finished)
        assert connection.close_code == 4711
        assert (connection.frames_in, connection.frames_out) == (1, 0)


async def test_a_lost_connection_is_1006() -> None:
    """No closing handshake: the network went away."""
    async with listening() as listener:
        async with raw_client(listener) as rude:
            await rude.send(HELLO)
            await soon(listener.opened)
        assert (await soon(listener.finished)).close_code == 1006


async def test_a_client_that_ignores_the_close_is_left_behind() -> None:
    """The handler does not wait for its answer for ever."""
    async with (
        listening(Limits(close_s=0.2)) as listener,
        raw_client(listener, receive_buffer=4096) as rude,
    ):
        await rude.send(HELLO)
        connection = await soon(listener.opened)
        connection.close(Replaced)
        assert (await soon(listener.finished)).close_code == 4505


# --- slow and dead clients ------------------------------------------------------------------------


async def _fill(connection: Connection, size: int = 60_000, frames: int = 2_000) -> int:
    """Says frames until the connection has had enough; how many that took."""
    frame = b'"' + b"w" * size + b'"'
    for number in range(frames):
        connection.say_frame(frame)
        if connection.closed:
            return number
        await asyncio.sleep(0)
    return frames


async def test_a_full_queue_closes_the_slow_reader() -> None:
    """It costs at most its queue; the sender is never held up and never told."""
    async with listening() as listener, raw_client(listener, receive_buffer=4096) as stuck:
        await stuck.send(HELLO)
        connection = await soon(listener.opened)
        taken = await _fill(connection)
        assert 4 < taken < 2_000
        finished = await soon(listener.finished)
        assert finished.close_code == 4001


async def test_a_write_that_takes_too_long_closes_the_slow_reader() -> None:
    """A few frames behind a full buffer: 5 s and it is freed; aiohttp's heartbeat never would."""
    limits = Limits(write_s=0.3, queue=1 << 30)
    async with listening(limits) as listener, raw_client(listener, receive_buffer=4096) as stuck:
        await stuck.send(HELLO)
        connection = await soon(listener.opened)
        for _ in range(200):
            connection.say_frame(b'"' + b"w" * 60_000 + b'"')
        assert (await soon(listener.finished)).close_code == 4001


@pytest.mark.asyncio(loop_factories=["uvloop"])
async def test_a_slow_reader_with_the_usual_limits_is_gone_within_six_seconds() -> None:
    """The promise as it stands, once in real time; meanwhile another client is served."""
    async with (
        listening() as listener,
        raw_client(listener, receive_buffer=4096) as stuck,
        client(listener) as other,
    ):
        await stuck.send(HELLO)
        slow, quick = await soon(listener.opened), await soon(listener.opened)
        before, served = asyncio.get_running_loop().time(), 0
        slow.say_frame(b'"' + b"w" * 8_000_000 + b'"')
        while listener.finished.empty():
            assert asyncio.get_running_loop().time() - before < 6.2
            quick.say(Done(op="o"))
            await other.hear()
            served += 1
            await asyncio.sleep(0.05)
        assert served > 20
        assert listener.finished.get_nowait() is slow
        assert slow.close_code == 4001


async def test_a_slow_reader_that_wakes_up_reads_why() -> None:
    """Somebody on a bad line still gets 4001, which says: come back."""
    limits = Limits(queue=100_000, abort_s=5.0)
    async with listening(limits) as listener, client(listener) as slow:
        connection = await soon(listener.opened)
        assert await _fill(connection, frames=1_000) < 1_000
        assert await slow.closed() == (4001, "too-slow")


async def test_a_stuck_client_that_said_goodbye_is_freed_too() -> None:
    """It closed, but does not read what is still in the buffer: nothing may wait for that."""
    limits = Limits(close_s=0.2, write_s=0.2)
    async with listening(limits) as listener, raw_client(listener, receive_buffer=4096) as stuck:
        await stuck.send(HELLO)
        connection = await soon(listener.opened)
        connection.say_frame(b'"' + b"w" * 8_000_000 + b'"')
        await stuck.send(b"\x03\xe8", first_byte=0x88)
        finished = await soon(listener.finished)
        assert finished.closed


# --- over TLS -------------------------------------------------------------------------------------


async def test_over_tls_the_same_holds(tmp_path: Path) -> None:
    """Another transport with other buffers: a slow reader is freed, what was said before arrives."""
    file = certificate_and_key("127.0.0.1", tmp_path)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    trusting = ssl.create_default_context(cafile=file)
    limits = Limits(queue=100_000, close_s=0.5, write_s=0.5)
    async with (
        listening(limits, served) as listener,
        client(listener, ssl=trusting) as stuck,
        client(listener, ssl=trusting) as quick,
    ):
        slow, fast = await soon(listener.opened), await soon(listener.opened)
        assert await _fill(slow) < 2_000
        assert await soon(listener.finished) is slow
        assert slow.close_code == 4001
        fast.say(Done(op="o"))
        fast.close(GoingAway)
        assert (await quick.hear())["op"] == "o"
        assert await quick.closed() == (4002, "going-away")
        assert not stuck.socket.closed
