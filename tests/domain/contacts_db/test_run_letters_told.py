"""Letters of a print run are told a list at a time: in turn, to the first that is refused."""

import pytest

from tandem.contacts.models import PostalService
from tandem.contacts.post.errors import LetterNotInRun
from tandem.contacts.post.runs import LetterStand
from tandem.contacts.post.telling import MOST, LetterTold, tell_letters
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AWA, HELENE
from tests.domain.contacts_db.test_opening_letter import printed
from tests.domain.contacts_db.test_print_runs import lines, run_of

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()
NUMBER = "RK123456785FR"
ORDINARY, REGISTERED = PostalService.ORDINARY, PostalService.REGISTERED
WAITING, POSTED = LetterStand.WAITING, LetterStand.POSTED


async def test_a_list_of_letters_is_posted_by_one_command_each_with_its_own_label():
    run, made = await run_of(3)

    told = await tell_letters(
        AWA,
        run.id,
        [LetterTold(made[0][1].id, REGISTERED, NUMBER), LetterTold(made[2][1].id, ORDINARY, None)],
        posted_on=TODAY,
    )

    assert told.refusal is None
    assert {(one.attempt_id, one.stand) for one in told.letters} == {(made[at][1].id, POSTED) for at in (0, 2)}
    assert (told.run.posted, told.run.waiting) == (2, 1)
    found = {one.attempt_id: (one.stand, one.service, one.tracking_number) for one in await lines(run)}
    assert [found[attempt.id] for _, attempt in made] == [
        (POSTED, REGISTERED, NUMBER),
        (WAITING, ORDINARY, None),
        (POSTED, ORDINARY, None),
    ]


async def test_the_first_that_is_refused_says_why_and_what_was_told_before_it_stays_told():
    run, made = await run_of(3)

    told = await tell_letters(
        AWA,
        run.id,
        [
            LetterTold(made[0][1].id, ORDINARY, None),
            LetterTold(made[1][1].id, REGISTERED, None),
            LetterTold(made[2][1].id, ORDINARY, None),
        ],
        posted_on=TODAY,
    )

    assert isinstance(told.refusal, InvalidInput)
    assert told.refusal.field == "trackingNumber"
    assert [one.attempt_id for one in told.letters] == [made[0][1].id]
    stands = {one.attempt_id: one.stand for one in await lines(run)}
    assert [stands[attempt.id] for _, attempt in made] == [POSTED, WAITING, WAITING]


async def test_without_a_day_the_services_alone_are_kept():
    run, made = await run_of(1)

    told = await tell_letters(AWA, run.id, [LetterTold(made[0][1].id, REGISTERED, None)])

    assert [(one.service, one.stand) for one in told.letters] == [(REGISTERED, WAITING)]


async def test_a_letter_of_no_run_is_told_on_its_case_file_and_nothing_of_the_list_is():
    run, made = await run_of(1)
    _, other = await printed()

    with pytest.raises(LetterNotInRun):
        await tell_letters(
            AWA,
            run.id,
            [LetterTold(made[0][1].id, ORDINARY, None), LetterTold(other.id, ORDINARY, None)],
            posted_on=TODAY,
        )
    assert [one.stand for one in await lines(run)] == [WAITING]


@pytest.mark.parametrize("many", [0, MOST + 1])
async def test_a_list_is_neither_empty_nor_longer_than_an_answer_waits_for(many: int):
    run, made = await run_of(1)

    with pytest.raises(InvalidInput):
        await tell_letters(AWA, run.id, [LetterTold(made[0][1].id, ORDINARY, None)] * many, posted_on=TODAY)


async def test_a_creditor_tells_of_no_letter():
    run, made = await run_of(1)

    with pytest.raises(NotPermitted):
        await tell_letters(HELENE, run.id, [LetterTold(made[0][1].id, ORDINARY, None)], posted_on=TODAY)
    assert [one.stand for one in await lines(run)] == [WAITING]
