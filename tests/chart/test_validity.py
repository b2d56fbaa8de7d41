"""The chart is valid for both helms and for two versions of Kubernetes, in every scenario."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chart.conftest import CHART, HELMS, SCENARIOS, helm, objects, rendered, values_of


def test_strict_lint_passes(helm_version: str, scenario: str) -> None:
    done = helm(helm_version, "lint", "--strict", str(CHART), *values_of(scenario))

    assert done.returncode == 0, done.stdout


def test_both_helms_render_the_same_objects(scenario: str) -> None:
    helm_3, helm_4 = (objects(scenario, version) for version in HELMS)

    assert helm_3 == helm_4


def test_rendering_twice_gives_the_same_text_so_that_an_upgrade_rotates_nothing(scenario: str) -> None:
    first = rendered(scenario)
    rendered.cache_clear()

    assert rendered(scenario) == first


@pytest.mark.parametrize("kubernetes", ["1.31", "1.37"])
def test_the_schemas_of_kubernetes_accept_every_object(scenario: str, kubernetes: str, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(rendered(scenario))

    program = Path(sys.executable).with_name("kubernetes-validate")
    done = subprocess.run([program, "--strict", "-k", kubernetes, manifest], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", [name for name in SCENARIOS if name != "defaults"])
def test_a_scenario_opens_with_its_purpose(file: str) -> None:
    first_line = (CHART / "ci" / file).read_text().splitlines()[0]

    assert first_line.startswith("# ")
    assert first_line.endswith(".")


@pytest.mark.parametrize(
    ("case", "value"),
    [
        ("a public address without TLS", "publicUrl=http://tandem.example.com"),
        ("a tag that moves", "image.tag=latest"),
        ("a misspelt key", "web.replica=3"),
        ("a secret as plain environment", "extraEnv[0].name=TANDEM_MASTER_KEY,extraEnv[0].value=x"),
        ("a Secret to be made without its entries", "secret.create=true"),
    ],
)
def test_values_are_refused(helm_version: str, case: str, value: str) -> None:
    done = helm(helm_version, "template", "rel", str(CHART), "--set", value)

    assert done.returncode != 0, case
