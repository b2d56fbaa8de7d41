"""The same pages beside themselves among many more case files and events: what one asks for costs no more."""

import statistics

import asyncpg

from tandem.entrypoints.bench import pages_data
from tandem.entrypoints.bench.live import web
from tandem.entrypoints.bench.pages import AT_ONCE, UNLIMITED, WARM, Asked, asked_pages, rate, times
from tandem.entrypoints.bench.setting import Row
from tandem.entrypoints.embedded import DatabaseUrls

SECONDS = 4.0


async def measure(urls: DatabaseUrls, environment: dict[str, str], case_files: int) -> list[Row]:
    """A row for each page and reader, before and after there are so many case files, one request at a time."""
    async with web(environment | UNLIMITED) as port:
        asked = await asked_pages(urls, port)
        before = [await _slow(product) for _, product, _ in asked]
        await _grow(urls, case_files)
        after = [await _slow(product) for _, product, _ in asked]
    return [_row(page, case_files, *found) for (page, _, _), *found in zip(asked, after, before, strict=True)]


async def _slow(asked: Asked) -> float:
    """The seconds within which 95 of 100 are answered, once all connections know the statement."""
    await rate(asked, max(AT_ONCE), WARM)
    return statistics.quantiles(await times(asked, SECONDS, set()), n=20)[-1]


async def _grow(urls: DatabaseUrls, case_files: int) -> None:
    owner = await asyncpg.connect(urls.owner)
    try:
        await pages_data.write(owner, range(pages_data.CASE_FILES + 1, case_files + 1))
    finally:
        await owner.close()


def _row(page: str, case_files: int, after: float, before: float) -> Row:
    return Row(
        f"{page}, 95 of 100 answers within, of {case_files:,} case files beside {pages_data.CASE_FILES:,}",
        f"{after * 1000:.1f} ms",
        f"{before * 1000:.1f} ms",
        f"{after / before:.2f} ×",
    )
