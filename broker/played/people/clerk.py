"""What a clerk says, and knows: the own desk, the lines, the visit in hand."""

import aiohttp
from msgspec.structs import replace

from broker.played.people.caller import Caller
from broker.played.people.lines import Lines
from broker.played.people.person import PATIENCE_S, InCall, NotSeen, new_op
from signaling.messages import (
    Amend,
    BoardDelta,
    Call,
    CallNext,
    Desk,
    DeskChanged,
    DeskSnapshot,
    DeskState,
    DeskView,
    Done,
    End,
    Join,
    Outcome,
    Park,
    PeersChanged,
    PreCall,
    Record,
    Resume,
    Said,
    Say,
    SendBack,
    ServerMessage,
    Skip,
    Stage,
    StageChanged,
    SwitchChannel,
    Transfer,
    Watch,
    Welcome,
)

IN_HAND = ("called", "in-call")


class Clerk(Caller):
    """A clerk at a desk. `current` is the visit called last, also when it has ended."""

    seat = "clerk"
    desk: DeskView

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.current: Record | None = None
        self.lines = Lines()
        super().__init__(socket)

    async def set_desk(self, state: DeskState, *queues: str) -> None:
        """Opens, pauses or closes the desk for these queues."""
        await self._do(Desk(op=new_op(), state=state, queues=list(queues)))

    async def watch(self, *queues: str) -> None:
        """Looks at these queues only."""
        await self._do(Watch(op=new_op(), queues=list(queues)))

    async def call_next(self, queue: str) -> Record:
        """Calls the first who is here; its record. Raises Refused (line-empty, …)."""
        return await self._called(await self._do(CallNext(op=new_op(), queue=queue)))

    async def call(self, visit: str, reason: str | None = None) -> Record:
        """Calls this one; anyone but the head needs a reason."""
        return await self._called(await self._do(Call(op=new_op(), visit=visit, reason=reason)))

    async def send_back(self) -> Done:
        """Withdraws the call; the citizen keeps the place."""
        return await self._do(SendBack(op=new_op(), visit=self.in_hand.visit))

    async def pre_call(self, visit: str) -> Done:
        """You are next: stay close."""
        return await self._do(PreCall(op=new_op(), visit=visit))

    async def park(self, visit: str, reason: str | None = None) -> Done:
        """Out of the line for now; `resume` gives the place back."""
        return await self._do(Park(op=new_op(), visit=visit, reason=reason))

    async def resume(self, visit: str) -> Done:
        """A parked visit takes its place in the line again."""
        return await self._do(Resume(op=new_op(), visit=visit))

    async def skip(self, visit: str, reason: str) -> Done:
        """One place back, behind the next one."""
        return await self._do(Skip(op=new_op(), visit=visit, reason=reason))

    async def transfer(self, visit: str, queue: str, note: str | None = None) -> Done:
        """To another queue, with all its history."""
        return await self._do(Transfer(op=new_op(), visit=visit, queue=queue, note=note))

    async def answered(self) -> Done:
        """The citizen answered the telephone."""
        return await self._do(Join(op=new_op(), visit=self.in_hand.visit))

    async def write(self, text: str) -> Done:
        """A line of text to the citizen in hand."""
        return await self._do(Say(op=new_op(), visit=self.in_hand.visit, text=text))

    async def switch_to_phone(self, phone: str | None = None) -> Done:
        """Goes on by telephone."""
        visit = self.in_hand.visit
        return await self._do(
            SwitchChannel(op=new_op(), visit=visit, channel="phone", phone=phone)
        )

    async def end(self, outcome: Outcome = "completed", note: str | None = None) -> Done:
        """Ends the visit in hand."""
        visit = self.in_hand.visit
        return await self._do(End(op=new_op(), visit=visit, outcome=outcome, note=note))

    async def amend(self, *, outcome: Outcome | None = None, note: str | None = None) -> Done:
        """Corrects outcome or note of the visit called last."""
        visit = self.in_hand.visit
        return await self._do(Amend(op=new_op(), visit=visit, outcome=outcome, note=note))

    async def until_stage(self, *stages: Stage, within_s: float = PATIENCE_S) -> None:
        """Returns when the visit in hand is at one of these stages. Raises NotSeen, Gone."""
        await self.until(
            lambda one: one.in_hand.stage in stages,
            what=f"the stage {' or '.join(stages)}",
            within_s=within_s,
        )

    @property
    def has_somebody(self) -> bool:
        """True while the visit called last is called or in the call, as far as this clerk knows."""
        return self.current is not None and self.current.stage in IN_HAND

    @property
    def in_hand(self) -> Record:
        """The visit called last. Raises NotSeen when nobody was called yet."""
        if self.current is None:
            raise NotSeen("nobody was called yet")
        return self.current

    @property
    def in_call(self) -> InCall | None:
        """The open call, from the moment that both may talk."""
        record = self.current
        if record is None or record.stage != "in-call" or record.call is None:
            return None
        return InCall(record.visit, record.call, record.peers)

    def take(self, message: ServerMessage) -> None:
        """Keeps desk, lines and record up to date."""
        match message:
            case Welcome(snapshot=DeskSnapshot() as snapshot):
                self.desk, self.current = snapshot.desk, snapshot.current
                self.lines.show(snapshot.queues, snapshot.visits, snapshot.seq)
            case DeskChanged():
                self.desk = message.desk
            case BoardDelta():
                self.lines.change(message)
            case Record():
                self._take_record(message)
            case StageChanged() | PeersChanged() | Said():
                self._take_letter(message)
        super().take(message)

    async def _called(self, done: Done) -> Record:
        await self.until(
            lambda one: one.current is not None and one.current.visit == done.visit,
            what="the record of who was called",
        )
        return self.in_hand

    def _take_record(self, record: Record) -> None:
        known = self.current
        if known is None:
            self.current = record
        elif known.visit == record.visit:
            self.current = record if record.version >= known.version else known
        elif record.stage in IN_HAND or known.stage not in IN_HAND:
            # A late word about a visit that is over never hides the one in hand.
            self.current = record

    def _take_letter(self, letter: StageChanged | PeersChanged | Said) -> None:
        record = self.current
        if record is None or record.visit != letter.visit:
            return
        if isinstance(letter, Said):
            self.current = replace(record, messages=[*record.messages, letter])
        elif isinstance(letter, PeersChanged):
            if letter.call == record.call:
                self.current = replace(record, peers=letter.peers)
        elif letter.version > record.version:
            self.current = _moved(record, letter)


def _moved(record: Record, letter: StageChanged) -> Record:
    return replace(
        record,
        version=letter.version,
        stage=letter.stage,
        since=letter.since,
        call=letter.call,
        peers=letter.peers,
        outcome=letter.outcome,
        channel=letter.channel or record.channel,
        answer_by=letter.answer_by,
    )
