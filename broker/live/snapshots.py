"""What a page is shown when it connects: everything its person may know, in one message."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, time
from typing import Any

from broker.announce import hold_of, peers_of, reach_of
from broker.core.catalogue import Catalogue
from broker.core.principal import Principal
from broker.core.visit import IN_HAND, Stage, Visit, VisitId
from broker.errors import NotFound
from broker.live.boards import Shown
from broker.live.lines import said
from broker.live.office import Office
from broker.live.rows import closing_of, is_passed_over, service_name
from broker.stores.greeting import Greeted
from broker.stores.visits import MoveMade
from broker.trust import policy
from signaling.messages import (
    PROTOCOL,
    Audience,
    BoardSnapshot,
    Checks,
    CitizenSnapshot,
    CitizenVisit,
    DeskSnapshot,
    DeskView,
    MoveRow,
    Peer,
    Record,
    SeatName,
    Snapshot,
    TransferTarget,
    Welcome,
)

FIRST_SPREAD_MS, LONGEST_SPREAD_MS = 300, 15_000
# Faster than one core greets: the queue that is left is short, and nobody waits for an idle server.
HELLO_MS = 1.5
# What a greeting takes in a crowd; a page gives up after ten seconds, and who gives up comes twice.
CROWDED_HELLO_MS, PATIENCE_MS = 4, 6_000

Show = Callable[[Catalogue], Shown]


def welcome(
    office: Office, audience: Audience, snapshot: Snapshot, opened: int | None = None
) -> Welcome:
    """The first answer on every socket. `opened`: when this page was, where an older one gives way."""
    return Welcome(
        protocol=PROTOCOL,
        as_=audience,
        epoch=office.node,
        heartbeat_s=int(office.heartbeat.total_seconds()),
        server_time=office.clock(),
        snapshot=snapshot,
        rules=office.rules,
        spread_ms=spread_ms(len(office.hub)),
        opened=opened,
    )


def spread_ms(sockets: int) -> int:
    """Over how long a crowd comes back that loses this node: as long as another one needs for it."""
    soon, whole = HELLO_MS * sockets, CROWDED_HELLO_MS * sockets - PATIENCE_MS
    return min(LONGEST_SPREAD_MS, max(FIRST_SPREAD_MS, int(max(soon, whole))))


async def queues_of(office: Office, principal: Principal) -> list[str]:
    """Whose queues staff may serve now, without asking SQL for every command."""
    catalogue = await office.catalogues.current()
    return policy.queues_of(principal, catalogue, office.boards.loans())


async def citizen_visits(office: Office, visits: Sequence[VisitId]) -> list[CitizenVisit]:
    """What citizens may know of their own visits."""
    found = await office.greetings.of(visits)
    return [await citizen_view(office, each) for each in found]


async def session_snapshot(office: Office, principal: Principal) -> CitizenSnapshot:
    """The visits of a citizen's session, for a page that opens no socket yet."""
    ids = [VisitId(visit) for visit in principal.visits]
    return CitizenSnapshot(visits=await citizen_visits(office, ids))


async def desk_snapshot(
    office: Office, principal: Principal, show: Show, in_hand: VisitId | None
) -> DeskSnapshot:
    """A clerk's desk, the lines of the departments, and the visit in hand."""
    desk = await desk_view(office, principal)
    current = None if in_hand is None else await record(office, in_hand, principal.subject)
    # Nothing is awaited between the rows and the frame that carries them.
    shown = show(await office.catalogues.current())
    return DeskSnapshot(
        desk=desk, queues=shown.queues, visits=shown.visits, seq=shown.seq, current=current
    )


async def board_snapshot(office: Office, show: Show) -> BoardSnapshot:
    """The queues of a supervisor's departments."""
    shown = show(await office.catalogues.current())
    return BoardSnapshot(
        queues=shown.queues, visits=shown.visits, seq=shown.seq, alerts=shown.alerts
    )


async def desk_view(office: Office, principal: Principal) -> DeskView:
    """A clerk's own desk; closed before it was ever opened."""
    row = await office.desks.get(principal.subject)
    zone = (await office.catalogues.current()).zone
    midnight = datetime.combine(office.clock().astimezone(zone).date(), time(), zone)
    served = await office.visits.served_since(principal.subject, midnight)
    name = principal.name or ""
    targets = await _targets(office)
    if row is None:
        return DeskView(state="closed", queues=[], name=name, served_today=served, targets=targets)
    state = "open" if row.state == "open" else "break" if row.state == "break" else "closed"
    return DeskView(
        state=state,  # type: ignore[arg-type] # one of the three by the line above
        queues=list(row.queues),
        name=row.name or name,
        served_today=served,
        targets=targets,
    )


async def _targets(office: Office) -> list[TransferTarget]:
    """Where a visit can be transferred to now: a queue that is closed for the day takes nobody."""
    catalogue = await office.catalogues.current()
    closed, now = office.boards.closed_today(), office.clock()
    names = catalogue.distinct_queues()
    return [_target(office, catalogue, q, n, now) for q, n in names.items() if q not in closed]


def _target(
    office: Office, catalogue: Catalogue, queue: str, name: str, now: datetime
) -> TransferTarget:
    hours = office.boards.office(queue)
    if hours is None:
        return TransferTarget(queue=queue, name=name)
    return TransferTarget(
        queue=queue,
        name=name,
        open=hours.open,
        opens_at=hours.opens_at,
        closes_at=closing_of(catalogue, queue, now=now),
    )


