"""Visits and their moves in SQL: the only writer of `visits`, `moves`, `ops` and `messages`.

A move is true when its transaction has committed: compare-and-set on `version`, the row of `moves`,
the op and whatever else belongs to it in one go, or nothing at all.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from sys import intern
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.visit import (
    IN_HAND,
    LIVE,
    Checks,
    Moved,
    Outcome,
    QueueId,
    Stage,
    Undoable,
    Visit,
    VisitId,
)
from broker.errors import Conflict, DeskBusy, NotNow
from broker.stores.database import Database
from broker.stores.tables import bookings, messages, moves, ops, visits
from signaling.errors import OpReused, Problem, Rate, StoreDown, Unknown

T = TypeVar("T")
Change = Callable[[AsyncConnection], Awaitable[T]]
OPS_KEPT = timedelta(hours=24)
# A visit is a conversation, not an archive: what is shown at once has to fit into one frame.
MOST_LINES = 500
SHOWN_LINES = 100
CHUNK = 500
IN_ONE_PIECE = 500
TRIES = 5
DUE = 200
_FEW = ("queue", "channel", "when_called", "reach")
_VISIT_FIELDS = tuple(field.name for field in fields(Visit))

# What is asked most often, put together once: that costs more than asking.
_ONE = select(visits).where(visits.c.id == bindparam("visit"))
_OP = select(ops).where(ops.c.principal == bindparam("principal"), ops.c.op == bindparam("op"))
FACTS = select(
    visits,
    bookings.c.name,
    bookings.c.phone,
    bookings.c.language,
    bookings.c.needs,
    bookings.c.email.is_not(None).label("has_mail"),
    bookings.c.mail_refused_at.is_not(None).label("mail_refused"),
).join(bookings, bookings.c.reference == visits.c.booking)
_FACTS_OF_IDS = FACTS.where(visits.c.id.in_(bindparam("ids", expanding=True)))
_FACTS_OF_QUEUE = FACTS.where(
    visits.c.queue == bindparam("queue"), visits.c.stage.in_(LIVE)
).order_by(visits.c.order, visits.c.id)
_DUE = (
    select(visits)
    .where(visits.c.deadline <= bindparam("now"))
    .order_by(visits.c.deadline, visits.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("beyond"))
)
_MOVED = select(visits).where(visits.c.moved_at >= bindparam("since"))
_IN_HAND = select(visits.c.id).where(
    visits.c.clerk == bindparam("clerk"), visits.c.stage.in_(IN_HAND)
)
_SAID = (
    select(messages)
    .where(messages.c.visit == bindparam("visit"))
    .order_by(messages.c.n.desc())
    .limit(SHOWN_LINES)
)
# Who ends the visit meanwhile has done so before, or waits until the line is written.
_LAST_LINE = (
    select(
        visits.c.stage,
        select(func.max(messages.c.n))
        .where(messages.c.visit == bindparam("visit"))
        .scalar_subquery(),
    )
    .where(visits.c.id == bindparam("visit"))
    .with_for_update(read=True, of=visits)
)
_HASH = select(moves.c.hash).where(
    moves.c.visit == bindparam("visit"), moves.c.version == bindparam("version")
)
_SET_IF = update(visits).where(
    visits.c.id == bindparam("was_id"), visits.c.version == bindparam("was_version")
)
_ADD_MOVE, _ADD_OP = insert(moves), insert(ops)

# What else one transaction writes when a visit moves: a freed slot, a mail.
Consequence = Callable[[AsyncConnection, Moved], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Op:
    """One command of a client: unique per principal, `digest` is of its whole body."""

    principal: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an op was answered."""

    visit: VisitId | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A visit with what its booking knows."""

    visit: Visit
    service: str
    reference: str
    name: str
    phone: str | None
    language: str
    needs: str | None
    has_mail: bool = False
    mail_refused: bool = False


@dataclass(frozen=True, slots=True)
class MoveMade:
    """A row of a visit's history."""

    version: int
    command: str
    stage: Stage
    by: str
    actor: str
    detail: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line of text between citizen and clerk."""

    n: int
    seat: str
    text: str
    at: datetime


class AlreadyDone(Exception):
    """This op happened before; `answer` is what it was told then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("this op happened before")
        self.answer = answer


