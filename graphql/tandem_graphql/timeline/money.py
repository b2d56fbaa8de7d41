"""Events of a case file's money."""

from datetime import date

from tandem.ledger import events
from tandem.ledger.models import PaymentSource
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
