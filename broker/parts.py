"""What a node has of the office before anybody is connected to it: the stores, and who works on them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.bookings import Bookings, consequences
from broker.catalogues import Catalogues
from broker.core.booking import Reach
from broker.desk import Desk, Patience
from broker.later import Later
from broker.observe import Observer
from broker.outbox.endpoints import PushOffer
from broker.outbox.webpush import packed, point
from broker.queue_days import QueueDays
from broker.settings import Settings
from broker.stores.database import Database
from broker.stores.desks import Desks
from broker.stores.epochs import Epochs
from broker.stores.line import Line, connect
from broker.stores.queues import Queues
from broker.stores.visits import Visits
from broker.trust.keys import Key, KeySet, read_only_one
from broker.trust.links import Links
from broker.trust.sessions import Sessions
from broker.trust.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of an office. `posted` is set when an outbox was given something; without a
    `push_key` nothing is sent to browsers."""

    settings: Settings
    clock: Callable[[], datetime]
    observer: Observer
    posted: asyncio.Event
    database: Database
    line: Line
    later: Later
    visits: Visits
    desks: Desks
    days: QueueDays
    desk: Desk
    catalogues: Catalogues
    tokens: Tokens
    links: Links
    bookings: Bookings
    sessions: Sessions
    push_key: Key | None

    def push_offer(self) -> PushOffer | None:
        """What pages are told of messages to browsers."""
        if self.push_key is None:
            return None
        return PushOffer(packed(point(self.push_key.public)), self.settings.push_hosts)

    async def close(self) -> None:
        """Gives the connections of both stores back."""
        await self.line.redis.aclose()
        await self.database.close()


def parts_of(
    settings: Settings, keys: Callable[[], KeySet], clock: Callable[[], datetime]
) -> Parts:
    """Makes them; nothing is connected yet. Raises UnusableKeysError for the key of messages."""
    numbers, observer, posted = settings.numbers, Observer(), asyncio.Event()
    push_key = None if settings.push_key_file is None else read_only_one(settings.push_key_file)
    redis = connect(settings.redis_url, wait_s=numbers.redis_wait.total_seconds())
    database, line = Database(settings.database_url), Line(redis)
    catalogues, tokens = Catalogues(database, clock), Tokens(keys, settings.public_url)
    follows = consequences(
        catalogues, session_after=numbers.session_after, push=push_key is not None
    )
    visits = Visits(database, follows)
    desks = Desks(database)
    later = Later(line)
    days = QueueDays(Queues(database), later, catalogues, clock=clock)
    desk = Desk(
        visits,
        desks,
        line,
        Epochs(database),
        later,
        clock=clock,
        rules=numbers.rules(missed_calls=settings.missed_calls),
        patience=Patience(hold=numbers.reservation, away=numbers.away),
        observe=observer.moved,
        is_closed=days.is_closed,
    )
    return Parts(
        settings=settings,
        clock=clock,
        observer=observer,
        posted=posted,
        database=database,
        line=line,
        later=later,
        visits=visits,
        desks=desks,
        days=days,
        desk=desk,
        catalogues=catalogues,
        tokens=tokens,
        links=Links(settings.public_url, tokens.sign_join, settings.secret.encode()),
        bookings=Bookings(
            database,
            catalogues,
            desk,
            reach=Reach(open_before=numbers.open_before, close_after=numbers.close_after),
            region=settings.phone_region,
            posted=posted.set,
        ),
        sessions=Sessions(
            database, tokens, staff_links=settings.staff_links, after=numbers.session_after
        ),
        push_key=push_key,
    )
