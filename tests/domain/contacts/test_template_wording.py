"""Words that may not be said, whatever they hide behind, and numbers that may not be given (compliance, §1.1)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contacts.templates import may_be_said, may_leave
from tandem.contacts.templates.rulebook import RULES, RulebookInvalid, laws, load_rulebook, rulebooks
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.wording import lint, numbers

TODAY = date(2026, 11, 22)
BANNED = [
    *("huissier", "commissaire de justice", "saisie", "tribunal saisi", "précontentieux", "contentieux", "assignation"),
    *("mise en demeure avant poursuites", "dernier avis avant exécution", "bailiff", "court proceedings"),
]
# Letters as they look in other alphabets: Cyrillic, Greek, small capitals, full width, in circles.
ALIKE = {
    "a": "\u0430\u03b1\u1d00\uff41\u24d0",
    "e": "\u0435\u03b5\u1d07\uff45\u24d4",
    "i": "\u0456\u03b9\u026a\uff49\u24d8",
    "o": "\u043e\u03bf\u1d0f\uff4f\u24de",
    "s": "\u0455\uff53\u24e2",
    "c": "\u0441\u1d04\uff43\u24d2",
    "u": "\u1d1c\uff55\u24e4",
}
BETWEEN = ["", "", "", " ", "-", ".", "\u200b", "\u00ad", "\u2060", "_"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un HUISSIER passera", "HUISSIER"),
        ("l'huissier", "huissier"),
        ("avant saisie de vos biens", "saisie"),
        ("saisies-attributions", "saisies"),
        ("le tribunal saisi", "tribunal saisi"),
        ("Dernier avis avant exécution", "Dernier avis avant exécution"),
        ("mise  en\ndemeure avant poursuites le 3 mai", "mise en demeure avant poursuites"),
        ("service précontentieux", "précontentieux"),
        ("le pôle pré-contentieux", "pré-contentieux"),
        ("les commissaires de justice", "commissaires de justice"),
        ("a bailiff will call", "bailiff"),
        ("h u i s s i e r", "h u i s s i e r"),
        ("hu1ssier", "hu1ssier"),
        ("sai sie", "sai sie"),
        ("des poursuites seront engagées", "poursuites seront"),
        ("Nous allons engager des poursuites.", "engager des poursuites"),
        ("par voie judiciaire", "voie judiciaire"),
        ("une procédure judiciaire", "procédure judiciaire"),
        ("Nous porterons plainte.", "porterons plainte"),
        ("la mise en demeure avant poursuites du 3 mai 2026", "mise en demeure avant poursuites"),
        ("\u0455\u0430\u0456\u0455\u0456\u0435", "\u0455\u0430\u0456\u0455\u0456\u0435"),
    ],
)
def test_words_of_courts_are_not_said(text: str, found: str) -> None:
    assert [finding.found for finding in lint(text, on=TODAY)] == [found]


@given(st.sampled_from(BANNED), st.data())
def test_no_disguise_hides_a_word(word: str, data: st.DataObject) -> None:
    signs = []
    for letter in word:
        chosen = data.draw(st.sampled_from([letter, letter.upper(), *ALIKE.get(letter, "")]))
        signs.append(chosen + data.draw(st.sampled_from(BETWEEN)))
    text = f"Bonjour, {''.join(signs)} ; merci."

    assert any(finding.rule == "judicial_word" for finding in lint(text, on=TODAY)), text


@pytest.mark.parametrize(
    "text",
    [
        "Saisissez votre référence",
        "une mise en demeure",
        "Sur votre contestation, nous reviendrons vers vous.",
        "Appelez le 0805 12 34 56",
        "FR76 3000 4000 0812 3456 7890 143",
        "FR7630004000081234567890143",
        # Short numbers that are free (ARCEP 2018-0881, 2.4.9), and sums that look like those that are not.
        "Appelez le 3018 ou le 3114.",
        "Nous vous appelons au sujet de 3 500,00 € : dossier 3456, facture 118 712.",
        "Contactez-nous : vous devez 3 950 €.",
        "FR76 3000 4000 0312 3456 7890 143",
        # Nothing in it says that somebody goes to court.
        "la poursuite de nos échanges",
        "le 08/12/2026 10h00",
        # The law that a letter must quote names an enforceable title (CPCE L111-8).
        "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier",
        "demander au juge de l'exécution de laisser tout ou partie des frais",
        "",
    ],
)
def test_ordinary_words_and_free_numbers_pass(text: str) -> None:
    assert lint(text, on=TODAY) == []


@pytest.mark.parametrize(
    "number",
    [
        *("0899123456", "08 92 12 34 56", "+33 8 10 12 34 56", "08.20.12.34.56", "+33 (0)8 99 12 34 56"),
        *("3939", "39 49", "3 2 5 0", "118 712", "118218", "118-000"),
        *("0033 892 123 456", "\uff10\uff18\uff19\uff19 12 34 56", "o8 99 12 34 56", "0-8-9-9-1-2-3-4-5-6"),
    ],
)
def test_a_premium_number_never_passes(number: str) -> None:
    [finding] = lint(f"Appelez le {number} vite", on=TODAY)

    assert (finding.rule, finding.found) == ("premium_number", number)
    assert numbers(f"Appelez le {number}", on=TODAY) != []


def test_a_word_of_two_alphabets_is_found_whatever_it_says() -> None:
    [finding] = lint("Bonj\u043eur", on=TODAY)

    assert finding.rule == "mixed_alphabets"


def test_what_looks_like_an_authority_is_refused() -> None:
    assert [finding.rule for finding in lint("RÉPUBLIQUE FRANÇAISE", on=TODAY)] == ["authority_word"]


@pytest.mark.parametrize("sign", ["⚖", "⚖\ufe0f", "🏛", "⚜", "👨\u200d⚖\ufe0f"])
@pytest.mark.parametrize("country", ["FR", "BE", "GB", "IE", "US"])
def test_scales_and_coats_of_arms_are_signs_of_authority(sign: str, country: str) -> None:
    [finding] = lint(f"{sign} Rappel", country=country, on=TODAY)

    assert (finding.rule, finding.found) == ("authority_sign", sign.strip("\ufe0f👨\u200d"))


@pytest.mark.parametrize(
    "costs", ["frais de dossier", "frais de relance", "Frais de mise en demeure", "frais de lettre"]
)
def test_what_the_collection_costs_is_not_asked_of_a_debtor(costs: str) -> None:
    [finding] = lint(f"À régler : 120,00 €, dont {costs} 15,00 €", on=TODAY)

    assert (finding.rule, finding.found, finding.source[:10]) == ("costs_word", costs, "CPCE L111-")


def test_american_texts_threaten_nobody_with_a_court() -> None:
    assert [finding.found for finding in lint("or we will sue you in court", country="US", on=TODAY)] == [
        "sue",
        "court",
    ]
    assert lint("or we will sue you", country="FR", on=TODAY) == []


def test_a_rule_holds_from_its_day_to_its_last(tmp_path: Path) -> None:
    text = (RULES / "fr.toml").read_text(encoding="utf-8")
    dated = text.replace('"huissier*", ', "") + (
        '\n[[forbidden]]\ncode = "judicial_word"\nsource = "essai"\nfrom = 2026-01-01\nuntil = 2026-06-30\n'
        'words = ["huissier*"]\n'
    )
    path = tmp_path / "fr.toml"
    path.write_text(dated, encoding="utf-8")

    row = load_rulebook(path).forbidden[-1]

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [row.holds(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ('words = [\n    "huissier*"', 'words = [\n    "Huissier!"'),
            r"forbidden, row 1, words, row 1: .*'Huissier!'",
        ),
        (
            ('code = "judicial_word"\nsource', 'code = "judicial_word"\nsorce'),
            r"forbidden, row 1, source: Field required",
        ),
        (("from = 2012-06-01", "from = 2012-06-01\nuntil = 2011-01-01"), r"required, row 1: .*before it begins"),
        (('variables = ["first_letter_ref"', 'variables = ["first_letter"'), r"required, row 1: .*first_letter is not"),
        (('country = "FR"', 'country = "France"'), r"country: "),
        (("[[number]]\n", "[[number]\n"), r"Expected"),
        (('abroad = "33"\n', ""), r"number, row 1: .*give abroad, or short"),
        (('signs = ["⚖"', 'signs = ["⚖⚖"'), r"forbidden, row 2, signs, row 1: .*at most 1 character"),
    ],
)
def test_a_file_of_rules_that_cannot_be_used_is_named_with_its_row(
    tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    path = tmp_path / "fr.toml"
    path.write_text((RULES / "fr.toml").read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")

    with pytest.raises(RulebookInvalid, match=rf"^fr.toml: .*{problem}"):
        load_rulebook(path)


def test_every_rule_names_its_source() -> None:
    rows = [
        row
        for book in rulebooks().values()
        for row in (*book.forbidden, *book.number, *book.required, *book.refused_form)
    ]

    assert len(rows) > 10
    assert all(row.source.strip() for row in rows)


@pytest.mark.parametrize(
    ("country", "text", "rule", "found"),
    [
        ("GB", "We may send bailiffs to you.", "judicial_word", "bailiffs"),
        ("GB", "You risk a County Court judgment.", "judicial_word", "County Court"),
        ("GB", "We will contact your employer.", "third_party_word", "contact your employer"),
        ("GB", "Call 0871 234 5678", "premium_number", "0871 234 5678"),
        ("GB", "Call +44 (0)90 1234 5678", "premium_number", "+44 (0)90 1234 5678"),
        ("IE", "The sheriff will call.", "judicial_word", "sheriff"),
        ("IE", "We will tell your family.", "third_party_word", "tell your family"),
        ("IE", "Call 1550 123 456", "premium_number", "1550 123 456"),
        ("BE", "Un huissier passera.", "judicial_word", "huissier"),
        ("BE", "De gerechtsdeurwaarder komt.", "judicial_word", "gerechtsdeurwaarder"),
        ("BE", "Au nom du Royaume de Belgique", "authority_word", "Royaume de Belgique"),
        ("BE", "Appelez le 0900 12 345", "premium_number", "0900 12 345"),
        # 12 CFR 1006.38(b): nothing overshadows the period in which a debt may be disputed.
        ("US", "Please pay immediately.", "overshadowing_word", "immediately"),
        ("US", "We must receive it no later than 1 December.", "overshadowing_word", "no later than"),
        ("US", "FINAL NOTICE: your account", "overshadowing_word", "FINAL NOTICE"),
        ("US", "It is too late to dispute this.", "overshadowing_word", "too late to dispute"),
        ("US", "Payez sans délai, merci.", "overshadowing_word", "sans délai"),
    ],
)
def test_each_country_has_words_and_numbers_of_its_own(country: str, text: str, rule: str, found: str) -> None:
    assert [(one.rule, one.found) for one in lint(text, country=country, on=TODAY)] == [(rule, found)]


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("US", "You may dispute the debt within 30 days after you receive this notice. You can pay in 10 instalments."),
        ("GB", "Call us free on 0800 123 4567 or on 020 7946 0018. If you need help, talk to a free debt adviser."),
        ("IE", "Call 01 234 5678 or 1800 123 456. We ask you to pay by 15 December."),
        ("BE", "Appelez le 02 123 45 67 ou le 0800 12 345. Vous pouvez contester cette somme."),
    ],
)
def test_what_may_be_said_there_passes(country: str, text: str) -> None:
    assert lint(text, country=country, on=TODAY) == []


@pytest.mark.parametrize("country", ["GB", "IE", "BE"])
def test_every_text_that_ships_may_be_said_there_and_one_that_may_not_stays(country: str) -> None:
    french = [one.wording for one in shipped_templates().values() if one.country == "FR"]
    threat = replace(french[0], text=french[0].text + "\nBailiffs, sheriffs, huissiers.")

    assert [wording for wording in french if not may_leave(wording, TODAY, country)] == []
    assert not may_leave(threat, TODAY, country)
    assert not may_be_said(threat, TODAY, country)
    assert may_be_said(threat, TODAY, "CH")


def test_texts_are_written_under_a_law_that_says_what_they_must_say() -> None:
    assert laws() == {"FR", "US", "BE"}
    assert set(rulebooks()) == {"FR", "US", "GB", "IE", "BE"}
