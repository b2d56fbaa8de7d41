"""The case file: one debtor under one mandate with all its claims, and what stops it."""

from enum import StrEnum
from types import EllipsisType
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.publishing import PublicationState
from tandem.kit.fields import id_field, minor_units, nullable_enum, word


class Stage(StrEnum):
    """How far collection has gone. Paused, disputed and promised are derived, never a stage."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    AMICABLE = "amicable"
    PRE_LEGAL = "pre_legal"
    LEGAL = "legal"
    CLOSED = "closed"


class CloseCode(StrEnum):
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    UNCOLLECTIBLE = "uncollectible"
    TIME_BARRED = "time_barred"
    OTHER = "other"


class Segment(StrEnum):
    """Belongs to the claim, not to the debtor: a sole trader's private purchase is a consumer claim."""

    CONSUMER = "consumer"
    PROFESSIONAL = "professional"
    PUBLIC_BUYER = "public_buyer"
    ASSOCIATION = "association"


class ClaimNature(StrEnum):
    """What a claim is for, where the law gives it a limitation period of its own; else goods and services."""

    GENERAL = "general"
    TELECOM = "telecom"
    TRANSPORT = "transport"
    RENT = "rent"
    CONSUMER_CREDIT = "consumer_credit"


class InterruptionKind(StrEnum):
    """What may move the last day of a claim, most by starting its period anew; which do is the law's, in the packs."""

    ACKNOWLEDGEMENT = "acknowledgement"  # the debtor says that they owe, be it a part (C. civ. 2240)
    PART_PAYMENT = "part_payment"
    COURT_CLAIM = "court_claim"  # C. civ. 2241
    ENFORCEMENT = "enforcement"  # a conservatory or enforcement act (C. civ. 2244)
    WRITTEN_DEMAND = "written_demand"  # of a public body alone (loi 68-1250, art. 2)
    MEDIATION = "mediation"  # or conciliation: the period stands still from a day until another (C. civ. 2238)
    STATED_LAST_DAY = "stated_last_day"  # found by a person where the pack leaves the period to another law


class PartyRole(StrEnum):
    DEBTOR = "debtor"
    CO_DEBTOR = "co_debtor"
    GUARANTOR = "guarantor"


class ContactPointKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    POSTAL = "postal"


class ContactPlace(StrEnum):
    """Where a number or an address reaches somebody: some laws forbid a place of work, or count what goes there."""

    HOME = "home"
    MOBILE = "mobile"
    WORK = "work"
    UNKNOWN = "unknown"


class HoldKind(StrEnum):
    DIRECTIVE = "directive"
    DISPUTE = "dispute"
    PROMISE = "promise"
    PLAN = "plan"
    LEGAL = "legal"
    INSOLVENCY = "insolvency"


class Debtor(Model):
    """Who owes, as one creditor knows them at one agency."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    reference = fields.CharField(max_length=80)
    company_number = fields.CharField(max_length=40, null=True)
    name = fields.CharField(max_length=200)
    language = fields.CharField(max_length=10, default="fr")
    country = fields.CharField(max_length=2, default="FR")

    class Meta:
        table = "debtors"
        unique_together = (("agency_id", "creditor_id", "reference"),)


class CaseFile(Model):
    """The shared case file. Balance columns are written by `ledger.balances` alone."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    mandate_id = fields.UUIDField()
    portfolio_id = fields.UUIDField()
    batch_id = fields.UUIDField()
    debtor_id: UUID
    debtor: fields.ForeignKeyRelation[Debtor] = fields.ForeignKeyField("tandem.Debtor", related_name="case_files")
    reference = fields.CharField(max_length=40)
    # The agency's person and team that work it.
    assignee_id = fields.UUIDField(null=True)
    team_id = fields.UUIDField(null=True)
    stage = fields.CharEnumField(Stage, max_length=20)
    close_code: CloseCode | None = nullable_enum(CloseCode, 20)
    currency = fields.CharField(max_length=3)
    principal = minor_units(default=0)
    interest = minor_units(default=0)
    indemnities = minor_units(default=0)
    accessories = minor_units(default=0)
    paid = minor_units(default=0)
    outstanding = minor_units(default=0)
    claim_count = fields.IntField(default=0)
    oldest_due_on = fields.DateField(null=True)
    # The latest last day of its open claims: past it, all that is left is time-barred. Written like the balance.
    last_day = fields.DateField(null=True)
    placed_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    # Since when the person is erased: what is left is a shell, and nothing can be added to it.
    erased_at = fields.DatetimeField(null=True)
    last_contact_at = fields.DatetimeField(null=True)
    # The reference and posting day that every later contact must recall (R124-4).
    letter_reference = fields.CharField(max_length=40, null=True)
    letter_posted_on = fields.DateField(null=True)
    name_sort = fields.CharField(max_length=500)
    search = fields.TextField()
    # No column: what the reader has not read of the timeline, on rows of a reader's list; `...` on all others.
    timeline_unread: int | EllipsisType | None = ...

    class Meta:
        table = "case_files"
        unique_together = (("agency_id", "reference"),)


class Party(Model):
    """Somebody on the case with a role; contacts and caps are per party.

    `country` (ISO 3166, two letters), `segment` and `language` are those of anybody but the debtor, whose own stand on
    the debtor and on the claims; null: nobody has said.
    """

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id: UUID
    case_file: fields.ForeignKeyRelation[CaseFile] = fields.ForeignKeyField("tandem.CaseFile", related_name="parties")
    role = fields.CharEnumField(PartyRole, max_length=20)
    name = fields.CharField(max_length=200)
    country = fields.CharField(max_length=2, null=True)
    segment: Segment | None = nullable_enum(Segment, 20)
    language = fields.CharField(max_length=10, null=True)

    class Meta:
        table = "parties"


