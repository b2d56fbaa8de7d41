"""Issuing and releasing directives: a hold stops every demand, the others say how, or whom, one may contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles.errors import CaseFileClosed
from tandem.casefiles.holds import place_hold, release_holds_of_directive
from tandem.casefiles.models import CaseFile, Claim, HoldKind, Party, Stage
from tandem.casefiles.regating import look_at_contacts_again
from tandem.directives import access
from tandem.directives.errors import DirectiveAlreadyReleased, DirectiveInForce
from tandem.directives.events import DirectiveIssued, DirectiveReleased
from tandem.directives.models import Directive, DirectiveKind, DirectiveState
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.money import Money
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

_REASON = 2_000  # characters


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim that a hold is on; `amount` is the part of it, null all of it."""

    claim_id: UUID
    amount: Money | None = None


async def issue_directive(
    actor: Actor,
    case_file_id: UUID,
    *,
    kind: DirectiveKind,
    reason: str,
    party_id: UUID | None = None,
    held: Sequence[HeldClaim] = (),
) -> Directive:
    """Instruct the agency about one case file; it binds every contact from this transaction on.

    `party_id` is who alone may be contacted, for OTHER_PERSON and no other kind; `held` is what a HOLD is on where it
    is not on the whole case file. Raises CaseFileClosed, DirectiveInForce, InvalidInput for a reason that is empty or
    longer than 2,000 characters, for another party, for another case file's claims or for more than is owed on one.
    """
    async with transaction(actor):
        reached = await case_files.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.DIRECTIVE_ISSUE)
        case_file, words = reached.row, reason.strip()
        if case_file.stage is Stage.CLOSED:
            raise CaseFileClosed
        if not words:
            raise InvalidInput("reason", reason, "text")
        if len(words) > _REASON:
            raise InvalidInput("reason", reason, "directive_reason")
        if (kind is DirectiveKind.OTHER_PERSON) != (party_id is not None):
            raise InvalidInput("partyId", party_id, "directive_party")
        if party_id is not None and not await Party.exists(id=party_id, case_file_id=case_file.id):
            raise InvalidInput("partyId", party_id, "directive_party")
        claims = await _claims(case_file, kind, held)
        if await Directive.exists(case_file_id=case_file.id, kind=kind, state=DirectiveState.ISSUED):
            raise DirectiveInForce
        directive = await Directive.create(
            agency_id=case_file.agency_id,
            creditor_id=case_file.creditor_id,
            case_file_id=case_file.id,
            kind=kind,
            state=DirectiveState.ISSUED,
            reason=words,
            party_id=party_id,
            issued_at=clock.now(),
            issued_by=actor.person_name,
        )
        if kind is DirectiveKind.HOLD and not claims:
            await place_hold(actor, case_file, HoldKind.DIRECTIVE, words, directive_id=directive.id)
        for claim, part in claims:
            await place_hold(
                actor,
                case_file,
                HoldKind.DIRECTIVE,
                words,
                directive_id=directive.id,
                claim_id=claim.id,
                amount=part.minor if part else None,
            )
        await look_at_contacts_again(case_file)
        told = tuple(_told(claim, part) for claim, part in claims)
        await record(actor, case_file, DirectiveIssued(directive.id, kind, bool(claims), reason=words, held=told))
    return directive


async def _claims(
    case_file: CaseFile, kind: DirectiveKind, held: Sequence[HeldClaim]
) -> list[tuple[Claim, Money | None]]:
    """The claims that the hold is on, each with the part of it; the case file is locked. Raises InvalidInput."""
    if held and kind is not DirectiveKind.HOLD:
        raise InvalidInput("claims", kind, "directive_claims")
    known = {claim.id: claim for claim in await Claim.filter(case_file_id=case_file.id)} if held else {}
    found = []
    for place, one in enumerate(held):
        claim = known.pop(one.claim_id, None)  # each of them once
        if claim is None:
            raise InvalidInput(f"claims.{place}.claimId", one.claim_id, "directive_claim")
        if one.amount and one.amount.currency != claim.currency:
            raise InvalidInput(f"claims.{place}.amount.currency", one.amount.currency, "directive_claim_currency")
        if one.amount and not 0 < one.amount.minor <= claim.outstanding:
            raise InvalidInput(f"claims.{place}.amount", one.amount.amount, "directive_claim_amount")
        found.append((claim, one.amount))
    return found


def _told(claim: Claim, part: Money | None) -> dict[str, object]:
    return {"number": claim.document_number, "part": part}


async def release_directive(actor: Actor, directive_id: UUID) -> Directive:
    """End a directive, with the hold that it made if it made one; other holds stay. Raises DirectiveAlreadyReleased."""
    async with transaction(actor):
        reached, case_file = await access.directive_for_update(actor, directive_id)
        authorize(actor, reached, Permission.DIRECTIVE_RELEASE)
        directive = reached.row
        if directive.state is DirectiveState.RELEASED:
            raise DirectiveAlreadyReleased
        directive.state = DirectiveState.RELEASED
        directive.released_at, directive.released_by = clock.now(), actor.person_name
        await directive.save(update_fields=["state", "released_at", "released_by"])
        await release_holds_of_directive(directive.id)
        await look_at_contacts_again(case_file)
        await record(actor, case_file, DirectiveReleased(directive.id, directive.kind))
    return directive
