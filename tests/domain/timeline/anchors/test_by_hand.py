"""What an evidence bundle takes of anchors, checked as a stranger would: forty lines of Python, and openssl."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading
from tandem.timeline import Chain
from tandem.timeline.anchors import AnchorFileMissing, AnchorProof, make_anchor, proof_of, stamp_what_waits
from tandem.timeline.export import exported
from tests.domain.timeline.anchors.authority_of_openssl import LocalAuthority, listening
from tests.domain.timeline.anchors.conftest import Setting, happen
from tests.support.builders import make_case

ROOT = Path(__file__).parents[4]
SCRIPT = ROOT / "platform/tandem/timeline/verify_anchor_by_hand.py"
PAGE = ROOT / "docs/subsystems/anchors.md"
AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalAuthority]:
    """An authority whose root lies where the page's commands look for it."""
    folder = tmp_path / "authority"
    folder.mkdir()
    made = LocalAuthority(folder)
    made.certify()
    with listening(made):
        yield made


async def proof(case_file_id: UUID, chain: str, reader: Any = AWA) -> AnchorProof | None:
    async with reading(reader):
        return await proof_of(case_file_id, chain)


async def bundle(folder: Path, case_file_id: UUID, chain: str) -> AnchorProof:
    """The files of a proof beside the chain's export, in one folder."""
    found = await proof(case_file_id, chain)
    assert found
    for name, data in found.files.items():
        (folder / name).write_bytes(data)
    async with reading(AWA):
        records = [each async for each in exported(case_file_id, [Chain(chain)], disclose=False)]
    (folder / "chain.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    return found


def by_hand(folder: Path) -> subprocess.CompletedProcess[str]:
    """The script, without site packages."""
    names = ("anchor.txt", "inclusion.json", "chain.jsonl")
    return subprocess.run([sys.executable, "-I", "-S", SCRIPT, *names], cwd=folder, capture_output=True, text=True)


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command as a reader of the page types it."""
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, text=True)


def test_the_script_is_short_and_stands_alone() -> None:
    lines = SCRIPT.read_text().splitlines()

    assert len(lines) <= 40
    assert [line for line in lines if re.match(r"(import|from) ", line)] == [
        "import hashlib",
        "import json",
        "import sys",
    ]


@pytest.mark.parametrize("others", [0, 1, 6])
async def test_the_script_follows_the_path(setting: Setting, tmp_path: Path, others: int) -> None:
    made = await make_case()
    for _ in range(others):
        await make_case()
    await happen(made.case_file, 3)
    await make_anchor()
    await happen(made.case_file, 2)  # after it: not covered

    found = await bundle(tmp_path, made.case_file.id, "parties")
    done = by_hand(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("anchor 1 of 20")
    assert done.stdout.endswith(f"covers: {found.point.leaf().decode()}\n")
    assert found.point.sequence == 4
    assert set(found.files) == {"anchor.txt", "anchor.sig", "anchor-key.pem", "inclusion.json"}
    assert (found.stamped_at, found.qualified) == (None, False)


REFUSED = [
    ("anchor.txt", r"root: ..", "root: zz", "the path does not lead to the anchor's root"),
    ("inclusion.json", r" parties 2 ", " parties 1 ", "the path does not lead"),
    ("inclusion.json", r'^  "..', '  "00', "the path does not lead"),
    ("inclusion.json", r'"leaves": \d', '"leaves": 9', "the path is of another tree"),
    ("inclusion.json", r'"index": \d', '"index": 7', "the path is of another tree"),
    ("chain.jsonl", r'"hash": "....', '"hash": "0000', "the anchored event is not in this chain"),
    ("anchor.txt", r"anchor/1", "anchor/2", "another format"),
]


async def test_the_script_refuses_what_does_not_fit(setting: Setting, tmp_path: Path) -> None:
    made, _ = await make_case(), await make_case()
    await happen(made.case_file)
    await make_anchor()
    await bundle(tmp_path, made.case_file.id, "parties")

    for name, old, new, problem in REFUSED:
        right = (tmp_path / name).read_text()
        wrong = re.sub(old, new, right, flags=re.MULTILINE)
        assert wrong != right
        (tmp_path / name).write_text(wrong)
        done = by_hand(tmp_path)
        (tmp_path / name).write_text(right)

        assert done.returncode == 1
        assert done.stderr.startswith(f"NOT PROVED: {problem}"), (name, new)
    assert by_hand(tmp_path).returncode == 0


async def test_the_commands_of_the_page_check_signature_and_time_stamp(
    setting: Setting, local: LocalAuthority, tmp_path: Path
) -> None:
    setting.configured(authority=local.trusted(frozenset({local.fingerprint("signer")})))
    made = await make_case()
    anchor = await make_anchor()
    await stamp_what_waits()
    found = await bundle(tmp_path, made.case_file.id, "parties")
    (tmp_path / "authority-root.pem").write_bytes(local.root.read_bytes())

    commands = re.findall(r"(?m)^    (openssl .+|sha256sum .+)$", PAGE.read_text())
    done = [shell(command, tmp_path) for command in commands]
    said = "".join(each.stdout for each in done)

    assert [each.returncode for each in done] == [0, 0, 0, 0]
    assert anchor
    assert "Signature Verified Successfully" in said
    assert anchor.key.hex() in said
    assert "Verification: OK" in said
    assert anchor.sha256.hex() in said
    assert found.qualified
    assert found.authority == "CN=The signer of the test"
    (tmp_path / "anchor.txt").write_bytes(found.files["anchor.txt"].replace(b"number: 1", b"number: 2"))
    (check,) = (command for command in commands if "pkeyutl" in command)
    assert shell(check, tmp_path).returncode != 0


async def test_each_side_gets_the_proof_of_the_chains_that_it_sees(setting: Setting) -> None:
    made = await make_case()
    await happen(made.case_file, 1, Chain.AGENCY)
    assert await proof(made.case_file.id, "agency") is None, "not anchored yet"
    await make_anchor()

    assert await proof(made.case_file.id, "agency")
    assert await proof(made.case_file.id, "agency", HELENE) is None
    assert await proof(made.case_file.id, "parties", HELENE)
    assert await proof(made.case_file.id, "parties", actor_of_cast("tom")) is None


async def test_files_that_were_lost_give_no_proof(setting: Setting) -> None:
    made = await make_case()
    await make_anchor()
    (leaves,) = setting.folder.glob("00000001/leaves.*")
    leaves.unlink()

    with pytest.raises(AnchorFileMissing):
        await proof(made.case_file.id, "parties")


async def test_a_path_discloses_no_other_chain(setting: Setting) -> None:
    made, other = await make_case(), await make_case()
    await make_anchor()

    found = await proof(made.case_file.id, "parties")

    assert found
    assert str(other.case_file.id).encode() not in b"".join(found.files.values())
