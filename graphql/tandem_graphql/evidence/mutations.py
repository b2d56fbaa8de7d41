"""Asking for an evidence bundle."""

import strawberry

from tandem.evidence.commands import make_evidence_bundle
from tandem_graphql.casefiles.lookup import case_file_of
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.evidence.types import EvidenceBundle
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class MakeEvidenceBundleInput:
    case_file_id: strawberry.ID
    locale: str = strawberry.field(description="fr or en.")
    include_own_side: bool = strawberry.field(
        default=False, description="What only the own side sees is in it too: then it is not for the other side."
    )


@value_type(Public.ANSWER)
class MakeEvidenceBundlePayload:
    case_file: CaseFile | None = None
    bundle: EvidenceBundle | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class EvidenceMutations:
    @mutation(Permission.EVIDENCE_CREATE, cost=200)
    async def make_evidence_bundle(self, info: Info, input: MakeEvidenceBundleInput) -> MakeEvidenceBundlePayload:  # noqa: A002
        """Starts the making; follow it with Subscription.evidenceBundleProgress."""
        actor = info.context.actor
        row = await make_evidence_bundle(
            actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            locale=input.locale,
            include_own_side=input.include_own_side,
        )
        case_file = await case_file_of(actor, row.case_file_id)
        return MakeEvidenceBundlePayload(case_file=case_file, bundle=EvidenceBundle.of(actor, row))
