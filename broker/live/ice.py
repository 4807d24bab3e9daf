"""TURN credentials for a seat of a visit."""

from broker.live.office import Office
from signaling.ice import ice_servers, participant_id
from signaling.messages import IceServers, SeatName


def grant(office: Office, op: str, visit: str, seat: SeatName) -> IceServers:
    """Fresh credentials; one name per participant, or a quota would starve the other seat."""
    granted = ice_servers(
        office.turn,
        participant=participant_id(office.turn, visit, seat),
        now=office.clock(),
    )
    return IceServers(
        op=op,
        ice_servers=granted.ice_servers,
        expires_at=granted.expires_at,
        relay_only=office.relay_only,
    )
