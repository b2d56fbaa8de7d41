"""Templates: what ships can be sent, what breaks a rule is refused with its name, and rendering leaks nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.contacts.gate import Channel, Purpose
from tandem.contacts.templates import (
    FOLDER,
    READY_REPLIES,
    Form,
    Template,
    TemplateInvalid,
    ValuesMismatch,
    examples,
    load_template,
    load_templates,
    problems,
    render,
    shipped_templates,
)
from tandem.kit import clock
from tandem_channels.segments import Encoding, count_segments

VARIABLES = examples("fr")
NAMES = (
    *(
        "call_message",
        "call_script",
        "email_answer",
        "email_firm",
        "email_invoice_copy",
        "email_last",
        "email_reminder",
        "email_receipt",
        "email_reply_checking",
        "email_reply_payment",
        "letter_formal_notice",
        "letter_receipt",
        "letter_reminder",
        "sms_firm",
        "sms_answer",
        "sms_answer_one_way",
        "sms_help",
        "sms_reply_checking",
        "sms_reply_payment",
    ),
    *("sms_reminder", "sms_reminder_one_way", "sms_stop_confirmation", "voicemail"),
)
SMS = (FOLDER / "sms_reminder.fr.toml").read_text(encoding="utf-8")
EMAIL = (FOLDER / "email_reminder.fr.toml").read_text(encoding="utf-8")


def saved(folder: Path, text: str, name: str = "trial.fr.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_template_ships_in_both_languages() -> None:
    french = {template.id for template in shipped_templates().values() if template.country == "FR"}

    assert french == {f"{name}.{language}" for name in NAMES for language in ("fr", "en")}


@pytest.mark.parametrize("template", shipped_templates().values(), ids=shipped_templates().keys())
def test_what_ships_can_be_sent(template: Template) -> None:
    message = render(template, VARIABLES)

    assert problems(template.wording, on=clock.today()) == []
    assert "{" not in message.text
    assert "}" not in message.text
    assert message.html is not None if template.form is Form.EMAIL else message.html is None
    assert message.subject is not None if template.form.has_subject else message.subject is None
    recalls = template.form not in (Form.VOICEMAIL, *READY_REPLIES) and template.purpose is not Purpose.OPTOUT_CONFIRM
    if template.country == "FR" and recalls:
        assert VARIABLES["first_letter_ref"] in message.text
        assert VARIABLES["first_letter_date"] in message.text
    if template.channel is Channel.SMS:
        count = count_segments(message.text)
        assert (count.encoding, count.segments <= 2) == (Encoding.GSM_7, True)


def test_the_french_sms_reads_as_it_was_written() -> None:
    message = render(shipped_templates()["sms_reminder.fr"], VARIABLES | {"amount_due": "1\u202f234,56\u00a0€"})

    assert message.text == (
        "Recouvrement Martin, recouvrement amiable pour Ateliers Morel. Dossier RM-2026-0042 : 1 234,56 € à régler. "
        "Rappel de notre lettre L-2026-0042 du 2 novembre 2026. Questions : +33 1 84 80 00 00. "
        "Répondez STOP pour ne plus recevoir de SMS."
    )


def test_an_e_mail_says_the_same_in_text_and_html_and_trusts_no_value() -> None:
    values = VARIABLES | {
        "debtor_name": "<b>Camille</b> {agency_name}",
        "creditor_name": "Morel\r\nBcc: all@example.org",
    }

    message = render(shipped_templates()["email_reminder.fr"], values)

    assert message.subject == "Rappel : votre dossier RM-2026-0042 (Morel Bcc: all@example.org)"
    assert "Bonjour <b>Camille</b> {agency_name}," in message.text
    assert message.html is not None
    assert ">Bonjour &lt;b&gt;Camille&lt;/b&gt; {agency_name},</p>" in message.html
    # Legible in light and dark, and nothing is fetched from anywhere.
    assert '<meta name="color-scheme" content="light dark">' in message.html
    assert not re.search(r"color\s*:|<img|url\(|<link|<style", message.html)
    assert "Facture F-101 : 700,00 €<br>Facture F-102 : 534,56 €" in message.html
    assert message.html.startswith('<!doctype html><html lang="fr">')


def test_the_links_of_an_e_mail_can_be_followed_and_its_plain_part_shows_where_they_lead() -> None:
    template = shipped_templates()["email_firm.fr"]
    own = replace(
        template, wording=replace(template.wording, text=template.text + "\nVoir (https://cabinet.example/a?b=1&c=2).")
    )

    message = render(own, VARIABLES)

    way_out = VARIABLES["opt_out_link"]
    assert f'<a href="{way_out}" rel="noopener noreferrer">{way_out}</a>' in (message.html or "")
    address = "https://cabinet.example/a?b=1&amp;c=2"
    assert f'Voir (<a href="{address}" rel="noopener noreferrer">{address}</a>).' in (message.html or "")
    assert f"Pour ne plus recevoir nos courriels : {way_out}" in message.text
    assert "https://cabinet.example/a?b=1&c=2" in message.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("creditor_name", "https://evil.example"),
        ("opt_out_link", "http://app.example/o/abc"),
        ("opt_out_link", "javascript:alert(1)"),
        ("opt_out_link", "https://app.example@evil.example/o/abc"),
        ("opt_out_link", 'https://app.example/"onclick="alert(1)'),
    ],
)
def test_what_a_value_brings_is_no_link_unless_it_is_the_way_out_over_https(name: str, value: str) -> None:
    message = render(shipped_templates()["email_firm.fr"], VARIABLES | {"opt_out_link": "…", name: value})

    assert "<a " not in (message.html or "")
    assert value in message.text


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_value_that_is_missing_or_empty_is_refused(value: str | None) -> None:
    values = {name: text for name, text in VARIABLES.items() if name != "first_letter_ref"}
    if value is not None:
        values["first_letter_ref"] = value

    with pytest.raises(ValuesMismatch, match=r"sms_reminder.fr needs first_letter_ref"):
        render(shipped_templates()["sms_reminder.fr"], values)


def test_a_name_may_be_any_word() -> None:
    message = render(shipped_templates()["email_reminder.fr"], VARIABLES | {"debtor_name": "SARL Saisie Rapide"})

    assert message.text.startswith("Bonjour SARL Saisie Rapide,")


def test_a_premium_number_among_the_values_is_refused() -> None:
    with pytest.raises(ValuesMismatch, match="0899 12 34 56"):
        render(shipped_templates()["sms_reminder.fr"], VARIABLES | {"agency_phone": "0899 12 34 56"})


REFUSED = {
    "no reference of the opening letter": (
        SMS.replace("{first_letter_ref}", ""),
        r"“first_letter_ref” is missing \(CPCE R124-4\)",
    ),
    "no date of the opening letter": (
        EMAIL.replace("{first_letter_date}", ""),
        r"“first_letter_date” is missing \(CPCE R124-4\)",
    ),
    "not said to be amicable": (SMS.replace("recouvrement amiable", "recouvrement"), "“recouvrement amiable”"),
    "an unknown variable": (SMS.replace("{agency_phone}", "{agency_fone}"), "Did you mean “agency_phone”"),
    "a name like nothing": (SMS.replace("{agency_phone}", "{zzz}"), "“zzz” is not a variable"),
    "an attribute of a variable": (
        SMS.replace("{agency_phone}", "{agency_phone.x}"),
        "Write “agency_phone”",
    ),
    "a format of a variable": (SMS.replace("{agency_phone}", "{agency_phone:>9}"), "Write “agency_phone”"),
    "a brace that is not closed": (SMS.replace("{agency_phone}", "{agency_phone"), "A brace opens or closes nothing"),
    "no way to stop": (SMS.replace("STOP", "non"), "An SMS says how to receive no more"),
    "a STOP that its sender cannot receive": ("one_way_sender = true\n" + SMS, "“opt_out_link” is missing"),
    "a judicial word": (SMS.replace("Questions", "Huissier"), "“Huissier” may not be said"),
    "a premium number": (SMS.replace("{agency_phone}", "0 892 12 34 56"), "“0 892 12 34 56”"),
    "an SMS with a subject": ('subject = "Rappel"\n' + SMS, "has no subject"),
    "an e-mail without a subject": (EMAIL.replace("subject =", "# subject ="), "A subject is needed"),
    "a misspelt field": ("one_way = true\n" + SMS, "field one_way: Extra"),
    "a title in one language": (SMS.replace('en = "Reminder"', ""), "field title.en: Field required"),
    "no TOML": ("text =", "Invalid value"),
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_a_template_that_breaks_a_rule_is_refused_and_told_why(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(TemplateInvalid, match=rf"^trial.fr.toml: .*({problem})"):
        load_template(saved(tmp_path, text))


def test_a_receipt_recalls_the_opening_letter_and_leaves_without_that_line_where_none_was_posted() -> None:
    receipt = shipped_templates()["email_receipt.fr"]

    after = render(receipt, VARIABLES)
    before = render(receipt, VARIABLES | {"first_letter_ref": "", "first_letter_date": ""})

    line = "Notre première lettre : L-2026-0042 du 2 novembre 2026.\n\n"
    assert line in after.text
    assert before.text == after.text.replace(line, "")
    assert before.html is not None
    assert "première lettre" not in before.html


def test_any_other_text_is_not_sendable_before_the_opening_letter() -> None:
    answer = shipped_templates()["email_invoice_copy.fr"]

    with pytest.raises(ValuesMismatch, match="needs first_letter_date, first_letter_ref"):
        render(answer, VARIABLES | {"first_letter_ref": "", "first_letter_date": ""})


def test_a_template_without_its_other_language_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, SMS)

    with pytest.raises(TemplateInvalid, match=r"trial.en.toml is missing"):
        load_templates(tmp_path)


def test_a_file_tells_its_language_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match=r"call it <name>.fr.toml"):
        load_template(saved(tmp_path, SMS, "trial.toml"))
