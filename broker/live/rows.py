"""From what SQL knows to the rows that boards show. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from broker.announce import reach_of
from broker.core.calendar import (
    AROUND_THE_CLOCK,
    day_start,
    is_open,
    local_day,
    next_opening,
    open_until,
)
from broker.core.catalogue import Catalogue
from broker.core.line import Place
from broker.core.promise import whole_minutes
from broker.core.today import Today
from broker.core.visit import QueueId, Stage, Visit, VisitId
from broker.errors import NotFound
from broker.live.told import Experience, Told
from broker.stores.desks import DeskRow
from broker.stores.promises import Promised
from broker.stores.queues import QueueDay
from broker.stores.visits import Facts
from signaling.messages import CheckResult, Office, QueueRow, VisitRow

LATE = timedelta(minutes=5)


@dataclass(slots=True)
class Picture:
    """One queue as this node knows it; SQL and Redis have the truth."""

    queue: QueueId
    day: QueueDay = field(init=False)
    visits: dict[VisitId, Facts] = field(default_factory=dict)
    lost: dict[VisitId, datetime] = field(default_factory=dict)
    desks: dict[str, DeskRow] = field(default_factory=dict)
    today: Today = field(default_factory=Today)
    # Who stands where, as of the last look, and what each was told.
    places: dict[str, Place] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    newcomer: Place = Place(0)
    # Promises that are not written down yet, and what the past teaches about the next calls.
    made: list[Promised] = field(default_factory=list)
    experience: Experience = field(default_factory=Experience)
    # The places have to be looked at anew; the past has to be read anew; when both are due anyway.
    moved: bool = True
    unread: bool = True
    look_at: datetime | None = None
    # A long line is not gone through again before.
    rests_until: datetime | None = None
    # Whose rows say, as of the last look, what no bell tells: away, or passed over.
    turned: frozenset[VisitId] = frozenset()
    epoch: str = ""
    seq: int = 0

    def anew(self, epoch: str) -> "Picture":
        """An empty picture of the same queue, to be filled from the stores: what was told stays."""
        return Picture(
            self.queue,
            places=self.places,
            told=self.told,
            newcomer=self.newcomer,
            made=self.made,
            experience=self.experience,
            turned=self.turned,
            epoch=epoch,
        )

    def __post_init__(self) -> None:
        """A day that nobody has said anything for."""
        self.day = QueueDay(queue=self.queue)

    def open_desks(self) -> int:
        """Desks at work for this queue now."""
        return sum(
            desk.state == "open" and self.queue in desk.queues for desk in self.desks.values()
        )

    def turns_at(self, now: datetime, away_after: timedelta) -> datetime | None:
        """When the next of the silent becomes away, or the next who was passed over counts again."""
        away = (lost + away_after for lost in self.lost.values())
        passed = (facts.visit.passed_until for facts in self.visits.values())
        return min((at for at in (*away, *passed) if at is not None and at > now), default=None)

    def here(self, now: datetime, away_after: timedelta) -> list[Visit]:
        """Who waits and is not away."""
        return [
            facts.visit
            for facts in self.visits.values()
            if facts.visit.stage is Stage.WAITING
            and not self.is_away(facts.visit.id, now, away_after)
        ]

    def turning(self) -> set[VisitId]:
        """Visits whose row changes by time alone: silent ones, and those passed over."""
        passed = {visit for visit, facts in self.visits.items() if facts.visit.passed_until}
        return passed | set(self.lost)

    def turns(self, now: datetime, away_after: timedelta) -> set[VisitId]:
        """Whose rows time alone has changed since the last look, and no bell tells of."""
        turned = frozenset(
            visit
            for visit in self.turning()
            if self.is_away(visit, now, away_after)
            or ((facts := self.visits.get(visit)) is not None and is_passed_over(facts.visit, now))
        )
        before, self.turned = self.turned, turned
        return set(before ^ turned)

    def is_away(self, visit: VisitId, now: datetime, away_after: timedelta) -> bool:
        """True when the citizen's socket is lost for longer than a blink."""
        lost = self.lost.get(visit)
        if lost is None or now - lost < away_after:
            return False
        facts = self.visits.get(visit)
        # Nobody has to sit before a page until the telephone rings.
        return facts is None or facts.visit.channel == "video"


def is_passed_over(visit: Visit, now: datetime) -> bool:
    """True while call-next leaves somebody out who missed a call."""
    return visit.passed_until is not None and visit.passed_until > now


def visit_row(
    facts: Facts, catalogue: Catalogue, *, now: datetime, away: bool, with_name: bool
) -> VisitRow:
    """A visit as a desk (with name) or a board (without) sees it."""
    visit = facts.visit
    return VisitRow(
        visit=visit.id,
        version=visit.version,
        queue=visit.queue,
        stage=visit.stage.value,
        service=facts.service,
        service_name=service_name(catalogue, facts.service),
        channel="phone" if visit.channel == "phone" else "video",
        since=visit.since,
        language=facts.language,
        away=away,
        check=check_word(facts),
        slot_start=visit.slot_start,
        arrived_at=visit.arrived_at,
        passed_over=is_passed_over(visit, now),
        order=visit.order,
        clerk=visit.clerk,
        who=facts.name if with_name else None,
        needs=facts.needs if with_name else None,
        missed=visit.missed,
        recall_at=visit.passed_until if visit.missed else None,
        stay_close=visit.pre_called_at is not None,
        priority=visit.priority,
        skipped=visit.skipped,
        transferred=visit.transfers > 0,
        noted=with_name and bool(visit.note),
        note=visit.note if with_name else None,
        case=visit.case if with_name else None,
        park_reason=visit.park_reason if with_name else None,
        reach=reach_of(visit),
    )


