"""What the people of a case file said about being reached: the agency's alone."""

from datetime import date, datetime

import strawberry

from tandem.casefiles.models import ContactPoint as PointRow
from tandem.casefiles.queries import ReachablePoint
from tandem.contacts import commands
from tandem.contacts.altogether import RefusedAltogether as AltogetherRow
from tandem.contacts.consents import ConsentEntry as EntryRow
from tandem.contacts.consents import ConsentPurpose, EntryKind
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import Channel
from tandem.contacts.preferences import Preference
from tandem.contacts.queries import opted_out_by_contact_point
from tandem.kit import texts
from tandem_graphql.casefiles.parties import ContactPoint
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class ConsentEntry:
    """One thing that was said, as it was entered: entries are never changed."""

    channel: Channel
    address: str
    kind: EntryKind
    purpose: ConsentPurpose | None = strawberry.field(description="Of a consent and of its withdrawal.")
    source: str = strawberry.field(description="How it came to us, in the reader's language.")
    evidence: str | None = strawberry.field(description="The person's own words, or where the proof stands.")
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str | None

    @classmethod
    def of(cls, entry: EntryRow, locale: str) -> "ConsentEntry":
        """From the ledger."""
        return cls(
            channel=entry.channel,
            address=entry.address,
            kind=entry.kind,
            purpose=entry.purpose,
            source=texts.render(f"wish.source.{entry.source}", locale),
            evidence=entry.evidence,
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            recorded_by=entry.recorded_by,
        )


@value_type()
class ContactPreference:
    """How whoever is reached at an address would rather be; minutes of their day."""

    address: str
    channel: Channel | None
    from_minute: int | None
    to_minute: int | None
    recorded_at: datetime

    @classmethod
    def of(cls, preference: Preference) -> "ContactPreference":
        """From what holds now."""
        start, end = preference.hours or (None, None)
        return cls(
            address=preference.address,
            channel=preference.channel,
            from_minute=start,
            to_minute=end,
            recorded_at=preference.recorded_at,
        )


@value_type()
class RefusedAltogether:
    """A person who asked to be reached nowhere: addresses that come later are refused as they come."""

    party_id: strawberry.ID
    source: str = strawberry.field(description="How it came to us, in the reader's language.")
    recorded_at: datetime

    @classmethod
    def of(cls, one: AltogetherRow, locale: str) -> "RefusedAltogether":
        """From what holds now."""
        return cls(
            party_id=global_id("Party", one.party_id),
            source=texts.render(f"wish.source.{one.source}", locale),
            recorded_at=one.recorded_at,
        )


@value_type()
class ContactLedger:
    """Entries of all addresses of a case file, the newest first, preferences that hold, and who refused everything."""

    entries: list[ConsentEntry]
    preferences: list[ContactPreference]
    nowhere: list[RefusedAltogether]


@strawberry.input
class RecordConsentInput:
    case_file_id: strawberry.ID
    contact_point_id: strawberry.ID
    channel: Channel
    purpose: ConsentPurpose
    on: date
    evidence: str
    withdrawn: bool = False


@value_type(Public.ANSWER)
class RecordConsentPayload:
    contact_point: ContactPoint | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ContactLedgerQueries:
    @query(Resource.OPT_OUT)
    async def contact_ledger(self, info: Info, case_file_id: strawberry.ID) -> ContactLedger | None:
        """Opt-outs, consents and preferences of the people of a case file, whichever creditor's case they come from."""
        found = await ledger_for(info.context.actor, key_of(case_file_id, "CaseFile", "caseFileId"))
        if found is None:
            return None
        return ContactLedger(
            entries=[ConsentEntry.of(entry, info.context.locale) for entry in found.entries],
            preferences=[ContactPreference.of(one) for one in found.preferences],
            nowhere=[RefusedAltogether.of(one, info.context.locale) for one in found.nowhere],
        )


@strawberry.type
class ContactLedgerMutations:
    @mutation(Permission.OPT_OUT_WRITE)
    async def record_consent(self, info: Info, input: RecordConsentInput) -> RecordConsentPayload:  # noqa: A002
        """A consent, or with `withdrawn` that it was taken back, with what proves it."""
        actor = info.context.actor
        row: PointRow = await commands.record_consent(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            key_of(input.contact_point_id, "ContactPoint", "contactPointId"),
            channel=input.channel,
            purpose=input.purpose,
            on=input.on,
            evidence=input.evidence,
            withdrawn=input.withdrawn,
        )
        refused = await info.context.loaders.need(opted_out_by_contact_point, row.id)
        return RecordConsentPayload(contact_point=ContactPoint.of(actor, ReachablePoint(row, tuple(refused))))
