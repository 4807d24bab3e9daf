"""What all live sessions share: taking a command, answering it exactly once."""

import hashlib
from collections.abc import Awaitable

import msgspec

from broker.core.names import has_something_to_see
from broker.core.principal import Principal
from broker.desk import Done
from broker.errors import BadRequest
from broker.stores.visits import AlreadyDone, Op
from signaling.connection import Connection
from signaling.errors import Problem
from signaling.messages import ClientStruct, ProblemSaid
from signaling.messages import Done as DoneSaid


def op_of(principal: Principal, message: ClientStruct) -> Op:
    """The op of a command, with a digest of all that the command says."""
    digest = hashlib.sha256(msgspec.json.encode(message)).hexdigest()
    return Op(f"{principal.audience}:{principal.subject}", message.op, digest)  # type: ignore[attr-defined]


async def answer(
    connection: Connection, op: str, work: Awaitable[Done | None], *, silent: bool = False
) -> Done | None:
    """Waits for the work and says `done` or `problem`; returns what was done, None if refused.

    A command is answered even when the store is away: the socket stays, the client tries again.
    `silent` work says its own answer.
    """
    try:
        done = await work
    except AlreadyDone as already:
        done = Done(already.answer.visit, already.answer.version)
    except Problem as problem:
        connection.say(problem_said(problem, op))
        return None
    visit, version = (None, None) if done is None else (done.visit, done.version)
    if not silent:
        connection.say(DoneSaid(op=op, visit=visit, version=version))
    return done or Done(None, None)


def visible(text: str) -> str:
    """A line of text that shows something. Raises BadRequest for fillers and joiners alone."""
    if not has_something_to_see(text):
        raise BadRequest("a line of text has something to read")
    return text


def problem_said(problem: Problem, op: str | None) -> ProblemSaid:
    """A problem as a message."""
    return ProblemSaid(
        kind=problem.slug,
        detail=problem.detail,
        retry=problem.retry,
        op=op,
        opens_at=problem.extra.get("opens_at"),
        field=problem.extra.get("field"),
        why=problem.extra.get("why"),
    )
