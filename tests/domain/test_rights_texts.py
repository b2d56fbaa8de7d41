"""Every permission, subject, role and finding has its plain words in both languages."""

import pytest

from tandem.health.queries import Check
from tandem.kit.texts import LOCALES, catalogue
from tandem.rights.catalogue import label, meaning, role_label, subject_label
from tandem_policies.permission import Permission
from tandem_policies.subjects import Subject
from tandem_policies.vocabulary import Role


@pytest.mark.parametrize("locale", LOCALES)
def test_every_permission_has_a_label_of_its_own_and_a_meaning(locale: str) -> None:
    labels = [label(permission, locale) for permission in Permission]

    assert len(set(labels)) == len(labels)
    assert all(meaning(permission, locale) for permission in Permission)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_subject_and_role_has_a_label(locale: str) -> None:
    assert all(subject_label(subject, locale) for subject in Subject)
    assert len({role_label(role, locale) for role in Role}) == len(Role)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_check_of_the_installation_has_a_label_and_sentences(locale: str) -> None:
    texts = catalogue(locale)

    assert {check for check in Check if f"health.{check}" not in texts} == set()
    assert {check for check in Check if f"health.{check}.good" not in texts} == set()


def test_no_text_is_left_of_a_permission_that_is_gone() -> None:
    known = {f"permission.{permission}" for permission in Permission}
    told = {key.removesuffix(".means") for key in catalogue("en") if key.startswith("permission.")}

    assert told == known
