"""What the pictures know of past and future: read from SQL now and then, never in a hot path.

One task of a node writes down the promises that it made, and reads for each queue what its last calls,
its bookings and its kept and broken promises teach about the next ones.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

import structlog

from broker.catalogues import Catalogues
from broker.core.calendar import day_start, local_day
from broker.core.catalogue import Catalogue
from broker.core.pace import PastCall, learn
from broker.core.promise import Held, kept, margin_after, verdict
from broker.core.visit import QueueId
from broker.live.pictures import Pictures
from broker.live.rows import service_minutes
from broker.live.told import Experience
from broker.stores.promises import Ended, Outcome, Promises
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
EVERY_S = 5.0
LOOK_AHEAD = timedelta(hours=3)
COMES_LATE = timedelta(minutes=10)
READ_EVERY = timedelta(minutes=1)
TAUGHT_BY = timedelta(days=14)
# A booking without any before it is kept by nine in ten, and that belief weighs as much as 20.
COMES, BELIEF = 0.9, 20
HELD: tuple[Held, ...] = ("yes", "early", "late")


class Foresight:
    """The forecasts of a node. `run` is a task; everything else looks."""

    def __init__(
        self,
        pictures: Pictures,
        promises: Promises,
        catalogues: Catalogues,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._pictures = pictures
        self._promises = promises
        self._catalogues = catalogues
        self._clock = clock
        self._speed = 1.0
        self._read_at: datetime | None = None
        self._today: dict[QueueId, Counter[Held]] = {}

    def play(self, speed: float) -> None:
        """From now on the days of this office are played, so many times as fast as real ones."""
        self._speed, self._read_at = speed, None

    async def run(self) -> None:
        """Writes and reads every few seconds, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreDown:
                log.warning("foresight.store_down")
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """One round. Raises StoreDown; promises that were not written are tried again."""
        await self.write_down()
        now, catalogue = self._clock(), await self._catalogues.current()
        whole = self._read_at is None or now - self._read_at >= READ_EVERY
        pictures = [p for p in self._pictures if whole or p.unread]
        if not pictures:
            return
        expected = await self._promises.expected(since=now - COMES_LATE, until=now + LOOK_AHEAD)
        comes = await self._comes(now)
        for picture in pictures:
            picture.unread = False
            coming = expected.get(picture.queue, [])
            try:
                learnt = await self._learn(picture.queue, catalogue, now, coming, comes)
            except BaseException:
                picture.unread = True
                raise
            self._show(picture.queue, learnt)
        if whole:
            self._read_at = now

    async def write_down(self) -> None:
        """Writes the promises of this node down. Raises StoreDown."""
        for picture in self._pictures:
            made = list(picture.made)
            await self._promises.note(made)
            del picture.made[: len(made)]

    def kept_today(self, queue: str) -> float | None:
        """The share of today's promises of a queue that held; None before the first is due."""
        picture = self._pictures.of(queue)
        return None if picture is None else picture.experience.kept

    def typical_wait_s(self, queue: str) -> int | None:
        """The median wait of today's calls of a queue, in seconds."""
        picture = self._pictures.of(queue)
        return None if picture is None else picture.experience.typical_wait_s

    def promises_today(self, held: Held) -> int:
        """How many of today's promises of all queues ended so; on every node the same."""
        return sum(counts[held] for counts in self._today.values())

    def _show(self, queue: QueueId, learnt: Experience) -> None:
        # The picture may have been read anew meanwhile: it is another object then.
        picture = self._pictures.of(queue)
        if picture is not None and picture.experience != learnt:
            picture.experience, picture.moved = learnt, True

    async def _learn(
        self,
        queue: QueueId,
        catalogue: Catalogue,
        now: datetime,
        expected: Sequence[datetime],
        comes: float,
    ) -> Experience:
        midnight = day_start(local_day(now, catalogue.zone), catalogue.zone)
        ended = await self._promises.ended(queue)
        outcomes = await self._promises.outcomes(since=now - TAUGHT_BY, queue=queue)
        waits = await self._promises.waits_s(since=midnight, queue=queue)
        judged = [(each, held) for each in outcomes if (held := held_of(each, now)) is not None]
        today = [held for each, held in judged if each.promise.at >= midnight]
        self._today[queue] = Counter(today)
        return Experience(
            pace=learn(past_calls(ended, catalogue), speed=self._speed),
            margin=margin_after(held for each, held in judged if each.promise.is_range),
            expected=tuple(expected),
            comes=comes,
            last_ends={
                each.clerk: each.ended_at
                for each in reversed(ended)
                if each.clerk is not None and each.joined_at is not None
            },
            kept=kept(today),
            promises=len(today),
            typical_wait_s=int(median(waits)) if waits else None,
        )

    async def _comes(self, now: datetime) -> float:
        came, stayed_away = await self._promises.showed(
            since=now - TAUGHT_BY, until=now - COMES_LATE
        )
        return (came + COMES * BELIEF) / (came + stayed_away + BELIEF)


def held_of(outcome: Outcome, now: datetime) -> Held | None:
    """Whether a promise held, as far as it is known."""
    return verdict(outcome.promise, called_at=outcome.called_at, left_at=outcome.left_at, now=now)


def past_calls(ended: Iterable[Ended], catalogue: Catalogue) -> list[PastCall]:
    """Visits that are over, with the length that their service is booked for."""
    return [
        PastCall(
            each.service,
            60.0 * service_minutes(catalogue, each.service),
            each.clerk,
            each.arrived_at,
            each.called_at,
            each.joined_at,
            each.ended_at,
        )
        for each in ended
    ]
