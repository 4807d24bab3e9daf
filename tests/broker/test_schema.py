"""The documents of the contract are current, whole and true to what goes over the wire."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from broker import contract, schema
from broker.errors import ALL_PROBLEMS
from broker.routes import ROUTES
from broker.trust import claims
from signaling import messages
from signaling.errors import BadFrame
from signaling.messages import client, words

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_committed_documents_are_current() -> None:
    """Whoever changes a struct runs `vorsprache schema` in the same commit."""
    assert schema.check(ROOT) == []


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    """The documents are functions of the source: no dates, no order of sets."""
    assert sorted(schema.write(tmp_path)) == sorted(schema.documents())
    assert schema.write(tmp_path) == []


def test_a_stale_document_is_named(tmp_path: Path) -> None:
    """CI has to say which file, not only that something is wrong."""
    schema.write(tmp_path)
    (tmp_path / "deploy/openapi.json").write_text("{}")
    assert schema.check(tmp_path) == ["deploy/openapi.json"]


def test_whatever_is_relayed_unread_has_a_typed_twin() -> None:
    """Raw would become `{}`, and TypeScript would check nothing."""
    assert schema.raw_members() == set(schema.TWINS)


@pytest.mark.parametrize(
    ("twin", "members"),
    [
        (messages.SessionDescription, {"type", "sdp"}),
        (
            messages.IceCandidate,
            {"candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"},
        ),
    ],
)
def test_a_twin_has_the_members_of_its_w3c_dictionary(
    twin: type[msgspec.Struct], members: set[str]
) -> None:
    """RTCSessionDescriptionInit and RTCIceCandidateInit (W3C WebRTC)."""
    assert {member.encode_name for member in msgspec.structs.fields(twin)} == members


def test_the_bundle_is_a_json_schema() -> None:
    """2020-12, with every message and body under its own name."""
    bundle = schema.protocol()
    Draft202012Validator.check_schema(bundle)
    everything = [*schema.client_messages(), *schema.server_messages(), *schema.bodies()]
    assert {shape.__name__ for shape in everything} <= set(bundle["$defs"])


def test_every_slug_is_in_the_bundle_once() -> None:
    """The client has a text for each of them; a missing one fails its build."""
    slugs = schema.protocol()["$defs"]["ProblemSlug"]["enum"]
    assert slugs == sorted({problem.slug for problem in ALL_PROBLEMS})


def _valid(name: str, document: Any) -> bool:
    bundle = schema.protocol()
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": bundle["$defs"]}).is_valid(
        document
    )


def test_what_the_server_writes_is_valid_by_the_bundle() -> None:
    """A message with everything nested that a citizen gets first."""
    visit = messages.CitizenVisit(
        visit="v1",
        version=3,
        stage="waiting",
        since=NOW,
        service="wohnsitz",
        service_name="Wohnsitz",
        department_name="Bürgerbüro",
        queue="buergerbuero",
        channel="video",
        reference="ABCD-1234",
        opens_at=NOW,
        closes_at=NOW,
        position=messages.Position(visit="v1", ahead=2, earliest_s=60, latest_s=300),
        messages=[messages.Said(visit="v1", id=1, from_="clerk", text="Bald", at=NOW)],
    )
    welcome = messages.Welcome(
        protocol=1,
        as_="citizen",
        epoch="1",
        heartbeat_s=10,
        server_time=NOW,
        snapshot=messages.CitizenSnapshot(visits=[visit]),
    )
    assert _valid("ServerMessage", json.loads(messages.encode(welcome)))


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        ({"type": "hello", "protocol": 1, "as": "desk"}, True),
        ({"type": "hello", "protocol": 1, "as": "root"}, False),
        ({"type": "hello", "protocol": 1, "newer": 1}, True),
        ({"type": "leave", "op": "a b", "visit": "v1"}, False),
    ],
)
def test_the_bundle_refuses_what_the_server_refuses(document: Any, valid: bool) -> None:
    """Schema and decoder come from the same struct, so they have to agree."""
    assert _valid("ClientMessage", document) is valid
    try:
        messages.decode(json.dumps(document).encode())
        decoded = True
    except BadFrame:
        decoded = False
    assert decoded is valid


def test_a_line_break_at_the_end_passes_no_pattern_unseen() -> None:
    """`$` matches before it in Python: an op or a reference would have two spellings."""
    sources = [Path(str(module.__file__)) for module in (client, words, contract, claims)]
    patterns = [
        p for source in sources for p in re.findall(r'pattern=r"(.*?)"', source.read_text())
    ]
    assert len(patterns) > 10
    assert [pattern for pattern in patterns if not pattern.endswith(r"\Z")] == []


def test_instants_are_marked_as_such() -> None:
    """Whether msgspec demands the zone or we always send one: it is a date-time."""
    body = schema.protocol()["$defs"]["BookingMade"]["properties"]
    assert body["opens_at"]["format"] == "date-time"
    assert body["slot_start"]["anyOf"][0]["format"] == "date-time"


def _references(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "$ref":
                yield value
            yield from _references(value)
    elif isinstance(document, list):
        for value in document:
            yield from _references(value)


@pytest.mark.parametrize("name", sorted(schema.documents()))
def test_every_reference_leads_somewhere(name: str) -> None:
    """A dangling reference breaks every generator, at the reader's desk."""
    document = json.loads(schema.documents()[name])
    for reference in set(_references(document)):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_every_route_is_in_openapi_once() -> None:
    """Operation ids become method names of generated clients."""
    operations = [
        operation for path in schema.openapi()["paths"].values() for operation in path.values()
    ]
    assert len(operations) == len(ROUTES)
    assert len({operation["operationId"] for operation in operations}) == len(ROUTES)


def test_each_body_is_spoken_somewhere() -> None:
    """A body that no route uses is either dead or a route is missing in the table."""
    text = json.dumps(schema.openapi()["paths"]) + json.dumps(schema.openapi()["components"])
    unused = [body for body in schema.bodies() if f'/{body.__name__}"' not in text]
    assert unused == []


def test_every_message_is_in_asyncapi_by_its_tag() -> None:
    """`name` is what `type` says on the wire."""
    document = schema.asyncapi()
    said = [*schema.client_messages(), *schema.server_messages()]
    assert {m["name"] for m in document["components"]["messages"].values()} == {
        str(shape.__struct_config__.tag) for shape in said
    }
