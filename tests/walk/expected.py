"""What readers must be shown, or the refusals of others would prove nothing: rows of each tenant of their own."""

from collections.abc import Iterable, Iterator, Sequence

from tests.walk.asking import ANYTHING, WITHOUT_IDS
from tests.walk.people import KINDS as HOMES
from tests.walk.people import Reader
from tests.walk.queries import may, queries
from tests.walk.world import World

# Who has nothing yet to be shown: the bank that nobody has granted anything.
EMPTY_HANDED = {"ponant"}
# What names no row of one tenant, so that anything will do.
OF_NO_TENANT = {
    "auditEvents": "of the whole organization, and an agency has one log for all clients",
    "bankGrantPreview": "figures alone",
    "caseFileAccess": "parts of a case file, in words",
    "caseFileAudience": "people of the reader's own organization",
    "contactPreview": "a text",
    "myCalls": "one's own telephone, of no case file until there is a call",
    "templateLetter": "a printed example",
    "viewer": "who one is",
}
# Of the house, which a group has beside its entities' houses.
OF_THE_HOUSE = {"apiTokens", "colleagues", "invitations", "members", "roles"}
# What cannot be shown in this world, each with the reason.
EMPTY = {
    "groupsOfCode": "the walk holds no code of a group that would let it in",
    "peopleDue": "nobody's time is over",
}
# Of agencies alone, though a creditor reads of the calls themselves: no creditor learns that one was recorded.
OF_AGENCIES = {"callRecordings"}
# Of everybody to who may release a contact, which no token may: it reads those of its member, who was given no call.
OF_RELEASERS = {"untoldCalls"}
# Of groups alone; and of who is none, for a group's own log is empty while nobody of its own does anything.
OF_GROUPS = {"entities", "hierarchy"}
OF_OTHERS = {"auditEvents"}
# Figures of enough debtors for a bank to see.
MANY_DEBTORS = {"bankGrantPreview": {"bati-loire"}}
# Of the whole agency: not for who is held to the case files of a team.
OF_THE_WHOLE_AGENCY = {
    "inboundMessages",
    "placementBatch",
    "placementBatches",
    "printRun",
    "printRunFiles",
    "printRunLetters",
    "printRuns",
}


def unread(world: World, readers: Sequence[Reader], shown: Iterable[tuple[str, str, str]]) -> list[str]:
    """What the policy table gives a reader, and that showed no row of one of their tenants.

    Whoever is no party to a case file, such as a bank, is shown something.
    """
    seen = set(shown)
    return [
        f"{reader.name}: {name} of {tenant}"
        for reader in readers
        if reader.is_signed_in and not reader.is_confined and reader.organization not in EMPTY_HANDED
        for name in queries().keys() - EMPTY.keys()
        if may(world, reader, name) and not (reader.team and name in OF_THE_WHOLE_AGENCY)
        for tenant in _tenants(world, reader, name)
        if not {(reader.name, name, tenant), (reader.name, name, WITHOUT_IDS)} & seen
    ]


def _tenants(world: World, reader: Reader, name: str) -> Iterator[str]:
    home = [one.name for one in world.home(reader)]
    is_group = world.relation(reader) == "group"
    # A role that may not read a field that cannot be null is refused the list that is asked for it.
    if reader.is_composed and name == "caseFiles":
        return
    if name in OF_RELEASERS and reader.is_token:
        return
    if name in OF_AGENCIES and reader.kind != "agency":
        return
    if name in (OF_OTHERS if is_group else OF_GROUPS) or reader.organization not in MANY_DEBTORS.get(name, HOMES):
        return
    if not home or name in OF_NO_TENANT or (is_group and name in OF_THE_HOUSE):
        yield ANYTHING
    else:
        yield from home
