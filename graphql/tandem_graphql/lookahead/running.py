"""Running a compiled statement: its arguments, its one row, and what Python finishes in the text."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from tandem.casefiles.access import Reach
from tandem.organizations.actor import Actor
from tandem_graphql.context import Info
from tandem_graphql.lookahead.pieces import ARGUMENTS, MARK, REFUSED


class NotAhead(Exception):
    """The ordinary path has to answer; `reason` is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Run:
    """The values of one execution; those of the reader's reach come first, from $1 on."""

    def __init__(self, info: Info, actor: Actor, reach: Reach, arguments: Mapping[str, Any]) -> None:
        self.info = info
        self.actor = actor
        self.reach = reach
        # Those of the root field, as its resolver gets them, and the operation's variables.
        self.arguments = arguments
        self.variables: dict[str, Any] = info.variable_values
        self.values: list[object] = list(reach.args)
        # What the finisher at work was told beside its own value.
        self.told: Any = None
        self._known: dict[Hashable, Any] = {}

    def add(self, value: object, type_: str) -> str:
        """Keep a value and give its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}::{type_}"

    def value(self, name: str, read: Callable[[], object], type_: str) -> str:
        """The placeholder of a value that the statement may name several times."""
        placeholder: str = self.once(name, lambda: self.add(read(), type_))
        return placeholder

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is made once in this execution."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


Finish = Callable[[Run, Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement with slots that each execution fills, and what finishes its text."""

    parts: tuple[str | Callable[[Run], str], ...]
    finishers: list[Finish]

    def statement(self, run: Run) -> str:
        """The SQL for this execution; its values are in `run.values`."""
        return "".join([part if isinstance(part, str) else part(run) for part in self.parts])

    def finished(self, run: Run, text: str) -> str:
        """The answer from what the statement gave. Raises NotAhead where it met what the wire cannot hold."""
        if REFUSED in text:
            raise NotAhead("refused")
        parts = text.split(MARK)
        for place in range(1, len(parts), 2):
            number, _, arguments = parts[place].partition(ARGUMENTS)
            answer = self.finishers[int(number)](run, orjson.loads(arguments))
            parts[place] = orjson.dumps(answer).decode()
        return "".join(parts)
