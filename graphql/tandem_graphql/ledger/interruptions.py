"""Recording what interrupts the limitation of a claim, and withdrawing what was a mistake."""

from datetime import date

import strawberry

from tandem.casefiles.models import InterruptionKind
from tandem.ledger import commands
from tandem.ledger.models import InterruptionProof
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.ledger.types import ClaimInterruption
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RecordInterruptionInput:
    claim_id: strawberry.ID
    kind: InterruptionKind
    happened_on: date
    proof: InterruptionProof
    document_id: strawberry.ID | None = None
    until_on: date | None = None
    basis: str | None = None
    idempotency_key: str


@strawberry.input
class EndMediationInput:
    interruption_id: strawberry.ID
    ended_on: date
    proof: InterruptionProof
    document_id: strawberry.ID | None = None


@strawberry.input
class WithdrawInterruptionInput:
    interruption_id: strawberry.ID
    reason: str


@value_type(Public.ANSWER)
class InterruptionPayload:
    interruption: ClaimInterruption | None = None
    case_file: CaseFile | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class InterruptionMutations:
    @mutation(Permission.CLAIM_INTERRUPT)
    async def record_interruption(self, info: Info, input: RecordInterruptionInput) -> InterruptionPayload:  # noqa: A002
        """What moves the claim's last day: an acknowledgement of debt, a claim in court, an act, a mediation.

        `untilOn` is the end of a mediation, null as long as it goes on; or the last day itself, where another law sets
        it (as in the United States), with that law as `basis`.
        """
        actor = info.context.actor
        row = await commands.record_interruption(
            actor,
            key_of(input.claim_id, "Claim", "claimId"),
            kind=input.kind,
            happened_on=input.happened_on,
            proof=input.proof,
            document_id=key_of(input.document_id, "Document", "documentId") if input.document_id else None,
            until_on=input.until_on,
            basis=input.basis,
            idempotency_key=input.idempotency_key,
        )
        return InterruptionPayload(
            interruption=ClaimInterruption.of(actor, row), case_file=await case_file_of(actor, row.case_file_id)
        )

    @mutation(Permission.CLAIM_INTERRUPT)
    async def end_mediation(self, info: Info, input: EndMediationInput) -> InterruptionPayload:  # noqa: A002
        """A mediation that was recorded while it went on has ended: the period runs again (C. civ. 2238)."""
        actor = info.context.actor
        row = await commands.end_mediation(
            actor,
            key_of(input.interruption_id, "ClaimInterruption", "interruptionId"),
            ended_on=input.ended_on,
            proof=input.proof,
            document_id=key_of(input.document_id, "Document", "documentId") if input.document_id else None,
        )
        return InterruptionPayload(
            interruption=ClaimInterruption.of(actor, row), case_file=await case_file_of(actor, row.case_file_id)
        )

    @mutation(Permission.CLAIM_INTERRUPT)
    async def withdraw_interruption(self, info: Info, input: WithdrawInterruptionInput) -> InterruptionPayload:  # noqa: A002
        """It was a mistake: it stays on the file and counts no more."""
        actor = info.context.actor
        row = await commands.withdraw_interruption(
            actor, key_of(input.interruption_id, "ClaimInterruption", "interruptionId"), reason=input.reason
        )
        return InterruptionPayload(
            interruption=ClaimInterruption.of(actor, row), case_file=await case_file_of(actor, row.case_file_id)
        )
