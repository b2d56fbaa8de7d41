"""A copy of an invoice for the debtor in one key: which claims have one, and sending it by e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.documents.matching import matches
from tandem.casefiles.models import CaseFile, Claim, ContactPointKind, Document
from tandem.contacts import content
from tandem.contacts.attachments import is_attachable
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.errors import (
    EmailAddressMissing,
    InvoiceCopyChanged,
    InvoiceCopyMissing,
    InvoiceTemplateMissing,
)
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import Address, CaseFacts
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.templates import Template
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import Chain
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class InvoiceCopy:
    """An open claim and the file that is a copy of its invoice; None: nobody has added one for both parties."""

    claim_id: UUID
    document_number: str
    outstanding: Money
    document: Document | None

    @property
    def added_for_claim(self) -> bool:
        """The file was added as the invoice of this claim: nobody needs to look whether its name misleads."""
        return self.document is not None and self.document.claim_id == self.claim_id


async def invoice_copies(actor: Actor, case_file_id: UUID) -> list[InvoiceCopy]:
    """The open claims of a case file with their copies, in the order of their documents' numbers.

    Raises CaseFileNotFound, NotPermitted.
    """
    async with reading(actor):
        return await _copies(await _reached(actor, case_file_id))


async def send_invoice_copy(
    actor: Actor, case_file_id: UUID, claim_id: UUID, document_id: UUID, *, idempotency_key: str
) -> ContactAttempt:
    """Plan the e-mail that carries the copy of a claim's invoice, to an address of the debtor's own.

    `document_id`: the file whose name was shown, so that one that was added since never leaves in its place. The e-mail
    is judged as an answer to what the debtor wrote in the last hours, else as a demand of this claim. Raises
    InvoiceCopyMissing, InvoiceCopyChanged, EmailAddressMissing, InvoiceTemplateMissing, and what `plan_contact` raises.
    """
    async with reading(actor):
        copies = await _copies(await _reached(actor, case_file_id))
        document = next((one.document for one in copies if one.claim_id == claim_id), None)
        if document is None:
            raise InvoiceCopyMissing(field="claimId")
        if document.id != document_id:
            raise InvoiceCopyChanged(field="documentId")
        facts = (await facts_of([case_file_id]))[case_file_id]
    address = _address(facts)
    return await plan_contact(
        actor,
        case_file_id,
        address.id,
        channel=Channel.EMAIL,
        template_id=_template(facts, address.party_id).id,
        send_at=None,
        idempotency_key=idempotency_key,
        document_ids=[document.id],
        claim_ids=frozenset({claim_id}),
    )


async def _reached(actor: Actor, case_file_id: UUID) -> CaseFile:
    reached = await access.case_file_for(actor, case_file_id)
    authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)
    return reached.row


async def _copies(case_file: CaseFile) -> list[InvoiceCopy]:
    claims = await Claim.filter(case_file_id=case_file.id).order_by("document_number", "id")
    files = await Document.filter(case_file_id=case_file.id, chain=Chain.PARTIES.value).order_by("-created_at", "-id")
    copies = _by_claim(claims, [one for one in files if is_attachable(one)])
    return [
        InvoiceCopy(one.id, one.document_number, Money(one.outstanding, one.currency), copies.get(one.id))
        for one in claims
        if one.outstanding > 0
    ]


def _by_claim(claims: Iterable[Claim], files: Iterable[Document]) -> dict[UUID, Document]:
    """The newest file of each claim: one that was added as its invoice, else one whose name tells its number."""
    numbers = {claim.id: claim.document_number for claim in claims}
    said: dict[UUID, Document] = {}
    named: dict[UUID, Document] = {}
    for file in files:
        if file.claim_id is not None:
            said.setdefault(file.claim_id, file)
        elif len(found := matches(file.name, numbers)) == 1:
            named.setdefault(found[0], file)
    return named | said


def _address(facts: CaseFacts) -> Address:
    """The debtor's first e-mail address that nothing stops, else one that something does: the gate says what. Raises
    EmailAddressMissing.
    """
    debtor = next(iter(facts.parties))
    suitable = [one for one in facts.addresses if one.kind is ContactPointKind.EMAIL and one.party_id == debtor]
    if not suitable:
        raise EmailAddressMissing
    return min(suitable, key=lambda one: (one.invalid_on is not None, Channel.EMAIL in one.opted_out_on))


def _template(facts: CaseFacts, party_id: UUID) -> Template:
    """The first in the person's language whose text is for sending files: the agency's own words of it where it has
    some. Raises InvoiceTemplateMissing.
    """
    offered = content.choices(facts, Channel.EMAIL, facts.parties[party_id].language, party_id)
    chosen = next((one for one in offered if one.sends_files), None)
    if chosen is None:
        raise InvoiceTemplateMissing
    return content.template_for(facts, Channel.EMAIL, party_id, chosen.id)
