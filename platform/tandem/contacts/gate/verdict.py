"""What the gate answers: a decision per claim and for the contact, with every reason and its source.

Named tuples: some are made with every decision, three times as fast as frozen dataclasses are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tandem.contacts.gate.reasons import RANK, ReasonCode
from tandem.contacts.gate.vocabulary import Basis, Decision
from tandem.kit.money import Money


class Reason(NamedTuple):
    """One rule that spoke.

    `arguments` are those of the sentence `reason.<code>`: dates and instants in ISO 8601, everything else as shown.
    """

    code: ReasonCode
    decision: Decision
    source: str
    basis: Basis
    arguments: tuple[tuple[str, str], ...] = ()
    # Rests on what is known from another case file: nothing of it is for the parties of this one (`withheld`), or they
    # read the same rule as their own facts have it.
    withheld: bool = False
    outside: "Reason | None" = None

    def record(self) -> dict[str, object]:
        """The reason as plain JSON, for the log of the attempt and the timeline (`contacts.outside`)."""
        told: dict[str, object] = {
            "code": self.code.value,
            "decision": self.decision.value,
            "source": self.source,
            "basis": self.basis.value,
            "args": dict(self.arguments),
        }
        if self.withheld:
            told["withheld"] = True
        if self.outside is not None:
            told["outside"] = self.outside.record()
        return told


class ClaimVerdict(NamedTuple):
    """The answer for one claim.

    `demandable` is what the contact may ask for on this claim: less than what is owed when a part of it is held, what
    will be left at `until` when deferred, zero when refused. `reasons` also hold those of the whole contact;
    `passed` are holds in force that this purpose passes, so that the timeline can say so.
    """

    claim_id: UUID
    decision: Decision
    until: datetime | None
    demandable: Money
    reasons: tuple[Reason, ...]
    passed: tuple[Reason, ...] = ()

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        """The codes in rule order."""
        return tuple(reason.code for reason in self.reasons)


class Verdict(NamedTuple):
    """The answer for the contact; `until` is in UTC. ALLOW with `removed` claims means: send, without them.

    `to_release` is empty, except in an answer that holds only once a person lets these reasons pass. `unsaid`: what
    nobody has said of the person yet (`country`, `segment`), so that the stricter rules answered.
    """

    decision: Decision
    until: datetime | None
    reasons: tuple[Reason, ...]
    claims: tuple[ClaimVerdict, ...]
    profile: str
    pack_version: str
    to_release: tuple[Reason, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        """The codes in rule order; empty when the contact is allowed."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def allowed(self) -> tuple[ClaimVerdict, ...]:
        """The claims that the contact may name now."""
        return tuple(claim for claim in self.claims if claim.decision is Decision.ALLOW)

    @property
    def removed(self) -> tuple[ClaimVerdict, ...]:
        """The claims that the contact must leave out now."""
        return tuple(claim for claim in self.claims if claim.decision is not Decision.ALLOW)


def in_rule_order(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once, the first rule first."""
    if len(reasons) < 2:
        return tuple(reasons)
    found: list[Reason] = []
    code = None
    for reason in sorted(reasons, key=_rank):
        # Those of one code stand together now, and are seldom more than one: cheaper than hashing all.
        if reason.code is not code:
            code, alike = reason.code, len(found)
        elif reason in found[alike:]:
            continue
        found.append(reason)
    return tuple(found)


def _rank(reason: Reason) -> int:
    return RANK[reason.code]
