"""The line and the presence of a queue in Redis; all changes through one library of functions.

Key table and the contract of every function: the headers of `lua/*.lua`. Any of this may be lost or
doubled without a wrong admission: SQL decides. Retries of the client library are off, because a
mutating call whose answer was lost would run again.
"""

import inspect
import secrets
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, NamedTuple

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout

from broker.core.visit import IN_HAND, QueueId, Stage, Visit, VisitId
from broker.stores.gate import Gate
from broker.together import Together
from signaling.errors import StoreDown

log = structlog.get_logger(__name__)
LIBRARY = "vorsprache_4"
DESKS = QueueId(":desks")
"""Where clerks sit down with their page; no queue of a catalogue can have a colon."""
SEATS = ("citizen", "clerk", "interpreter", "companion", "colleague")
NODES = "vorsprache:nodes"
WAIT_S = 1.0


class EpochMissing(Exception):
    """Redis has lost this queue: rebuild it from SQL, then try again."""


class OpenedLater(Exception):
    """The page that has the seat was not opened before this one, but `at`, in ms."""

    def __init__(self, at: int) -> None:
        super().__init__(f"opened at {at}")
        self.at = at


class _LibraryMissing(StoreDown):
    """Redis does not know our functions."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """A hold on a visit: who was passed by, and how many who are here stand before it."""

    visit: VisitId
    ahead: int
    absent: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A queue at a glance: epoch ("" when missing), number of the last notice, lost seats, and the run
    of Redis that says so."""

    epoch: str
    seq: int
    lost: int
    run: str

    @property
    def is_whole(self) -> bool:
        """Whether this run of Redis was given the queue. Another one, that has started again or was a
        replica until now, may have lost the last moments, and nothing else would show it."""
        return bool(self.epoch) and run_of(self.epoch) == self.run


@dataclass(frozen=True, slots=True)
class Presence:
    """What Redis knows of the seats of a queue. Places are `(visit, seat)`."""

    lost: dict[tuple[str, str], datetime]
    seats: dict[tuple[str, str], str]
    media: dict[tuple[str, str], str]


def connect(url: str, *, wait_s: float = WAIT_S) -> "Redis":
    """A client for mutating calls: no retries of its own, and nobody waits longer than `wait_s`."""
    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=wait_s,
        socket_connect_timeout=wait_s,
        decode_responses=True,
    )


def library() -> str:
    """The source of the function library, one text."""
    folder = files("broker.stores") / "lua"
    parts = [(folder / name).read_text() for name in ("shared.lua", "line.lua", "presence.lua")]
    return f"#!lua name={LIBRARY}\n" + "\n".join(parts)


def topic(queue: QueueId) -> str:
    """The topic on which everything about a queue is told."""
    return f"queue:{queue}"


def channel(queue: QueueId) -> str:
    """The Redis channel of that topic, as the bus names it."""
    return f"vorsprache:topic:{topic(queue)}"


def milliseconds(instant: datetime | None) -> int:
    """Unix time in ms; 0 for None."""
    return 0 if instant is None else int(instant.timestamp() * 1000)


def instant(value: float) -> datetime:
    """The instant of a Unix time in ms."""
    return datetime.fromtimestamp(float(value) / 1000, UTC)


class Wanted(NamedTuple):
    """A seat to be taken. `opened`: when the page was opened, in ms; 0 where the seat is not one person's."""

    visit: str
    seat: str
    conn: str
    notice: bytes
    opened: int = 0


class Taking(NamedTuple):
    """What came of it: whether it has the seat, and who sat there before, or sits there instead."""

    sits: bool
    before: str | None = None


class _Call(NamedTuple):
    """One function of the library, for a queue."""

    name: str
    queue: QueueId
    words: tuple[Any, ...]


