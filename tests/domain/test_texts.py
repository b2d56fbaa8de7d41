"""French as it is set: its wide punctuation never stands alone at the start of a line."""

import re

from tandem.kit.texts import catalogue, render


def test_no_french_text_can_break_before_its_punctuation() -> None:
    assert [text for text in catalogue("fr").values() if re.search(r" [:;!?»]|« ", text)] == []


def test_a_colon_and_guillemets_take_a_wide_space_and_the_rest_a_narrow_one() -> None:
    assert render("error.contact_point_known", "fr", value="x") == "«\u00a0x\u00a0» figure déjà au dossier."
    assert "\u202f; prochaine vérification" in catalogue("fr")["reason.PLAN_ACTIVE"]


def test_english_keeps_its_spaces() -> None:
    assert [text for text in catalogue("en").values() if "\u00a0" in text or "\u202f" in text] == []
