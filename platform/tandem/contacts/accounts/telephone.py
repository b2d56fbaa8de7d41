"""The agency's telephone: letters, messages and calls name it, and whoever has a question rings it."""

import phonenumbers

from tandem.contacts.destinations import is_surcharged
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Organization
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


async def set_telephone(actor: Actor, telephone: str) -> str:
    """What leaves from now on names this telephone; answers it as it is kept. Raises NotPermitted, InvalidInput.

    One that costs more than an ordinary call is refused (`destinations`): people are told to ring it.
    """
    async with transaction(actor):
        authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
        agency = await Organization.select_for_update().get(id=actor.organization_id)
        before, after = agency.phone, _e164(telephone, agency.country)
        if after != before:
            agency.phone = after
            await agency.save(update_fields=["phone"])
            subject = Subject(SubjectType.ORGANIZATION, agency.id, agency.name)
            told = {"before": before or "–", "after": after}
            await audit.record(actor, AuditKind.AGENCY_TELEPHONE_CHANGED, subject, details=told)
    return after


def _e164(typed: str, country: str) -> str:
    try:
        number = phonenumbers.parse(typed.strip(), country)
    except phonenumbers.NumberParseException:
        raise InvalidInput("telephone", typed, "phone") from None
    complete = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if not complete or number.extension:
        raise InvalidInput("telephone", typed, "phone")
    if is_surcharged(number):
        raise InvalidInput("telephone", typed, "ordinary_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