class Late(Exception):
    """The transaction came to its turn long after the move was decided; nothing was changed."""


class Visits:
    """All visits of the installation."""

    def __init__(self, database: Database, consequences: Sequence[Consequence] = ()) -> None:
        """`consequences` run inside the transaction of every move, in order."""
        self.database = database
        self.consequences = tuple(consequences)

    async def get(self, visit: VisitId) -> Visit | None:
        """The visit as committed, or None."""
        async with self.database.read() as connection:
            row = (await connection.execute(_ONE, {"visit": visit})).first()
        return None if row is None else _visit(row)

    async def facts(
        self, *, ids: Sequence[VisitId] | None = None, queue: QueueId | None = None
    ) -> list[Facts]:
        """Visits with their bookings: those of `ids`, or all live ones of a queue in order."""
        query = _FACTS_OF_QUEUE if ids is None else _FACTS_OF_IDS
        values = {"queue": queue} if ids is None else {"ids": ids}
        found: list[Facts] = []
        async with self.database.read() as connection:
            for rows in (await connection.execute(query, values)).partitions(IN_ONE_PIECE):
                found += [facts_of(row) for row in rows]
                if len(rows) == IN_ONE_PIECE:
                    # A whole queue after a loss: calls and leases go on meanwhile.
                    await asyncio.sleep(0)
        return found

    async def commit(
        self, moved: Moved, op: Op | None = None, *, late: Callable[[], bool] = lambda: False
    ) -> None:
        """Makes a move true.

        `late` says whether too much time has passed since the move was decided; it is asked when the
        transaction has its turn, and when it has waited for the visit's row. Raises Late then,
        Conflict when the visit is no longer at `before.version`, DeskBusy when the clerk has an open
        call, AlreadyDone when the op happened before, OpReused, StoreDown.
        """
        tries = count()

        async def change(connection: AsyncConnection) -> None:
            if next(tries) and await _is_made(connection, moved, op):
                return
            if op is not None:
                await _note_op(connection, op, moved.after.id, moved.after.version, moved.at)
            if not moved.changed:
                return
            await _compare_and_set(connection, moved)
            # Whatever was waited for - the only writer, a lock on the row - has been waited for by now.
            if late():
                raise Late
            await _append_move(connection, moved, op)
            for consequence in self.consequences:
                await consequence(connection, moved)

        await self._write(change, op)

    async def say(self, visit: Visit, seat: str, text: str, *, now: datetime, op: Op) -> SaidLine:
        """Adds a line of text. Raises NotNow before the arrival and after the end, Rate, AlreadyDone,
        OpReused, StoreDown."""

        async def change(connection: AsyncConnection) -> SaidLine:
            # First: what was said before the end stays said, however late it is asked again.
            await _note_op(connection, op, visit.id, visit.version, now)
            stage, last = (await connection.execute(_LAST_LINE, {"visit": visit.id})).one()
            if stage not in LIVE:
                raise NotNow("text is possible from the arrival to the end of the visit")
            line = SaidLine((last or 0) + 1, seat, text, now)
            if line.n > MOST_LINES:
                raise Rate("no more lines of text fit into this visit")
            await connection.execute(insert(messages).values(visit=visit.id, **asdict(line)))
            return line

        try:
            for _ in range(TRIES):
                # Both sides at the same moment want the same number: the other one was faster.
                with suppress(Conflict):
                    return await self._write(change, op)
            raise Conflict
        except Problem as refusal:
            await done_before(self.database, op, refusal)
            raise

    async def answered(self, op: Op, *, any_body: bool = False) -> Answer | None:
        """What this op was answered before, or None. Raises OpReused for another body, unless
        `any_body` is as good."""
        async with self.database.read() as connection:
            return await _answered(connection, op, any_body=any_body)

    async def done_before(self, op: Op | None, refusal: Problem) -> None:
        """Asked where an op was refused. Raises AlreadyDone, OpReused, Unknown: see `done_before`."""
        await done_before(self.database, op, refusal)

    async def any_behind(self, versions: Mapping[VisitId, int]) -> bool:
        """Whether SQL has an older version of any of these visits, or none. Raises StoreDown."""
        ids = list(versions)
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            query = select(visits.c.id, visits.c.version).where(visits.c.id.in_(some))
            async with self.database.read() as connection:
                found = {row.id: row.version for row in await connection.execute(query)}
            if any(found.get(visit, -1) < versions[visit] for visit in some):
                return True
        return False

    async def said(self, visit: VisitId) -> list[SaidLine]:
        """The last lines of text of a visit, oldest first."""
        async with self.database.read() as connection:
            rows = (await connection.execute(_SAID, {"visit": visit})).all()
        return [SaidLine(row.n, row.seat, row.text, row.at) for row in reversed(rows)]

    async def said_after(self, known: Mapping[VisitId, int]) -> list[tuple[VisitId, SaidLine]]:
        """What was said in these visits after the line of that number, oldest first in each."""
        if not known:
            return []
        by_number: dict[int, list[VisitId]] = {}
        for visit, n in known.items():
            by_number.setdefault(n, []).append(visit)
        missing = [messages.c.visit.in_(v) & (messages.c.n > n) for n, v in by_number.items()]
        query = select(messages).where(or_(*missing)).order_by(messages.c.visit, messages.c.n)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [(VisitId(r.visit), SaidLine(r.n, r.seat, r.text, r.at)) for r in rows]

    async def history(self, visit: VisitId) -> list[MoveMade]:
        """All moves of a visit, oldest first."""
        query = select(moves).where(moves.c.visit == visit).order_by(moves.c.version)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            MoveMade(
                row.version, row.command, Stage(row.stage), row.by, row.actor, row.detail, row.at
            )
            for row in rows
        ]

    async def due(self, now: datetime, *, limit: int = DUE, beyond: int = 0) -> list[Visit]:
        """Visits whose deadline has passed, oldest deadline first; `beyond` so many of them."""
        some = {"now": now, "limit": limit, "beyond": beyond}
        async with self.database.read() as connection:
            return [_visit(row) for row in await connection.execute(_DUE, some)]

    async def moved_since(self, since: datetime) -> list[Visit]:
        """Visits that moved lately: what a crash may have left untold."""
        async with self.database.read() as connection:
            return [_visit(row) for row in await connection.execute(_MOVED, {"since": since})]

    async def next_orders(self, visit: Visit, *, limit: int = 50) -> list[tuple[VisitId, str]]:
        """Who stands behind a waiting visit and may be called, with their order keys, in order."""
        later = (visits.c.order > visit.order) | (
            (visits.c.order == visit.order) & (visits.c.id > visit.id)
        )
        query = (
            select(visits.c.id, visits.c.order)
            .where(visits.c.queue == visit.queue, visits.c.stage == Stage.WAITING, later)
            .where(visits.c.passed_until.is_(None))
            .order_by(visits.c.order, visits.c.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return [(VisitId(r.id), r.order) for r in (await connection.execute(query)).all()]

    async def before(self, visit: VisitId, queue: QueueId) -> list[tuple[VisitId, int]]:
        """Who waits in a queue before this visit by the order of the line, with their versions."""
        own = select(visits.c.order).where(visits.c.id == visit).scalar_subquery()
        query = select(visits.c.id, visits.c.version).where(
            visits.c.queue == queue, visits.c.stage == Stage.WAITING, visits.c.order < own
        )
        async with self.database.read() as connection:
            return [(VisitId(r.id), r.version) for r in (await connection.execute(query)).all()]

    async def in_hand(self, clerk: str) -> VisitId | None:
        """The visit that a clerk has called or talks to, or None."""
        async with self.database.read() as connection:
            found = await connection.scalar(_IN_HAND, {"clerk": clerk})
        return None if found is None else VisitId(found)

    async def in_hands(self, clerks: Sequence[str]) -> dict[str, VisitId]:
        """The same for several clerks; who has nobody in hand is left out."""
        query = select(visits.c.clerk, visits.c.id).where(
            visits.c.clerk.in_(clerks), visits.c.stage.in_(IN_HAND)
        )
        async with self.database.read() as connection:
            return {r.clerk: VisitId(r.id) for r in (await connection.execute(query)).all()}

    async def served_since(self, clerk: str, since: datetime) -> int:
        """How many visits this clerk has ended since then."""
        query = select(func.count()).where(visits.c.clerk == clerk, visits.c.ended_at >= since)
        async with self.database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def forget_ops(self, now: datetime) -> None:
        """Drops ops older than 24 h."""

        async def change(connection: AsyncConnection) -> None:
            await connection.execute(delete(ops).where(ops.c.at < now - OPS_KEPT))

        await self.database.write(change)

    async def _write(self, change: Callable[[AsyncConnection], Awaitable[T]], op: Op | None) -> T:
        try:
            return await self.database.write(change, again=True)
        except IntegrityError as error:
            words = str(error.orig)
            if "visits.clerk" in words or "uq_visits_clerk_open" in words:
                raise DeskBusy from None
            # The same op on two nodes at once, or two moves to the same version.
            await done_before(self.database, op, Conflict())
            raise Conflict from None


async def once(database: Database, op: Op | None, change: Change[T], *, now: datetime) -> T:
    """Makes a change that moves no visit - a desk, a day - and notes its op with it: both or nothing.

    Without an op it has to be one that does no harm twice. Raises AlreadyDone, OpReused, StoreDown.
    """

    async def both(connection: AsyncConnection) -> T:
        if op is not None:
            await _note_op(connection, op, None, None, now)
        return await change(connection)

    try:
        return await database.write(both, again=True)
    except IntegrityError:
        # The same op on two nodes at once.
        await done_before(database, op, Conflict())
        raise
    except Problem as refusal:
        await done_before(database, op, refusal)
        raise


async def done_before(database: Database, op: Op | None, refusal: Problem) -> None:
    """Asked where an op was refused: a copy of it, said on another connection, may have been the first.

    Raises AlreadyDone when it was, OpReused, and Unknown when this cannot be asked, because then
    nobody may say that nothing was changed. A database that was away before that is another matter: the
    refusal speaks of this copy then, and a page that said another one asks on.
    """
    if op is None or isinstance(refusal, Unknown):
        return
    try:
        async with database.read() as connection:
            answer = await _answered(connection, op)
    except StoreDown as down:
        if isinstance(refusal, StoreDown):
            return
        raise Unknown("refused, and perhaps because it happened before") from down
    if answer:
        raise AlreadyDone(answer) from None


async def insert_visit(connection: AsyncConnection, visit: Visit, *, service: str) -> None:
    """Adds the visit of a new booking, inside the booking's transaction."""
    await connection.execute(
        insert(visits).values(service=service, moved_at=visit.since, **_columns(visit))
    )


def facts_of(row: Row[Any]) -> Facts:
    """A visit with its booking, from a row of `FACTS`."""
    return Facts(
        visit=_visit(row),
        service=intern(row.service),
        reference=row.booking,
        name=row.name,
        phone=row.phone,
        language=intern(row.language),
        needs=row.needs,
        has_mail=bool(row.has_mail) and not row.mail_refused,
        mail_refused=bool(row.mail_refused),
    )


_HASHED = ("visit", "version", "command", "stage", "by", "actor", "op", "detail", "at")
_HASHED_IF_THERE = ("queue", "order")


def hash_of(row: Mapping[str, Any]) -> str:
    """The hash of a move: SHA-256 over the one before and this row in canonical JSON."""
    said = {name: row[name] for name in _HASHED}
    # Moves of the first release had no queue and no order.
    said |= {name: row[name] for name in _HASHED_IF_THERE if row[name] is not None}
    said["at"] = row["at"].isoformat()
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{row['previous']}\n{text}".encode()).hexdigest()


async def _compare_and_set(connection: AsyncConnection, moved: Moved) -> None:
    values = _columns(moved.after)
    del values["id"]
    was = {"was_id": moved.before.id, "was_version": moved.before.version}
    result = await connection.execute(_SET_IF, {"moved_at": moved.at, **values, **was})
    if result.rowcount != 1:
        raise Conflict


async def _is_made(connection: AsyncConnection, moved: Moved, op: Op | None) -> bool:
    """Whether this very move is committed: the answer to the first try was lost."""
    if not moved.changed:
        return False
    row = await _move_row(connection, moved, op)
    query = select(moves.c.hash).where(
        moves.c.visit == moved.after.id, moves.c.version == moved.after.version
    )
    return bool(await connection.scalar(query) == row["hash"])


async def _append_move(connection: AsyncConnection, moved: Moved, op: Op | None) -> None:
    await connection.execute(_ADD_MOVE, await _move_row(connection, moved, op))


async def _move_row(connection: AsyncConnection, moved: Moved, op: Op | None) -> dict[str, Any]:
    before = {"visit": moved.before.id, "version": moved.before.version}
    previous = await connection.scalar(_HASH, before)
    row = {
        "visit": moved.after.id,
        "version": moved.after.version,
        "command": moved.name,
        "stage": str(moved.after.stage),
        "by": str(moved.actor.by),
        "actor": moved.actor.id,
        "op": op.id if op else None,
        "detail": moved.detail,
        "at": moved.at,
        "queue": str(moved.after.queue),
        "order": moved.after.order,
    }
    row["previous"] = previous or ""
    return row | {"hash": hash_of(row)}


async def _note_op(
    connection: AsyncConnection, op: Op, visit: str | None, version: int | None, now: datetime
) -> None:
    if answer := await _answered(connection, op):
        raise AlreadyDone(answer)
    noted = {"visit": visit, "version": version, "at": now}
    await connection.execute(
        _ADD_OP, {"principal": op.principal, "op": op.id, "digest": op.digest, **noted}
    )


async def _answered(
    connection: AsyncConnection, op: Op, *, any_body: bool = False
) -> Answer | None:
    row = (await connection.execute(_OP, {"principal": op.principal, "op": op.id})).first()
    if row is None:
        return None
    if row.digest != op.digest and not any_body:
        raise OpReused
    return Answer(row.visit, row.version)


def _columns(visit: Visit) -> dict[str, Any]:
    values = {name: getattr(visit, name) for name in _VISIT_FIELDS}
    values["checks"] = asdict(visit.checks)
    values["undo"] = None if visit.undo is None else msgspec.to_builtins(visit.undo)
    values["stage"] = str(visit.stage)
    values["outcome"] = None if visit.outcome is None else str(visit.outcome)
    return values


_checks = lru_cache(maxsize=256)(Checks)


def _visit(row: Row[Any]) -> Visit:
    found = row._mapping
    values = {name: found[name] for name in _VISIT_FIELDS}
    values["stage"] = Stage(values["stage"])
    values["checks"] = _checks(**values["checks"])
    # Five thousand wait, and all of them in the same few queues.
    for name in _FEW:
        values[name] = intern(values[name])
    values["outcome"] = None if values["outcome"] is None else Outcome(values["outcome"])
    if values["undo"] is not None:
        values["undo"] = msgspec.convert(values["undo"], Undoable)
    return Visit(**values)