class Line:
    """The waiting lines of all queues, shared by all nodes."""

    def __init__(self, redis: "Redis") -> None:
        """`redis` comes from `connect()`; whoever asks it waits as long at the gate before it."""
        self.redis = redis
        how = redis.connection_pool.connection_kwargs
        self.gate = Gate(wait_s=how.get("socket_timeout") or WAIT_S)
        # A crowd that goes or comes back costs a few round trips. Each of these calls does no harm when
        # it comes twice, or late.
        self._crowd: Together[_Call, Any] = Together(self._call_all)

    async def load(self) -> None:
        """Loads the function library; needed once after installation or loss.

        Raises StoreDown, also where this user of Redis may not: then `vorsprache migrate` has to.
        """
        try:
            await self._drop_older()
            await self._guard(self.redis.function_load(library(), replace=True))
        except StoreDown as refusal:
            if isinstance(refusal.__cause__, NoPermissionError):
                raise StoreDown("Redis lacks the functions: run `vorsprache migrate`") from refusal
            raise

    async def _drop_older(self) -> None:
        """Functions have one name in all libraries: an older version has to go first."""
        for each in await self._guard(self.redis.function_list()):
            name = _library_name(each)
            if name.startswith("vorsprache_") and name != LIBRARY:
                await self._guard(self.redis.function_delete(name))

    async def loaded(self) -> bool:
        """True when the library of this version is there."""
        answer = await self._guard(self.redis.function_list(library=LIBRARY))
        return bool(answer)

    async def project(self, visit: Visit, notice: bytes) -> int:
        """Puts a committed visit where it belongs and tells all nodes, in one step.

        Returns the notice's number, 0 when Redis knew this version. Raises EpochMissing, StoreDown.
        """
        seq = await self._call(
            "project",
            visit.queue,
            visit.id,
            visit.version,
            visit.order if visit.stage is Stage.WAITING else "",
            milliseconds(visit.passed_until),
            _state(visit),
            channel(visit.queue),
            notice,
            _expected(visit),
        )
        return _sound(int(seq))

    async def reserve(
        self,
        queue: QueueId,
        *,
        visit: VisitId | None,
        hold_ms: int,
        away_ms: int,
        order: str = "",
        by: str = "",
    ) -> Reserved | None:
        """Holds the first who is here (or `visit`) for a moment; None when nobody is.

        `by` is who holds: what the same one held before, whose answer was lost, is no obstacle.
        `order` is the key of `visit`, as SQL has it: who stands behind it is not counted, though
        it may not be in the line. Raises EpochMissing, StoreDown.
        """
        answer = await self._call("reserve", queue, visit or "", hold_ms, away_ms, order, by)
        if not answer:
            return None
        if answer[0] == "-1":
            raise EpochMissing(queue)
        absent = tuple(zip(answer[2::2], answer[3::2], strict=True))
        return Reserved(VisitId(answer[0]), int(answer[1]), absent)

    async def release(self, queue: QueueId, visit: VisitId) -> None:
        """Gives a hold back before it falls back by itself."""
        await self._call("release", queue, visit)

    async def rebuild(
        self,
        queue: QueueId,
        visits: Iterable[Visit],
        *,
        seen: str,
        epoch: str,
        notice: bytes,
        desks: Iterable[str] = (),
    ) -> bool:
        """Replaces all of the queue; False when another node was faster. `desks`: see `DESKS`."""
        entries: list[Any] = []
        for clerk in desks:
            entries += [clerk, 0, "", 0, "clerk"]
        for visit in visits:
            unknown = _expected_seats(visit)
            order = visit.order if visit.stage is Stage.WAITING else ""
            passed = milliseconds(visit.passed_until)
            entries += [visit.id, visit.version, order, passed, " ".join(unknown)]
        answer = await self._call("rebuild", queue, seen, epoch, channel(queue), notice, *entries)
        return bool(answer)

    async def sit(
        self, queue: QueueId, visit: str, seat: str, conn: str, notice: bytes, opened: int = 0
    ) -> str | None:
        """Seats a connection; returns the one it replaced. `opened`: see `Wanted`.

        Raises OpenedLater, EpochMissing, StoreDown.
        """
        answer = await self._sit(queue, Wanted(visit, seat, conn, notice, opened), "")
        if answer.startswith(">"):
            raise OpenedLater(int(answer[1:]))
        return answer or None

    async def sit_if_free(
        self, queue: QueueId, visit: str, seat: str, conn: str, notice: bytes, opened: int = 0
    ) -> Taking:
        """Seats a connection where nobody else sits, or an older page. Raises EpochMissing, StoreDown."""
        return _taking(await self._sit(queue, Wanted(visit, seat, conn, notice, opened), "free"))

    async def sit_all_if_free(self, queue: QueueId, wanted: Sequence[Wanted]) -> list[Taking]:
        """The same for many, in one round trip. Raises EpochMissing, StoreDown: then some may sit."""
        answers = await self._call_all([_sit(queue, each, "free") for each in wanted])
        if "-1" in answers:
            raise EpochMissing(queue)
        return [_taking(str(answer)) for answer in answers]

    async def _sit(self, queue: QueueId, wanted: Wanted, how: str) -> str:
        before = await self._crowd.of(_sit(queue, wanted, how))
        if before == "-1":
            raise EpochMissing(queue)
        return str(before)

    async def rise(
        self,
        queue: QueueId,
        visit: str,
        seat: str,
        conn: str,
        notice: bytes,
        *,
        since: datetime | None = None,
    ) -> bool:
        """Frees a seat, if `conn` still has it; it is lost `since` then, or since now."""
        at = "" if since is None else milliseconds(since)
        words = (visit, seat, conn, channel(queue), notice, at)
        return bool(await self._crowd.of(_Call("rise", queue, words)))

    async def seated(self, queue: QueueId, node: str) -> dict[tuple[str, str], str]:
        """The places in a queue that connections of this node have, as Redis knows it."""
        words = await self._call("seated", queue, node)
        return {_place(place): conn for place, conn in zip(words[::2], words[1::2], strict=True)}

    async def media(self, queue: QueueId, visit: str, seat: str, conn: str, state: str) -> int:
        """Notes a seat's media state; returns how many seats of the visit are connected."""
        return int(await self._call("media", queue, visit, seat, conn, state))

    async def publish(self, queue: QueueId, notice: bytes, *, visit: str = "-") -> None:
        """Tells all nodes something that moved nobody."""
        await self._crowd.of(_Call("tell", queue, (visit, channel(queue), notice)))

    async def drop(self, queue: QueueId, visit: VisitId, left_at: int | None = None) -> None:
        """Takes out an entry, with its seats, that SQL does not have in this queue.

        `left_at` is the version at which it was elsewhere: who came back since stays, and what is
        told too late of the time before changes nothing.
        """
        await self._call("drop", queue, visit, "" if left_at is None else left_at)

    async def known(self, queue: QueueId) -> set[VisitId]:
        """Every visit that Redis has a version of, ended ones included."""
        return {VisitId(visit) for visit in await self._guard(self.redis.hgetall(_keys(queue)[3]))}

    async def drop_all(self, queue: QueueId, visits: Iterable[VisitId]) -> None:
        """Drops the versions of visits that ended long ago."""
        if fields := list(visits):
            await self._guard(self.redis.hdel(_keys(queue)[3], *fields))

    async def forget(self, queue: QueueId, visit: str, seat: str) -> None:
        """Nobody waits any more for a lost place; who came back to it meanwhile keeps it."""
        await self._call("forget", queue, visit, seat)

    async def seats(self, queue: QueueId, visit: str) -> dict[str, str]:
        """The connection of each taken seat of a visit."""
        fields = [f"{visit}/{seat}" for seat in SEATS]
        conns = await self._guard(self.redis.hmget(_keys(queue)[5], fields))
        return {seat: conn for seat, conn in zip(SEATS, conns, strict=True) if conn}

    async def presence(self, queue: QueueId) -> Presence:
        """All that is known of the seats of a queue now."""
        keys = _keys(queue)
        pipe = self.redis.pipeline(transaction=False)
        pipe.zrange(keys[6], 0, -1, withscores=True)
        pipe.hgetall(keys[5])
        pipe.hgetall(keys[7])
        lost, seats, media = await self._guard(pipe.execute())
        return Presence(
            lost={_place(place): instant(at) for place, at in lost},
            seats={_place(place): conn for place, conn in seats.items()},
            media={_place(place): state for place, state in media.items()},
        )

    async def lost_by(self, queue: QueueId, at: datetime) -> bool:
        """Whether a seat is lost since then, or longer. All that is known of a long line takes ten thousand
        times as long to read, and of a crowd that comes back in time nobody has to know it."""
        key, until = _keys(queue)[6], milliseconds(at)
        lost = self.redis.zrangebyscore(key, "-inf", until, withscores=True)
        return bool(await self._guard(lost))

    async def marks(self, queues: Sequence[QueueId]) -> dict[QueueId, Mark]:
        """How each queue stands, in two round trips for all."""
        pipe = self.redis.pipeline(transaction=False)
        for queue in queues:
            keys = _keys(queue)
            pipe.mget(keys[:2])
            pipe.zcard(keys[6])
        answers, run = await self._guard(pipe.execute()), await self.run()
        return {
            queue: Mark(epoch or "", int(seq or 0), lost, run)
            for queue, (epoch, seq), lost in zip(queues, answers[::2], answers[1::2], strict=True)
        }

    async def run(self) -> str:
        """Which run of Redis answers: another one after each start and each failover. "" where it does
        not say so, as the embedded one."""
        return str(await self._guard(self._run()))

    async def _run(self) -> str:
        try:
            server = await self.redis.info("server")
        except NoPermissionError:
            log.warning("redis.may_not_ask", command="info")
        except ResponseError:
            pass  # a command that this server does not know
        else:
            # 48 of its 160 random bits: two servers of one office do not meet in them.
            return str(server["run_id"])[:12]
        return ""

    async def versions(self, queue: QueueId, visits: Sequence[VisitId]) -> dict[VisitId, int]:
        """The version of each visit that Redis knows; unknown ones are left out."""
        if not visits:
            return {}
        texts = await self._guard(self.redis.hmget(_keys(queue)[3], list(visits)))
        return {
            visit: int(text.split("|", 1)[0])
            for visit, text in zip(visits, texts, strict=True)
            if text
        }

    async def all_versions(self, queue: QueueId) -> dict[VisitId, int]:
        """The version of each visit that Redis knows, ended ones included."""
        return await self.versions(queue, list(await self.known(queue)))

    async def in_order(self, queue: QueueId) -> list[VisitId]:
        """The visits of a line, first come first."""
        members = await self._guard(self.redis.zrange(_keys(queue)[2], 0, -1))
        return [VisitId(member.split(":", 1)[1]) for member in members]

    async def now(self) -> datetime:
        """The clock of Redis: the one that leases live by."""
        seconds, micros = await self._guard(self.redis.time())
        return instant(seconds * 1000 + micros / 1000)

    async def renew(self, node: str, *, lease_ms: int) -> bool:
        """Prolongs the lease of a node; False when it had none (any more)."""
        until = milliseconds(await self.now()) + lease_ms
        added = await self._guard(self.redis.zadd(NODES, {node: until}))
        return not added

    async def dead_nodes(self) -> dict[str, datetime]:
        """Nodes whose lease has ended, and when."""
        now = milliseconds(await self.now())
        found = await self._guard(
            self.redis.zrangebyscore(NODES, "-inf", f"({now}", withscores=True)
        )
        return {node: instant(until) for node, until in found}

    async def live_nodes(self) -> set[str]:
        """Nodes whose lease goes on."""
        now = milliseconds(await self.now())
        return set(await self._guard(self.redis.zrangebyscore(NODES, now, "+inf")))

    async def strike(self, node: str) -> None:
        """Takes a node off the list: buried, or stopped in order."""
        await self._guard(self.redis.zrem(NODES, node))

    async def _call(self, name: str, queue: QueueId, *arguments: Any) -> Any:
        function, keys = f"vorsprache_{name}", _keys(queue)
        try:
            return await self._guard(self.redis.fcall(function, len(keys), *keys, *arguments))
        except _LibraryMissing:
            # A new volume, or FUNCTION FLUSH. Nothing has run, so it may be called again.
            await self.load()
        return await self._guard(self.redis.fcall(function, len(keys), *keys, *arguments))

    async def _call_all(self, calls: Sequence[_Call]) -> list[Any]:
        """In their order, in one round trip."""
        try:
            return await self._call_all_once(calls)
        except _LibraryMissing:
            await self.load()
        return await self._call_all_once(calls)

    async def _call_all_once(self, calls: Sequence[_Call]) -> list[Any]:
        pipe = self.redis.pipeline(transaction=False)
        for name, queue, words in calls:
            keys = _keys(queue)
            pipe.fcall(f"vorsprache_{name}", len(keys), *keys, *words)
        return list(await self._guard(pipe.execute()))

    async def _guard(self, answer: Awaitable[Any]) -> Any:
        try:
            async with self.gate.passing():
                return await _asked(answer)
        except StoreDown:
            if inspect.iscoroutine(answer):
                answer.close()
            raise
        except ResponseError as error:
            self.gate.answered()
            if "unction not found" in str(error):
                raise _LibraryMissing from error
            # Full (OOM), read-only after a failover, unable to save: it is there, but of no use.
            log.warning("redis.refused", error=str(error)[:200])
            raise StoreDown("Redis refuses") from error
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreDown("Redis does not answer") from error


