"""A canary sings in every field of a whole visit, and must be heard in no log and in no figure."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from redis.asyncio import Redis

from broker.cli.embedded import embedded_redis
from broker.core.alerts import Limits
from broker.core.visit import QueueId
from broker.logs import set_up_logging
from broker.routes import API
from signaling.messages import SUBPROTOCOL
from tests.support.clock import Clock
from tests.support.town import QUEUE, Town, open_town
from tests.support.web import Browser, browser
from tests.support.wire import Wire, wire

BIRD = "Kanarienvogel47110815"
PHONE = "+4935147110815"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Everything that this process logs, at the lowest level."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers, root.level
    set_up_logging("debug", stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers = before
    root.setLevel(level)


async def _book(page: Browser, **wrong: Any) -> dict[str, Any]:
    body = {
        "service": "gespraech-auf-probe",
        "slot": None,
        "channel": "video",
        "person": {"name": BIRD, "email": f"{BIRD}@example.org", "phone": PHONE},
        "language": "de",
        "needs": BIRD,
    } | wrong
    response, answer = await page.ask("POST", f"{API}/desk/bookings", body)
    return {"status": response.status, **answer}


async def _sign_in(page: Browser, token: str) -> None:
    response, answer = await page.ask("POST", f"{API}/session", {"token": token})
    assert response.status == 200, answer


async def _visit(town: Town, browser: Browser) -> list[str]:
    """A walk-in from booking to goodbye; the tokens that were used."""
    clerk_token = town.staff(name=f"Clerk {BIRD}")
    await _sign_in(browser, clerk_token)
    made = await _book(browser, priority=BIRD)
    assert made["status"] == 201
    token = made["join_url"].partition("#")[2]
    await _sign_in(browser, token)
    async with (
        wire(town.client, town.apis[0], token) as (page, _),
        wire(town.client, town.apis[0], clerk_token) as (desk, _),
    ):
        visit = made["visit"]
        await page.ask("arrive", visit=visit)
        await page.ask("say", visit=visit, text=BIRD)
        await desk.ask("desk", state="open", queues=[QUEUE])
        await desk.ask("call-next", queue=QUEUE)
        await page.ask("join", visit=visit)
        for side in (page, desk):
            await side.until(type="stage", stage="in-call")
        await desk.say(
            "description",
            visit=visit,
            call=1,
            to="citizen",
            description={"type": "offer", "sdp": BIRD},
        )
        await page.until(type="description")
        done = await desk.ask("end", visit=visit, outcome="completed", note=BIRD)
        assert done["type"] == "done", done
    return [token, clerk_token, made["manage_token"], made["reference"]]


async def _every_verb(town: Town, clock: Clock) -> None:
    """Everything that a desk or a board may write: notes, cases, reasons, notices, names."""
    first, second = await town.guest(), await town.guest()
    async with (
        town.citizen(first) as (page, _),
        town.citizen(second) as (other, _),
        town.clerk(name=f"Clerk {BIRD}") as desk,
        wire(town.client, town.apis[0], town.staff("supervisor", BIRD)) as (board, _),
    ):
        for guest, side in ((first, page), (second, other)):
            await side.ask("arrive", visit=guest.visit)
            clock.advance(seconds=1)
        verbs: list[tuple[str, dict[str, Any]]] = [
            ("tell-queue", {"queue": QUEUE, "text": BIRD}),
            ("annotate", {"visit": first.visit, "note": BIRD, "case": BIRD}),
            ("annotate", {"visit": second.visit, "note": BIRD}),
            ("skip", {"visit": first.visit, "reason": BIRD}),
            ("prioritise", {"visit": first.visit, "reason": BIRD}),
            ("park", {"visit": first.visit, "reason": BIRD}),
            ("resume", {"visit": first.visit}),
            ("call", {"visit": second.visit, "reason": BIRD}),
            ("transfer", {"visit": second.visit, "queue": "parken", "note": BIRD, "op": "t"}),
            ("undo", {"of": "t"}),
            ("send-back", {"visit": second.visit}),
            ("pre-call", {"visit": second.visit}),
        ]
        for verb, members in verbs:
            done = await desk.ask(verb, **members)
            assert done["type"] == "done", (verb, done)
        # What is refused is logged, too.
        for verb, members in (each for each in verbs if "visit" in each[1]):
            await desk.ask(verb, **(members | {"visit": BIRD, "op": f"again-{verb}"}))
        await other.ask("why", visit=second.visit)
        phone = {"visit": second.visit, "channel": "phone", "phone": PHONE}
        for op in ("first", "again"):
            assert (await other.ask("switch-channel", op=op, **phone))["type"] == "done"
        assert (await desk.ask("recall", visit=second.visit))["kind"] == "not-now"
        await _alert(town, board)
        assert (await board.ask("tell-queue", queue=QUEUE, text=BIRD))["type"] == "done"
        assert (await board.ask("lend-queue", queue=QUEUE, departments=[BIRD.lower()]))["kind"]
        await page.until(type="office", notice=BIRD)
        called = await desk.ask("call", visit=first.visit, reason=BIRD)
        assert called["type"] == "done", called
        await page.ask("join", visit=first.visit)
        await desk.ask("switch-channel", visit=first.visit, channel="phone", phone=PHONE)
        ended = await desk.ask("end", visit=first.visit, outcome="continued_by_phone", note=BIRD)
        assert ended["type"] == "done", ended
        amended = await desk.ask("amend", visit=first.visit, note=f"{BIRD} amended")
        assert amended["type"] == "done", amended
        assert (await page.ask("switch-channel", **(phone | {"visit": first.visit})))["kind"]


async def _alert(town: Town, board: Wire) -> None:
    """Taken care of by somebody whose name is nobody's business either."""
    limits = Limits(wait_s=None, waiting=1, late_s=None, no_desk_s=None, no_shows=None)
    await town.nodes[0].office.alarms.set_limits(QueueId(QUEUE), limits, BIRD)
    told = await board.until(lambda m: bool(m.get("alerts")))
    taken = await board.ask("acknowledge", alert=told["alerts"][0]["alert"])
    assert taken["type"] == "done", taken


