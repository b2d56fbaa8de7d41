"""What a run of the proof does, drawn from one seed: who is contacted how, which fault each meets, when what dies."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """How somebody is reached."""

    SMS = "sms"
    EMAIL = "email"
    MESSAGE = "message"  # a call that a recorded message opens
    BRIDGE = "bridge"  # a call that rings the collector first
    LINE = "line"  # a call from the line that the collector holds open
    CALLED = "called"  # a bridge call to a debtor who rang before and was heard by nobody
    RECORDED = "recorded"  # a bridge call of an agency that records: announced, and refused by who presses the star
    LETTER = "letter"  # that opens the case
    FOLLOW_UP = "follow_up"  # a later letter
    PRINTED = "printed"  # one that opens the case, of an agency whose printer takes letters from a folder
    ATTACHED = "attached"  # an e-mail with a file
    RECEIPT = "receipt"  # an e-mail that says what was paid
    ANSWER = "answer"  # a text that the product answers to a debtor who texts AIDE
    REPLY = "reply"  # an e-mail with the copy of an invoice, to a debtor who wrote for it


# Of a hundred contacts.
SHARES = {
    Kind.SMS: 23,
    Kind.EMAIL: 21,
    Kind.MESSAGE: 12,
    Kind.BRIDGE: 5,
    Kind.LINE: 3,
    Kind.CALLED: 2,
    Kind.RECORDED: 4,
    Kind.LETTER: 6,
    Kind.FOLLOW_UP: 4,
    Kind.PRINTED: 5,
    Kind.ATTACHED: 4,
    Kind.RECEIPT: 4,
    Kind.ANSWER: 4,
    Kind.REPLY: 3,
}
# Posted by hand: a printed letter waits on a person.
BY_HAND = frozenset({Kind.LETTER, Kind.FOLLOW_UP})
# No provider is asked over HTTP, so that the sandbox's faults meet none of them.
ON_PAPER = BY_HAND | {Kind.PRINTED}
BY_EMAIL = frozenset({Kind.EMAIL, Kind.ATTACHED, Kind.RECEIPT, Kind.REPLY})
WITH_FILE = frozenset({Kind.ATTACHED, Kind.REPLY})
# The collector is rung for the call, and then the debtor.
RINGS_COLLECTOR = frozenset({Kind.BRIDGE, Kind.CALLED, Kind.RECORDED})
# A collector makes it, one call at a time.
BY_COLLECTOR = RINGS_COLLECTOR | {Kind.LINE}
# The debtor writes before anything is planned, and what answers them leaves at once.
WRITTEN_FIRST = frozenset({Kind.ANSWER, Kind.REPLY})
# The debtor is heard of before anything is planned.
HEARD_FIRST = WRITTEN_FIRST | {Kind.CALLED}

# Of a hundred contacts with a provider: what the sandbox does with the request, or with what it has accepted.
FAULTS: dict[tuple[str, str], int] = {
    ("delay", "1"): 8,
    ("delay", "3"): 4,
    ("answer_error", "429"): 8,
    ("answer_error", "500"): 2,
    ("answer_error", "503"): 2,
    ("answer_error", "21211"): 2,
    ("drop_request", ""): 2,
    ("drop_answer", ""): 12,
    ("fail_delivery", "30005"): 3,
    ("duplicate_callbacks", ""): 8,
    ("reorder_callbacks", ""): 6,
    ("drop_callbacks", ""): 3,
}
# Requests that the sandbox answers with an error, or not at all, and has not taken: nobody may send them again.
NEVER_TAKEN = frozenset({("answer_error", "500"), ("answer_error", "503"), ("drop_request", "")})
# What the sandbox refuses, or gives back: a refusal that the product must explain.
REFUSED = frozenset({("answer_error", "21211"), ("fail_delivery", "30005")})
# Those that stay for as long as the message does; the others strike once.
FOREVER = frozenset({"duplicate_callbacks", "reorder_callbacks", "drop_callbacks"})
# Nobody can be asked about an e-mail whose events are lost: it would end after three days. What a debtor writes comes
# as a callback, too, and of a recording whose end is lost nothing is asked for two minutes.
DROPS = ("drop_callbacks", "")
NEVER_DROPPED = BY_EMAIL | HEARD_FIRST | {Kind.RECORDED}
REFUSE = 5  # of a hundred debtors: they refuse to be reached while their contact waits


@dataclass(frozen=True, slots=True)
class Storm:
    """The size of a run. `lasts`: seconds within which everything is planned, killed, flushed and restarted.

    `lost_after` is TANDEM_LOST_AFTER; `lease`, in seconds, bounds every task instead of its own time limit, and what is
    looked at on a schedule is looked at as often, so that what a killed worker held comes back while somebody watches.
    """

    contacts: int
    seed: int
    lasts: float
    kills: int
    restarts: int
    flushes: int
    lost_after: int
    workers: int = 2
    lease: float | None = None

    def instants(self, what: str, how_many: int) -> list[float]:
        """When something happens, in seconds after the beginning, in order."""
        chance = Random(f"{self.seed}:{what}")
        return sorted(round(chance.uniform(0.05, 1) * self.lasts, 3) for _ in range(how_many))


@dataclass(frozen=True, slots=True)
class Wish:
    """One contact to be planned."""

    number: int
    kind: Kind
    fault: tuple[str, str] | None
    refuses: bool

    @property
    def may_be_refused(self) -> bool:
        """The debtor said no while it waited, or the provider refuses it or gives it back."""
        return self.refuses or self.fault in REFUSED

    @property
    def could_be_delivered(self) -> bool:
        """Nothing that was switched on keeps the sandbox from bringing it to the debtor, once it is asked to once.

        Not: a letter that is posted by hand; what is refused; what the sandbox answers with an error or not at all
        without having taken it, since nobody may ask it again. Of a call the debtor must pick up too.
        """
        return self.kind not in BY_HAND and not self.may_be_refused and self.fault not in NEVER_TAKEN


def full(seed: int, contacts: int = 500) -> Storm:
    """The proof as `make chaos` runs it: the product's own time limits."""
    return Storm(contacts, seed, lasts=90, kills=60, restarts=4, flushes=6, lost_after=240)


