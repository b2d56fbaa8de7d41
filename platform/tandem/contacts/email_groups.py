"""The unsubscribe groups of an account at SendGrid: one of e-mails that demand, one of those that inform.

Whoever leaves the first refuses e-mails as such, as by any other way (`opt_outs`): demands are what they are for.
Whoever leaves the second refuses receipts, legal notices and answers about rights by e-mail, which then go by post, and
is reached by the others still (`information`). Notes on compliance, §4: a group per purpose; §5.1, row 10: a channel
that is refused is refused for all purposes.
"""

from collections.abc import Mapping
from enum import StrEnum

from tandem.contacts.models import Purpose


class EmailGroup(StrEnum):
    DEMANDS = "demands"
    INFORMATION = "information"


# What confirms a refusal is of none: it must arrive all the same.
GROUP_OF: Mapping[Purpose, EmailGroup] = {
    Purpose.DEMAND: EmailGroup.DEMANDS,
    Purpose.FIRST_REMINDER: EmailGroup.DEMANDS,
    Purpose.REPLY: EmailGroup.DEMANDS,
    Purpose.CALLBACK: EmailGroup.DEMANDS,
    Purpose.LEGAL_NOTICE: EmailGroup.INFORMATION,
    Purpose.RECEIPT: EmailGroup.INFORMATION,
    Purpose.RIGHTS: EmailGroup.INFORMATION,
}


def group_of(number: int | None, groups: Mapping[EmailGroup, int]) -> EmailGroup:
    """Which group an account means by a number; one that nobody knows is taken for that of demands, to be safe."""
    return next((group for group, known in groups.items() if known == number), EmailGroup.DEMANDS)
