"""All kinds of events, wherever they are declared."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import tandem
from tandem.timeline.events import KINDS, EventData
from tandem.timeline.groups import EventGroup


def every_kind() -> Mapping[str, type[EventData]]:
    """Each kind by its name. Reads the `events.py` of every capability at first use: a process that says what happened
    in a sentence must know kinds of capabilities which it has no other need of.
    """
    _read_declarations()
    return KINDS


@cache
def _read_declarations() -> None:
    root = Path(tandem.__file__).parent
    for path in sorted(root.rglob("events.py")):
        import_module(".".join(("tandem", *path.relative_to(root).with_suffix("").parts)))


def group_sql(row: str) -> str:
    """SQL for the group of the event in `row`, as `groups.group_in` finds it."""
    whole: dict[EventGroup, list[str]] = {}
    parts = []
    for kind, declared in every_kind().items():
        grouping = declared.group
        if isinstance(grouping, EventGroup):
            whole.setdefault(grouping, []).append(kind)
            continue
        values = " ".join(f"WHEN '{value}' THEN '{group}'" for value, group in grouping.values.items())
        found = f"CASE {row}.data ->> '{grouping.field}' {values} ELSE '{grouping.otherwise}' END"
        parts.append(f"WHEN {row}.kind = '{kind}' THEN {found}")
    for group, kinds in whole.items():
        named = ", ".join(f"'{kind}'" for kind in kinds)
        parts.append(f"WHEN {row}.kind IN ({named}) THEN '{group}'")
    return f"(CASE {' '.join(parts)} END)"
