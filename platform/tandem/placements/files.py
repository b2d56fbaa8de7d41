"""The file behind a batch: its bytes from the store, read as a table in a bounded number of threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tandem.casefiles import storage
from tandem.casefiles.models import Upload
from tandem.placements.reading import Table, read_table

T = TypeVar("T")
# Reading is computing: more threads than this would only take time from requests.
_threads = ThreadPoolExecutor(2, thread_name_prefix="placements")


async def table_of(upload: Upload) -> Table:
    """The table in a received upload. Raises what `read_table` raises, and StoredFileMissing."""
    data = await storage.get(upload.storage_key)
    return await in_thread(lambda: read_table(data))


async def in_thread(compute: Callable[[], T]) -> T:
    """Run a long computation beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, compute)
