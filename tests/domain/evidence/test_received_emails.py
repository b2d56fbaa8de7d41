"""An e-mail that was received is in the bundle with its subject and every word of it, what it quotes too."""

import io
import zipfile

import pytest

from tandem.contacts.incoming import reply_address
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast
from tests.channels.pdf_text import text_of
from tests.domain.contacts_db.steps import AGENCY, plan, work
from tests.domain.evidence.stories import bundle_of, files_of
from tests.support.builders import make_case
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")
MARC = actor_of_cast("marc")
ANSWER = "Je conteste la facture : livraison incomplète."
QUOTED = "Le mar. 24 nov. 2026 à 10:30, Lenoir <x@y.example> a écrit :\n> Bonjour,\n> voici le rappel convenu."


async def test_subject_and_whole_text_of_a_received_e_mail_are_in_both_files() -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    to = reply_address.address_of(attempt.id, "answers.example")
    await receive_email(
        email(made.email.value, to, f"{ANSWER}\n\n{QUOTED}", Subject="Litige sur F-77 éà"), AGENCY.organization_id
    )
    await work()

    pdf, packed = await files_of(await bundle_of(MARC, made.case_file.id))

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    [whole] = [text for name, text in texts.items() if name.endswith("message.txt") and ANSWER in text]
    assert whole == f"{ANSWER}\n\n{QUOTED}"
    assert any("Litige sur F-77 éà" in text for text in texts.values())
    shown = " ".join(text_of(pdf).split())
    assert "Litige sur F-77 éà" in shown
    assert "livraison incomplète" in shown
