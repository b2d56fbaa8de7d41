"""What a verification finds and counts."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one chain, and where."""

    case_file_id: UUID
    chain: str
    sequence: int
    event_id: UUID | None
    problem: str

    def __str__(self) -> str:
        where = f"case file {self.case_file_id}, chain {self.chain}, event {self.sequence} ({self.event_id})"
        return f"{where}: {self.problem}"


@dataclass(slots=True)
class Tally:
    """What was looked at, while it goes on."""

    events: int = 0
    chains: int = 0
