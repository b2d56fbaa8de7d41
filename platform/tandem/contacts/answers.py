"""What the gate answered, in a form that pages show; obstacles of ours stand beside the gate's reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.models import Channel
from tandem.contacts.person import Unsaid
from tandem.contacts.templates import Problem

Reason = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """The answer for one claim."""

    claim_id: UUID
    decision: Decision
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for a contact; `reasons` are plain JSON, to be said with `spoken`."""

    decision: Decision
    until: datetime | None
    reasons: tuple[Reason, ...]
    claims: tuple[ClaimAnswer, ...]
    pack_version: str
    # What nobody has said of the person, so that the stricter rules answered.
    unsaid: tuple[Unsaid, ...] = ()

    @classmethod
    def of(cls, verdict: Verdict) -> "Answer":
        """From the gate's verdict."""
        return cls(
            verdict.decision,
            verdict.until,
            tuple(reason.record() for reason in verdict.reasons),
            tuple(
                ClaimAnswer(claim.claim_id, claim.decision, tuple(reason.record() for reason in claim.reasons))
                for claim in verdict.claims
            ),
            verdict.pack_version,
            tuple(map(Unsaid, verdict.unsaid)),
        )

    @classmethod
    def refused(cls, reason: Reason) -> "Answer":
        """No before the gate was asked: there is nothing to ask about, so no rules answered."""
        return cls(Decision.BLOCK, None, (reason,), (), "")


@dataclass(frozen=True, slots=True)
class AddressAnswer:
    """The answer for one number or address, now; `zones` are names of the time zones that the person may be in.

    Of a number: `machine`, for a call that a message opens; `callback_at`, the time that the person asked to be called
    at, until it is over: around it a call is that call, whatever limits the others.
    """

    contact_point_id: UUID
    zones: tuple[str, ...]
    answer: Answer
    machine: Answer | None = None
    callback_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a case file can be worked by a channel now: the best answer of its addresses, and that of each.

    `configured` is false while no provider serves it.
    """

    channel: Channel
    configured: bool
    answer: Answer
    addresses: tuple[AddressAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would leave. Segments and encoding are an SMS's."""

    subject: str | None
    body: str
    segments: int | None
    encoding: str | None
    answer: Answer
    # What is wrong with a collector's own words.
    problems: tuple[Problem, ...] = ()
