"""What a citizen says, and knows of the own visit."""

from typing import Literal

from msgspec.structs import replace

from broker.played.people.caller import Caller
from broker.played.people.person import PATIENCE_S, InCall, new_op
from signaling.messages import (
    Arrive,
    Cancel,
    Checks,
    CitizenSnapshot,
    CitizenVisit,
    Done,
    Join,
    Leave,
    Office,
    PeersChanged,
    Position,
    Said,
    Say,
    ServerMessage,
    Stage,
    StageChanged,
    SwitchChannel,
    Welcome,
    WhenCalled,
)

FINE = Checks(camera="fine", microphone="fine", speaker="fine")


class Citizen(Caller):
    """A citizen with one visit: the one of the link."""

    seat = "citizen"
    visit: CitizenVisit

    async def arrive(self, when_called: WhenCalled = "ask", checks: Checks = FINE) -> Done:
        """Into the line; again: "I am back"."""
        return await self._do(
            Arrive(op=new_op(), visit=self.visit.visit, when_called=when_called, checks=checks)
        )

    async def join(self) -> Done:
        """Comes in after the call."""
        return await self._do(Join(op=new_op(), visit=self.visit.visit))

    async def leave(self) -> Done:
        """Gives the place up, or hangs up."""
        return await self._do(Leave(op=new_op(), visit=self.visit.visit))

    async def cancel(self) -> Done:
        """Cancels the appointment."""
        return await self._do(Cancel(op=new_op(), visit=self.visit.visit))

    async def write(self, text: str) -> Done:
        """A line of text to the clerk."""
        return await self._do(Say(op=new_op(), visit=self.visit.visit, text=text))

    async def switch_to_phone(self, phone: str | None = None) -> Done:
        """Goes on by telephone."""
        channel: Literal["phone"] = "phone"
        return await self._do(
            SwitchChannel(op=new_op(), visit=self.visit.visit, channel=channel, phone=phone)
        )

    async def until_stage(self, *stages: Stage, within_s: float = PATIENCE_S) -> None:
        """Returns when the visit is at one of these stages. Raises NotSeen, Gone."""
        await self.until(
            lambda one: one.visit.stage in stages,
            what=f"the stage {' or '.join(stages)}",
            within_s=within_s,
        )

    @property
    def in_call(self) -> InCall | None:
        """The open call, from the moment that both may talk."""
        visit = self.visit
        if visit.stage != "in-call" or visit.call is None:
            return None
        return InCall(visit.visit, visit.call, visit.peers)

    def take(self, message: ServerMessage) -> None:
        """Keeps the visit up to date."""
        match message:
            case Welcome(snapshot=CitizenSnapshot(visits=[first, *_])):
                self.visit = first
            case StageChanged() if message.version > self.visit.version:
                self.visit = _moved(self.visit, message)
            case PeersChanged() if message.call == self.visit.call:
                self.visit = replace(self.visit, peers=message.peers)
            case Position():
                self.visit = replace(self.visit, position=message)
            case Office():
                self.visit = replace(self.visit, office=message)
            case Said():
                self.visit = replace(self.visit, messages=[*self.visit.messages, message])
        super().take(message)


def _moved(visit: CitizenVisit, letter: StageChanged) -> CitizenVisit:
    return replace(
        visit,
        version=letter.version,
        stage=letter.stage,
        since=letter.since,
        call=letter.call,
        peers=letter.peers,
        outcome=letter.outcome,
        channel=letter.channel or visit.channel,
        when_called=letter.when_called or visit.when_called,
        passed_over=letter.passed_over,
        answer_by=letter.answer_by,
        checks=letter.checks or visit.checks,
        position=visit.position if letter.stage == "waiting" else None,
    )
