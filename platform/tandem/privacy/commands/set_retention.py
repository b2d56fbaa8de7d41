"""Choosing how long a class of data is kept, within what the rule allows."""

from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind
from tandem.organizations.authorization import authorize
from tandem.privacy.errors import RetentionOutOfBounds
from tandem.privacy.personal_data import Kept
from tandem.privacy.rules import ANYWHERE, Rule, rule_of
from tandem_policies.permission import Permission


async def set_retention(actor: Actor, kept: Kept, *, months: int) -> Rule:
    """Keep a class of data this many months from now on, also what is there already; the choices before stay readable.

    Raises InvalidInput for a class without a rule, RetentionOutOfBounds with the bounds.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.RETENTION_WRITE)
        try:
            rule = rule_of(kept, ANYWHERE, clock.today())
        except LookupError:
            raise InvalidInput("retentionClass", kept, "retention_class") from None
        if not rule.least <= months <= rule.most:
            raise RetentionOutOfBounds(field="months", least=rule.least, most=rule.most)
        await database.execute(
            "INSERT INTO retention_overrides (agency_id, retention_class, months, set_at, set_by, set_by_id) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            actor.organization_id,
            kept.value,
            months,
            clock.now(),
            actor.person_name,
            actor.membership_id,
        )
        await audit.record(actor, AuditKind.RETENTION_SET, details={"retention_class": kept.value, "months": months})
    return rule
