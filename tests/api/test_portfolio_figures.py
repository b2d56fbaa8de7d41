"""The key figures of a creditor with several agencies: all of them, or what is with one."""

import pytest

from tandem.entrypoints.demo import cast_id
from tandem_graphql.ids import global_id
from tests.api.asking import ask
from tests.support.builders import make_case

FIGURES = "query ($agency: ID) { portfolioFigures(agencyId: $agency) { currencies { caseFiles placed { amount } } } }"


@pytest.mark.usefixtures("committed")
async def test_key_figures_are_narrowed_to_an_agency() -> None:
    await make_case(amounts=(100_00,))
    await make_case(amounts=(20_00,))
    await make_case(agency="atlas", mandate="AT-2026-021", amounts=(3_00,))
    await make_case(creditor="energie", mandate="MR-2026-002", amounts=(7_00,))

    shown = {}
    for agency in (None, "lenoir", "atlas"):
        of = agency and global_id("Organization", cast_id(agency))
        answer = await ask("helene", "bati-loire", FIGURES, agency=of)
        shown[agency] = [
            (one["caseFiles"], one["placed"]["amount"]) for one in answer.data["portfolioFigures"]["currencies"]
        ]

    assert shown == {None: [(3, "123.00")], "lenoir": [(2, "120.00")], "atlas": [(1, "3.00")]}


@pytest.mark.usefixtures("committed")
async def test_an_id_of_something_else_is_refused() -> None:
    answer = await ask("helene", "bati-loire", FIGURES, agency=global_id("Portfolio", cast_id("lenoir")))

    assert answer.codes == ["BAD_USER_INPUT"]
