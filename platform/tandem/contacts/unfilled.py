"""Why the words of a template cannot leave with what a case file holds, as a reason that a person can see to."""

from tandem.contacts.spoken import BETWEEN
from tandem.contacts.states import reason
from tandem.contacts.templates import ValueForbidden, ValuesMismatch


def why_not_filled(mismatch: ValuesMismatch) -> dict[str, object]:
    """VALUE_FORBIDDEN with what was found, where and by which rule; else VALUE_MISSING with what is empty."""
    variables = BETWEEN.join(mismatch.variables)
    if isinstance(mismatch, ValueForbidden):
        return reason("VALUE_FORBIDDEN", found=mismatch.found, variables=variables, rule=mismatch.rule)
    return reason("VALUE_MISSING", variables=variables)
