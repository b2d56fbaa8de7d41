"""Attempts to reach a person, opt-outs, and what providers told us."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.models import CaseFile, ContactPoint, Document, Party
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
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
    FIRST_REMINDER = "first_reminder"  # the free one that Belgian law wants before any demand, by e-mail
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
    NOT_CONNECTED = "not_connected"


class PostalService(StrEnum):
    """How the post carries a letter: registered ones are signed for; with receipt, the sender gets the signature."""

    ORDINARY = "ordinary"
    REGISTERED = "registered"
    REGISTERED_RECEIPT = "registered_receipt"


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
    # Which text of it: the SHA-256 of the version that the plan showed. Null for a call and for the opening letter.
    template_version = fields.CharField(max_length=64, null=True)
    template_title = fields.CharField(max_length=200)
    language = fields.CharField(max_length=10)
    to_address = fields.CharField(max_length=500)
    sender = fields.CharField(max_length=254, null=True)
    # The collector's own telephone: the first leg of a bridge call.
    collector_phone = fields.CharField(max_length=20, null=True)
    # Of an answer: what its collector wrote, which the template frames, and the event of the message that it answers.
    words = fields.TextField(null=True)
    answers_id = fields.UUIDField(null=True)
    # The rendered copy exactly as it leaves; rendered again at the instant of sending when claims fell away.
    subject = fields.CharField(max_length=300, null=True)
    body = fields.TextField(null=True)
    html = fields.TextField(null=True)
    # Files that leave with an e-mail or a letter:
    # [{"document_id": …, "name": …, "content_type": …, "size": …, "sha256": …}, …].
    attached: fields.Field[list[dict[str, Any]] | None] = fields.JSONField(null=True)
    # What the provider was given, or the printer: the exact text of `contacts.copies`, from the instant of sending.
    sent_copy = fields.TextField(null=True)
    # Claims demanded: [[claim id, minor units], …].
    claims: fields.Field[list[list[object]]] = fields.JSONField(default=list)
    is_opening_letter = fields.BooleanField(default=False)
    # Of an opening letter as it was printed: the American validation notice is behind it.
    encloses_notice = fields.BooleanField(default=False, db_default=False)
    send_at = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    # Why deferred, blocked or waiting on a person: [{"code": …, "args": {…}, "source": …}, …].
    reasons: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list)
    pack_version = fields.CharField(max_length=200, null=True)
    # What a person let pass that the gate had left to a person: [{"codes": […], "seen": {code: […]}, "reason": …,
    # "by": …, "by_id": …, "at": …}, …]. Holds for this attempt alone.
    released: fields.Field[list[dict[str, object]] | None] = fields.JSONField(null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=200, null=True)
    created_by_id = fields.UUIDField(null=True)
    sending_at = fields.DatetimeField(null=True)
    provider_id = fields.CharField(max_length=80, null=True)
    provider_status = fields.CharField(max_length=40, null=True)
    provider_code = fields.CharField(max_length=40, null=True)
    settled_at = fields.DatetimeField(null=True)
    # When the provider is asked next how it stands, while no callback tells its end (`contacts.untold`).
    ask_at = fields.DatetimeField(null=True)
    document_id: UUID | None
    document: fields.ForeignKeyNullableRelation[Document] = fields.ForeignKeyField(
        "tandem.Document", related_name="attempts", null=True
    )
    letter_reference = fields.CharField(max_length=40, null=True)
    posted_on = fields.DateField(null=True)
    postal_service = fields.CharEnumField(
        PostalService, max_length=20, default=PostalService.ORDINARY, db_default="ordinary"
    )
    # Of a registered letter, as the post prints it on its label, without spaces.
    tracking_number = fields.CharField(max_length=20, null=True)
    # Of a letter that came back: the day on which it did, why, and how the search for a better address ended.
    returned_on = fields.DateField(null=True)
    return_reason: ReturnReason | None = nullable_enum(ReturnReason, 12)
    tracing_outcome: TracingOutcome | None = nullable_enum(TracingOutcome, 12)
    disposition: Disposition | None = nullable_enum(Disposition, 20)
    # What the agency calls this outcome: {"fr": …, "en": …}; null where it keeps Tandem's own words.
    outcome_labels: fields.Field[dict[str, str] | None] = fields.JSONField(null=True)
    callback_at = fields.DatetimeField(null=True)
    promised_on = fields.DateField(null=True)
    # Of a call that somebody asked for on the telephone: the call in which they did.
    asked_in_id = fields.UUIDField(null=True)
    comment = fields.TextField(null=True)
    # The collector's open line that the debtor was dialled from (`contacts.calling`).
    line_id = fields.UUIDField(null=True)
    # A call that a message with keys to press opens, without a collector.
    automated = fields.BooleanField(default=False, db_default=False)
    # Who picked up, as far as the provider can tell: human, machine, fax, unknown.
    answered_by = fields.CharField(max_length=20, null=True)
    # When the person's telephone was picked up, and how long that leg lasted from then on, both as the provider tells.
    answered_at = fields.DatetimeField(null=True)
    duration_seconds = fields.IntField(null=True)
    # SHA-256 of the word in the address that answers to this e-mail are written to (`contacts.mail.reply_address`).
    reply_hash = fields.CharField(max_length=64, null=True)

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


class TemplateVersion(Model):
    """A text that an agency wrote for a template, decided on by somebody else: never overwritten, only decided once."""

    id = id_field()
    agency_id = fields.UUIDField()
    # The template as attempts name it; a key that ships starts at number 2, since what ships is its first version.
    key = word(80)
    number = fields.IntField()
    form = word(12)
    language = word(10)
    tone = word(12)
    purpose = fields.CharEnumField(Purpose, max_length=20)
    country = word(2)
    one_way_sender = fields.BooleanField(default=False)
    title_fr = fields.CharField(max_length=80)
    title_en = fields.CharField(max_length=80)
    subject = fields.CharField(max_length=200, null=True)
    text = fields.TextField()
    # Names these words in attempts and copies.
    sha256 = fields.CharField(max_length=64)
    # None: what ships, kept as the agency withdrew it.
    author = fields.CharField(max_length=200, null=True)
    author_id = fields.UUIDField(null=True)
    written_at = fields.DatetimeField()
    approved = fields.BooleanField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)
    decided_by_id = fields.UUIDField(null=True)
    comment = fields.CharField(max_length=500, null=True)
    # An approved text that is sent no more, and none of its template before it.
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_by = fields.CharField(max_length=200, null=True)
    withdrawn_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "template_versions"
        unique_together = (("agency_id", "key", "number"),)


class OptOut(Model):
    """A person's wish not to be reached at an address by a channel: binds the agency for all its creditors."""

    id = id_field()
    agency_id = fields.UUIDField()
    channel = fields.CharEnumField(Channel, max_length=10)
    address = fields.CharField(max_length=500)
    source = word(20)
    # Free text that seems to ask for it counts until a person has read it.
    provisional = fields.BooleanField(default=False)
    # The link (`ways_out`) that alone said it, and may take it back; null for what was said otherwise, or again.
    way_out_id = fields.UUIDField(null=True)
    recorded_at = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "opt_outs"


