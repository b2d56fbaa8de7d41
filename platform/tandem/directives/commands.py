"""Issuing and releasing directives: a hold stops every demand, the others say how, or whom, one may contact."""

from uuid import UUID

from tandem.casefiles import access as case_files
from tandem.casefiles.errors import CaseFileClosed
from tandem.casefiles.holds import place_hold, release_holds_of_directive
from tandem.casefiles.models import HoldKind, Party, Stage
from tandem.casefiles.regating import look_at_contacts_again
from tandem.directives import access
from tandem.directives.errors import DirectiveAlreadyReleased, DirectiveInForce
from tandem.directives.events import DirectiveIssued, DirectiveReleased
from tandem.directives.models import Directive, DirectiveKind, DirectiveState
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

_REASON = 2_000  # characters


async def issue_directive(
    actor: Actor, case_file_id: UUID, *, kind: DirectiveKind, reason: str, party_id: UUID | None = None
) -> Directive:
    """Instruct the agency about one case file; it binds every contact from this transaction on.

    `party_id` is who alone may be contacted, for OTHER_PERSON and no other kind. Raises CaseFileClosed,
    DirectiveInForce, InvalidInput for a reason that is empty or longer than 2,000 characters or for another party.
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
        if kind is DirectiveKind.HOLD:
            await place_hold(actor, case_file, HoldKind.DIRECTIVE, words, directive_id=directive.id)
        await look_at_contacts_again(case_file)
        await record(actor, case_file, DirectiveIssued(directive.id, kind, reason=words))
    return directive


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