async def record(office: Office, visit: VisitId, clerk: str) -> Record:
    """What this clerk sees of a visit that is or was in the own hand. Raises NotFound."""
    found = await office.visits.facts(ids=[visit])
    if not found:
        raise NotFound
    facts = found[0]
    shown, moves = _left(facts.visit, await office.visits.history(visit), clerk)
    catalogue = await office.catalogues.current()
    return Record(
        reference=facts.reference,
        service=facts.service,
        service_name=service_name(catalogue, facts.service),
        language=facts.language,
        who=facts.name,
        phone=facts.phone if facts.visit.channel == "phone" else None,
        has_phone=facts.phone is not None,
        mail_refused=facts.mail_refused,
        needs=facts.needs,
        documents=await documents(office, facts.service),
        checks=Checks(**asdict(facts.visit.checks)),
        messages=[said(facts.visit.id, line) for line in await office.visits.said(visit)],
        moves=[move_row(move) for move in moves],
        peers=await _peers(office, shown, "clerk"),
        **_shared(shown),
        arrived_at=facts.visit.arrived_at,
        note=facts.visit.note,
        case=facts.visit.case,
    )


def _left(visit: Visit, moves: list[MoveMade], clerk: str) -> tuple[Visit, list[MoveMade]]:
    """A visit as it left this clerk's hand, if a colleague has it in hand by now: shown as called, it
    would stand on the desk as the own call, and nothing that happens in it is told there."""
    if visit.stage not in IN_HAND or visit.clerk == clerk:
        return visit, moves
    # What was committed since the visit was read is no part of it.
    before = [move for move in moves if move.version <= visit.version]
    while before and before[-1].stage in IN_HAND:
        before.pop()
    if not before:
        raise NotFound
    last = before[-1]
    left = replace(visit, version=last.version, stage=last.stage, since=last.at, clerk=None)
    return left, before


def move_row(move: MoveMade) -> MoveRow:
    """A stored move as it is shown."""
    said = move.detail
    detail = said.get("reason") or said.get("priority")
    detail = detail or said.get("outcome") or said.get("channel")
    if detail is None and move.command == "transfer":
        detail = said.get("queue")
    if detail is None and said.get("recall"):
        detail = "recall"
    return MoveRow(
        version=move.version,
        command=move.command,
        stage=move.stage.value,
        by=move.by,
        at=move.at,
        detail=detail,
    )


async def documents(office: Office, service: str) -> list[str]:
    """What to have ready for a service."""
    try:
        return list((await office.catalogues.current()).service(service).documents)
    except NotFound:
        return []


async def citizen_visit(office: Office, visit: VisitId) -> CitizenVisit:
    """One visit as its citizen may know it. Raises NotFound."""
    for shown in await citizen_visits(office, [visit]):
        return shown
    raise NotFound


async def citizen_view(office: Office, greeted: Greeted) -> CitizenVisit:
    """One visit that was just read, as its citizen may know it. Raises StoreDown."""
    facts = greeted.facts
    visit, catalogue = facts.visit, await office.catalogues.current()
    departments = catalogue.of_queue(visit.queue)
    phones = (*(department.phone for department in departments), catalogue.authority.phone)
    waiting = visit.stage is Stage.WAITING
    return CitizenVisit(
        service=facts.service,
        service_name=service_name(catalogue, facts.service),
        department_name=departments[0].name if departments else visit.queue,
        reference=visit.booking,
        opens_at=visit.opens_at,
        closes_at=visit.closes_at,
        checks=Checks(**asdict(visit.checks)),
        position=office.boards.position(visit.queue, visit.id) if waiting else None,
        messages=[said(visit.id, line) for line in greeted.lines],
        office=office.boards.office(visit.queue),
        office_phone=next((phone for phone in phones if phone), office.phone),
        documents=await documents(office, facts.service),
        peers=await _peers(office, visit, "citizen"),
        passed_over=is_passed_over(visit, office.clock()),
        hold_s=int(office.hold.total_seconds()),
        stay_close=visit.pre_called_at is not None,
        reach=reach_of(visit),
        may_hold_on=(
            visit.stage is Stage.CALLED
            and visit.channel == "video"
            and visit.held_on < office.desk.rules.hold_ons
        ),
        has_mail=facts.has_mail,
        mail_refused=facts.mail_refused,
        has_phone=facts.phone is not None,
        arrived_at=visit.arrived_at,
        push_key=_push_key(office, visit),
        hold=hold_of(visit),
        **_shared(visit),
    )


def _push_key(office: Office, visit: Visit) -> str | None:
    """The telephone rings by itself, and who has left is told nothing."""
    if office.push is None or visit.channel != "video" or visit.stage is Stage.ENDED:
        return None
    return office.push.key


def _shared(visit: Visit) -> dict[str, Any]:
    """The fields that citizen and clerk are shown alike."""
    in_call = visit.stage in IN_HAND
    return {
        "visit": visit.id,
        "version": visit.version,
        "stage": visit.stage.value,
        "since": visit.since,
        "queue": visit.queue,
        "channel": visit.channel,
        "slot_start": visit.slot_start,
        "slot_end": visit.slot_end,
        "when_called": visit.when_called,
        "call": visit.call if in_call else None,
        "outcome": None if visit.outcome is None else visit.outcome.value,
        "answer_by": (
            visit.deadline if visit.stage is Stage.CALLED and visit.channel == "video" else None
        ),
    }


async def _peers(office: Office, visit: Visit, seat: SeatName) -> list[Peer]:
    if visit.stage not in IN_HAND:
        return []
    seats = await office.seats(visit)
    return peers_of(seat, seats, office.boards.clerk_name(visit.clerk))
