"""From what a desk says of one visit to the command that it means."""

from collections.abc import Callable
from typing import Any

from broker.core import visit as core
from broker.core.phone_number import clean_phone
from broker.core.visit import Outcome, QueueId
from signaling import messages as say

Verb = (
    say.SendBack
    | say.Join
    | say.End
    | say.Amend
    | say.SwitchChannel
    | say.Cancel
    | say.Park
    | say.Resume
    | say.PreCall
    | say.Transfer
    | say.Annotate
    | say.Prioritise
    | say.TakeUp
)

_COMMANDS: dict[type, Callable[[Any], core.Command]] = {
    say.SendBack: lambda said: core.SendBack(),
    say.Join: lambda said: core.Join(),
    say.End: lambda said: core.End(outcome=Outcome(said.outcome), note=said.note),
    say.Amend: lambda said: core.Amend(
        outcome=None if said.outcome is None else Outcome(said.outcome), note=said.note
    ),
    say.Cancel: lambda said: core.Cancel(),
    say.Park: lambda said: core.Park(reason=said.reason),
    say.Resume: lambda said: core.Resume(),
    say.PreCall: lambda said: core.PreCall(),
    say.Transfer: lambda said: core.Transfer(queue=QueueId(said.queue), note=said.note),
    say.Annotate: lambda said: core.Annotate(note=said.note, case=said.case),
    say.TakeUp: lambda said: core.TakeUp(),
    say.Prioritise: lambda said: core.Prioritise(reason=said.reason),
}


def command_of(message: Verb, region: str) -> core.Command:
    """The command of a verb; `region` is the country whose telephone numbers need no code.

    Raises BadRequest for a number that cannot be dialled.
    """
    if isinstance(message, say.SwitchChannel):
        return core.SwitchChannel(phone=clean_phone(message.phone, region))
    return _COMMANDS[type(message)](message)
