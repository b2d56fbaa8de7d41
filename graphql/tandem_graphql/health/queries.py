"""Reading how the installation does: for the operator alone."""

from datetime import datetime

import strawberry

from tandem.health import queries
from tandem.health.queries import Check, State
from tandem.kit.texts import render
from tandem_graphql.context import Info
from tandem_graphql.fields import value_type
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@value_type()
class HealthFinding:
    check: Check
    label: str
    state: State
    message: str
    since: datetime | None = strawberry.field(description="Of the last sign of life, or of the oldest that waits.")

    @classmethod
    def of(cls, row: queries.Finding, locale: str) -> "HealthFinding":
        """A check in the reader's words."""
        return cls(
            check=row.check,
            label=render(f"health.{row.check}", locale),
            state=row.state,
            message=render(f"health.{row.check}.{row.state}", locale, **row.values),
            since=row.since,
        )


@value_type()
class Health:
    """How the installation does: nothing of it is about a case file or an organization."""

    as_of: datetime
    version: str
    findings: list[HealthFinding]


@strawberry.type
class HealthQueries:
    @query(Resource.HEALTH)
    async def health(self, info: Info) -> Health:
        """How the installation does now."""
        found = await queries.health_for(info.context.actor)
        return Health(
            as_of=found.as_of,
            version=found.version,
            findings=[HealthFinding.of(one, info.context.locale) for one in found.findings],
        )
