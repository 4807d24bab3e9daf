"""The contract as documents: OpenAPI 3.1, AsyncAPI 3.0, and one bundle for the client's types.

All three are functions of the structs in `signaling/messages/` and `broker/contract.py` and of
the route table. They are committed, and `vorsprache schema --check` says whether they are current.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Raw, Struct

from broker import __version__, contract
from broker.errors import ALL_PROBLEMS
from broker.routes import ROUTES, Parameter, Route, Speaker
from signaling import messages
from signaling.errors import Problem
from signaling.messages import PROTOCOL, SUBPROTOCOL, ClientMessage, ServerMessage

Json = dict[str, Any]

# What is relayed unread is `Raw` in a message; its typed twin is what the schema shows.
TWINS: dict[tuple[str, str], type[Struct]] = {
    ("Description", "description"): messages.SessionDescription,
    ("DescriptionFrom", "description"): messages.SessionDescription,
    ("Candidate", "candidate"): messages.IceCandidate,
    ("CandidateFrom", "candidate"): messages.IceCandidate,
}

LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}


def documents() -> dict[str, str]:
    """Path below the repository's root -> the text that belongs there."""
    return {
        "deploy/openapi.json": _text(openapi()),
        "deploy/asyncapi.json": _text(asyncapi()),
        "web-client/protocol.schema.json": _text(protocol(), sort_keys=True),
    }


def write(root: Path) -> list[str]:
    """Writes what is not current below `root`; the paths that changed."""
    stale = check(root)
    for path in stale:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(documents()[path], encoding="utf-8")
    return stale


def check(root: Path) -> list[str]:
    """The paths below `root` that are missing or not current."""
    return [
        path
        for path, text in documents().items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


# --- the client's bundle ---


def protocol() -> Json:
    """One JSON Schema (2020-12) with every message, body and problem slug by name."""
    shapes = components("#/$defs/", [*client_messages(), *server_messages(), *bodies()])
    shapes["ClientMessage"] = _one_of("#/$defs/", client_messages())
    shapes["ServerMessage"] = _one_of("#/$defs/", server_messages())
    shapes["ProblemSlug"] = {"enum": sorted({problem.slug for problem in ALL_PROBLEMS})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "$defs": shapes,
    }


def client_messages() -> list[type[Struct]]:
    """Every message that a client may send."""
    return list(get_args(ClientMessage))


def server_messages() -> list[type[Struct]]:
    """Every message that the server may send."""
    return list(get_args(ServerMessage))


def bodies() -> list[type[Struct]]:
    """Every HTTP body, in and out."""
    return [
        shape
        for shape in vars(contract).values()
        if isinstance(shape, type)
        and issubclass(shape, contract.Body | contract.Answer)
        and shape not in (contract.Body, contract.Answer)
    ]


def components(prefix: str, shapes: Iterable[type[Struct]]) -> Json:
    """The schemas of `shapes` and of all they are made of, by name; references begin `prefix`."""
    shapes = [*shapes, *dict.fromkeys(TWINS.values())]
    _, found = msgspec.json.schema_components(shapes, ref_template=f"{prefix}{{name}}")
    for (name, member), twin in TWINS.items():
        if name in found:
            reference: Json = {"$ref": f"{prefix}{twin.__name__}"}
            found[name]["properties"][member] = reference
    for shape in _all_structs():
        if shape.__name__ in found:
            _mark_instants(found[shape.__name__], shape)
    _spell_patterns_for_everybody(found)
    return found


def _spell_patterns_for_everybody(schema: Any) -> None:
    # Python's `$` lets a line break through at the end, so our patterns end in `\Z`, which
    # ECMA-262 (and so JSON Schema) does not know; there `$` means the very end.
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            schema["pattern"] = pattern.replace(r"\Z", "$")
        for part in schema.values():
            _spell_patterns_for_everybody(part)
    elif isinstance(schema, list):
        for part in schema:
            _spell_patterns_for_everybody(part)


def _all_structs() -> list[type[Struct]]:
    return [
        shape
        for module in (messages, contract)
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, Struct)
    ]


def _mark_instants(schema: Json, shape: type[Struct]) -> None:
    # msgspec names the format only where the zone is demanded; everything we send has one.
    for member in msgspec.structs.fields(shape):
        if member.type in (datetime, datetime | None):
            found = schema["properties"][member.encode_name]
            found.get("anyOf", [found])[0]["format"] = "date-time"


def raw_members() -> set[tuple[str, str]]:
    """Every member of a message that is relayed unread: what `TWINS` has to name."""
    return {
        (shape.__name__, member.encode_name)
        for shape in (*client_messages(), *server_messages())
        for member in msgspec.structs.fields(shape)
        if member.type is Raw
    }


# --- OpenAPI ---

SECURITY: dict[Speaker, list[Json]] = {
    "anyone": [],
    "session": [{"citizen": []}, {"desk": []}, {"board": []}],
    "staff": [{"desk": []}, {"board": []}],
    "manage-token": [{"manageToken": []}],
    "metrics-token": [{}, {"metricsToken": []}],
}


