"""Events of a case file's money, and of what interrupts limitation."""

from datetime import date

from tandem.casefiles.models import InterruptionKind
from tandem.ledger import events
from tandem.ledger.models import InterruptionProof, PaymentSource
from tandem_graphql.fields import field
from tandem_graphql.money import Money
from tandem_graphql.timeline.types import TimelineEvent, as_money, recorded, shows
from tandem_policies.vocabulary import Resource


@shows(events.PaymentRecorded)
class PaymentRecorded(TimelineEvent):
    amount: Money = field(Resource.PAYMENT, of=recorded("amount", as_money))
    received_on: date = field(Resource.PAYMENT, of=recorded("received_on", date.fromisoformat))
    source: PaymentSource = field(Resource.PAYMENT, of=recorded("source", PaymentSource))
    outstanding: Money = field(Resource.CASE_FILE_AMOUNTS, of=recorded("outstanding", as_money))


@shows(events.PaymentReversed)
class PaymentReversed(TimelineEvent):
    """A payment undone: it counts no more, and what it had paid is owed again."""

    amount: Money = field(Resource.PAYMENT, of=recorded("amount", as_money))
    received_on: date = field(Resource.PAYMENT, of=recorded("received_on", date.fromisoformat))
    source: PaymentSource = field(Resource.PAYMENT, of=recorded("source", PaymentSource))
    outstanding: Money = field(Resource.CASE_FILE_AMOUNTS, of=recorded("outstanding", as_money))
    reason: str | None = field(Resource.PAYMENT, of=recorded("reason"))


@shows(events.InterruptionRecorded)
class InterruptionRecorded(TimelineEvent):
    """Something that may move the last day of a claim; `lastDay` is what it was after it.

    `untilOn` is the end of a mediation, null as long as it goes on, or the last day that somebody found by the law in
    `basis`.
    """

    interruption: InterruptionKind = field(Resource.CLAIM, of=recorded("interruption", InterruptionKind))
    happened_on: date = field(Resource.CLAIM, of=recorded("happened_on", date.fromisoformat))
    proof: InterruptionProof = field(Resource.CLAIM, of=recorded("proof", InterruptionProof))
    until_on: date | None = field(Resource.CLAIM, of=recorded("until_on", date.fromisoformat))
    basis: str | None = field(Resource.CLAIM, of=recorded("basis"))
    last_day: date | None = field(Resource.CLAIM, of=recorded("last_day", date.fromisoformat))
    document_number: str | None = field(Resource.CLAIM, of=recorded("document_number"))


@shows(events.MediationEnded)
class MediationEnded(TimelineEvent):
    """A mediation that was recorded while it went on has ended; `lastDay` is the claim's after it."""

    happened_on: date = field(Resource.CLAIM, of=recorded("happened_on", date.fromisoformat))
    ended_on: date = field(Resource.CLAIM, of=recorded("ended_on", date.fromisoformat))
    proof: InterruptionProof = field(Resource.CLAIM, of=recorded("proof", InterruptionProof))
    last_day: date | None = field(Resource.CLAIM, of=recorded("last_day", date.fromisoformat))
    document_number: str | None = field(Resource.CLAIM, of=recorded("document_number"))


@shows(events.InterruptionWithdrawn)
class InterruptionWithdrawn(TimelineEvent):
    """An interruption that was a mistake: it counts no more, and the last day is counted anew without it."""

    interruption: InterruptionKind = field(Resource.CLAIM, of=recorded("interruption", InterruptionKind))
    happened_on: date = field(Resource.CLAIM, of=recorded("happened_on", date.fromisoformat))
    last_day: date | None = field(Resource.CLAIM, of=recorded("last_day", date.fromisoformat))
    document_number: str | None = field(Resource.CLAIM, of=recorded("document_number"))
    reason: str | None = field(Resource.CLAIM, of=recorded("reason"))
