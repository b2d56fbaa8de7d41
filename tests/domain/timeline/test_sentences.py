"""The one line of an event: plain words, values as their reader writes them, nothing that an erasure takes away."""

import pytest

from tandem.timeline import Chain
from tandem.timeline.sentences import sentence

MONEY = {"minor": 50_000, "currency": "EUR"}


@pytest.mark.parametrize(
    ("kind", "data", "french", "english"),
    [
        (
            "payment_recorded",
            {"amount": MONEY, "source": "creditor"},
            "Règlement de 500,00\u00a0€ déclaré par le créancier",
            "Payment of €500.00 declared by the client",
        ),
        (
            "payment_recorded",
            {"amount": MONEY, "source": "agency"},
            "Règlement de 500,00\u00a0€ reçu par le cabinet",
            "Payment of €500.00 received by the agency",
        ),
        (
            "letter_posted",
            {"reference": "26-000003-L1", "posted_on": "2026-12-01", "opening": True},
            "Première lettre 26-000003-L1 postée le 1er décembre 2026",
            "Opening letter 26-000003-L1 posted on 1 December 2026",
        ),
        (
            "case_file_placed",
            {"claim_count": 1, "amount": MONEY},
            "Dossier confié\u00a0: une créance de 500,00\u00a0€",
            "Case file placed: one claim of €500.00",
        ),
        (
            "case_file_placed",
            {"claim_count": 1_200, "amount": MONEY},
            "Dossier confié\u00a0: 1\u202f200 créances, 500,00\u00a0€ au total",
            "Case file placed: 1,200 claims, €500.00 in all",
        ),
        (
            "stage_changed",
            {"from_stage": "amicable", "to_stage": "closed", "close_code": "paid"},
            "Dossier clos\u00a0: soldé",
            "Case file closed: paid",
        ),
        (
            "stage_changed",
            {"to_stage": "legal", "close_code": None},
            "Dossier passé au contentieux",
            "Case file moved to the legal stage",
        ),
        ("contact_state_changed", {"channel": "sms", "state": "delivered"}, "SMS remis", "SMS delivered"),
        ("contact_state_changed", {"channel": "voice", "state": "delivered"}, "Appel décroché", "Call answered"),
        ("call_outcome_recorded", {"disposition": "voicemail"}, "Appel\u00a0: répondeur", "Call: voicemail"),
    ],
)
def test_an_event_says_itself(kind: str, data: dict[str, object], french: str, english: str) -> None:
    assert sentence(kind, data, "fr") == french
    assert sentence(kind, data, "en") == english


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        (Chain.AGENCY, "Note privée"),
        (Chain.CREDITOR, "Note privée"),
        (Chain.PARTIES, "Note partagée"),
        (None, "Note"),
    ],
)
def test_a_note_says_who_sees_it_when_its_chain_is_known(chain: Chain | None, said: str) -> None:
    assert sentence("note_written", {}, "fr", chain=chain) == said


def test_an_erased_event_reads_as_before() -> None:
    public = {"channel": "sms", "state": "blocked", "until": None, "provider_code": None}
    sealed = {"reasons": [{"code": "CLIENT_HOLD"}], "copy": "words"}

    assert sentence("contact_state_changed", public, "fr") == sentence("contact_state_changed", public | sealed, "fr")


def test_an_event_older_than_a_field_has_its_default() -> None:
    assert sentence("stage_changed", {"from_stage": "amicable", "to_stage": "closed"}, "fr") == "Dossier clos"


def test_a_kind_that_does_not_exist_is_no_sentence() -> None:
    with pytest.raises(KeyError, match="boat_sunk"):
        sentence("boat_sunk", {}, "fr")
