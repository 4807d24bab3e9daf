"""A canary in every field of a real installation, heard in no log, no figure and nowhere in Redis."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from playwright.async_api import BrowserContext
from redis.asyncio import Redis

from tests.cluster.conversation import in_call
from tests.cluster.crowd import crowd
from tests.support.cluster import Cluster, Guest, Room
from tests.support.redis import RedisServer
from tests.support.wire import Wire, token_of, wire

DIGITS = "47110815"
BIRD = f"Kanarienvogel{DIGITS}"
PHONE = f"+49 351 {DIGITS}"
# The first line of every session description (RFC 8866, 5.1).
SDP = "v=0"


async def _sings(cluster: Cluster, room: Room) -> list[Guest]:
    """Three who wait with everything that one may say, and write."""
    email = f"{BIRD}@example.org"
    return [
        await cluster.book(room, name=BIRD, email=email, phone=PHONE, needs=BIRD) for _ in range(3)
    ]


async def _everything_in(server: RedisServer) -> str:
    """All keys and all values of whatever type, and what is being published meanwhile."""
    redis = Redis.from_url(server.url, decode_responses=True)
    try:
        found = [f"{key} {value}" async for key, value in _pairs(redis)]
        assert found
        return "\n".join(found)
    finally:
        await redis.aclose()


async def _pairs(redis: Redis) -> AsyncIterator[tuple[str, object]]:
    readers: dict[str, Callable[[str], Awaitable[Any]]] = {
        "string": redis.get,
        "hash": redis.hgetall,
        "set": redis.smembers,
        "list": lambda key: redis.lrange(key, 0, -1),
        "zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
        "stream": redis.xrange,
    }
    async for key in redis.scan_iter():
        yield key, await readers[str(await redis.type(key))](key)


async def test_nobody_is_in_logs_figures_proxy_or_redis(
    cluster: Cluster,
    room: Room,
    redis_server: RedisServer,
    home: BrowserContext,
    office: BrowserContext,
) -> None:
    """With a whole call in real browsers, people in the line, texts, a cancelled booking, wrong
    tokens, and a node that dies with all of it in its hands."""
    talk = await in_call(cluster, room, home, office)
    guests = await _sings(cluster, room)
    links = [cluster.staff(room, name=BIRD), cluster.staff(room, "supervisor", BIRD)]
    async with (
        crowd(cluster, guests),
        wire(cluster.client, cluster.api, token_of(links[0])) as (clerk, _),
    ):
        await clerk.ask("desk", state="open", queues=[room.queue])
        called = await clerk.ask("call-next", queue=room.queue)
        await clerk.ask("say", visit=called["visit"], text=BIRD)
        await clerk.ask("end", visit=called["visit"], outcome="technical_failure", note=BIRD)
        await _every_verb(room, clerk, guests[1], guests[2])
        await _wrong_turns(cluster, guests[-1])
        in_redis = await _everything_in(redis_server)
        await cluster.kill(cluster.node_of(await talk.citizen.node()))
        await talk.citizen.welcomed(2)
        await talk.ends_in_order()
        in_redis += await _everything_in(redis_server)
    await cluster.whole()
    places = {
        "redis": in_redis,
        "figures": await cluster.figures(),
        "proxy": cluster.front.log,
        **{f"log of {node.port}": node.log.read_text() for node in cluster.nodes},
    }
    assert '"event":"visit.moved"' in "".join(places.values())
    tokens = [guest.token for guest in (*guests, talk.guest)] + [token_of(link) for link in links]
    manage = [guest.manage_token for guest in (*guests, talk.guest)]
    secrets = [BIRD, BIRD.lower(), DIGITS, "Erika", "example.org", SDP, *tokens, *manage]
    secrets += [token.rpartition(".")[2] for token in tokens]
    heard = {
        (place, secret) for place, text in places.items() for secret in secrets if secret in text
    }
    assert not heard


async def _every_verb(room: Room, clerk: Wire, first: Guest, last: Guest) -> None:
    """Everything that a desk may write about those who wait, and about the whole queue."""
    one, other = last.visit, first.visit
    verbs: list[tuple[str, dict[str, Any]]] = [
        ("annotate", {"visit": one, "note": BIRD, "case": BIRD}),
        ("skip", {"visit": other, "reason": BIRD}),
        ("prioritise", {"visit": one, "reason": BIRD}),
        ("park", {"visit": one, "reason": BIRD}),
        ("resume", {"visit": one}),
        ("tell-queue", {"queue": room.queue, "text": BIRD}),
        ("call", {"visit": other, "reason": BIRD}),
        ("switch-channel", {"visit": other, "channel": "phone", "phone": PHONE}),
        ("join", {"visit": other}),
        ("end", {"visit": other, "outcome": "continued_by_phone", "note": BIRD}),
        ("amend", {"visit": other, "note": f"{BIRD} amended"}),
    ]
    for verb, members in verbs:
        answer = await clerk.ask(verb, **members)
        assert answer["type"] == "done", (verb, answer)


async def _wrong_turns(cluster: Cluster, guest: Guest) -> None:
    """What goes wrong is logged most."""
    api, client = cluster.api, cluster.client
    bearer = {"Authorization": f"Bearer {BIRD}"}
    for path in (f"{api}/bookings/{BIRD}", f"{api}/services/{BIRD}/slots?from={BIRD}&to={BIRD}"):
        async with client.get(path, headers=bearer) as answer:
            assert answer.status >= 400
    async with client.post(f"{api}/session", json={"token": guest.token + BIRD}) as answer:
        assert answer.status == 401
    owner = {"Authorization": f"Bearer {guest.manage_token}"}
    async with client.delete(f"{api}/bookings/{guest.reference}", headers=owner) as answer:
        assert answer.status == 200
