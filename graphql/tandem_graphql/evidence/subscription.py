"""A bundle as it is made."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from tandem.evidence.errors import EvidenceBundleNotFound
from tandem.evidence.models import UNDER_WAY
from tandem.evidence.queries import bundles_by_id
from tandem_graphql.context import Info
from tandem_graphql.evidence.types import EvidenceBundle
from tandem_graphql.ids import key_of
from tandem_graphql.live import wakeups
from tandem_graphql.roots import subscription
from tandem_policies.vocabulary import Resource


@strawberry.type
class EvidenceSubscription:
    @subscription(Resource.EVIDENCE)
    async def evidence_bundle_progress(
        self, info: Info, bundle_id: strawberry.ID
    ) -> AsyncGenerator[EvidenceBundle, None]:
        """An evidence bundle as it is made; completes when it is there or has failed."""
        context, key = info.context, key_of(bundle_id, "EvidenceBundle", "bundleId")
        async with aclosing(wakeups(context, key)) as woken:
            async for _ in woken:
                row = (await bundles_by_id(context.actor, [key])).get(key)
                if row is None:
                    raise EvidenceBundleNotFound(field="bundleId")
                yield EvidenceBundle.of(context.actor, row)
                if row.state not in UNDER_WAY:
                    return
