"""The bench of the gate fails where the gate decides less often a second than it must, and says by how much."""

import io

from rich.console import Console

from tandem.contacts.gate import Decision
from tandem.entrypoints.bench.gate import ASKED_FOR, measure, questions
from tandem.entrypoints.bench.report import all_fast_enough
from tandem.entrypoints.bench.setting import Row


def test_what_is_asked_of_the_gate() -> None:
    assert ASKED_FOR == 20_000


def test_what_the_bench_asks_about_may_leave_is_put_off_and_is_stopped_by_the_rules_of_several_places() -> None:
    answers = [ask() for ask in questions()]

    assert {answer.decision for answer in answers} == {Decision.ALLOW, Decision.DEFER, Decision.BLOCK}
    assert {answer.profile for answer in answers} == {"FR_B2C", "FR_B2B", "BE_B2C", "US", "US_MA"}
    assert any(answer.pack_version.endswith(" + agency 1") for answer in answers)


async def test_a_gate_that_is_too_slow_fails_the_bench_and_is_named() -> None:
    printed = io.StringIO()
    [slow], [fast] = await measure(10**9, seconds=0.01), await measure(1, seconds=0.01)

    answers = [all_fast_enough(Console(file=printed, width=200), rows) for rows in ([fast], [fast, slow])]

    assert (slow.too_slow, fast.too_slow) == (True, False)
    assert answers == [True, False]
    assert printed.getvalue().startswith("Too slow: gate, one core, facts already read: ")
    assert "1,000,000,000 /s" in printed.getvalue()


def test_what_has_no_limit_of_its_own_fails_nothing() -> None:
    assert all_fast_enough(Console(file=io.StringIO()), [Row("list", "1 /s", "9 /s", "11%")])
