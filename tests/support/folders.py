"""Where the servers of the tests keep their data."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_DISK = Path("/var/tmp")  # noqa: S108
_ROOM = 4 * 1024**3  # bytes; a run takes a quarter of that


@contextlib.contextmanager
def server_folder() -> Iterator[Path]:
    """An empty folder, gone at the end.

    In memory where there is room: of what a database of its own costs a test, nearly all is making its files.
    Not pytest's own folder: as root the servers run as nobody, who may not enter that.
    """
    place = _MEMORY if _is_roomy(_MEMORY) else _DISK
    with tempfile.TemporaryDirectory(prefix="tandem-test-", dir=place, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _is_roomy(place: Path) -> bool:
    """Whether it holds a run's data and lets programs start: the servers' own may be copied there."""
    try:
        return not os.statvfs(place).f_flag & os.ST_NOEXEC and shutil.disk_usage(place).free > _ROOM
    except OSError:
        return False
