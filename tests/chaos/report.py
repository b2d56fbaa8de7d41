"""What a run showed, as a table."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from tests.chaos.ends import Ending
from tests.chaos.running import Outcome
from tests.chaos.storm import Kind


def show(console: Console, outcome: Outcome) -> None:
    """Print kinds and endings, what was done to the servers, and whatever speaks against the product."""
    counted = Counter((end.asked.wish.kind, end.ending) for end in outcome.ends)
    table = Table("contacts", *(ending.value for ending in Ending), "all")
    for kind in Kind:
        row = [counted[kind, ending] for ending in Ending]
        table.add_row(kind.value, *map(str, row), str(sum(row)))
    table.add_row("all", *(str(sum(counted[kind, one] for kind in Kind)) for one in Ending), str(len(outcome.ends)))
    console.print(table)
    storm, (delivered, could) = outcome.storm, outcome.delivered
    console.print(
        f"seed {storm.seed} · {outcome.killed} workers killed · PostgreSQL restarted {outcome.restarts} × · "
        f"Redis flushed {outcome.flushes} × · {outcome.duplicates} duplicates · "
        f"{delivered} of {could} that the sandbox could deliver are delivered "
        f"({delivered / max(1, could):.1%}) · {outcome.never_left} reserved by a struck worker wait on a person · "
        f"{outcome.seconds:.0f} s"
    )
    silent = [end for end in outcome.ends if end.asked.wish.fault == ("drop_callbacks", "")]
    told = sum(end.ending in (Ending.DELIVERED, Ending.REFUSED) for end in silent)
    console.print(f"{told} of {len(silent)} whose callbacks were all lost ended as the provider said when it was asked")
    recorded, conversations = outcome.recorded
    console.print(f"{recorded} of {conversations} conversations that may be recorded are")
    faults = Counter(end.asked.wish.fault for end in outcome.ends if end.asked.wish.fault)
    console.print(
        "faults: " + ", ".join(f"{kind} {value}".strip() + f" {n}" for (kind, value), n in sorted(faults.items()))
    )
    for line in outcome.histories:
        console.print(line, markup=False, soft_wrap=True)
    for complaint in outcome.complaints:
        console.print(f"[red]{complaint}[/]")
