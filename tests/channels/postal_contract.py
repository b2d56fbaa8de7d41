"""What every postal provider must do, written once: each adapter runs this suite on a bench of its own."""

from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import pytest

from tandem_channels.contract import Unavailable, Unconfirmed
from tandem_channels.postal import LetterService, OutboundLetter, PostalChannel, PostalStatus, ReturnedFor

LETTER = OutboundLetter(
    attempt_id="01a20ce4-05c0-7930-bb4a-266f19e6ba04",
    reference="LEN-2026-0001",
    address=("Jeanne Martin", "4 rue des Lilas", "44000 Nantes"),
    service=LetterService.REGISTERED_RECEIPT,
    pdf=b"%PDF-1.7 letter",
)


class PostalBench(Protocol):
    """One adapter with the means to make its provider misbehave, and to look at what it has."""

    channel: PostalChannel

    def unreachable(self) -> PostalChannel:
        """The same adapter aimed at a provider that is away."""

    def lose_next(self) -> Any:
        """While it lasts, the provider takes the letter and its answer is lost."""

    def taken(self) -> list[tuple[str, bytes]]:
        """The letters that the provider has: id and PDF."""

    def tell(self, *lines: tuple[str, str, str, str, str]) -> None:
        """The provider tells: id, status, date, reason, tracking number."""


class PostalContract:
    """The suite. Subclass it in a test module and give a `bench` fixture."""

    async def test_a_letter_that_is_taken_gives_a_receipt(self, bench: PostalBench) -> None:
        receipt = await bench.channel.submit(LETTER)

        assert (receipt.provider, bool(receipt.provider_id)) == (bench.channel.provider, True)
        assert bench.taken() == [(LETTER.attempt_id, LETTER.pdf)]

    async def test_the_same_letter_twice_is_one_letter(self, bench: PostalBench) -> None:
        first = await bench.channel.submit(LETTER)
        second = await bench.channel.submit(replace(LETTER, pdf=b"%PDF-1.7 other"))

        assert first == second
        assert bench.taken() == [(LETTER.attempt_id, LETTER.pdf)]

    async def test_a_provider_that_is_away_took_nothing(self, bench: PostalBench) -> None:
        away = bench.unreachable()

        for asked in (away.submit(LETTER), away.find(LETTER.attempt_id), away.reports()):
            with pytest.raises(Unavailable):
                await asked
        assert bench.taken() == []

    async def test_a_lost_answer_is_unconfirmed_and_found(self, bench: PostalBench) -> None:
        with bench.lose_next(), pytest.raises(Unconfirmed):
            await bench.channel.submit(LETTER)

        found = await bench.channel.find(LETTER.attempt_id)

        assert found
        assert bench.taken() == [(LETTER.attempt_id, LETTER.pdf)]

    async def test_a_letter_that_was_never_handed_over_is_not_found(self, bench: PostalBench) -> None:
        assert await bench.channel.find(LETTER.attempt_id) is None

    async def test_what_becomes_of_a_letter_is_told_with_its_day_until_it_is_settled(self, bench: PostalBench) -> None:
        bench.tell(
            (LETTER.attempt_id, "deposited", "2026-11-25", "", "RK123456785FR"),
            (LETTER.attempt_id, "returned", "2026-12-02", "moved", ""),
        )

        [report] = await bench.channel.reports()
        assert await bench.channel.reports() == [report]
        await bench.channel.settle(report)
        await bench.channel.settle(report)

        assert [(one.status, one.happened_on, one.reason, one.tracking_number) for one in report.events] == [
            (PostalStatus.DEPOSITED, date(2026, 11, 25), None, "RK123456785FR"),
            (PostalStatus.RETURNED, date(2026, 12, 2), ReturnedFor.MOVED, None),
        ]
        assert {one.attempt_id for one in report.events} == {LETTER.attempt_id}
        assert await bench.channel.reports() == []

    async def test_the_same_told_again_has_the_same_key(self, bench: PostalBench) -> None:
        keys = []
        for _ in range(2):
            bench.tell((LETTER.attempt_id, "delivered", "2026-11-27", "", ""))
            [report] = await bench.channel.reports()
            keys.append(report.events[0].dedupe_key)
            await bench.channel.settle(report)

        assert keys[0] == keys[1]

    async def test_a_line_that_nobody_can_read_spoils_no_other(self, bench: PostalBench) -> None:
        bench.tell(
            (LETTER.attempt_id, "eaten by the dog", "2026-11-25", "", ""),
            (LETTER.attempt_id, "deposited", "25/11/2026", "", ""),
            (LETTER.attempt_id, "returned", "2026-11-25", "who knows", ""),
            (LETTER.attempt_id, "delivered", "2026-11-27", "", ""),
        )

        [report] = await bench.channel.reports()
        await bench.channel.settle(report)

        assert [one.status for one in report.events] == [PostalStatus.DELIVERED]
        assert len(report.faults) == 3

    def test_nothing_about_a_person_is_printed(self, bench: PostalBench) -> None:
        assert "Martin" not in repr(LETTER)
        assert "Lilas" not in repr(LETTER)
        assert bench.channel.provider