def short(seed: int, contacts: int = 40) -> Storm:
    """The proof as CI runs it."""
    return Storm(contacts, seed, lasts=10, kills=8, restarts=1, flushes=2, lost_after=40, lease=10)


def wishes(storm: Storm) -> list[Wish]:
    """The contacts of a run, in the order in which they are planned: each kind and fault with its share, shuffled."""
    chance = Random(f"{storm.seed}:wishes")
    kinds = _shared(SHARES, storm.contacts)
    chance.shuffle(kinds)
    to_provider = [number for number, kind in enumerate(kinds) if kind not in ON_PAPER]
    chance.shuffle(to_provider)
    struck = {}
    for fault, share in FAULTS.items():
        for _ in range(max(1, round(len(to_provider) * share / 100))):
            fit = [one for one in to_provider if fault != DROPS or kinds[one] not in NEVER_DROPPED]
            if fit:
                to_provider.remove(fit[-1])
                struck[fit[-1]] = fault
    waiting = [number for number, kind in enumerate(kinds) if kind not in ON_PAPER | WRITTEN_FIRST]
    refusing = set(chance.sample(waiting, max(1, storm.contacts * REFUSE // 100)))
    return [
        Wish(number, kind, None if number in refusing else struck.get(number), number in refusing)
        for number, kind in enumerate(kinds)
    ]


def _shared(shares: dict[Kind, int], whole: int) -> list[Kind]:
    found = [kind for kind, share in shares.items() for _ in range(max(1, whole * share // 100))]
    return (found + [Kind.SMS] * whole)[:whole]
