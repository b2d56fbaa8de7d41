"""What a developer types: make's targets, the settings' example, and refusals in one line."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.entrypoints.anchors import anchoring_of
from tandem.entrypoints.example import env_example
from tandem.entrypoints.settings import Settings, SettingsRefused, load_settings

ROOT = Path(__file__).parents[2]
TARGETS = {
    "run",
    "dev",
    "test",
    "lint",
    "fix",
    "types",
    "schema",
    "migration",
    "seed",
    "bench",
    "chart",
    "chaos",
    "web",
    "ci",
    "help",
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("TANDEM_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(re.findall(r"(?m)^  make ([a-z-]+) ", listed.stdout)) == TARGETS


def test_the_example_of_the_settings_is_up_to_date() -> None:
    assert (ROOT / ".env.example").read_text() == env_example()


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_settings_do_not_change_and_do_not_print_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgresql://owner:hush@127.0.0.1/tandem")
    settings = load_settings()

    assert "hush" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("case", "environment", "message"),
    [
        ("a clock with no sandbox", {"CLOCK": "+9h"}, "TANDEM_CLOCK is allowed only when the sandbox is the provider"),
        (
            "a clock beside a live provider",
            {"CLOCK": "+9h", "SANDBOX_URL": "http://127.0.0.1:8001", "TWILIO_API_URL": "https://api.twilio.com"},
            "TANDEM_CLOCK is allowed only when the sandbox is the provider",
        ),
        (
            "an address that only starts like the sandbox's",
            {"CLOCK": "+9h", "SANDBOX_URL": "http://127.0.0.1:80", "SENDGRID_API_URL": "http://127.0.0.1:8001"},
            "TANDEM_CLOCK is allowed only when the sandbox is the provider",
        ),
        ("a clock without an offset", {"CLOCK": "2026-11-24T10:00"}, "TANDEM_CLOCK"),
        ("a port that is none", {"PORT": "eight"}, "TANDEM_PORT"),
        ("plain http to the world", {"PUBLIC_URL": "http://tandem.example.com"}, "TANDEM_PUBLIC_URL must be https"),
        ("a short key", {"MASTER_KEY": "c2hvcnQ="}, "TANDEM_MASTER_KEY: must be 32 bytes in base64, is 5"),
        ("an authority that nothing checks", {"TIMESTAMP_URL": "https://tsa.example"}, "TANDEM_TIMESTAMP_URL needs"),
        ("a fingerprint that is none", {"TRUSTED_ANCHOR_KEYS": "ab:cd"}, "TANDEM_TRUSTED_ANCHOR_KEYS: must be SHA-256"),
        ("any proxy", {"TRUSTED_PROXIES": "*"}, "TANDEM_TRUSTED_PROXIES: must be addresses or networks"),
        ("a proxy by its name", {"TRUSTED_PROXIES": "10.0.0.1, proxy"}, "TANDEM_TRUSTED_PROXIES: must be addresses"),
        ("a network that is none", {"TRUSTED_PROXIES": "10.0.0.1/8"}, "TANDEM_TRUSTED_PROXIES: must be addresses"),
        ("an environment that is none", {"ENV": "prod"}, "TANDEM_ENV"),
    ],
)
def test_settings_that_contradict_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, case: str, environment: dict[str, str], message: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"TANDEM_{name}", value)

    with pytest.raises(SettingsRefused) as refused:
        load_settings()

    assert str(refused.value).startswith(message), case
    assert "\n" not in str(refused.value)


def test_the_clock_may_be_shifted_when_both_providers_are_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = "http://127.0.0.1:8001"
    for name in ("SANDBOX_URL", "TWILIO_API_URL", "SENDGRID_API_URL"):
        monkeypatch.setenv(f"TANDEM_{name}", sandbox)
    monkeypatch.setenv("TANDEM_CLOCK", "+9h")

    assert load_settings().clock_shift == timedelta(hours=9)


def test_without_address_or_credentials_a_channel_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load_settings().twilio_is_on

    monkeypatch.setenv("TANDEM_TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TANDEM_TWILIO_AUTH_TOKEN", "token")
    assert not load_settings().twilio_is_on

    monkeypatch.setenv("TANDEM_TWILIO_API_URL", "http://127.0.0.1:8001")
    assert load_settings().twilio_is_on
    assert not load_settings().sendgrid_is_on


def test_past_a_pooler_only_the_place_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_WEB_DATABASE_URL", "postgresql://web:a%40b@pooler:6432/tandem")
    monkeypatch.setenv("TANDEM_DATABASE_DIRECT_URL", "postgresql://other@primary:5432/tandem")
    settings = load_settings()

    assert settings.web_database_url is not None
    assert settings.direct(settings.web_database_url) == "postgresql://web:a%40b@primary:5432/tandem"


def test_fingerprints_are_read_as_openssl_and_sha256sum_print_them(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = "AB:" * 31 + "AB", "cd" * 32
    monkeypatch.setenv("TANDEM_TIMESTAMP_QUALIFIED", f"{one}, {other}")

    assert load_settings().fingerprints("timestamp_qualified") == {b"\xab" * 32, b"\xcd" * 32}


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ANCHORS": "nowhere://bucket"}, "TANDEM_ANCHORS: "),
        ({"TIMESTAMP_CERTIFICATES": "/no/such/file.pem"}, "TANDEM_TIMESTAMP_CERTIFICATES: "),
        ({"TIMESTAMP_CERTIFICATES": "-----BEGIN nothing"}, "TANDEM_TIMESTAMP_CERTIFICATES: "),
    ],
)
def test_anchors_that_cannot_be_kept_or_checked_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"TANDEM_{name}", value)

    with pytest.raises(SettingsRefused) as refused:
        anchoring_of(load_settings(), tmp_path)

    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_file_mounted_by_the_cluster_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "TANDEM_REDIS_URL").write_text("redis://elsewhere\n")
    monkeypatch.setattr("tandem.entrypoints.settings.MOUNTED_SECRETS", tmp_path)

    redis_url = load_settings().redis_url

    assert redis_url is not None
    assert redis_url.get_secret_value() == "redis://elsewhere"


def test_a_process_that_lacks_settings_names_them_in_one_line_and_ends_with_2() -> None:
    done = subprocess.run([sys.executable, "-m", "tandem.entrypoints.cli", "worker"], capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stderr.startswith("tandem: set TANDEM_WORKER_DATABASE_URL, TANDEM_REDIS_URL, ")
    assert done.stderr.count("\n") == 1