class ContactPoint(Model):
    """A number, an e-mail address or a postal address of a party; made invalid with a reason, never reused then."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField()
    party_id: UUID
    party: fields.ForeignKeyRelation[Party] = fields.ForeignKeyField("tandem.Party", related_name="contact_points")
    kind = fields.CharEnumField(ContactPointKind, max_length=10)
    # E.164, lower-case address, or lines of a postal address.
    value = fields.CharField(max_length=500)
    # As somebody said; of a number that is a mobile by its kind, the gate knows it without that (`contacts.asking`).
    place = fields.CharEnumField(
        ContactPlace, max_length=10, default=ContactPlace.UNKNOWN, db_default=ContactPlace.UNKNOWN
    )
    # When somebody of the agency said so: the last word holds wherever the agency has the value (`door_place_of`).
    place_said_at = fields.DatetimeField(null=True)
    invalid_at = fields.DatetimeField(null=True)
    invalid_reason = word(60, null=True)
    # A number that takes no texts may still be called.
    texts_end_at = fields.DatetimeField(null=True)
    texts_end_reason = word(60, null=True)
    # When a person opened again what a provider had closed: what left before says nothing of it since.
    reopened_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "contact_points"
        unique_together = (("party", "kind", "value"),)


class Claim(Model):
    """One unpaid invoice. Amounts are as placed; `outstanding` = its parts − paid."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id: UUID
    case_file: fields.ForeignKeyRelation[CaseFile] = fields.ForeignKeyField("tandem.CaseFile", related_name="claims")
    mandate_id = fields.UUIDField()
    debtor_id = fields.UUIDField()
    batch_id = fields.UUIDField()
    document_number = fields.CharField(max_length=80)
    description = fields.CharField(max_length=300, null=True)
    issued_on = fields.DateField(null=True)
    due_on = fields.DateField()
    segment = fields.CharEnumField(Segment, max_length=20)
    nature = fields.CharEnumField(
        ClaimNature, max_length=20, default=ClaimNature.GENERAL, db_default=ClaimNature.GENERAL
    )
    payee = fields.CharField(max_length=200)
    currency = fields.CharField(max_length=3)
    principal = minor_units()
    interest = minor_units(default=0)
    indemnities = minor_units(default=0)
    accessories = minor_units(default=0)
    paid = minor_units(default=0)
    outstanding = minor_units()
    # Last day on which it can be brought before a court; null when no limitation is known for its due day.
    last_day = fields.DateField(null=True)
    # What moved the last day, and when; null: it is counted from the due day.
    interrupted_by: InterruptionKind | None = nullable_enum(InterruptionKind, 20)
    interrupted_on = fields.DateField(null=True)
    # An opening letter that names this claim was posted on this day (R124-4); printed is not posted.
    letter_posted_on = fields.DateField(null=True)

    class Meta:
        table = "claims"
        unique_together = (("mandate_id", "debtor_id", "document_number"),)


class Hold(Model):
    """Something owned that stops demands; releasing one releases only itself."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id: UUID
    case_file: fields.ForeignKeyRelation[CaseFile] = fields.ForeignKeyField("tandem.CaseFile", related_name="holds")
    # Null: the whole case file.
    claim_id = fields.UUIDField(null=True)
    # Minor units, of the claim alone; null: all of it.
    amount = fields.BigIntField(null=True)
    kind = fields.CharEnumField(HoldKind, max_length=20)
    reason = fields.TextField()
    owner_id = fields.UUIDField()
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    by_name = fields.CharField(max_length=200)
    directive_id = fields.UUIDField(null=True)
    # The call in which it was agreed.
    attempt_id = fields.UUIDField(null=True)
    released_at = fields.DatetimeField(null=True)

    class Meta:
        table = "holds"


class Upload(Model):
    """Bytes that a member of one organization sent, before they belong to anything."""

    id = id_field()
    organization_id = fields.UUIDField()
    membership_id = fields.UUIDField()
    filename = fields.CharField(max_length=200)
    size = fields.BigIntField()
    storage_key = fields.CharField(max_length=200)
    requested_at = fields.DatetimeField()
    received_at = fields.DatetimeField(null=True)
    # Of a document: the case file that it is for, what its bytes are, and when leftovers of it were removed.
    case_file_id = fields.UUIDField(null=True)
    content_type = fields.CharField(max_length=100, null=True)
    sha256 = fields.CharField(max_length=64, null=True)
    swept_at = fields.DatetimeField(null=True)

    class Meta:
        table = "uploads"


class Document(Model):
    """A file of the case, for one side or for both parties; the bytes are in object storage under `storage_key`."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id: UUID
    case_file: fields.ForeignKeyRelation[CaseFile] = fields.ForeignKeyField("tandem.CaseFile", related_name="documents")
    # The chain that decides who may read it: agency, creditor, parties.
    chain = word(10)
    state = fields.CharEnumField(PublicationState, max_length=12)
    # Null: produced by Tandem for the agency, such as a letter.
    author_organization_id = fields.UUIDField(null=True)
    author_membership_id = fields.UUIDField(null=True)
    author_name = fields.CharField(max_length=200, null=True)
    name = fields.CharField(max_length=200)
    content_type = fields.CharField(max_length=100)
    size = fields.IntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=200)
    upload_id = fields.UUIDField(null=True, unique=True)
    # The claim whose invoice it is a copy of.
    claim_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    publishes_at = fields.DatetimeField(null=True)

    class Meta:
        table = "documents"
