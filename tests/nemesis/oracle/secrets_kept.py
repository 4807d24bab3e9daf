"""Who may know what: names, tokens, and what was said in another call."""

import json
import re
from collections.abc import Iterator

from tests.nemesis.oracle.facts import Facts, Violation

NAME = re.compile(r"Zeuge [A-J]+\b")
PRIVATE = re.compile(r"Zeuge [A-J]+|eyJ[A-Za-z0-9_-]{10,}|@example\.org|0351 4880|\+493514880")


def frames(facts: Facts) -> Iterator[Violation]:
    """No citizen hears another's name, no board hears any."""
    names = {event["who"]: event["name"] for event in facts.of("booked")}
    for event in facts.of("heard"):
        role = facts.people.get(event["who"], {}).get("role")
        if role == "clerk":
            continue
        own = names.get(event["who"]) if role == "citizen" else None
        for name in set(NAME.findall(json.dumps(event["message"], ensure_ascii=False))):
            if name != own:
                yield Violation("name-told", f"{event['who']} heard {name}", event["at"])


def relay(facts: Facts) -> Iterator[Violation]:
    """A description arrives in the call that it was sent in, at the other side, and nowhere else."""
    sent = {event["nonce"]: event for event in facts.of("relayed")}
    for event in facts.of("heard"):
        message = event["message"]
        if message["type"] != "description":
            continue
        nonce = message["description"]["sdp"].partition("s=")[2].strip()
        origin = sent.get(nonce)
        if origin is None or (origin["visit"], origin["call"]) != (
            message["visit"],
            message["call"],
        ):
            yield Violation(
                "relayed-wrong", f"{event['page']} heard {nonce}", event["at"], message["visit"]
            )
        elif origin["who"] == event["who"]:
            yield Violation(
                "relayed-wrong", f"{event['page']} heard itself", event["at"], message["visit"]
            )


def logs(facts: Facts) -> Iterator[Violation]:
    """No mistake of ours, nothing of a person."""
    for name, lines in facts.logs.items():
        for line in lines:
            if found := PRIVATE.search(line):
                yield Violation("name-in-log", f"{name}: {found[0][:12]}...")
            if "Traceback" in line or '"exception"' in line:
                yield Violation("traceback", f"{name}: {line[:300]}")
            elif '"level":"error"' in line.replace(" ", "") or '"level":"critical"' in line:
                yield Violation("error-logged", f"{name}: {line[:300]}")