class InboundState(StrEnum):
    """Where a message from outside stands: on its case file, or before a person who says where it belongs."""

    FILED = "filed"
    WAITING = "waiting"
    ATTACHED = "attached"
    SET_ASIDE = "set_aside"


class InboundWhy(StrEnum):
    """Why a message did not find its case file by itself."""

    UNKNOWN_SENDER = "unknown_sender"
    SEVERAL_CASE_FILES = "several_case_files"
    UNPROVEN_SENDER = "unproven_sender"
    AUTOMATIC = "automatic"


class SetAsideAs(StrEnum):
    """Why a message goes onto no case file."""

    NOT_ABOUT_A_CASE = "not_about_a_case"
    ADVERTISING = "advertising"
    WRONG_ADDRESSEE = "wrong_addressee"
    HANDLED_OTHERWISE = "handled_otherwise"
    AUTOMATIC = "automatic"
    WISH = "wish"  # STOP or START from a number of no open case file: heeded, and for nobody to answer


class InboundMessage(Model):
    """A message from outside that a person must look at, and every e-mail: once a callback, with its own time."""

    id = id_field()
    agency_id = fields.UUIDField()
    # The row of `provider_events` that brought it.
    event_id = fields.UUIDField(unique=True)
    channel = fields.CharEnumField(Channel, max_length=10)
    # From and to which number or address, as the message says.
    sender = fields.CharField(max_length=500)
    sent_to = fields.CharField(max_length=500)
    subject = fields.TextField(null=True)
    body = fields.TextField()
    # [{"name": …, "content_type": …, "size": …, "refused": null or why it was not taken}, …].
    attachments: fields.Field[list[dict[str, object]]] = fields.JSONField(default=list)
    received_at = fields.DatetimeField()
    state = fields.CharEnumField(InboundState, max_length=12)
    why: InboundWhy | None = nullable_enum(InboundWhy, 20)
    # What it answers, as far as that is known.
    attempt_id = fields.UUIDField(null=True)
    creditor_id = fields.UUIDField(null=True)
    case_file_id = fields.UUIDField(null=True)
    # What the sender's program called an e-mail: an answer names it, and other e-mails of the same exchange do.
    message_id = fields.CharField(max_length=260, null=True)
    # The event that tells of it on its case file.
    recorded_as = fields.UUIDField(null=True)
    # A case file that has an e-mail which this one names: a stranger may name it too, so a person decides.
    near_id = fields.UUIDField(null=True)
    # The e-mail as it came, byte for byte; of a text, the pictures that came with it.
    storage_key = fields.CharField(max_length=200, null=True)
    # Who reads it on its case file, where a person put it there.
    chain = word(10, null=True)
    handled_at = fields.DatetimeField(null=True)
    handled_by = fields.CharField(max_length=200, null=True)
    handled_by_id = fields.UUIDField(null=True)
    set_aside_as: SetAsideAs | None = nullable_enum(SetAsideAs, 20)
    comment = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "inbound_messages"


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
