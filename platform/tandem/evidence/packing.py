"""The archive: the PDF, the exhibits, the chain with what opens it, the anchors, and how to check all of it by hand.

Equal contents give equal bytes: entries stand in the order of their names and carry the day of the bundle.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from tandem import timeline
from tandem.evidence.numbering import BundledFile, NumberedExhibit
from tandem.evidence.sheets import ZONE
from tandem.kit import texts
from tandem.timeline import Chain
from tandem.timeline.anchors.proof import AnchorProof

MANIFEST = "MANIFEST.sha256"
_HERE = Path(__file__).parent
_TIMELINE = Path(timeline.__file__).parent
BY_HAND = ("verify_by_hand.py", "verify_anchor_by_hand.py")


def files_of(
    pdf: bytes,
    exhibits: Sequence[NumberedExhibit],
    records: Mapping[Chain, Sequence[Mapping[str, Any]]],
    proofs: Mapping[Chain, AnchorProof | None],
    locale: str,
) -> list[BundledFile]:
    """Every file of the archive but its manifest, in order of path."""
    readme = (_HERE / f"readme.{locale}.txt").read_bytes()
    files = [
        BundledFile.of(texts.render("evidence.file.pdf", locale), pdf),
        BundledFile.of(texts.render("evidence.file.readme", locale), readme),
        *(BundledFile.of(name, (_TIMELINE / name).read_bytes()) for name in BY_HAND),
        *(file for exhibit in exhibits for file in exhibit.files),
    ]
    for chain, found in records.items():
        files.append(BundledFile.of(f"chain/{chain.value}.jsonl", b"".join(_line(record) for record in found)))
        files += _anchor_files(chain, proofs.get(chain), locale)
    return sorted(files, key=lambda file: file.path)


def _anchor_files(chain: Chain, proof: AnchorProof | None, locale: str) -> list[BundledFile]:
    if proof is None:
        told = texts.render("evidence.no_anchor", locale)
        return [
            BundledFile.of(f"anchors/{chain.value}/{texts.render('evidence.file.no_anchor', locale)}", told.encode())
        ]
    return [BundledFile.of(f"anchors/{chain.value}/{name}", content) for name, content in proof.files.items()]


def _line(record: Mapping[str, Any]) -> bytes:
    return orjson.dumps(record) + b"\n"


def manifest_of(files: Sequence[BundledFile]) -> bytes:
    """One line a file, as `sha256sum -c` reads it."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()


def pack(files: Sequence[BundledFile], made_at: datetime) -> bytes:
    """The archive with its manifest first. Some tenths of a second: run it in a thread."""
    local = made_at.astimezone(ZONE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in ((MANIFEST, manifest_of(files)), *((file.path, file.content) for file in files)):
            entry = zipfile.ZipInfo(path, date_time=local.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode below counts
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
