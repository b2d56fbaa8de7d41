"""What shows through the window of an envelope, read from a letter's PDF."""

from collections.abc import Sequence

from tests.channels.pdf_text import MM_PER_POINT, Run

# A DL envelope is 220 by 110 mm, its window 100 by 45 mm, 20 mm from the right and from the bottom. An A4 sheet folded
# in three (210 by 99 mm) slides by 10 mm sideways and 11 mm up and down: this part of it shows wherever it lies.
LEFT, RIGHT, TOP, BOTTOM = 100, 190, 45, 79
# DejaVu Sans Mono at 10 points: every character is 1233/2048 em wide.
CHARACTER = 10 * 1233 / 2048 * MM_PER_POINT


def behind_the_window(runs: Sequence[Run]) -> list[str]:
    """The lines that may show; every one of them shows whole, aligned on the left, wherever the sheet lies."""
    found = [run for run in runs if run.page == 0 and run.left >= LEFT and TOP - 11 < run.top < BOTTOM + 11]
    assert len({round(run.left, 2) for run in found}) == 1
    for run in found:
        assert run.left + len(run.text) * CHARACTER < RIGHT, run.text
        # `top` is the base line; capitals are 7.3 points high.
        assert run.top - 7.5 * MM_PER_POINT > TOP, run.text
        assert run.top < BOTTOM - 1, run.text
    return [run.text for run in found]


def beside_the_window(runs: Sequence[Run]) -> list[str]:
    """What else would show where the sheet lies farthest to the right."""
    return [run.text for run in runs if run.page == 0 and LEFT - 10 < run.left < LEFT and TOP < run.top < BOTTOM + 11]