async def _everything_in(url: str) -> str:
    redis = Redis.from_url(url, decode_responses=True)
    readers: dict[str, Any] = {
        "string": redis.get,
        "hash": redis.hgetall,
        "zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
    }
    found = [
        f"{key} {await readers[str(await redis.type(key))](key)}"
        async for key in redis.scan_iter()
    ]
    await redis.aclose()
    assert found
    return "\n".join(found)


async def _mistakes(browser: Browser) -> None:
    """What goes wrong is logged most: a bad body, a bad path, a bad frame, a bad token."""
    assert (await _book(browser, needs=f"{BIRD}\x00"))["status"] == 400
    for path in (f"/{BIRD}", f"{API}/bookings/{BIRD}", f"{API}/services/{BIRD}/slots?from={BIRD}"):
        response, _ = await browser.ask("GET", path, Authorization=f"Bearer {BIRD}")
        assert response.status >= 400
    await browser.ask("POST", f"{API}/session", {"token": BIRD})
    live = f"{browser.url}{API}/live"
    async with browser.session.ws_connect(live, protocols=(SUBPROTOCOL,)) as socket:
        await socket.send_str(BIRD)
        await socket.receive()


async def test_nobody_is_in_the_logs_or_the_figures(
    sqlite_url: str, clock: Clock, out: io.StringIO
) -> None:
    """Names, texts, notes, SDP, tokens, references, addresses: of one whole visit, and of
    everything that can go wrong with it."""
    with embedded_redis() as redis:
        async with open_town(sqlite_url, redis, clock=clock) as town:
            root = town.apis[0].removesuffix(API)
            async with browser(root) as page:
                tokens = await _visit(town, page)
                await _every_verb(town, clock)
                stored = await _everything_in(redis)
                await _mistakes(page)
                async with page.session.get(root + "/metrics") as response:
                    figures = await response.text()
    logs = out.getvalue()
    assert '"event":"visit.moved"' in logs
    assert '"event":"socket.closed"' in logs
    assert "vorsprache_moves_total" in figures
    for secret in (BIRD, BIRD.lower(), "127.0.0.1", "47110815", *tokens):
        assert secret not in logs
        assert secret not in figures
        assert secret == "127.0.0.1" or secret not in stored
