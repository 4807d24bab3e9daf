"""Pairs of sockets that may relay to each other, on each of the three servers."""

import json
from dataclasses import dataclass

from tests.bench.programs import Group, Program
from tests.bench.sockets import Socket, connected
from tests.support.sockets import masked

SDP_BYTES = 1500
MARK = "#00000000#"


@dataclass
class Side:
    """A socket, and the frame that it sends to the other one, cut where the number belongs."""

    socket: Socket
    head: bytes
    tail: bytes

    def send(self, number: int) -> None:
        """Relays description `number` to the other side."""
        self.socket.write(b"%b%08d%b" % (self.head, number, self.tail))


def side(socket: Socket, visit: str, call: int, to: str) -> Side:
    """A description of 1.5 kB as a browser sends it."""
    sdp = MARK + "a=candidate:".ljust(SDP_BYTES - len(MARK) - 160, "x")
    message = {
        "type": "description",
        "visit": visit,
        "call": call,
        "to": to,
        "description": {"type": "offer", "sdp": sdp},
    }
    frame = masked(json.dumps(message, separators=(",", ":")).encode())
    at = frame.index(b"#") + 1
    return Side(socket, frame[:at], frame[at + 8 :])


def number_in(frame: bytes) -> int | None:
    """Which description this is; None for the news of the queue that a clerk also gets."""
    at = frame.find(b"#") + 1
    return int(frame[at : at + 8]) if at else None


async def opened(program: Program | Group, pairs: int) -> list[Side]:
    """Both sides of so many rooms, ready to relay."""
    sides: list[Side] = []
    for number in range(pairs):
        if isinstance(program, Group):
            sides += await _thin(program.programs, number)
        elif program.name == "bare":
            sides += await _bare(program, number)
        elif program.name == "thin":
            sides += await _thin([program], number)
        else:
            sides += await _whole(program)
    return sides


async def _bare(program: Program, number: int) -> list[Side]:
    both = [await connected(program.said["port"], f"/room?room={number}") for _ in range(2)]
    return [side(socket, "v" * 22, 1, "clerk") for socket in both]


async def _thin(nodes: list[Program], number: int) -> list[Side]:
    """The citizen on the first node, the clerk on the last."""
    visit = f"visit-{number:016d}"
    sides = []
    for node, seat, other in ((nodes[0], "citizen", "clerk"), (nodes[-1], "clerk", "citizen")):
        socket = await connected(node.said["port"], "/api/v1/live")
        socket.say("hello", protocol=1, token=f"{visit} {seat}")
        await socket.until(type="welcome")
        sides.append(side(socket, visit, 1, other))
    return sides


async def _whole(program: Program) -> list[Side]:
    """A walk-in who waits, a clerk who calls, and both in the call."""
    given = await program.ask(guests=1, clerks=1)
    ((token, visit),) = given["guests"]
    citizen = await connected(program.said["port"], "/api/v1/live")
    citizen.say("hello", protocol=1, token=token)
    await citizen.until(type="welcome")
    clerk = await connected(program.said["port"], "/api/v1/live")
    clerk.say("hello", protocol=1, token=given["clerks"][0])
    await clerk.until(type="welcome")
    await clerk.ask("desk", state="open", queues=["demo"])
    await clerk.ask("call", visit=visit, reason="the one of this room")
    await citizen.ask("join", visit=visit)
    stage = await clerk.until(type="stage", visit=visit, stage="in-call")
    return [
        side(citizen, visit, stage["call"], "clerk"),
        side(clerk, visit, stage["call"], "citizen"),
    ]
