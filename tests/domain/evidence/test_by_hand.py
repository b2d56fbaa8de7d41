"""The archive on a machine without Tandem: unpacked in an empty folder, its own instructions carried out."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import time_machine

from tandem.evidence.packing import BY_HAND
from tandem.timeline.anchors import make_anchor
from tests.domain.evidence.stories import HELENE, MARC, bundle_of, files_of, lived_in_case
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")


def unpacked(packed: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of the instructions: Python without packages or variables of ours, and the system's programs."""
    line = re.sub(r"^python3 -I -S ", f"{sys.executable} -I -S ", command)
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def commands(folder: Path, readme: str) -> list[str]:
    """The lines that the instructions set apart, but for the one that needs a third party's root."""
    text = (folder / readme).read_text(encoding="utf-8")
    return [line.strip() for line in re.findall(r"(?m)^    \S.*$", text) if "timestamp.tsr" not in line]


async def test_its_own_instructions_verify_it(morning: time_machine.Traveller, tmp_path: Path) -> None:
    lived = await lived_in_case(morning)
    assert await make_anchor()
    bundle = await bundle_of(MARC, lived.id, include_own_side=True)
    folder = unpacked((await files_of(bundle))[1], tmp_path)

    answers = {command: run(command, folder) for command in commands(folder, "LISEZ-MOI.txt")}

    assert len(answers) == 5
    assert {command: done.stderr for command, done in answers.items() if done.returncode} == {}
    assert answers["sha256sum -c MANIFEST.sha256"].stdout.count(": OK") == len(list(folder.rglob("*.*"))) - 1
    events = (folder / "chain/parties.jsonl").read_text().count("\n")
    assert f"parties: {events} events" in answers["python3 -I -S verify_by_hand.py < chain/parties.jsonl"].stdout
    own = run("python3 -I -S verify_by_hand.py < chain/agency.jsonl", folder)
    assert (own.returncode, own.stdout[:2]) == (0, "ri")


async def test_english_instructions_name_files_that_are_there(tmp_path: Path) -> None:
    made = await make_case()
    bundle = await bundle_of(HELENE, made.case_file.id, locale="en")
    folder = unpacked((await files_of(bundle))[1], tmp_path)

    files = run("sha256sum -c MANIFEST.sha256", folder)
    chain = run("python3 -I -S verify_by_hand.py < chain/parties.jsonl", folder)

    assert (files.returncode, chain.returncode) == (0, 0)
    assert (folder / "evidence-file.pdf").read_bytes().startswith(b"%PDF-")
    assert "not yet been sealed" in (folder / "anchors/parties/NOT-YET-SEALED.txt").read_text()
    assert {name for name in BY_HAND if not (folder / name).exists()} == set()


@pytest.mark.parametrize(
    "piece", ["message.txt", "message.eml", "dossier-de-preuve.pdf", "chain/parties.jsonl", ".json"]
)
async def test_a_piece_that_was_changed_is_named(piece: str, morning: time_machine.Traveller, tmp_path: Path) -> None:
    lived = await lived_in_case(morning)
    bundle = await bundle_of(MARC, lived.id)
    folder = unpacked((await files_of(bundle))[1], tmp_path)
    changed = next(path for path in sorted(folder.rglob("*")) if str(path).endswith(piece))
    changed.write_bytes(changed.read_bytes().replace(b"e", b"a", 1))

    done = run("sha256sum -c MANIFEST.sha256", folder)

    assert done.returncode == 1
    assert re.findall(r"(?m)^(.*): FAILED$", done.stdout) == [str(changed.relative_to(folder))]


async def test_an_event_that_was_changed_together_with_its_sum_is_named(
    morning: time_machine.Traveller, tmp_path: Path
) -> None:
    lived = await lived_in_case(morning)
    bundle = await bundle_of(MARC, lived.id)
    folder = unpacked((await files_of(bundle))[1], tmp_path)
    chain = folder / "chain/parties.jsonl"
    lines = chain.read_text().splitlines()
    assert "Le gérant demande un délai." in lines[13]
    lines[13] = lines[13].replace("Le gérant demande un délai.", "Le gérant refuse de payer.")
    chain.write_text("\n".join(lines) + "\n")

    done = run("python3 -I -S verify_by_hand.py < chain/parties.jsonl", folder)

    assert done.returncode == 1
    assert "event 14 (" in done.stdout
    assert "its disclosed text is not the one that was committed to" in done.stdout
