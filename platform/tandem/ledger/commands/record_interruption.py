"""Recording what moves the last day of a claim: an acknowledgement, a claim in court, an act, a mediation (§1.3)."""

from datetime import date
from uuid import UUID

from tandem.casefiles.limitation import WITH_UNTIL, interrupting, law_of
from tandem.casefiles.models import Claim, Debtor, InterruptionKind
from tandem.casefiles.regating import look_at_contacts_again
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.ledger import access, balances
from tandem.ledger.errors import DoesNotInterrupt
from tandem.ledger.events import InterruptionRecorded
from tandem.ledger.models import PROOFS, ClaimInterruption, InterruptionProof
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Organization
from tandem.outbox.idempotency import once
from tandem.timeline import record
from tandem_policies.permission import Permission

_LONGEST = 500  # characters of the law that a last day rests on


async def record_interruption(
    actor: Actor,
    claim_id: UUID,
    *,
    kind: InterruptionKind,
    happened_on: date,
    proof: InterruptionProof,
    document_id: UUID | None,
    until_on: date | None = None,
    basis: str | None = None,
    idempotency_key: str,
) -> ClaimInterruption:
    """Record what happened to a claim on a day, and what shows it; the last day is counted anew, of the whole claim.

    One after the last day is kept and moves nothing. `document_id` is a file of the same case. `until_on`: the
    end of a mediation, None as long as it goes on; or the last day that somebody found on `happened_on` where another
    law sets it, with that law as its `basis`.
    Raises ClaimNotFound, DocumentNotFound, DoesNotInterrupt, InvalidInput, ConflictingKey.
    """
    async with transaction(actor):
        reached, case_file = await access.claim_for_update(actor, claim_id)
        authorize(actor, reached, Permission.CLAIM_INTERRUPT)
        claim, words = reached.row, (basis or "").strip() or None

        async def act() -> UUID:
            await _check(claim, kind, happened_on, proof)
            _check_until(claim, kind, happened_on, until_on)
            _check_basis(kind, words)
            await access.require_document_of(actor, case_file, document_id)
            interruption = await ClaimInterruption.create(
                agency_id=claim.agency_id,
                creditor_id=claim.creditor_id,
                case_file_id=case_file.id,
                claim_id=claim.id,
                kind=kind,
                happened_on=happened_on,
                until_on=until_on,
                basis=words,
                proof=proof,
                document_id=document_id,
                recorded_at=clock.now(),
                recorded_by=actor.person_name,
            )
            await balances.refresh(case_file.id)
            await claim.refresh_from_db()
            await look_at_contacts_again(case_file)
            recorded = InterruptionRecorded(
                interruption.id,
                claim.id,
                kind,
                happened_on,
                proof,
                claim.last_day,
                until_on,
                document_number=claim.document_number,
                basis=words,
            )
            await record(actor, case_file, recorded)
            interruption_id: UUID = interruption.id
            return interruption_id

        arguments: dict[str, object] = {
            "claim_id": claim_id,
            "kind": kind,
            "happened_on": happened_on,
            "proof": proof,
            "document_id": document_id,
            "until_on": until_on,
            "basis": words,
        }
        return await ClaimInterruption.get(id=await once(actor, idempotency_key, "interruption", arguments, act))


async def _check(claim: Claim, kind: InterruptionKind, happened_on: date, proof: InterruptionProof) -> None:
    if kind not in PROOFS:
        raise InvalidInput("kind", kind.value, "interruption_recorded_by_hand")
    debtor, creditor = await Debtor.get(id=claim.debtor_id), await Organization.get(id=claim.creditor_id)
    law = law_of(claim.segment, debtor=debtor.country, creditor=creditor.country)
    counting = interrupting(claim.segment, claim.nature, claim.due_on, law=law)
    if kind not in counting:
        raise DoesNotInterrupt(kind, counting - {InterruptionKind.PART_PAYMENT})
    if happened_on > clock.today():
        raise InvalidInput("happenedOn", happened_on, "day_not_future")
    if happened_on < claim.due_on:
        raise InvalidInput("happenedOn", happened_on, "day_since_due")
    if proof not in PROOFS[kind]:
        raise InvalidInput("proof", proof.value, f"interruption_proof.{kind}")


def _check_until(claim: Claim, kind: InterruptionKind, happened_on: date, until_on: date | None) -> None:
    """A mediation that goes on has no end yet (`end_mediation`)."""
    if kind is InterruptionKind.MEDIATION:
        fits = until_on is None or happened_on < until_on <= clock.today()
    elif kind is InterruptionKind.STATED_LAST_DAY:
        fits = until_on is not None and claim.due_on <= until_on
    else:
        fits = until_on is None
    if not fits:
        raise InvalidInput("untilOn", until_on or "", f"interruption_until.{kind if kind in WITH_UNTIL else 'none'}")


def _check_basis(kind: InterruptionKind, basis: str | None) -> None:
    stated = kind is InterruptionKind.STATED_LAST_DAY
    if stated and not (basis and len(basis) <= _LONGEST):
        raise InvalidInput("basis", (basis or "")[:50], "interruption_basis")
    if basis and not stated:
        raise InvalidInput("basis", basis[:50], "interruption_basis.none")
