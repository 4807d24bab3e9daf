"""The simulated Redis and a real one do the same: whatever the line is told, both answer alike."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.stores.line import EpochMissing, Line, OpenedLater, connect, milliseconds
from tests.simulation.redis import Client, Memory

QUEUE = QueueId("hall")
SEATS = ("citizen", "clerk")
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class _Straight:
    """A network without a way."""

    async def ask(self, what: str, run: Callable[[], Any]) -> Any:
        return run()


def _visit(draw: Random) -> Visit:
    stage = draw.choice([Stage.WAITING, Stage.WAITING, Stage.PARKED, Stage.CALLED, Stage.ENDED])
    number = draw.randrange(5)
    return Visit(
        id=VisitId(f"visit{number}"),
        booking=f"ABCD-{number}",
        queue=QUEUE,
        channel=draw.choice(["video", "video", "phone"]),
        opens_at=AT,
        closes_at=AT,
        serve_until=AT,
        since=AT,
        stage=stage,
        version=1 + draw.randrange(12),
        order=f"1-{draw.randrange(9):013d}-{number:013d}",
    )


async def _answer(asked: Awaitable[Any]) -> Any:
    try:
        return await asked
    except EpochMissing:
        return "epoch missing"
    except OpenedLater as later:
        return later.at


def _steps(draw: Random) -> list[Callable[[Line], Awaitable[Any]]]:
    """What a day says to a line; each step is said to both."""
    epoch = 0

    def step() -> Callable[[Line], Awaitable[Any]]:
        nonlocal epoch
        visit, seat = _visit(draw), draw.choice(SEATS)
        other, conn = VisitId(f"visit{draw.randrange(5)}"), f"node{draw.randrange(3)}-x~page"
        left = draw.choice([None, draw.randrange(12)])
        free = draw.random() < 0.5
        opened = draw.randrange(4)
        match draw.randrange(14):
            case 0 | 1 | 2:
                return lambda line: line.project(visit, b"{}")
            case 3:
                by = draw.choice(["", "anna", "ben"])
                return lambda line: line.reserve(
                    QUEUE, visit=None, hold_ms=10**9, away_ms=10**9, by=by
                )
            case 4:
                return lambda line: line.reserve(
                    QUEUE, visit=other, hold_ms=10**9, away_ms=10**9, order=visit.order
                )
            case 5:
                return lambda line: line.release(QUEUE, other)
            case 6:
                epoch += 1
                name, live = f"{epoch}.x", [visit, replace(visit, id=VisitId("visit9"))]
                return lambda line: _rebuilt(line, live, name, free=free)
            case 7:
                return lambda line: line.sit(QUEUE, other, seat, conn, b"{}", opened=opened)
            case 8:
                return lambda line: line.rise(QUEUE, other, seat, conn, b"{}")
            case 9:
                return lambda line: line.media(QUEUE, other, seat, conn, "connected")
            case 10:
                return lambda line: line.drop(QUEUE, other, left)
            case 11:
                return lambda line: line.seated(QUEUE, "node1")
            case 12:
                return lambda line: line.sit_if_free(
                    QUEUE, other, seat, conn, b"{}", opened=opened
                )
            case _:
                return lambda line: line.forget(QUEUE, other, seat)

    return [step() for _ in range(60)]


async def _rebuilt(line: Line, live: list[Visit], epoch: str, *, free: bool) -> bool:
    seen = "" if free else (await line.marks([QUEUE]))[QUEUE].epoch
    return await line.rebuild(QUEUE, live, seen=seen, epoch=epoch, notice=b"{}")


async def _state(line: Line) -> Any:
    presence = await line.presence(QUEUE)
    mark = (await line.marks([QUEUE]))[QUEUE]
    ids = [VisitId(f"visit{number}") for number in range(10)]
    return (
        sorted(presence.lost),
        presence.seats,
        presence.media,
        replace(mark, run=""),
        await line.in_order(QUEUE),
        await line.versions(QUEUE, ids),
        sorted(await line.known(QUEUE)),
    )


@pytest.mark.parametrize("seed", range(12))
async def test_the_simulated_redis_answers_like_a_real_one(real_redis_url: str, seed: int) -> None:
    """Else the simulation would prove itself alone."""
    real = Line(connect(real_redis_url))
    await real.load()
    memory = Memory(lambda: milliseconds(datetime.now(UTC)))
    client: Any = Client(lambda: memory, _Straight())
    simulated = Line(client)
    for step in _steps(Random(seed)):
        answers = [await _answer(step(line)) for line in (real, simulated)]
        if isinstance(answers[0], list):
            answers = [sorted(each) for each in answers]
        assert answers[0] == answers[1]
        assert await _state(real) == await _state(simulated)
    await real.redis.aclose()
