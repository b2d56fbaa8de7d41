"""All kinds of events, wherever they are declared."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import tandem
from tandem.timeline.events import KINDS, EventData


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
