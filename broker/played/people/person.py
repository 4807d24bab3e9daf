"""One person at one socket: says hello, gives commands, waits for what the server tells."""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any, Self, get_args

import aiohttp
import msgspec

from signaling.messages import (
    PROTOCOL,
    SUBPROTOCOL,
    CandidateFrom,
    ClientStruct,
    DescriptionFrom,
    Done,
    Hello,
    Ice,
    IceServers,
    Peer,
    ProblemSaid,
    SeatName,
    ServerMessage,
    Welcome,
    encode,
)
from signaling.rtc import to_the_end

PATIENCE_S = 10.0
HEARD = 200
CLOSE_S = 2.0
Relayed = DescriptionFrom | CandidateFrom


class Gone(Exception):
    """The socket is over. `code` is the server's close code, None when the line just broke."""

    def __init__(self, code: int | None, reason: str = "") -> None:
        super().__init__(f"the socket was closed ({code or 'without a code'}) {reason}".strip())
        self.code = code


class Refused(Exception):
    """A command was refused; `kind` is a slug of the contract.

    It changed nothing, unless a store went away in the middle (`store-down`): then the next welcome
    shows what is true.
    """

    def __init__(self, kind: str, detail: str = "", opens_at: datetime | None = None) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
        self.opens_at = opens_at


class NotSeen(Exception):
    """What was waited for did not happen in time."""


class Person:
    """What all people have in common. Use a subclass; `connect` makes one, `close` is awaited.

    The socket is not opened again when it is lost: whoever plays the person decides that.
    """

    seat: SeatName | None = None

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.heard: deque[ServerMessage] = deque(maxlen=HEARD)
        self.gone: Gone | None = None
        self.welcome: Welcome | None = None
        self._socket = socket
        self._asked: dict[str, asyncio.Future[Done | IceServers]] = {}
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, http: aiohttp.ClientSession, api: str, token: str) -> Self:
        """Opens a socket with a link's token and waits for the welcome.

        `api` is the base URL (`https://…/api/v1`). Raises Gone when the server does not want this
        person, NotSeen when it says nothing, and aiohttp's errors when it cannot be reached.
        """
        person = cls(
            await http.ws_connect(
                f"{api}/live",
                protocols=(SUBPROTOCOL,),
                max_msg_size=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_S),
            )
        )
        try:
            await person.say(Hello(protocol=PROTOCOL, token=token))
            await person.until(lambda one: one.welcome is not None, what="a welcome")
        except BaseException:
            await person.close()
            raise
        return person

    @classmethod
    @asynccontextmanager
    async def at(
        cls, api: str, token: str, *, http: aiohttp.ClientSession | None = None
    ) -> AsyncIterator[Self]:
        """A connected person who goes at the end; with a session of its own unless one is given."""
        own = http or aiohttp.ClientSession()
        try:
            person = await cls.connect(own, api, token)
            try:
                yield person
            finally:
                await person.close()
        finally:
            if http is None:
                await own.close()

    async def say(self, message: ClientStruct) -> None:
        """Sends a message and waits for no answer. Raises Gone."""
        if self.gone is not None:
            raise self.gone
        try:
            await self._socket.send_frame(encode(message), aiohttp.WSMsgType.TEXT)
        except (ConnectionError, aiohttp.ClientError) as broken:
            raise Gone(self._socket.close_code) from broken

    async def do(
        self, command: ClientStruct, *, within_s: float = PATIENCE_S
    ) -> Done | IceServers:
        """Gives a command (anything with an `op`) and waits for its one answer.

        Raises Refused, NotSeen after `within_s`, Gone.
        """
        op: str = command.op  # type: ignore[attr-defined] # that is what a command is
        answer: asyncio.Future[Done | IceServers] = asyncio.get_running_loop().create_future()
        self._asked[op] = answer
        try:
            await self.say(command)
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError:
            kind = type(command).__name__
            raise NotSeen(f"{kind} was not answered within {within_s:g} s") from None
        finally:
            self._asked.pop(op, None)

    async def until(
        self,
        that: Callable[[Self], object],
        *,
        what: str = "what was waited for",
        within_s: float = PATIENCE_S,
    ) -> None:
        """Returns as soon as `that` holds; it is asked after every message, so no state is missed.

        Raises NotSeen after `within_s`, Gone.
        """
        if that(self):
            return
        if self.gone is not None:
            raise self.gone
        seen: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = (partial(that, self), seen)
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(within_s):
                await seen
        except TimeoutError:
            raise NotSeen(f"{what} did not come within {within_s:g} s") from None
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    async def ice(self, visit: str | None = None) -> IceServers:
        """Fresh STUN and TURN servers for the visit. Raises as `do`."""
        answer = await self.do(Ice(op=new_op(), visit=visit))
        assert isinstance(answer, IceServers)
        return answer

    async def close(self) -> None:
        """Leaves the socket, which is not leaving the visit; also when cancelled meanwhile."""
        await to_the_end(self._leave_socket())

    async def _leave_socket(self) -> None:
        await self._socket.close()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._end(Gone(1000, "by ourselves"))

    def take(self, message: ServerMessage) -> None:
        """Notes what a message says; subclasses know more of them."""
        if isinstance(message, Welcome):
            self.welcome = message

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._hear(frame.data)
        finally:
            # Also when a message could not be read: nobody may wait for ever for the next.
            self._end(Gone(self._socket.close_code))

    def _hear(self, text: str) -> None:
        message = _decode(text)
        if message is None:
            return
        self.heard.append(message)
        if isinstance(message, Done | IceServers):
            self._answer(message.op, message)
        elif isinstance(message, ProblemSaid):
            refused = Refused(message.kind, message.detail, message.opens_at)
            self._answer(message.op, refused)
        self.take(message)
        for that, seen in list(self._waiting):
            if not seen.done() and that():
                seen.set_result(None)

    def _answer(self, op: str | None, answer: Done | IceServers | Refused) -> None:
        asked = self._asked.get(op or "")
        if asked is None or asked.done():
            return
        if isinstance(answer, Refused):
            asked.set_exception(answer)
        else:
            asked.set_result(answer)

    def _end(self, gone: Gone) -> None:
        self.gone = self.gone or gone
        open_: list[asyncio.Future[Any]] = [*self._asked.values()]
        open_ += [seen for _, seen in self._waiting]
        for future in open_:
            if not future.done():
                future.set_exception(self.gone)


class InCall(msgspec.Struct, frozen=True):
    """The open call of a visit as one seat knows it."""

    visit: str
    call: int
    peers: list[Peer]


def new_op() -> str:
    """A fresh op id."""
    return secrets.token_urlsafe(9)


class _Head(msgspec.Struct):
    type: str


_decoder = msgspec.json.Decoder(ServerMessage)
_head = msgspec.json.Decoder(_Head)
_KNOWN = {kind.__struct_config__.tag for kind in get_args(ServerMessage)}


def _decode(text: str) -> ServerMessage | None:
    """None for a type of a newer server. Raises msgspec's error for a known one that is wrong."""
    try:
        message: ServerMessage = _decoder.decode(text)
    except msgspec.ValidationError:
        if _head.decode(text).type in _KNOWN:
            raise
        return None
    return message
