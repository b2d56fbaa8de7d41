"""A template with its versions: what the rules of today have against the one in use, and what is sent in its place."""

from dataclasses import replace

from tandem.contacts.models import TemplateVersion
from tandem.contacts.templates import Wording, shipped_templates
from tandem.contacts.templates.history import history
from tandem.kit.ids import new_id

KEY = "sms_reminder.fr"
SHIPPED = shipped_templates()[KEY].wording
FINE = replace(SHIPPED, text=SHIPPED.text.replace("Questions :", "Une question ?"))
REFUSED = replace(FINE, text=f"{FINE.text} Huissier.")


def approved(wording: Wording, number: int, key: str = KEY) -> TemplateVersion:
    return TemplateVersion(
        id=new_id(),
        agency_id=new_id(),
        key=key,
        number=number,
        sha256=wording.sha256,
        form=wording.form,
        language=wording.language,
        tone=wording.tone,
        purpose=wording.purpose,
        country=wording.country,
        one_way_sender=wording.one_way_sender,
        title_fr=wording.titles["fr"],
        title_en=wording.titles["en"],
        subject=wording.subject,
        text=wording.text,
        author="Marc",
        approved=True,
    )


def test_a_text_that_a_rule_of_today_forbids_is_told_with_why_and_the_one_that_ships_stands_in() -> None:
    told = history(KEY, [approved(FINE, 2), approved(REFUSED, 3)])

    assert [one.code for one in told.problems] == ["judicial_word"]
    assert told.shipped_stands_in


def test_where_no_text_ships_nothing_stands_in() -> None:
    told = history("own.1", [approved(REFUSED, 1, "own.1")])

    assert [one.code for one in told.problems] == ["judicial_word"]
    assert not told.shipped_stands_in


def test_of_a_text_that_may_leave_nothing_is_told_nor_of_an_earlier_version() -> None:
    for told in (history(KEY, []), history(KEY, [approved(REFUSED, 2), approved(FINE, 3)])):
        assert (told.problems, told.shipped_stands_in) == ((), False)
