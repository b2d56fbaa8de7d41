"""The layout that imports and packaging lean on: four source roots, one package each, listed where they must be."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "platform": "tandem",
    "graphql": "tandem_graphql",
    "policies": "tandem_policies",
    "channels": "tandem_channels",
}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "base", "misc"}
TANDEM = ROOT / "platform/tandem"


def tracked_files() -> list[Path]:
    """What git knows or would take: not what a build or an editor left behind."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in map(Path, listed.splitlines()) if (ROOT / path).exists()]


def pyproject() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("root", PACKAGES)
def test_a_source_root_is_no_package_and_holds_exactly_one(root: str) -> None:
    packages = {path.parent.name for path in (ROOT / root).glob("*/__init__.py")}

    assert not (ROOT / root / "__init__.py").exists()
    assert packages == {PACKAGES[root]}


def test_tests_are_a_package_whose_folders_shadow_no_module() -> None:
    assert (ROOT / "tests/__init__.py").exists()
    assert not {path.name for path in (ROOT / "tests").iterdir()} & {"graphql", "platform"}


def test_every_folder_of_tandem_has_its_layer_in_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (inside,) = (each for each in contracts if "tandem.kit" in each["layers"])
    listed = {name.strip() for layer in inside["layers"] for name in layer.split("|")}

    folders = {f"tandem.{path.parent.name}" for path in TANDEM.glob("*/__init__.py")}

    assert listed == folders - {"tandem.migrations"}


def test_no_lock_names_a_package_index() -> None:
    locks = [
        *ROOT.glob("requirements/*.txt"),
        *ROOT.glob("*/package-lock.json"),
        *ROOT.glob("tools/*/package-lock.json"),
    ]

    assert len(locks) >= 5
    for lock in locks:
        assert not re.search(r'--(extra-)?index-url|--find-links|"resolved"', lock.read_text()), lock


def test_every_locked_python_package_has_a_hash() -> None:
    for lock in ROOT.glob("requirements/*.txt"):
        entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", lock.read_text()).strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == [], lock


def test_what_the_project_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "run.txt": project["dependencies"] + extras["build"],
        "dev.txt": project["dependencies"] + extras["build"] + extras["dev"],
        "node.txt": extras["node"],
    }

    for lock, needs in wanted.items():
        locked = set(re.findall(r"(?m)^([a-z0-9.-]+)==", (ROOT / "requirements" / lock).read_text()))
        assert {re.split(r"[\[<>=~!]", need)[0] for need in needs} - locked == set(), lock


def test_no_file_is_named_after_nothing() -> None:
    offenders = [path for path in tracked_files() if path.name.split(".")[0].lower() in BANNED_NAMES]

    assert offenders == []


def test_nothing_built_or_secret_is_tracked() -> None:
    tracked = {str(path) for path in tracked_files()}

    assert not [path for path in tracked if path.startswith("platform/tandem/entrypoints/static/")]
    assert not tracked & {".env", "frontend/node_modules", ".tandem"}


def test_scripts_run_and_say_in_their_head_what_they_are_for() -> None:
    for script in [*ROOT.glob("tools/*.sh"), ROOT / ".ci/run"]:
        shebang, purpose = script.read_text().splitlines()[:2]
        assert script.stat().st_mode & 0o100, script
        assert shebang == "#!/usr/bin/env bash", script
        assert purpose.startswith("# "), script


def test_the_object_store_is_never_asked_asynchronously() -> None:
    asynchronous = re.compile(r"\b(get|put|delete|head|list|copy|bytes|collect)_async\b")
    texts = {path: (ROOT / path).read_text() for path in tracked_files() if path.suffix == ".py"}
    holding = {path: text for path, text in texts.items() if path.parts[0] in PACKAGES and "obstore" in text}

    assert Path("platform/tandem/casefiles/storage.py") in holding
    assert [str(path) for path, text in holding.items() if asynchronous.search(text)] == []
