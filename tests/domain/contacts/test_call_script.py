"""Nothing of the matter stands before the person is sure: how a script is cut in two."""

import pytest

from tandem.contacts.calling.script import Paragraph, split
from tandem.contacts.templates import shipped_templates
from tandem.contacts.templates.vocabulary import Form

SAID, ADVICE = (True, False)


@pytest.mark.parametrize(
    ("case", "text", "identity", "matter"),
    [
        ("in two", "Bonjour.\n\n[Soyez sûr.]\n\nVous devez.\n\n[Écoutez.]", [SAID, ADVICE], [SAID, ADVICE]),
        ("advice first", "[Soyez sûr.]\n\nVous devez.", [ADVICE], [SAID]),
        ("without advice all is said first", "Bonjour.\n\nAu revoir.", [SAID, SAID], []),
        ("empty", "\n\n", [], []),
    ],
)
def test_a_script_is_cut_after_its_first_advice(case: str, text: str, identity: list[bool], matter: list[bool]) -> None:
    first, rest = split(text)

    assert ([one.said for one in first], [one.said for one in rest]) == (identity, matter), case


def test_brackets_are_not_shown() -> None:
    assert split("[Soyez sûr.]")[0] == (Paragraph(said=False, text="Soyez sûr."),)


@pytest.mark.parametrize("name", [t.id for t in shipped_templates().values() if t.form is Form.SCRIPT])
def test_no_shipped_script_names_creditor_or_sum_before_the_person_is_sure(name: str) -> None:
    template = shipped_templates()[name]

    identity, matter = split(template.wording.text)

    said = " ".join(one.text for one in identity)
    assert matter
    assert not identity[-1].said
    for private in ("{creditor_name}", "{amount_due}", "{claims_list}", "{agency_name}", "{case_reference}"):
        assert private not in said, private
