"""Exhibits of the case file itself: the mandate, the unpaid invoices and the files that were added to it."""

from datetime import date

from tandem.casefiles.exhibits import Disclosing, Exhibit, Piece, exhibits
from tandem.casefiles.models import Claim, Document
from tandem.casefiles.publishing import PublicationState
from tandem.kit.clock import local_day
from tandem.kit.money import Money
from tandem.kit.written import written_day
from tandem.organizations.models import Mandate


@exhibits(order=10, covers=("mandates",))
async def mandate(disclosing: Disclosing) -> list[Exhibit]:
    """The agreement that gives the power to receive for the creditor (R124-3 CPCE).

    What the parties to it agreed on the fee and on paying over is theirs: it does not concern the debtor.
    """
    row = await Mandate.get(id=disclosing.case_file.mandate_id)
    facts = [
        ("exhibit.reference", row.reference),
        ("exhibit.mandate.signed_on", _day(row.signed_on, disclosing)),
        ("exhibit.mandate.in_force", _in_force(row, disclosing)),
        ("exhibit.mandate.basis", row.basis),
        ("exhibit.mandate.insurance", row.insurance),
        ("exhibit.mandate.payee", row.payee),
    ]
    return [
        Exhibit(
            title=disclosing.say("exhibit.mandate", reference=row.reference),
            day=row.signed_on or row.starts_on,
            facts=tuple((disclosing.say(label), value) for label, value in facts if value),
        )
    ]


@exhibits(order=30, covers=("claims",))
async def invoices(disclosing: Disclosing) -> list[Exhibit]:
    """Each unpaid invoice as it was placed; its parts are shown apart (R124-4, 3°)."""
    found = await Claim.filter(case_file_id=disclosing.case_file.id).order_by("due_on", "document_number", "id")
    return [_invoice(claim, disclosing) for claim in found]


@exhibits(order=80, covers=("documents",))
async def files(disclosing: Disclosing) -> list[Exhibit]:
    """Files on the chains that the bundle discloses; what waits to be published or was withdrawn is not among them.

    A letter is a file too: the bundle leaves out here what an earlier exhibit has shown. What a file was is told by the
    event that added it, not by its row.
    """
    found = await Document.filter(
        case_file_id=disclosing.case_file.id,
        chain__in=[chain.value for chain in disclosing.chains],
        state=PublicationState.RECORDED,
    ).order_by("created_at", "id")
    sealed = disclosing.newest("document_id", "document_added")
    return [
        Exhibit(
            title=document.name,
            day=local_day(document.created_at),
            facts=_added(document, disclosing),
            pieces=(
                Piece(
                    document.name,
                    document.content_type,
                    storage_key=document.storage_key,
                    sha256=sealed.get(str(document.id), {}).get("sha256", document.sha256),
                    size=document.size,
                    annexed=True,
                ),
            ),
            at=document.created_at,
        )
        for document in found
    ]


def _added(document: Document, disclosing: Disclosing) -> tuple[tuple[str, str], ...]:
    audience = (disclosing.say("exhibit.audience"), disclosing.say(f"exhibit.audience.{document.chain}"))
    by = document.author_name
    return ((disclosing.say("exhibit.document.added_by"), by), audience) if by else (audience,)


def _invoice(claim: Claim, disclosing: Disclosing) -> Exhibit:
    def amount(minor: int) -> str:
        return Money(minor, claim.currency).formatted(disclosing.locale) if minor else ""

    facts = [
        ("exhibit.invoice.number", claim.document_number),
        ("exhibit.invoice.description", claim.description or ""),
        ("exhibit.invoice.issued_on", _day(claim.issued_on, disclosing)),
        ("exhibit.invoice.due_on", _day(claim.due_on, disclosing)),
        ("exhibit.invoice.principal", amount(claim.principal)),
        ("exhibit.invoice.interest", amount(claim.interest)),
        ("exhibit.invoice.indemnities", amount(claim.indemnities)),
        ("exhibit.invoice.accessories", amount(claim.accessories)),
    ]
    return Exhibit(
        title=disclosing.say("exhibit.invoice", number=claim.document_number),
        day=claim.issued_on or claim.due_on,
        facts=tuple((disclosing.say(label), value) for label, value in facts if value),
    )


def _in_force(row: Mandate, disclosing: Disclosing) -> str:
    starts = written_day(row.starts_on, disclosing.locale)
    if row.ends_on is None:
        return disclosing.say("exhibit.mandate.from", starts=starts)
    return disclosing.say("exhibit.mandate.from_to", starts=starts, ends=written_day(row.ends_on, disclosing.locale))


def _day(day: date | None, disclosing: Disclosing) -> str:
    return written_day(day, disclosing.locale) if day else ""
