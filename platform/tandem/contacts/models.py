"""Attempts to reach a person, opt-outs, and what providers told us."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.models import CaseFile, ContactPoint, Document, Party
from tandem.kit.fields import id_field, nullable_enum, word


class Channel(StrEnum):
    VOICE = "voice"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class AttemptState(StrEnum):
    """The one vocabulary of attempt states; moves only by `contacts.transitions`."""

    PLANNED = "planned"
    DEFERRED = "deferred"
    BLOCKED = "blocked"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    NEEDS_PERSON = "needs_person"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """Why the person is contacted; what the gate lets pass depends on it (compliance, §5.1)."""

    DEMAND = "demand"
    LEGAL_NOTICE = "legal_notice"
    REPLY = "reply"
    CALLBACK = "callback"
    RECEIPT = "receipt"
    RIGHTS = "rights"
    OPTOUT_CONFIRM = "optout_confirm"


class Disposition(StrEnum):
    """How a call went, told by the collector."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSES = "refuses"
    PROMISES = "promises"
    CALLBACK = "callback"


class ContactAttempt(Model):
    """One attempt to reach one party at one address: at most one provider call is ever made for it."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id: UUID
    case_file: fields.ForeignKeyRelation[CaseFile] = fields.ForeignKeyField("tandem.CaseFile", related_name="attempts")
    party_id: UUID
    party: fields.ForeignKeyRelation[Party] = fields.ForeignKeyField("tandem.Party", related_name="attempts")
    contact_point_id: UUID
    contact_point: fields.ForeignKeyRelation[ContactPoint] = fields.ForeignKeyField(
        "tandem.ContactPoint", related_name="attempts"
    )
    channel = fields.CharEnumField(Channel, max_length=10)
    purpose = fields.CharEnumField(Purpose, max_length=20)
    state = fields.CharEnumField(AttemptState, max_length=20)
    template_id = fields.CharField(max_length=80)
    template_title = fields.CharField(max_length=200)
    language = fields.CharField(max_length=10)
    to_address = fields.CharField(max_length=500)
    sender = fields.CharField(max_length=254, null=True)
    # The collector's own telephone: the first leg of a bridge call.
    collector_phone = fields.CharField(max_length=20, null=True)
    # The rendered copy exactly as it leaves; rendered again at the instant of sending when claims fell away.
    subject = fields.CharField(max_length=300, null=True)
    body = fields.TextField(null=True)
    html = fields.TextField(null=True)
    # What the provider was given, or the printer: the exact text of `contacts.copies`, from the instant of sending.
    sent_copy = fields.TextField(null=True)
    # Claims demanded: [[claim id, minor units], …].
    claims: fields.Field[list[list[object]]] = fields.JSONField(default=list)
    is_opening_letter = fields.BooleanField(default=False)
    send_at = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    # Why deferred, blocked or waiting on a person: [{"code": …, "args": {…}, "source": …}, …].
    reasons: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list)
    pack_version = fields.CharField(max_length=40, null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=200, null=True)
    created_by_id = fields.UUIDField(null=True)
    sending_at = fields.DatetimeField(null=True)
    provider_id = fields.CharField(max_length=80, null=True)
    provider_status = fields.CharField(max_length=40, null=True)
    provider_code = fields.CharField(max_length=40, null=True)
    settled_at = fields.DatetimeField(null=True)
    document_id: UUID | None
    document: fields.ForeignKeyNullableRelation[Document] = fields.ForeignKeyField(
        "tandem.Document", related_name="attempts", null=True
    )
    letter_reference = fields.CharField(max_length=40, null=True)
    posted_on = fields.DateField(null=True)
    disposition: Disposition | None = nullable_enum(Disposition, 20)
    comment = fields.TextField(null=True)

    class Meta:
        table = "contact_attempts"


class DeliveryReport(Model):
    """What the provider told of an attempt, each word once and with its time: the proof of delivery."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField()
    attempt_id: UUID
    attempt: fields.ForeignKeyRelation[ContactAttempt] = fields.ForeignKeyField(
        "tandem.ContactAttempt", related_name="reports"
    )
    provider = word(20)
    provider_id = fields.CharField(max_length=200, null=True)
    # Of a bridge call: whose leg.
    leg = word(20, null=True)
    # Our word for what the provider said (`DeliveryStatus`, `CallStatus`), or its own word when it took the message.
    status = word(40)
    code = fields.CharField(max_length=40, null=True)
    # When it happened, as far as the provider says so, and when we were told.
    occurred_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField()
    # The raw callback in `provider_events`; null for the answer to the send.
    event_id = fields.UUIDField(null=True, unique=True)

    class Meta:
        table = "delivery_reports"


class OptOut(Model):
    """A person's wish not to be reached at an address by a channel: binds the agency for all its creditors."""

    id = id_field()
    agency_id = fields.UUIDField()
    channel = fields.CharEnumField(Channel, max_length=10)
    address = fields.CharField(max_length=500)
    source = word(20)
    # Free text that seems to ask for it counts until a person has read it.
    provisional = fields.BooleanField(default=False)
    recorded_at = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "opt_outs"


class ProviderEvent(Model):
    """A provider's callback as it came, kept raw, handled once: (provider, event_id) is unique."""

    id = id_field()
    provider = word(20)
    event_id = fields.CharField(max_length=200)
    kind = word(30)
    payload: fields.Field[dict[str, object]] = fields.JSONField()
    received_at = fields.DatetimeField()
    handled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "provider_events"
        unique_together = (("provider", "event_id"),)
