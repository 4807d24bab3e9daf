"""What seats say of their media path: told to the other seats, and once to the record."""

import contextlib

from broker.core.visit import SYSTEM, Connect, VisitId
from broker.live.office import Office
from signaling.connection import Connection
from signaling.errors import Problem
from signaling.messages import Media, SeatName

BOTH = 2


async def heard_media(
    office: Office, connection: Connection, seat: SeatName, message: Media
) -> None:
    """Passes the state on; when both sides flow for the first time, the record says so.

    Media that flows keeps a call alive even when a socket is lost; so the state goes to Redis, but
    only when it changed: figures come every few seconds.
    """
    if not office.calls.tell_media(connection, seat, message):
        return
    call = office.calls.of(message.visit)
    if call is None or call.media.get(seat) == message.state:
        return
    sits = str(call.seats[seat])
    # A call that ends at this moment, or a store that is away: the call itself does not depend on it,
    # and the next figure says it again.
    with contextlib.suppress(Problem):
        found = await office.visits.get(VisitId(message.visit))
        if found is None:
            return
        connected = await office.line.media(found.queue, found.id, seat, sits, message.state)
        call.media[seat] = message.state
        if connected >= BOTH and found.connected_at is None:
            await office.desk.do(found.id, Connect(), SYSTEM)
