"""What was answered is what happened: done is there, refused is not, and nothing is there twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.nemesis.oracle.facts import Facts, Json, Violation, seconds

# These leave nothing that SQL remembers under their op.
FLEETING = (
    "watch",
    "ice",
    "why",
    "tell-queue",
    "close-queue",
    "lend-queue",
    "acknowledge",
    "desk",
)
# Answers that say that nobody knows; whoever gets them has to look.
UNKNOWN = ("unknown", "unknown-outcome", "not-known", "in-doubt")


@dataclass
class Command:
    """One op: what was said, when, and all that was answered."""

    said: Json
    invoked: list[float] = field(default_factory=list)
    ok: list[Json] = field(default_factory=list)
    failed: list[Json] = field(default_factory=list)
    given_up: bool = False

    @property
    def verb(self) -> str:
        return str(self.said["verb"])

    @property
    def visit(self) -> str:
        return str(self.said["message"].get("visit", ""))


def commands(facts: Facts) -> dict[str, Command]:
    """Every op of the day."""
    found: dict[str, Command] = {}
    for event in facts.of("invoke", "ok", "fail", "unknown"):
        op = event["op"]
        match event["kind"]:
            case "invoke":
                found.setdefault(op, Command(event)).invoked.append(event["at"])
            case "ok":
                found[op].ok.append(event)
            case "fail":
                found[op].failed.append(event)
            case "unknown" if op in found:
                found[op].given_up = True
    return found


def answers(facts: Facts) -> Iterator[Violation]:
    """Compares each answer with SQL."""
    ops = {row["op"]: row for row in facts.over.rows["ops"]}
    moves: dict[str, list[Json]] = defaultdict(list)
    for move in facts.over.rows["moves"]:
        moves[move["op"]].append(move)
    lines: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for line in facts.over.rows["messages"]:
        lines[line["visit"], line["text"]].append(line)
    for op, command in commands(facts).items():
        rows = moves.get(op, [])
        if command.verb == "say":
            rows = lines[command.visit, command.said["message"]["text"]]
        if len(rows) > 1:
            yield Violation(
                "doubled", f"{command.verb} {op}, {len(rows)} times", visit=command.visit
            )
        yield from _lost(op, command, ops.get(op), rows)
        yield from _refused(op, command, rows)
        yield from _other_answers(op, command)


def _lost(op: str, command: Command, noted: Json | None, rows: list[Json]) -> Iterator[Violation]:
    for event in command.ok:
        if event["message"]["type"] != "done" or command.verb in FLEETING:
            continue
        version = event["message"].get("version")
        if noted is None or (command.verb == "say" and not rows):
            what = f"{command.verb} {op} was answered done, and SQL does not know it"
            yield Violation("done-lost", what, event["at"], command.visit)
        elif rows and command.verb != "say" and rows[0]["version"] != version:
            what = f"{command.verb} {op}: done at {version}, in SQL at {rows[0]['version']}"
            yield Violation("done-lost", what, event["at"], command.visit)


def _refused(op: str, command: Command, rows: list[Json]) -> Iterator[Violation]:
    unanswered = len(command.invoked) > len(command.ok) + len(command.failed)
    for event in command.failed:
        kind = event["message"]["kind"]
        if unanswered and event["message"].get("retry") != "no":
            # Said twice, and one answer was never heard: that one may have done it.
            continue
        happened = [row for row in rows if seconds(row["at"]) < event["at"]]
        if happened and kind not in UNKNOWN:
            visit = happened[0]["visit"]
            what = f"{command.verb} {op} was answered {kind}, and it happened"
            yield Violation("refused-but-happened", what, event["at"], visit)


def _other_answers(op: str, command: Command) -> Iterator[Violation]:
    said = {(e["message"].get("visit"), e["message"].get("version")) for e in command.ok}
    if len(said) > 1:
        yield Violation(
            "other-answer", f"{command.verb} {op}: {sorted(map(str, said))}", command.ok[-1]["at"]
        )


def one_answer(facts: Facts) -> Iterator[Violation]:
    """Each saying of a command gets one answer, and no page waits for one for ever."""
    heard: Counter[str] = Counter()
    for event in facts.of("heard"):
        message = event["message"]
        if message["type"] in ("done", "problem", "ice-servers", "why") and message.get("op"):
            heard[message["op"]] += 1
    for op, command in commands(facts).items():
        if heard[op] > len(command.invoked):
            what = f"{command.verb} {op}: {heard[op]} answers to {len(command.invoked)} sayings"
            yield Violation("answered-twice", what, command.invoked[0], command.visit)
        page = facts.pages.get(command.said["page"])
        waits = not (command.ok or command.failed or command.given_up)
        if waits and page is not None and page.is_open and command.invoked[-1] < facts.calm.at - 5:
            yield Violation(
                "unanswered", f"{command.verb} {op}", command.invoked[-1], command.visit
            )


def told(facts: Facts) -> Iterator[Violation]:
    """Nobody is told what was never committed."""
    last = {visit: moves[-1]["version"] for visit, moves in facts.over.moves.items()}
    stages = {
        (visit, move["version"]): move["stage"]
        for visit, moves in facts.over.moves.items()
        for move in moves
    }
    for event in facts.of("heard"):
        message = event["message"]
        if message["type"] != "stage":
            continue
        visit, version = message["visit"], message["version"]
        if version == 0 and message["stage"] == "booked":
            continue
        if version > last.get(visit, 0) or stages.get((visit, version)) != message["stage"]:
            what = f"{event['who']} heard of {message['stage']} at version {version}"
            yield Violation("told-but-never-so", what, event["at"], visit)
