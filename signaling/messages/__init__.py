"""Every WebSocket message, one frozen struct each; the single source of AsyncAPI and TypeScript.

Types are kebab-case tags, fields and outcomes snake_case. Every string is bounded; both sides
ignore fields that they do not know. `words` holds what both sides' messages are made of, `client` what a client
says, `server` what the server says, `shown` what pages are shown by it. Prose and order of the
conversation: PROTOCOL.md in the folder above.
"""

from contextlib import suppress
from typing import Annotated, Any, get_args

import msgspec

from signaling.errors import BadFrame, UnknownType

# The protocol is one name space: whoever speaks it imports from here.
from signaling.messages.client import *  # noqa: F403
from signaling.messages.client import Candidate, ClientMessage, Description
from signaling.messages.server import *  # noqa: F403
from signaling.messages.shown import *  # noqa: F403
from signaling.messages.words import *  # noqa: F403
from signaling.messages.words import CANDIDATE_LIMIT, DESCRIPTION_LIMIT, Op

_RELAYED = (Description, Candidate)


class _AnyType(msgspec.Struct):
    """What every message has, known here or not."""

    type: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]{0,39}\Z")]
    op: Op | None = None


_TYPES = frozenset(message.__struct_config__.tag for message in get_args(ClientMessage))
_any_decoder = msgspec.json.Decoder(_AnyType)
_decoder = msgspec.json.Decoder(ClientMessage)
_encoder = msgspec.json.Encoder()


def decode(frame: bytes) -> ClientMessage:
    """Reads one frame. Raises UnknownType for a message that only a newer node may know, BadFrame
    for whatever else is wrong with it, and says where."""
    try:
        message: ClientMessage = _decoder.decode(frame)
        # What is relayed unread must still be text: a browser closes its socket over bad UTF-8,
        # and one seat must not be able to do that to another.
        if type(message) in _RELAYED and not frame.isascii():
            frame.decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        _refuse_unknown(frame)
        raise BadFrame(str(error)) from None
    if type(message) is Description and len(message.description) > DESCRIPTION_LIMIT:
        raise BadFrame("description: longer than 32 KiB")
    if type(message) is Candidate and len(message.candidate) > CANDIDATE_LIMIT:
        raise BadFrame("candidate: longer than 1 KiB")
    return message


def _refuse_unknown(frame: bytes) -> None:
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        message = _any_decoder.decode(frame)
        if message.type not in _TYPES:
            raise UnknownType(f"{message.type}: no type of this node", op=message.op)


def encode(message: Any) -> bytes:
    """Writes one message of the server (or of a client, in tests and probes)."""
    return _encoder.encode(message)
