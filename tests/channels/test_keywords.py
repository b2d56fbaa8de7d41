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


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_text_is_classified(text: str, expected: Reply) -> None:
    assert reply_in(text) is expected


@given(st.sampled_from(sorted(KEYWORDS)), st.text(" .,!?-'’\t", max_size=4), st.booleans())
def test_a_keyword_counts_whatever_surrounds_it(word: str, around: str, lower: bool) -> None:
    assert reply_in(around + (word.lower() if lower else word) + around) is KEYWORDS[word]


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert reply_in(text) in set(Reply)
