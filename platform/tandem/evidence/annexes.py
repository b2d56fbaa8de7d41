"""PDF files that the bundle's own PDF shows page by page: how many pages they have, and whether they can be shown."""

import tempfile
from pathlib import Path

import typst

# A long contract is read in the archive; of it the bundle shows the beginning and says so.
MOST_PAGES = 60


def pages_in(pdf: bytes) -> int:
    """The number of pages that can be shown, at most MOST_PAGES + 1; 0 for a file that typst cannot read.

    Typst is asked for one page after the other, because it is what will have to place them: a file that is damaged,
    locked by a password or of an unknown make counts as unreadable. Some milliseconds a question: run it in a thread.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-annex-") as made:
        folder = Path(made)
        (folder / "annex.pdf").write_bytes(pdf)
        if not _has(folder, 1):
            return 0
        known, beyond = 1, 2
        while beyond <= MOST_PAGES and _has(folder, beyond):
            known, beyond = beyond, beyond * 2
        beyond = min(beyond, MOST_PAGES + 2)
        while beyond - known > 1:
            middle = (known + beyond) // 2
            if _has(folder, middle):
                known = middle
            else:
                beyond = middle
        return known


def _has(folder: Path, page: int) -> bool:
    source = f'#set page(width: 10mm, height: 10mm, margin: 0mm)\n#image("annex.pdf", page: {page}, width: 10mm)'
    path = folder / "probe.typ"
    path.write_text(source, encoding="utf-8")
    try:
        typst.compile(path, root=folder, ignore_system_fonts=True)
    except RuntimeError:  # typst's own errors are of this kind
        return False
    except BaseException as error:
        # A file that makes its reader panic is one that cannot be shown; pyo3 raises that past `Exception`.
        if type(error).__name__ != "PanicException":
            raise
        return False
    return True