def queue_row(
    picture: Picture,
    catalogue: Catalogue,
    *,
    now: datetime,
    away_after: timedelta,
    late_after: timedelta = LATE,
) -> QueueRow:
    """A queue as a board sees it."""
    count = _counted(picture, now, away_after, late_after)
    office = office_of(picture, catalogue, now=now)
    counts = picture.today.counts(day_start(local_day(now, catalogue.zone), catalogue.zone))
    return QueueRow(
        queue=picture.queue,
        name=catalogue.queues().get(picture.queue, picture.queue),
        open=office.open,
        waiting=count.waiting,
        away=count.away,
        longest_wait_s=max(0, int((now - count.first_arrived).total_seconds())),
        desks=office.desks,
        in_call=count.in_call,
        opens_at=office.opens_at,
        parked=count.parked,
        late=count.late,
        served_today=counts.served,
        no_show_citizen_today=counts.no_show_citizen,
        no_show_office_today=counts.no_show_office,
        closed_today=picture.day.closed,
        notice=picture.day.notice,
        lent_to=list(picture.day.lent_to),
        typical_wait_s=picture.experience.typical_wait_s,
        earliest_s=shown_s(picture.newcomer.earliest_s, up=False),
        latest_s=shown_s(picture.newcomer.latest_s, up=True),
        kept=picture.experience.kept,
        promises=picture.experience.promises,
    )


def shown_s(seconds: int | None, *, up: bool) -> int | None:
    """A time as pages show it; None stays None."""
    return None if seconds is None else whole_minutes(seconds, up=up)


@dataclass(slots=True)
class _Count:
    """The visits of a queue at a glance."""

    first_arrived: datetime
    waiting: int = 0
    away: int = 0
    late: int = 0
    parked: int = 0
    in_call: int = 0


def _counted(
    picture: Picture, now: datetime, away_after: timedelta, late_after: timedelta
) -> _Count:
    # One look at each: a queue may hold thousands, and its row is made anew with every change.
    count, begun_before = _Count(first_arrived=now), now - late_after
    for facts in picture.visits.values():
        visit = facts.visit
        if visit.stage is Stage.WAITING:
            count.waiting += 1
            if visit.arrived_at is not None and visit.arrived_at < count.first_arrived:
                count.first_arrived = visit.arrived_at
            if visit.id in picture.lost and picture.is_away(visit.id, now, away_after):
                count.away += 1
            elif visit.slot_start is not None and visit.slot_start <= begun_before:
                count.late += 1
        elif visit.stage is Stage.IN_CALL:
            count.in_call += 1
        elif visit.stage is Stage.PARKED:
            count.parked += 1
    return count


def office_of(picture: Picture, catalogue: Catalogue, *, now: datetime) -> Office:
    """Whether the office of a queue can call: by its hours, or because a desk is at work."""
    zone = catalogue.zone
    openings = [
        AROUND_THE_CLOCK if department.always_open else department.opening
        for department in catalogue.of_queue(picture.queue)
    ]
    desks = picture.open_desks()
    open_now = desks > 0 or any(is_open(opening, zone, now) for opening in openings)
    nexts = [next_opening(opening, zone, now) for opening in openings]
    return Office(
        queue=picture.queue,
        open=open_now,
        desks=desks,
        opens_at=None if open_now else min((at for at in nexts if at), default=None),
        closed_today=picture.day.closed,
        notice=picture.day.notice,
        notice_at=picture.day.notice_at,
    )


def closing_of(catalogue: Catalogue, queue: str, *, now: datetime) -> datetime | None:
    """When the last office of a queue closes that is open now; None if none is, or one never closes."""
    departments = catalogue.of_queue(queue)
    if any(department.always_open for department in departments):
        return None
    ends = [open_until(each.opening, catalogue.zone, now) for each in departments]
    return max((end for end in ends if end), default=None)


def service_name(catalogue: Catalogue, service: str) -> str:
    """Its name; the id for one that is no longer offered."""
    try:
        return catalogue.service(service).name
    except NotFound:
        return service


def service_minutes(catalogue: Catalogue, service: str) -> int:
    """Its planned length; 15 minutes for one that is no longer offered."""
    try:
        return catalogue.service(service).minutes
    except NotFound:
        return 15


def check_word(facts: Facts) -> CheckResult:
    """The device check in one word: the microphone decides, then the camera."""
    checks = facts.visit.checks
    words: dict[str, CheckResult] = {"fine": "fine", "absent": "absent", "denied": "denied"}
    if checks.microphone != "fine":
        return words.get(checks.microphone, "unknown")
    return words.get(checks.camera, "unknown")
