"""Each node looks at its pictures and raises what is wrong: the first one wins, all are told.

A queue is looked at once a second at most, and only if something changed there or a minute has passed.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

import structlog

from broker.alarms import Alarms
from broker.catalogues import Catalogues
from broker.core.alerts import Alarm, Figures, Kind, Limits, alerts_of
from broker.core.calendar import day_start, local_day
from broker.core.catalogue import PROBE_QUEUE, Catalogue
from broker.core.visit import QueueId, Stage, Visit
from broker.live.boards import Boards
from broker.live.rows import Picture, office_of
from broker.stores.alerts import Alert
from signaling.errors import StoreDown
from signaling.messages import AlertRow

log = structlog.get_logger(__name__)
EVERY_S = 1.0
AT_LEAST = timedelta(minutes=1)


class Lookout:
    """The alerts of one node. `run()` is its task; `look()` is one round, for tests."""

    def __init__(
        self, alarms: Alarms, boards: Boards, catalogues: Catalogues, clock: Callable[[], datetime]
    ) -> None:
        self.alarms = alarms
        self._boards = boards
        self._catalogues = catalogues
        self._clock = clock
        self._open: dict[QueueId, list[Alert]] = {}
        self._limits: dict[QueueId, Limits] = {}
        self._unserved: dict[QueueId, datetime] = {}
        self._looked: dict[QueueId, datetime] = {}
        self._read_at: datetime | None = None
        self._rung: set[QueueId] = set()

    def noticed(self, queue: str) -> None:
        """Something about the alerts or limits of this queue changed on some node."""
        self._rung.add(QueueId(queue))

    async def run(self) -> None:
        """Looks until cancelled. A store that is away only makes a round fail."""
        while True:
            try:
                await self.look()
            except StoreDown:
                log.warning("alerts.store_down")
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """One round. Raises StoreDown."""
        now = self._clock()
        await self._read(now)
        touched, self._boards.touched = self._boards.touched, set()
        catalogue = await self._catalogues.current()
        offered = catalogue.queues()
        await self._clear_others(offered, now)
        for picture in self._boards.pictures:
            looked = self._looked.get(picture.queue)
            if picture.queue == PROBE_QUEUE or picture.queue not in offered:
                continue
            if picture.queue in touched or looked is None or now - looked >= AT_LEAST:
                await self._look_at(picture, catalogue, now)
                self._looked[picture.queue] = now

    async def _clear_others(self, offered: Collection[str], now: datetime) -> None:
        """A queue that is offered no more is on nobody's board: nobody could take care of it."""
        gone = [queue for queue in self._open if queue not in offered]
        for queue in gone:
            over = [alert.kind for alert in self._open[queue]]
            await self.alarms.alerts.settle(queue, over=over, now=now)
        self._rung.update(gone)
        await self._read(now)

    async def _read(self, now: datetime) -> None:
        # A lost notice costs a minute, never an alert.
        late = self._read_at is None or now - self._read_at >= AT_LEAST
        if not (late or self._rung):
            return
        rung, self._rung = self._rung, set()
        try:
            limits = await self.alarms.alerts.limits()
            found = await self.alarms.alerts.open()
        except StoreDown:
            self._rung |= rung
            raise
        if limits != self._limits:
            self._boards.touched |= limits.keys() | self._limits.keys()
        self._limits, self._read_at = limits, now
        self._open = {}
        for alert in found:
            self._open.setdefault(alert.queue, []).append(alert)
        self._boards.alarm([alert_row(alert) for alert in found])

    async def _look_at(self, picture: Picture, catalogue: Catalogue, now: datetime) -> None:
        figures = self._figures(picture, catalogue, now)
        known = {alert.kind: alert for alert in self._open.get(picture.queue, [])}
        limits = self._limits.get(picture.queue, Limits())
        wanted = alerts_of(figures, limits, now, known)
        opening = [alarm for kind, alarm in wanted.items() if kind not in known]
        worse = [alarm for kind, alarm in wanted.items() if _is_worse(alarm, known.get(kind))]
        over = known.keys() - wanted.keys()
        if not (opening or worse or over):
            return
        alerts = self.alarms.alerts
        mine = await alerts.settle(picture.queue, opening=opening, worse=worse, over=over, now=now)
        if mine:
            await self.alarms.told(picture.queue)
        self._rung.add(picture.queue)
        await self._read(now)

    def _figures(self, picture: Picture, catalogue: Catalogue, now: datetime) -> Figures:
        serving = office_of(picture, catalogue, now=now)
        here = self._boards.here(picture, now)
        if here and serving.open and serving.desks == 0:
            self._unserved.setdefault(picture.queue, now)
        else:
            self._unserved.pop(picture.queue, None)
        return figures_of(
            picture,
            here=here,
            unserved_since=self._unserved.get(picture.queue),
            midnight=day_start(local_day(now, catalogue.zone), catalogue.zone),
        )


def figures_of(
    picture: Picture,
    *,
    here: Iterable[Visit],
    unserved_since: datetime | None,
    midnight: datetime,
) -> Figures:
    """What a picture says about its queue; `here` are those who wait and are not away."""
    here = list(here)
    arrivals = [facts.visit.arrived_at for facts in picture.visits.values()]
    return Figures(
        waiting=sum(f.visit.stage is Stage.WAITING for f in picture.visits.values()),
        first_arrived=min((v.arrived_at for v in here if v.arrived_at), default=None),
        first_slot=min((v.slot_start for v in here if v.slot_start), default=None),
        unserved_since=unserved_since,
        no_shows=picture.today.no_shows(
            midnight, max((at for at in arrivals if at), default=None)
        ),
    )


def alert_row(alert: Alert) -> AlertRow:
    """An alert as boards see it."""
    return AlertRow(
        alert=alert.id,
        queue=alert.queue,
        kind=alert.kind.value,
        since=alert.raised_at,
        value=alert.value,
        limit=alert.limit,
        taken_by=alert.taken_by,
        taken_at=alert.taken_at,
    )


def _is_worse(alarm: Alarm, known: Alert | None) -> bool:
    """Worse by a minute or by a person: seconds would be news all the time."""
    if known is None:
        return False
    people = alarm.kind in (Kind.TOO_MANY_WAITING, Kind.NOBODY_COMES)
    return alarm.value >= known.value + (1 if people else 60)
