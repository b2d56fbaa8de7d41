"""What the client says of how, and whom, one may contact: it binds the gate until it is lifted."""

from uuid import UUID

import pytest

from tandem.casefiles.models import Party, PartyRole
from tandem.casefiles.queries import holds_by_case_file
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.models import Channel, Purpose
from tandem.directives.commands import issue_directive, release_directive
from tandem.directives.errors import DirectiveInForce
from tandem.directives.models import Directive, DirectiveKind
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
AGENCY = System(cast_id("lenoir"))
VOICE, EMAIL, LETTER = Channel.VOICE, Channel.EMAIL, Channel.LETTER


async def instruct(made: MadeCase, kind: DirectiveKind, party_id: UUID | None = None) -> Directive:
    return await issue_directive(
        HELENE, made.case_file.id, kind=kind, reason="Notre comptable le demande", party_id=party_id
    )


async def codes(made: MadeCase, channel: Channel, purpose: Purpose = Purpose.DEMAND) -> set[str]:
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    point = {VOICE: made.phone, EMAIL: made.email, LETTER: made.postal}[channel]
    verdict = verdict_for(facts, Question(channel, purpose, facts.address(point.id), clock.now()))
    return {code for code in verdict.codes if code.startswith("DIRECTIVE_")}


@pytest.mark.parametrize(
    ("kind", "stopped"),
    [
        (DirectiveKind.NO_PHONE, {VOICE: {"DIRECTIVE_NO_PHONE"}, EMAIL: set(), LETTER: set()}),
        (
            DirectiveKind.EMAIL_ONLY,
            {VOICE: {"DIRECTIVE_EMAIL_ONLY"}, EMAIL: set(), LETTER: {"DIRECTIVE_EMAIL_ONLY"}},
        ),
    ],
)
async def test_a_wish_binds_the_channel_until_it_is_lifted(
    db: None, kind: DirectiveKind, stopped: dict[Channel, set[str]]
) -> None:
    made = await make_case()
    directive = await instruct(made, kind)

    bound = {channel: await codes(made, channel) for channel in stopped}
    await release_directive(HELENE, directive.id)
    lifted = {channel: await codes(made, channel) for channel in stopped}

    assert bound == stopped
    assert lifted == {channel: set() for channel in stopped}
    assert (await holds_by_case_file(AWA, [made.case_file.id]))[made.case_file.id] == []


async def test_one_person_alone_may_be_contacted(db: None) -> None:
    made = await make_case()
    async with transaction(System(cast_id("bati-loire"))):
        other = await Party.create(
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file=made.case_file,
            role=PartyRole.GUARANTOR,
            name="Madame Caution",
        )

    first = await instruct(made, DirectiveKind.OTHER_PERSON, other.id)
    elsewhere = await codes(made, EMAIL), await codes(made, EMAIL, Purpose.RECEIPT)
    await release_directive(HELENE, first.id)
    await instruct(made, DirectiveKind.OTHER_PERSON, made.party.id)

    assert elsewhere == ({"DIRECTIVE_PERSON"}, set())
    assert await codes(made, EMAIL) == set()


async def test_who_it_names_must_be_on_the_case_file_and_only_where_one_is_named(db: None) -> None:
    made, another = await make_case(), await make_case()

    for kind, party_id in (
        (DirectiveKind.OTHER_PERSON, None),
        (DirectiveKind.OTHER_PERSON, another.party.id),
        (DirectiveKind.NO_PHONE, made.party.id),
    ):
        with pytest.raises(InvalidInput) as refused:
            await instruct(made, kind, party_id)
        assert refused.value.field == "partyId"
    async with transaction(AGENCY):
        assert not await Directive.exists(case_file_id=made.case_file.id)


async def test_two_wishes_stand_side_by_side_and_one_is_not_said_twice(db: None) -> None:
    made = await make_case()
    await instruct(made, DirectiveKind.NO_PHONE)
    await instruct(made, DirectiveKind.HOLD)

    with pytest.raises(DirectiveInForce):
        await instruct(made, DirectiveKind.NO_PHONE)

    assert await codes(made, VOICE) == {"DIRECTIVE_NO_PHONE"}


async def test_the_agency_writes_no_wishes_of_its_client(db: None) -> None:
    made = await make_case()

    with pytest.raises(NotPermitted):
        await issue_directive(AWA, made.case_file.id, kind=DirectiveKind.NO_PHONE, reason="Plus simple")

    async with transaction(AGENCY):
        assert not await Directive.exists(case_file_id=made.case_file.id)
