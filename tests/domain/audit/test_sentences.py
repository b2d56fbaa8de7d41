"""Every kind of event is one line in both languages, with its words and days, and is found in one group."""

from typing import Any

import pytest

from tandem.contacts.stops.kinds import StopKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.texts import LOCALES, catalogue
from tandem.organizations.audit.kinds import DETAILS, AuditGroup, AuditKind
from tandem.organizations.audit.sentences import key_of, sentence, teller
from tandem.organizations.models import CaseScope, GrantLevel
from tandem.privacy.models import Ground
from tandem_policies.vocabulary import Role

VARIANTS: tuple[dict[str, object], ...] = (
    {},
    {"expires_on": None},
    {"expires_on": "2027-03-01"},
    {"own_side": True},
    {"own_side": False},
    {"above": None},
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", AuditKind)
def test_every_kind_is_told_whatever_its_details(kind: AuditKind, locale: str) -> None:
    plain: dict[str, object] = {name: f"[{name}]" for name in DETAILS.get(kind, ())}
    usual: dict[str, object] = {"expires_on": "2027-03-01", "starts_on": "2026-12-01", "own_side": True}
    plain |= {name: value for name, value in usual.items() if name in plain}

    for variant in VARIANTS:
        details: dict[str, Any] = plain | {name: value for name, value in variant.items() if name in plain}
        told = sentence(kind, "Ada & Cie", details, locale)

        assert told.strip()
        assert "{" not in told
        assert "audit." not in told


@pytest.mark.parametrize("kind", AuditKind)
def test_every_kind_is_in_exactly_one_group(kind: AuditKind) -> None:
    assert sum(kind in group.kinds for group in AuditGroup) == 1


def test_no_text_is_there_for_nothing() -> None:
    for locale in LOCALES:
        kinds = {key.split(".")[1] for key in catalogue(locale) if key.startswith("audit.")}
        words = {"role", "level", "scope", "ground", "retention", "by", "nothing", "column", "via", "file", "stop_fact"}
        assert kinds == {kind.value for kind in AuditKind} | words


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_its_word(locale: str) -> None:
    closed = {"role": Role, "level": GrantLevel, "scope": CaseScope, "ground": Ground, "stop_fact": StopKind}
    for group, words in closed.items():
        assert {f"audit.{group}.{word.value}" for word in words} <= catalogue(locale).keys()


@pytest.mark.parametrize(
    ("kind", "details", "french", "english"),
    [
        (
            AuditKind.BANK_GRANT_OPENED,
            {"bank": "Crédit Lémanique", "level": "totals", "expires_on": "2027-03-01"},
            "Portefeuille «\u00a0PME\u00a0» ouvert à Crédit Lémanique (totaux) jusqu’au 1er mars 2027",
            "Portfolio “PME” opened to Crédit Lémanique (totals) until 1 March 2027",
        ),
        (
            AuditKind.MEMBERSHIP_ROLE_CHANGED,
            {"before": "collector", "after": "Stagiaire"},
            "Rôle de PME changé\u00a0: chargé de recouvrement devient Stagiaire",
            "Role of PME changed from collector to Stagiaire",
        ),
        (
            AuditKind.TEAM_RENAMED,
            {"before": "Nord"},
            "L’équipe «\u00a0Nord\u00a0» s’appelle désormais «\u00a0PME\u00a0»",
            "Team “Nord” is called “PME” from now on",
        ),
        (
            AuditKind.TEAM_CHANGED,
            {"added": "Awa Diop", "removed": ""},
            "Équipe «\u00a0PME\u00a0» changée. Ajouté\u00a0: Awa Diop. Retiré\u00a0: rien",
            "Team “PME” changed. Added: Awa Diop. Taken away: nothing",
        ),
    ],
)
def test_codes_and_days_are_words(kind: AuditKind, details: dict[str, str], french: str, english: str) -> None:
    assert sentence(kind, "PME", details, "fr") == french
    assert sentence(kind, "PME", details, "en") == english


def test_who_acted_is_a_name_or_what_acted_in_nobodys_name() -> None:
    ines = actor_of_cast("ines")

    assert teller("person", ines.person_name, "fr") == ines.person_name
    assert teller("system", "", "en") == "Tandem"
    assert teller("command_line", "", "fr") == "Exploitant, en ligne de commande"
    assert key_of(AuditKind.SIGNED_IN, {}) == "audit.signed_in"