def openapi() -> Json:
    """OpenAPI 3.1 of every route."""
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "vorsprache",
            "version": __version__,
            "summary": "Broker for video and telephone consultations of a city administration.",
            "license": LICENCE,
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components("#/components/schemas/", bodies()),
            "responses": {problem.__name__: _problem(problem) for problem in _used_problems()},
            "securitySchemes": _security_schemes(),
        },
    }


def _operation(route: Route) -> Json:
    operation: Json = {
        "operationId": _operation_id(route),
        "summary": route.text,
        "tags": [_tag(route)],
        "security": SECURITY[route.speaker],
        "parameters": [*_path_parameters(route), *map(_parameter, route.parameters)],
        "responses": _responses(route),
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(route.body)}},
        }
    return operation


def _operation_id(route: Route) -> str:
    words = re.findall(r"[a-z]+", route.path.removeprefix("/api/v1").lower())
    return "-".join([route.method.lower(), *words])


def _tag(route: Route) -> str:
    inside = route.path.removeprefix("/api/v1/").split("/")
    return "operation" if inside[0] == "" or "." in inside[0] else inside[0]


def _path_parameters(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _parameter(parameter: Parameter) -> Json:
    schema: Json = {"type": "string"}
    if parameter.enum:
        schema["enum"] = list(parameter.enum)
    elif parameter.format:
        schema["format"] = parameter.format
    else:
        schema["maxLength"] = parameter.longest
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.text,
        "schema": schema,
    }


def _responses(route: Route) -> Json:
    answer: Json = {"description": "Done." if route.status == 204 else "The answer."}
    if route.answer is not None:
        answer["content"] = {route.media: {"schema": _reference(route.answer)}}
    elif route.status != 204:
        kind = "object" if route.media == "application/json" else "string"
        answer["content"] = {route.media: {"schema": {"type": kind}}}
    responses: Json = {str(route.status): answer}
    for status in sorted({problem.status for problem in route.every_problem}):
        same = [problem for problem in route.every_problem if problem.status == status]
        responses[str(status)] = (
            {"$ref": f"#/components/responses/{same[0].__name__}"}
            if len(same) == 1
            else _problem(*same)
        )
    return responses


def _used_problems() -> list[type[Problem]]:
    used = {problem for route in ROUTES for problem in route.every_problem}
    return [problem for problem in ALL_PROBLEMS if problem in used]


def _problem(*kinds: type[Problem]) -> Json:
    lines = [f"`{kind.slug}`: {_first_line(kind)}" for kind in kinds]
    slugs = [f"/problems/{kind.slug}" for kind in kinds]
    schema = {
        "allOf": [_reference(contract.ProblemBody), {"properties": {"type": {"enum": slugs}}}]
    }
    return {
        "description": "\n".join(lines),
        "content": {"application/problem+json": {"schema": schema}},
    }


def _security_schemes() -> Json:
    cookies: Json = {
        audience: {
            "type": "apiKey",
            "in": "cookie",
            "name": f"__Host-vorsprache-{audience}",
            "description": f"Chosen among several by the header `{contract.AS_HEADER}`.",
        }
        for audience in get_args(messages.Audience)
    }
    return cookies | {
        "manageToken": {"type": "http", "scheme": "bearer", "description": "Of one booking."},
        "metricsToken": {"type": "http", "scheme": "bearer"},
    }


# --- AsyncAPI ---


def asyncapi() -> Json:
    """AsyncAPI 3.0 of the socket."""
    said = [*client_messages(), *server_messages()]
    channel = "#/channels/live"
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "vorsprache live",
            "version": f"{PROTOCOL}.0.0",
            "description": "The order of the conversation is in signaling/PROTOCOL.md.",
            "license": {"name": LICENCE["name"]},
        },
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "/api/v1/live",
                "description": f"JSON text frames, subprotocol `{SUBPROTOCOL}`.",
                "messages": {
                    shape.__name__: {"$ref": f"#/components/messages/{shape.__name__}"}
                    for shape in said
                },
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": {
            "hear": _spoken("receive", channel, client_messages()),
            "tell": _spoken("send", channel, server_messages()),
        },
        "components": {
            "messages": {shape.__name__: _message(shape) for shape in said},
            "schemas": components("#/components/schemas/", said),
        },
    }


def _spoken(action: str, channel: str, shapes: Iterable[type[Struct]]) -> Json:
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{shape.__name__}"} for shape in shapes],
    }


def _message(shape: type[Struct]) -> Json:
    return {
        "name": str(shape.__struct_config__.tag),
        "summary": _first_line(shape),
        "payload": _reference(shape),
    }


# --- shared ---


def _reference(shape: type[Struct]) -> Json:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _one_of(prefix: str, shapes: Iterable[type[Struct]]) -> Json:
    return {"anyOf": [{"$ref": f"{prefix}{shape.__name__}"} for shape in shapes]}


def _first_line(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def _text(document: Json, *, sort_keys: bool = False) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=sort_keys) + "\n"
