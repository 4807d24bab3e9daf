"""Every message of both sides: reads back as it was written, and refuses what is out of bounds."""

from contextlib import suppress
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling import messages as say
from signaling.errors import BadFrame, UnknownType
from signaling.messages import (
    CANDIDATE_LIMIT,
    DESCRIPTION_LIMIT,
    Candidate,
    ClientMessage,
    Description,
    ServerMessage,
    decode,
    encode,
)
from tests.support.structs import structs

CLIENT_TYPES = get_args(ClientMessage)
SERVER_TYPES = get_args(ServerMessage)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=100, deadline=None)
FROM_SERVER = msgspec.json.Decoder(ServerMessage)


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: a Raw compares by identity."""
    return bool(msgspec.json.decode(encode(left)) == msgspec.json.decode(encode(right)))


@pytest.mark.parametrize("kind", CLIENT_TYPES, ids=lambda kind: kind.__name__)
@FEW
@given(made=st.data())
def test_what_a_client_writes_is_read_back(kind: type[Any], made: st.DataObject) -> None:
    """Probes and load runs write with the same structs as the server reads."""
    message = made.draw(structs(kind))
    read = decode(encode(message))
    assert type(read) is kind
    assert same(read, message)


@pytest.mark.parametrize("kind", SERVER_TYPES, ids=lambda kind: kind.__name__)
@FEW
@given(made=st.data())
def test_what_the_server_writes_is_read_back(kind: type[Any], made: st.DataObject) -> None:
    """No two server messages share a tag, and left-out fields come back as their defaults."""
    message = made.draw(structs(kind))
    read = FROM_SERVER.decode(encode(message))
    assert type(read) is kind
    assert same(read, message)


@pytest.mark.parametrize("kind", CLIENT_TYPES, ids=lambda kind: kind.__name__)
@FEW
@given(made=st.data())
def test_unknown_fields_of_a_client_are_ignored(kind: type[Any], made: st.DataObject) -> None:
    """While nodes are updated one by one, the page of a new node talks to an old one."""
    message = made.draw(structs(kind))
    body = msgspec.json.decode(encode(message))
    assert same(decode(msgspec.json.encode({**body, "newer": {"a": [1]}})), message)


BROKEN = [
    b'{"type":"wa ve"}',
    b'{"type":"wave","op":"o 1"}',
    b'{"type":"wave","op":',
    b'{"op":"o"}',
]


def test_an_unknown_type_is_told_from_a_broken_frame() -> None:
    """By its name and its op; what has neither as all types have them is no message of any version."""
    with pytest.raises(UnknownType) as newer:
        decode(b'{"type":"wave","op":"o1","how":{"often":3}}')
    assert newer.value.extra == {"op": "o1"}
    for broken in BROKEN:
        with pytest.raises(BadFrame):
            decode(broken)


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_problem(frame: bytes) -> None:
    """Nothing else may come out of the decoder, whatever goes in."""
    with suppress(BadFrame, UnknownType):
        decode(frame)


@MANY
@given(st.data(), st.integers(0, 400), st.integers(0, 255))
def test_a_flipped_byte_is_a_message_or_a_problem(made: st.DataObject, at: int, byte: int) -> None:
    """Closer to real frames than noise: one byte of a good frame replaced."""
    frame = bytearray(encode(made.draw(structs(made.draw(st.sampled_from(CLIENT_TYPES))))))
    frame[at % len(frame)] = byte
    with suppress(BadFrame, UnknownType):
        decode(bytes(frame))


def relayed(kind: str, field: str, payload: bytes) -> bytes:
    """A relay frame around a payload as it stands."""
    head = b'{"type":"%s","visit":"v","call":1,"to":"clerk","%s":' % (
        kind.encode(),
        field.encode(),
    )
    return head + payload + b"}"


@pytest.mark.parametrize(
    ("kind", "limit"), [("description", DESCRIPTION_LIMIT), ("candidate", CANDIDATE_LIMIT)]
)
def test_a_relayed_payload_has_its_limit(kind: str, limit: int) -> None:
    """The last byte allowed passes, the next does not."""
    fits = b'"' + b"s" * (limit - 2) + b'"'
    read = decode(relayed(kind, kind, fits))
    assert isinstance(read, Description | Candidate)
    with pytest.raises(BadFrame, match=kind):
        decode(relayed(kind, kind, b'"' + b"s" * (limit - 1) + b'"'))


def test_a_relayed_payload_is_not_rewritten() -> None:
    """Byte for byte, also what a parser would have normalised."""
    payload = b'{ "type":"offer" , "sdp":"\\u00e4 \\/ 1.0" }'
    read = decode(relayed("description", "description", payload))
    assert isinstance(read, Description)
    sent = encode(
        say.DescriptionFrom(visit="v", call=1, from_="clerk", description=read.description)
    )
    assert payload in sent


@pytest.mark.parametrize(
    "payload",
    [b'"\xff"', b'{"sdp":"\xed\xa0\x80"}', b'"\xc0\x80"', b'"cut', b"{]", b"", b'"a\x01"'],
)
@pytest.mark.parametrize("kind", ["description", "candidate"])
def test_a_relayed_payload_is_valid_text(kind: str, payload: bytes) -> None:
    """A browser closes its socket over bad UTF-8: a seat must not be able to do that to another."""
    with pytest.raises(BadFrame):
        decode(relayed(kind, kind, payload))


def test_valid_text_beyond_ascii_is_relayed() -> None:
    """An SDP may name a track in any language."""
    read = decode(relayed("description", "description", '{"sdp":"Bürgeramt ✓"}'.encode()))
    assert isinstance(read, Description)


@pytest.mark.parametrize("call", ["0", "-1", "1.5", "1000001", "99999999999999999999", '"1"'])
def test_a_call_number_is_a_small_positive_integer(call: str) -> None:
    """It is compared with the fence of a visit and must fit everywhere."""
    with pytest.raises(BadFrame):
        decode(b'{"type":"media","visit":"v","state":"connected","call":' + call.encode() + b"}")


@pytest.mark.parametrize("op", ["o\n", "o\\n", "", "o" * 65, "ö", "o o", "o/../o"])
def test_an_op_has_its_alphabet(op: str) -> None:
    """It becomes part of a key; a line end after it is no part of the alphabet either."""
    with pytest.raises(BadFrame):
        decode(msgspec.json.encode({"type": "ice", "op": op}))
