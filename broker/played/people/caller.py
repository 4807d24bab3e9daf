"""Somebody with a seat in calls: one talk at a time, ended when its call is over."""

import asyncio
from collections import deque

import aiohttp

from broker.played.people.person import InCall, NotSeen, Person, Refused, Relayed
from broker.played.people.talk import Talk
from signaling.messages import (
    CandidateFrom,
    ClientStruct,
    DescriptionFrom,
    Done,
    ServerMessage,
)
from signaling.pictures import SMALL, Look
from signaling.rtc import Ways

EARLY = 60


class Caller(Person):
    """What citizens and clerks have in common."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.talk: Talk | None = None
        self._early: deque[Relayed] = deque(maxlen=EARLY)
        self._ending: set[asyncio.Task[None]] = set()
        super().__init__(socket)

    @property
    def in_call(self) -> InCall | None:
        """The open call, from the moment that both may talk."""
        return None

    async def start_talk(
        self, *, look: Look | None = SMALL, sound: bool = True, relay_only: bool = False
    ) -> Talk:
        """Begins to send and receive in the open call; it ends by itself with the call.

        Waits for that call: a join is answered before it is told. Raises NotSeen, Gone. Media takes
        a moment more: see `Talk`.
        """
        await self.until(lambda one: one.in_call, what="an open call")
        call = self.in_call
        assert call is not None
        if self.talk is not None:
            self._end_talk(self.talk)

        async def ways() -> Ways:
            return await self._ways(call.visit, relay_only=relay_only)

        self.talk = Talk(self, call, ways, look=look, sound=sound)
        early, self._early = self._early, deque(maxlen=EARLY)
        for letter in early:
            self.talk.hear(letter)
        return self.talk

    async def _leave_socket(self) -> None:
        if self.talk is not None:
            self._end_talk(self.talk)
        await asyncio.gather(*self._ending)
        await super()._leave_socket()

    def take(self, message: ServerMessage) -> None:
        """Media signaling goes to the talk; a talk whose call is over ends."""
        super().take(message)
        if isinstance(message, DescriptionFrom | CandidateFrom):
            if self.talk is None:
                self._early.append(message)
            else:
                self.talk.hear(message)
        elif self.talk is not None:
            self._follow(self.talk)

    async def _do(self, command: ClientStruct) -> Done:
        answer = await self.do(command)
        assert isinstance(answer, Done)
        return answer

    async def _ways(self, visit: str, *, relay_only: bool) -> Ways:
        try:
            granted = await self.ice(visit)
        except (Refused, NotSeen):
            # Without servers the call goes on with what the network itself has.
            return Ways(relay_only=relay_only)
        return Ways(granted.ice_servers, relay_only or granted.relay_only)

    def _follow(self, talk: Talk) -> None:
        call = self.in_call
        if call is None or (call.visit, call.call) != (talk.visit, talk.call):
            self._end_talk(talk)
        else:
            talk.update(call.peers)

    def _end_talk(self, talk: Talk) -> None:
        self.talk = None
        self._early.clear()
        ending = asyncio.create_task(talk.close())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
