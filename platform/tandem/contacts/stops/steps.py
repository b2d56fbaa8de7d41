"""What the law asks for once a fact is known, and until when."""

from calendar import monthrange
from datetime import date

from tandem.contacts.stops.kinds import StopKind

# C. com. R622-24: claims are declared within two months of the notice in the BODACC.
_DECLARATION_MONTHS = 2


def due_on(kind: StopKind, published_on: date | None) -> date | None:
    """The last day of the next step, where the law sets one: two months after the notice of an insolvency.

    A month without that day ends the period on its last one (CPC art. 641).
    """
    if kind is not StopKind.INSOLVENCY or published_on is None:
        return None
    years, month = divmod(published_on.month - 1 + _DECLARATION_MONTHS, 12)
    year = published_on.year + years
    return date(year, month + 1, min(published_on.day, monthrange(year, month + 1)[1]))
