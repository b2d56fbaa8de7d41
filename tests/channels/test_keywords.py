"""What an inbound text asks for (compliance, §4: keywords)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem_channels.keywords import KEYWORDS, Reply, reply_in

CASES = [
    ("french word with accent and full stop", "Arrêt.", Reply.STOP),
    ("lower case", "stop", Reply.STOP),
    ("spaced and dotted", "  S.T.O.P  ", Reply.STOP),
    ("hyphen", "opt-out", Reply.STOP),
    ("decomposed accents", "De\u0301sinscrire", Reply.STOP),
    ("full-width letters", "ＳＴＯＰ", Reply.STOP),
    ("french unsubscribe", "DÉSABONNER !", Reply.STOP),
    ("english alone", "End", Reply.STOP),
    ("with signs", "STOP!!", Reply.STOP),
    ("a polite one", " stop svp ", Reply.STOP),
    ("a politer one", "Bonjour, stop s’il vous plaît, merci d’avance", Reply.STOP),
    ("an English polite one", "please STOP, thank you", Reply.STOP),
    ("a polite word for help", "AIDE svp", Reply.HELP),
    ("politeness alone asks for nothing", "Merci beaucoup", Reply.PLAIN),
    ("start", "Start", Reply.START),
    ("unstop", "UNSTOP", Reply.START),
    ("french help", "aide ?", Reply.HELP),
    ("info", "Info", Reply.HELP),
    ("stop with another word", "STOP SMS", Reply.STOP_IN_TEXT),
    ("french sentence", "Je ne veux plus recevoir de SMS", Reply.STOP_IN_TEXT),
    ("french imperative", "Ne m’écrivez plus !", Reply.STOP_IN_TEXT),
    ("french infinitive", "merci de ne plus me contacter", Reply.STOP_IN_TEXT),
    ("french imperative with an object", "Arrêtez de m'écrire", Reply.STOP_IN_TEXT),
    ("french question", "vous pouvez arrêter ?", Reply.STOP_IN_TEXT),
    ("english sentence", "Please don’t text me again", Reply.STOP_IN_TEXT),
    ("sick leave is no request", "Je suis en arrêt maladie jusqu’au 3", Reply.PLAIN),
    ("nor is leave from work", "en arrêt de travail", Reply.PLAIN),
    ("end inside a sentence", "I will pay at the end of the month", Reply.PLAIN),
    ("cancel inside a sentence", "please cancel this invoice", Reply.PLAIN),
    ("a promise", "Je paie vendredi", Reply.PLAIN),
    ("cannot pay any more", "Je ne peux plus payer", Reply.PLAIN),
    ("empty", "", Reply.PLAIN),
    ("a picture", "👍", Reply.PLAIN),
]

# Written out, so that a word that is lost is missed: Twilio's defaults and their French kin (compliance, §4; S37).
WORDS = {
    Reply.STOP: "STOP STOPALL UNSUBSCRIBE END QUIT REVOKE OPTOUT CANCEL ARRET DESINSCRIRE DESABONNER",
    Reply.START: "START UNSTOP REPRENDRE REABONNER",
    Reply.HELP: "HELP INFO AIDE",
}
# Free text with a request: nobody contacts on until a person has read it (compliance, §4; TCPA: any reasonable means).
REQUESTS = (
    "Je ne souhaite plus recevoir de SMS",
    "Je ne souhaite plus être contacté",
    "Je ne désire pas être rappelée",
    "Merci de ne plus appeler",
    "Ne plus envoyer de SMS svp",
    "N'appelez plus ce numéro",
    "Ne m'appelez pas",
    "ne m’appelez plus jamais",
    "Ne nous recontactez plus",
    "Cessez de m'appeler",
    "Merci de cesser tout appel",
    "Retirez-moi de votre liste",
    "Supprimez mon numéro",
    "effacez mes coordonnées",
    "Plus d'appels, merci",
    "Je ne veux plus de vos messages",
    "Laissez-moi en paix",
    "Foutez-moi la paix",
    "stopp",
    "STOPE",
    "Stpo",
    "arrettez",
    "Quit texting me",
    "Cancel these texts",
    "Do not ever call me again",
    "No more calls",
    "Please cease contact",
    "Cease all communication",
    "Never text me",
    "I do not wish to be contacted",
    "I no longer want to receive these",
    "Remove my number",
    "lose my number",
    "End these messages",
    "Je vous demande de ne plus m'écrire",
    "N'envoyez plus rien",
)
# Ordinary texts of people who owe: they ask for nothing of the kind.
ORDINARY = (
    "Je ne peux plus vous appeler aujourd'hui",
    "Je n'ai pas reçu votre facture",
    "Je n'arrive plus à vous joindre",
    "Je ne peux pas payer plus",
    "Je ne peux pas être présent lundi",
    "Je ne peux pas appeler avant lundi",
    "Je n'appelle pas pour cela",
    "Vous ne m'envoyez jamais les justificatifs",
    "Vous ne m'avez pas envoyé la facture",
    "Appelez-moi demain",
    "Pouvez-vous m'envoyer la facture ?",
    "J'ai envoyé le virement hier",
    "Je paierai plus tard",
    "Je n'ai plus de travail",
    "I will call at the end of the month",
    "Please call me back",
    "Did you get my message?",
    "I never got the invoice",
    "I paid this in the end, call the bank",
)


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_in_free_text_is_understood(text: str) -> None:
    assert reply_in(text) is Reply.STOP_IN_TEXT


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_asks_for_nothing(text: str) -> None:
    assert reply_in(text) is Reply.PLAIN


@pytest.mark.parametrize(("reply", "words"), WORDS.items())
def test_no_keyword_is_lost(reply: Reply, words: str) -> None:
    assert {word for word, meant in KEYWORDS.items() if meant is reply} == set(words.split())


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_text_is_classified(text: str, expected: Reply) -> None:
    assert reply_in(text) is expected


@given(st.sampled_from(sorted(KEYWORDS)), st.text(" .,!?-'’\t", max_size=4), st.booleans())
def test_a_keyword_counts_whatever_surrounds_it(word: str, around: str, lower: bool) -> None:
    assert reply_in(around + (word.lower() if lower else word) + around) is KEYWORDS[word]


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert reply_in(text) in set(Reply)
