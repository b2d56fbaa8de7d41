"""The printer: takes each letter out of its folder, as one that shares it with us does, and tells what became of it."""

import asyncio
import csv
import hashlib
import io
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tandem.kit import clock

BAD_LINE = "no-letter-of-ours;posted;yesterday\n"


@dataclass(slots=True)
class Printer:
    """`taken`: how often a letter lay there, by contact; `told`: those whose posting it told of; `damaged`: those that
    were not what their index says.
    """

    folder: Path
    seed: int
    taken: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    _files: int = 0

    async def at_work(self) -> None:
        """Until cancelled: whatever lies there is whole, since it came by a rename."""
        while True:
            letters = self.folder / "letters"
            for letter in sorted(letters.iterdir()) if letters.is_dir() else ():
                self._take(letter)
            await asyncio.sleep(0.2)

    def _take(self, letter: Path) -> None:
        pdf = (letter / "letter.pdf").read_bytes()
        [row] = csv.DictReader(io.StringIO((letter / "index.csv").read_text(encoding="utf-8")), delimiter=";")
        if row["id"] != letter.name or row["sha256"] != hashlib.sha256(pdf).hexdigest():
            self.damaged.add(letter.name)
        shutil.rmtree(letter)
        self.taken[letter.name] += 1
        self._tell(letter.name)

    def _tell(self, letter: str) -> None:
        """The posting: some twice, some after the delivery, some beside a line that nobody can read."""
        chance, today = Random(f"{self.seed}:printer:{letter}"), clock.today().isoformat()
        deposited, delivered = (f"{letter};{status};{today}\n" for status in ("deposited", "delivered"))
        lines = chance.choice(([deposited], [deposited, deposited], [delivered, deposited], [BAD_LINE + deposited]))
        for line in lines:
            self._files += 1
            ready = self.folder / "status" / f"{self._files:04}.csv"
            being_written = ready.with_name(f".{ready.name}")
            being_written.write_text(f"id;status;date\n{line}", encoding="utf-8")
            being_written.rename(ready)
        self.told.add(letter)
