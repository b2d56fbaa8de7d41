import re
from pathlib import Path

from babel.messages.pofile import read_po

import tandem.placements
from tandem.kit.errors import TandemError
from tandem.placements import errors
from tandem.placements.fields import Field
from tandem.placements.mapping import Why
from tandem.placements.verdicts import Refusal, Warned
from tandem.placements.wording import fields_to_choose


def catalogue(locale: str) -> dict[str, str]:
    path = Path(tandem.placements.__file__).parent / "locale" / f"{locale}.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_both_languages_say_the_same_with_the_same_values() -> None:
    french, english = catalogue("fr"), catalogue("en")

    assert french.keys() == english.keys()
    for key in french:
        assert french[key]
        assert set(re.findall(r"{(\w+)}", french[key])) == set(re.findall(r"{(\w+)}", english[key])), key


def test_every_code_has_its_sentence() -> None:
    keys = catalogue("en").keys()

    wanted = {f"placement.{code.value}" for code in (*Refusal, *Warned)}
    wanted |= {f"placement.{code.value}.right" for code in Refusal}
    wanted |= {f"placement.field.{field.value}" for field in Field}
    wanted |= {f"placement.why.{why.value}" for why in Why}
    declared = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TandemError)]
    wanted |= {f"error.{kind.code}" for kind in declared if kind.code != TandemError.code}
    assert wanted <= keys


def test_the_fields_to_choose_from_are_named_and_the_required_ones_marked() -> None:
    chosen = fields_to_choose("fr")

    assert (Field.DUE_ON, "Date d’échéance", True) in chosen
    assert (Field.CITY, "Ville", False) in chosen
    assert [field for field, _label, is_required in chosen if is_required] == [
        Field.DOCUMENT_NUMBER,
        Field.DUE_ON,
        Field.AMOUNT,
    ]
