"""Everything that goes into a bundle, read in one transaction during which nothing of the case file can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.casefiles import access as case_files
from tandem.casefiles.exhibits import Disclosing, Exhibit, RecordsDisagree, every_source
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, Debtor, Party
from tandem.evidence.agreeing import require_agreement, told_in
from tandem.evidence.models import EvidenceBundle
from tandem.evidence.statement import Account, accounts_of
from tandem.kit import database
from tandem.kit.database import reading
from tandem.ledger.models import Allocation, Payment
from tandem.organizations.actor import System
from tandem.organizations.models import Organization
from tandem.timeline import Chain
from tandem.timeline.anchors.proof import AnchorProof, proof_of
from tandem.timeline.anchors.store import AnchorFileMissing
from tandem.timeline.anchors.written import NotAnAnchor
from tandem.timeline.export import SealBroken, exported


@dataclass(frozen=True, slots=True)
class PartyWithPoints:
    """A party and the addresses at which it can be reached, those known to be wrong left out."""

    party: Party
    points: tuple[ContactPoint, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case file as one organization may disclose it."""

    bundle: EvidenceBundle
    case_file: CaseFile
    debtor: Debtor
    agency: Organization
    creditor: Organization
    parties: tuple[PartyWithPoints, ...]
    accounts: tuple[Account, ...]
    exhibits: tuple[Exhibit, ...]
    # By chain, as `timeline.export` gives them.
    records: dict[Chain, list[dict[str, Any]]]

    @property
    def asker(self) -> Organization:
        """The organization that asked for the bundle."""
        return self.agency if self.bundle.organization_id == self.agency.id else self.creditor

    @property
    def events(self) -> list[dict[str, Any]]:
        """The records of all chains."""
        return [record for records in self.records.values() for record in records]


def chains_of(bundle: EvidenceBundle) -> tuple[Chain, ...]:
    """What is disclosed: the common chain, and the asking side's own one when it wanted that."""
    own = Chain.AGENCY if bundle.organization_id == bundle.agency_id else Chain.CREDITOR
    return (Chain.PARTIES, own) if bundle.includes_own_side else (Chain.PARTIES,)


async def gather(scope: System, bundle: EvidenceBundle, proofs: Mapping[Chain, AnchorProof | None]) -> Dossier:
    """Read it all. Every fact is committed together with its event, and every event takes its chain's head: holding
    the heads makes one picture of many statements. Raises RecordsDisagree.
    """
    async with reading(scope):
        heads = await database.rows(_HEADS, bundle.case_file_id)
        case_file = (await case_files.case_file_for(scope, bundle.case_file_id)).row
        chains = chains_of(bundle)
        records = {chain: await _records(case_file, chain) for chain in chains}
        require_agreement(records, {row["chain"]: (row["sequence"], row["hash"]) for row in heads}, proofs)
        disclosing = Disclosing(case_file, chains, bundle.locale, told_in(records))
        return Dossier(
            bundle=bundle,
            case_file=case_file,
            debtor=await Debtor.get(id=case_file.debtor_id),
            agency=await Organization.get(id=case_file.agency_id),
            creditor=await Organization.get(id=case_file.creditor_id),
            parties=await _parties(case_file),
            accounts=await _accounts(case_file),
            exhibits=tuple([exhibit for known in every_source() for exhibit in await known.source(disclosing)]),
            records=records,
        )


async def anchors_of(scope: System, bundle: EvidenceBundle) -> dict[Chain, AnchorProof | None]:
    """The newest anchor of each disclosed chain; apart from `gather`, since files are read for it.

    Raises RecordsDisagree.
    """
    try:
        async with reading(scope):
            return {chain: await proof_of(bundle.case_file_id, chain.value) for chain in chains_of(bundle)}
    except (AnchorFileMissing, NotAnAnchor) as wrong:
        raise RecordsDisagree(f"case file {bundle.case_file_id}, its newest anchor: {wrong}") from wrong


async def _records(case_file: CaseFile, chain: Chain) -> list[dict[str, Any]]:
    try:
        return [record async for record in exported(case_file.id, [chain], disclose=True)]
    except SealBroken as wrong:
        raise RecordsDisagree(str(wrong)) from wrong


async def _parties(case_file: CaseFile) -> tuple[PartyWithPoints, ...]:
    parties = await Party.filter(case_file_id=case_file.id).order_by("id")
    points = await ContactPoint.filter(case_file_id=case_file.id, invalid_at=None).order_by("kind", "created_at", "id")
    return tuple(
        PartyWithPoints(party, tuple(point for point in points if point.party_id == party.id))
        for party in sorted(parties, key=lambda party: party.role != "debtor")
    )


async def _accounts(case_file: CaseFile) -> tuple[Account, ...]:
    claims = await Claim.filter(case_file_id=case_file.id)
    payments = await Payment.filter(case_file_id=case_file.id)
    allocations = await Allocation.filter(payment_id__in=[payment.id for payment in payments])
    return tuple(accounts_of(claims, payments, allocations))


_HEADS = "SELECT chain, sequence, hash FROM timeline_heads WHERE case_file_id = $1 FOR SHARE"
