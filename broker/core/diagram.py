"""The state diagram of a visit, drawn from the table that decides. Pure."""

from broker.core.visit import MOVES, Stage, command_name


def mermaid() -> str:
    """A Mermaid `stateDiagram-v2`. Rows that keep the stage are listed in its note."""
    edges: dict[tuple[Stage, Stage], list[str]] = {}
    stays: dict[Stage, list[str]] = {}
    for (stage, command), row in MOVES.items():
        if not row.to:
            stays.setdefault(stage, []).append(command_name(command))
        for target in row.to:
            edges.setdefault((stage, target), []).append(command_name(command))
    lines = ["stateDiagram-v2", "    [*] --> booked"]
    for (source, target), commands in edges.items():
        lines.append(f"    {_name(source)} --> {_name(target)}: {', '.join(commands)}")
    for stage, commands in stays.items():
        lines.append(f"    {_name(stage)} --> {_name(stage)}: {', '.join(commands)}")
    lines.append("    ended --> [*]")
    return "\n".join(lines)


def _name(stage: Stage) -> str:
    # Mermaid takes no hyphen in the name of a state.
    return stage.value.replace("-", "_")