async def _asked(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except RedisError as error:
        if _is_silence(error):
            raise TimeoutError from error
        raise


def _is_silence(error: BaseException | None) -> bool:
    """Nobody answered in time; in the middle of connecting the library calls that a lost connection."""
    while error is not None and not isinstance(error, RedisTimeout | TimeoutError):
        error = error.__cause__ or error.__context__
    return error is not None


def _library_name(listed: Any) -> str:
    """RESP2 lists names and values in turn, RESP3 makes a map of them."""
    fields = (
        listed if isinstance(listed, dict) else dict(zip(listed[::2], listed[1::2], strict=True))
    )
    return str(fields["library_name"])


def new_epoch(number: int, run: str) -> str:
    """The name of the n-th life of a queue, in this run of Redis."""
    return f"{number}.{secrets.token_hex(4)}.{run}"


def life_of(epoch: str) -> int:
    """Which life of the queue this is the name of; 0 of a name that is missing or strange."""
    number = epoch.partition(".")[0]
    return int(number) if number.isdecimal() else 0


def run_of(epoch: str) -> str:
    """Which run of Redis was given this life of the queue; "" of a name that does not say."""
    return epoch.rpartition(".")[2] if epoch.count(".") == 2 else ""


def _keys(queue: QueueId) -> list[str]:
    names = ("epoch", "seq", "line", "visits", "held", "seats", "lost", "media", "opened")
    return [f"vorsprache:{{{queue}}}:{name}" for name in names]


def _sit(queue: QueueId, wanted: Wanted, how: str) -> _Call:
    visit, seat, conn, notice, opened = wanted
    return _Call("sit", queue, (visit, seat, conn, channel(queue), notice, how, opened))


def _taking(answer: str) -> Taking:
    return Taking(sits=not answer.startswith("="), before=answer.removeprefix("=") or None)


def _place(text: str) -> tuple[str, str]:
    visit, seat = text.rsplit("/", 1)
    return visit, seat


def _sound(seq: int) -> int:
    if seq < 0:
        raise EpochMissing
    return seq


def _state(visit: Visit) -> str:
    if visit.stage is Stage.ENDED:
        return "ended"
    return "call" if visit.stage in IN_HAND else "line"


def _expected(visit: Visit) -> str:
    if visit.stage is Stage.ENDED:
        return "ended"
    return "citizen" if "citizen" in _expected_seats(visit) else ""


def _expected_seats(visit: Visit) -> tuple[str, ...]:
    # Nobody ever sat down for a telephone visit: no lease of it can be missing.
    if visit.channel == "phone" or visit.stage in (Stage.BOOKED, Stage.ENDED):
        return ()
    if visit.stage in IN_HAND:
        return ("citizen", "clerk")
    return ("citizen",)
