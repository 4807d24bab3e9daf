"""Days of an office that never were: who comes when, for how long, and who is at which desk. Pure.

A day is drawn from a seed, so the same seed is the same day. Calls take what the forecast does not
assume: mixtures of short and long ones, other lengths than planned, slow and fast clerks. Times are
seconds since the office opened.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

MINUTE, HOUR = 60.0, 3600.0
GRID = 5 * MINUTE
OPENS_BEFORE = 15 * MINUTE

CLERKS = ("Kim", "Toni", "Sascha", "Robin", "Luca", "Mika", "Charlie", "Noah")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service: booked for `minutes`, really taking `ratio` of that, with a spread `cv`; a share
    `long` of its calls takes three times as long."""

    service: str
    queue: str
    minutes: int
    ratio: float
    cv: float
    long: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A citizen of a day. `slot` None: a walk-in. `misses`: so many calls go unanswered. `gives_up`:
    leaves after so long without a call."""

    id: str
    service: str
    arrives: float
    talks: float
    joins_after: float
    slot: float | None = None
    channel: str = "video"
    misses: int = 0
    gives_up: float = 4 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A clerk's day at a desk. `breaks` are from-to; `speed` 1.2 is a fifth faster than usual."""

    clerk: str
    queues: tuple[str, ...]
    opens: float
    closes: float
    breaks: tuple[tuple[float, float], ...] = ()
    speed: float = 1.0
    gap: float = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDay:
    """All that happens to an office from outside. `booked`: the slots of each queue, of those who
    come and those who do not."""

    kind: str
    seed: int
    offers: Mapping[str, Offer]
    guests: tuple[Guest, ...]
    shifts: tuple[Shift, ...]
    booked: Mapping[str, tuple[float, ...]]
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is typical of a kind of day. `load`: work that comes, in parts of what all desks can do;
    `booked`: its share with an appointment; `rush`: how much more walk-ins in the rush hours."""

    name: str
    desks: int = 3
    load: float = 0.85
    booked: float = 0.6
    hours: float = 6.0
    minutes: tuple[int, ...] = (15, 20, 10)
    ratio: tuple[float, float] = (0.7, 1.2)
    cv: tuple[float, float] = (0.45, 0.75)
    long: float = 0.08
    shows: float = 0.9
    late: float = 0.1
    phone: float = 0.15
    misses: float = 0.04
    rush: float = 1.0
    breaks: int = 1
    leaves_early: int = 0
    queues: tuple[str, ...] = ("office",)


TRAINING = Kind(name="training", desks=5, load=1.0, hours=4.0, rush=2.0, minutes=(10,))
"""Somewhat more than the desks can do: who helps is seen to help."""
KINDS = (
    Kind(name="calm", desks=2, load=0.65),
    Kind(name="busy", desks=3, load=1.0),
    Kind(name="walk-ins", desks=3, load=0.9, booked=0.1, rush=3.0),
    Kind(name="advice", desks=4, load=0.95, minutes=(45, 30), cv=(0.6, 0.9), long=0.0),
    Kind(name="short-handed", desks=3, load=1.0, leaves_early=1, breaks=2),
    Kind(name="unpunctual", desks=3, load=0.95, booked=0.9, shows=0.75, late=0.35, phone=0.4),
    Kind(name="plan-is-wrong", desks=2, load=0.95, ratio=(1.3, 1.8), long=0.0),
    Kind(name="one-desk", desks=1, load=0.9, booked=0.5),
    Kind(name="large", desks=9, load=1.0, booked=0.4, rush=2.0),
    Kind(name="shared", desks=4, load=0.9, booked=0.4, queues=("north", "south")),
)


def office_day(kind: Kind, seed: int) -> OfficeDay:
    """Draws a day. The same kind and seed give the same day."""
    draw = Random(f"{kind.name} {seed}")
    offers = {offer.service: offer for offer in _offers(kind, draw)}
    length = kind.hours * HOUR
    mean = sum(_mean(offer) for offer in offers.values()) / len(offers) + 70
    coming = kind.load * kind.desks * 0.9 * length / mean
    slots = _slots(kind, offers, round(coming * kind.booked), draw)
    guests = [*_booked(kind, offers, slots, draw)]
    guests += _walk_ins(kind, offers, coming * (1 - kind.booked), draw)
    booked = {
        queue: tuple(sorted(at for service, at in slots if offers[service].queue == queue))
        for queue in kind.queues
    }
    return OfficeDay(
        kind=kind.name,
        seed=seed,
        offers=offers,
        guests=tuple(sorted(guests, key=lambda guest: guest.arrives)),
        shifts=tuple(_shifts(kind, draw)),
        booked=booked,
        length=length,
    )


def _offers(kind: Kind, draw: Random) -> Iterator[Offer]:
    for queue in kind.queues:
        for number, minutes in enumerate(kind.minutes):
            yield Offer(
                service=f"{queue}-{number + 1}",
                queue=queue,
                minutes=minutes,
                ratio=draw.uniform(*kind.ratio),
                cv=draw.uniform(*kind.cv),
                long=kind.long,
            )


def _mean(offer: Offer) -> float:
    return offer.minutes * MINUTE * offer.ratio


def _talk(offer: Offer, draw: Random) -> float:
    """Of the mean of the offer, but in two humps: most are shorter, some three times as long."""
    hump = 3.0 if draw.random() < offer.long else 1.0
    mean = _mean(offer) * hump / (1 + 2 * offer.long)
    # Half gamma, half log-normal: no single family fits.
    if draw.random() < 0.5:
        shape = 1 / offer.cv**2
        return max(40.0, draw.gammavariate(shape, mean / shape))
    return max(40.0, long_tail(draw, mean, offer.cv))


def long_tail(draw: Random, mean: float, cv: float) -> float:
    """A log-normal time."""
    variance = log(1 + cv * cv)
    return draw.lognormvariate(log(mean) - variance / 2, sqrt(variance))


def _slots(
    kind: Kind, offers: Mapping[str, Offer], number: int, draw: Random
) -> list[tuple[str, float]]:
    names = sorted(offers)
    last = int((kind.hours * HOUR - 30 * MINUTE) / GRID)
    return [(draw.choice(names), draw.randrange(last) * GRID) for _ in range(number)]


def _booked(
    kind: Kind, offers: Mapping[str, Offer], slots: list[tuple[str, float]], draw: Random
) -> Iterator[Guest]:
    for number, (service, slot) in enumerate(slots):
        if draw.random() >= kind.shows:
            continue
        phone = draw.random() < kind.phone
        before = draw.gauss(6 * MINUTE, 5 * MINUTE)
        if draw.random() < kind.late:
            before = -draw.expovariate(1 / (7 * MINUTE))
        arrives = slot if phone else slot - min(OPENS_BEFORE, max(-25 * MINUTE, before))
        yield _guest(f"b{number}", kind, offers[service], max(-OPENS_BEFORE, arrives), draw,
                     slot=slot, channel="phone" if phone else "video")  # fmt: skip


def _walk_ins(
    kind: Kind, offers: Mapping[str, Offer], number: float, draw: Random
) -> Iterator[Guest]:
    names, length = sorted(offers), kind.hours * HOUR - 20 * MINUTE
    rush = _rush(kind)
    most = max(1.0, kind.rush)
    mean = sum(rush(length * step / 100) for step in range(100)) / 100
    at, count = 0.0, 0
    while (at := at + draw.expovariate(number * most / (mean * length))) < length:
        if draw.random() < rush(at) / most:
            count += 1
            yield _guest(f"w{count}", kind, offers[draw.choice(names)], at, draw)


def _rush(kind: Kind) -> Callable[[float], float]:
    """So many times more come then: soon after the opening, and towards the end."""
    return lambda at: (
        1
        + (kind.rush - 1)
        * max(
            exp(-(((at - peak * HOUR) / (40 * MINUTE)) ** 2)) for peak in (0.7, kind.hours - 1.5)
        )
    )


def _guest(
    id: str,
    kind: Kind,
    offer: Offer,
    arrives: float,
    draw: Random,
    *,
    slot: float | None = None,
    channel: str = "video",
) -> Guest:
    return Guest(
        id=id,
        service=offer.service,
        arrives=arrives,
        talks=_talk(offer, draw),
        joins_after=min(55.0, long_tail(draw, 8, 0.8)),
        slot=slot,
        channel=channel,
        misses=int(draw.random() < kind.misses),
        gives_up=max(10 * MINUTE, draw.expovariate(1 / (5 * HOUR))),
    )


def _shifts(kind: Kind, draw: Random) -> Iterator[Shift]:
    length, queues = kind.hours * HOUR, kind.queues
    for number in range(kind.desks):
        early = number < kind.leaves_early
        # Every other desk helps everywhere.
        own = queues if number % 2 else (queues[number // 2 % len(queues)],)
        yield Shift(
            clerk=f"{CLERKS[number % len(CLERKS)]} Übung{'' if number < len(CLERKS) else f' {number + 1}'}",
            queues=own,
            opens=draw.uniform(0, 5 * MINUTE) + (30 * MINUTE if number % 4 == 3 else 0),
            closes=draw.uniform(0.35, 0.6) * length if early else length,
            breaks=tuple(_breaks(kind, draw)),
            speed=draw.uniform(0.8, 1.25),
            gap=draw.uniform(20, 80),
        )


def _breaks(kind: Kind, draw: Random) -> Iterator[tuple[float, float]]:
    for number in range(kind.breaks):
        part = kind.hours * HOUR / (kind.breaks + 1)
        begins = part * (number + 1) + draw.uniform(-0.3, 0.3) * part
        yield begins, begins + draw.uniform(10, 30) * MINUTE
