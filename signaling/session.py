"""Which message a socket may ever send, by its audience. Pure.

This table is about the kind of socket, not about the moment: whether a message fits the stage of a
visit is decided where visits change. A type outside its row is an error of the client's program,
so the socket is closed and stays away.
"""

from signaling import messages as say
from signaling.errors import BadFrame, NeverYours
from signaling.messages import Audience, ClientMessage

_RELAYED = (say.Description, say.Candidate, say.Media)

ALLOWED: dict[Audience, frozenset[type[ClientMessage]]] = {
    "citizen": frozenset(
        {
            *(say.Arrive, say.Leave, say.Join, say.SwitchChannel, say.Cancel),
            *(say.HoldOn, say.StepAway, say.Why),
            *(say.Ice, say.Say, *_RELAYED),
        }
    ),
    "desk": frozenset(
        {
            *(say.Desk, say.Watch, say.CallNext, say.Call, say.SendBack, say.Join),
            *(say.End, say.Amend, say.SwitchChannel, say.Cancel),
            *(say.Park, say.Resume, say.Skip, say.PreCall, say.Recall, say.Transfer),
            *(say.Annotate, say.Prioritise, say.Undo, say.TakeUp),
            *(say.CloseQueue, say.TellQueue),
            *(say.Ice, say.Say, *_RELAYED),
        }
    ),
    "board": frozenset(
        {
            *(say.Watch, say.SendBack, say.End),
            *(say.CloseQueue, say.TellQueue, say.LendQueue, say.Acknowledge),
        }
    ),
}


def check(audience: Audience, message: ClientMessage) -> None:
    """Raises NeverYours when this audience may never send this type, BadFrame on a second hello."""
    if type(message) in ALLOWED[audience]:
        return
    if isinstance(message, say.Hello):
        raise BadFrame("a second hello")
    raise NeverYours(f"a {audience} never sends {type(message).__struct_config__.tag}")
