"""What people mean to do and what will break, drawn from a seed. Pure: one seed, one script.

How the steps of many people and nodes interleave is real, and differs from run to run.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

CITIZEN: Mapping[str, int] = {
    "look": 16,
    "say": 14,
    "say-and-go": 4,
    "why": 6,
    "ice": 5,
    "reload": 8,
    "reload-in-the-middle": 5,
    "sleep": 5,
    "drop": 8,
    "second-tab": 5,
    "double": 6,
    "step-away": 4,
    "back": 5,
    "phone": 2,
    "cancel": 1,
    "leave": 2,
}
CLERK: Mapping[str, int] = {
    "call-next": 30,
    "call": 6,
    "call-and-reload": 5,
    "recall": 3,
    "skip": 5,
    "park": 5,
    "resume": 5,
    "pre-call": 4,
    "prioritise": 3,
    "transfer": 4,
    "undo": 5,
    "annotate": 3,
    "amend": 3,
    "take-up": 3,
    "say": 6,
    "break": 2,
    "close": 1,
    "reload": 3,
    "drop": 2,
    "sleep": 2,
    "walk-in": 2,
    "watch": 2,
    "double": 4,
    "cancel": 1,
}
# With somebody in hand.
IN_HAND: Mapping[str, int] = {
    "end": 40,
    "say": 14,
    "annotate": 5,
    "park": 6,
    "send-back": 6,
    "transfer": 4,
    "undo": 3,
    "reload": 4,
    "end-and-reload": 3,
    "look": 10,
    "phone": 1,
}
BOARD: Mapping[str, int] = {
    "look": 30,
    "reload": 6,
    "watch": 6,
    "tell-queue": 6,
    "close-queue": 2,
    "lend-queue": 3,
    "abort": 1,
    "send-back": 2,
    "acknowledge": 3,
}


@dataclass(frozen=True, slots=True)
class Step:
    """After so many seconds, this; `free` and `busy` for a clerk without and with somebody in hand.
    `luck` in [0, 1) decides the details."""

    after_s: float
    free: str
    busy: str
    luck: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault, `at_s` after the beginning of the day, for so long."""

    at_s: float
    name: str
    for_s: float
    luck: float


def citizen(seed: int, number: int) -> list[Step]:
    """The steps of one citizen until the end of the visit, and a day's worth of them."""
    return _steps(Random(f"{seed} citizen {number}"), CITIZEN, CITIZEN, 0.2, 1.6)


def clerk(seed: int, number: int) -> list[Step]:
    """The steps of one clerk."""
    return _steps(Random(f"{seed} clerk {number}"), CLERK, IN_HAND, 0.1, 0.8)


def board(seed: int) -> list[Step]:
    """The steps of the supervisor."""
    return _steps(Random(f"{seed} board"), BOARD, BOARD, 0.5, 3.0)


def _steps(
    chance: Random,
    free: Mapping[str, int],
    busy: Mapping[str, int],
    shortest: float,
    longest: float,
) -> list[Step]:
    return [
        Step(
            chance.uniform(shortest, longest),
            chance.choices(list(free), list(free.values()))[0],
            chance.choices(list(busy), list(busy.values()))[0],
            chance.random(),
        )
        for _ in range(400)
    ]


# Name -> (weight, shortest, longest): how long it lasts.
NODE_TROUBLE: Mapping[str, tuple[int, float, float]] = {
    "node-killed": (6, 0.1, 3.0),
    "node-frozen": (6, 1.0, 20.0),
    "node-restarted": (4, 0.1, 1.0),
    "rolling-restart": (2, 0.1, 0.5),
    "proxy-restarted": (2, 0.1, 1.0),
    "slow-reader": (2, 3.0, 9.0),
    "browsers-gone": (3, 0.0, 0.0),
    "machine-clock-put": (6, 1.0, 15.0),
}
REDIS_TROUBLE: Mapping[str, tuple[int, float, float]] = {
    "redis-killed": (5, 0.1, 3.0),
    "redis-emptied": (6, 0.0, 0.0),
    "redis-functions-lost": (3, 0.0, 0.0),
    "redis-frozen": (6, 0.5, 4.0),
    "redis-paused": (3, 0.5, 3.0),
    "redis-full": (5, 0.5, 4.0),
    "redis-read-only": (3, 0.5, 3.0),
    "subscriptions-cut": (6, 0.0, 0.0),
    "redis-slow": (4, 1.0, 4.0),
    "replies-lost": (5, 1.0, 4.0),
}
SENTINEL_TROUBLE: Mapping[str, tuple[int, float, float]] = {
    "failover": (6, 0.0, 0.0),
    "failover-to-stale": (6, 1.0, 4.0),
    "redis-emptied": (2, 0.0, 0.0),
    "subscriptions-cut": (3, 0.0, 0.0),
    "redis-slow": (2, 1.0, 4.0),
    "replies-lost": (3, 1.0, 4.0),
}
SQLITE_TROUBLE: Mapping[str, tuple[int, float, float]] = {"database-locked": (10, 0.5, 6.0)}
POSTGRES_TROUBLE: Mapping[str, tuple[int, float, float]] = {
    "database-locked": (6, 0.5, 6.0),
    "database-restarted": (4, 0.1, 1.0),
    "backends-ended": (4, 0.0, 0.0),
}


def troubles(
    seed: int, duration_s: float, *, database: str, redis: str, only: Collection[str] = ()
) -> list[Trouble]:
    """What breaks in a day, first to last: one every few seconds, sometimes two at once. `only`: of all
    faults of such a day those that are named."""
    chance = Random(f"{seed} troubles")
    known = {
        **NODE_TROUBLE,
        **(SENTINEL_TROUBLE if redis == "sentinel" else REDIS_TROUBLE),
        **(POSTGRES_TROUBLE if database == "postgresql" else SQLITE_TROUBLE),
    }
    known = {name: how for name, how in known.items() if not only or name in only}
    found: list[Trouble] = []
    at = chance.uniform(2.0, 4.0)
    while at < duration_s - 1.0:
        # Two at once: one of them of another kind.
        names = chance.choices(list(known), [weight for weight, *_ in known.values()], k=2)
        for name in names if chance.random() < 0.15 else names[:1]:
            _, shortest, longest = known[name]
            for_s = min(chance.uniform(shortest, longest), max(1.0, duration_s - at))
            found.append(Trouble(at, name, for_s, chance.random()))
        at += chance.uniform(2.5, 8.0)
    return found
