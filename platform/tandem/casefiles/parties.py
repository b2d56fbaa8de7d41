"""Who else is bound by the debt: entering them, and correcting by whose law they are contacted."""

from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.corrections import correction_reason
from tandem.casefiles.errors import PartyIsDebtor, PartyKnown
from tandem.casefiles.events import PartyRecorded, PartyStep
from tandem.casefiles.models import Party, PartyRole, Segment
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import texts
from tandem.kit.countries import countries
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class Protection:
    """By whose law a person is contacted: where they live, as whom they are bound, what they read. None: not known."""

    country: str | None = None
    segment: Segment | None = None
    language: str | None = None

    @classmethod
    def of(cls, party: Party) -> "Protection":
        """As a party has it now."""
        return cls(party.country, party.segment, party.language)


async def add_party(actor: Actor, case_file_id: UUID, *, role: PartyRole, name: str, protection: Protection) -> Party:
    """Enter a co-debtor or a guarantor. Raises CaseFileNotFound, PartyIsDebtor, PartyKnown, InvalidInput."""
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_POINT_WRITE)
        if role is PartyRole.DEBTOR:
            raise PartyIsDebtor(field="role")
        known, words = _checked(protection), name.strip()
        if not 0 < len(words) <= _NAME:
            raise InvalidInput("name", name, "party_name")
        if await Party.exists(case_file_id=reached.row.id, role=role, name=words):
            raise PartyKnown(field="name", name=words)
        party = await Party.create(
            agency_id=reached.row.agency_id,
            creditor_id=reached.row.creditor_id,
            case_file=reached.row,
            role=role,
            name=words,
            country=known.country,
            segment=known.segment,
            language=known.language,
        )
        await record(actor, reached.row, _told(PartyStep.ADDED, party))
    return party


async def correct_party(actor: Actor, party_id: UUID, *, protection: Protection, reason: str) -> Party:
    """Say by whose law a person is contacted after all, and why; the same again changes nothing.

    Contacts that wait are asked at the gate again. Raises PartyNotFound, PartyIsDebtor, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.case_file_for_update(actor, await access.case_file_of_party(actor, party_id))
        authorize(actor, reached, Permission.CONTACT_POINT_WRITE)
        party = await access.party_for(reached.row, party_id)
        if party.role is PartyRole.DEBTOR:
            raise PartyIsDebtor(field="partyId")
        known, why = _checked(protection), correction_reason(reason)
        if known == Protection.of(party):
            return party
        party.country, party.segment, party.language = known.country, known.segment, known.language
        await party.save(update_fields=["country", "segment", "language"])
        await look_at_contacts_again(reached.row)
        await record(actor, reached.row, _told(PartyStep.CORRECTED, party, why))
    return party


def _checked(protection: Protection) -> Protection:
    country, language = protection.country or None, protection.language or None
    if country is not None and country not in countries():
        raise InvalidInput("country", country, "country_code")
    if language is not None and language not in texts.LOCALES:
        raise InvalidInput("language", language, "party_language")
    return Protection(country, protection.segment, language)


def _told(step: PartyStep, party: Party, reason: str | None = None) -> PartyRecorded:
    return PartyRecorded(
        step,
        party.role,
        name=party.name,
        country=party.country,
        segment=party.segment,
        language=party.language,
        reason=reason,
    )
