"""The code of the way out and the word of the answer address: the person has them, nobody else reads them anywhere."""

import io
import zipfile
from typing import Any

import orjson
import pytest

from tandem import contacts
from tandem.contacts import content, copies, way_out
from tandem.contacts.channels import channels
from tandem.contacts.incoming import reply_address
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.models import Channel, ContactAttempt, OptOut
from tandem.contacts.withheld import filled_in, mark_of, withheld, withheld_of_anybody
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem_channels.contract import OutboundEmail, OutboundSms
from tandem_channels.segments import count_segments
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, text_from, told, work
from tests.domain.contacts_db.test_copies import sealed_in
from tests.domain.evidence.stories import bundle_of, files_of
from tests.support.builders import MadeCase, make_case
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")
DOMAIN = "answers.example"


@pytest.fixture(autouse=True)
def answered_at(fakes: Fakes) -> None:
    """E-mails are answered at a domain of ours."""
    contacts.configure(
        contacts.Channels(
            sms=fakes.sms,
            voice=fakes.voice,
            email=fakes.email,
            public_url="https://app.example",
            inbound_domain=DOMAIN,
        )
    )


async def sms_with_link(made: MadeCase) -> ContactAttempt:
    """The answer to a text that asks who writes."""
    await plan(made)
    await work()
    await call_back(text_from(made, "AIDE", key="help"))
    async with reading(AGENCY):
        return await ContactAttempt.get(case_file_id=made.case_file.id, template_id__startswith=content.HELP)


def secrets_of(attempt: ContactAttempt) -> tuple[str, str]:
    return way_out.code_of(attempt.id), reply_address.word_of(attempt.id)


async def everything_kept(made: MadeCase, attempt: ContactAttempt) -> str:
    """The attempt, its events with their sealed parts, what pages read of them, and what waits for a worker."""
    sealed: list[dict[str, Any]] = []
    for kind in ("contact_planned", "contact_state_changed", "inbound_message_received"):
        sealed += await sealed_in(made, kind)
    shown = [entry.data for actor in (AWA, HELENE) for entry in await told(made, actor)]
    async with reading(AGENCY):
        rows = await database.rows("SELECT to_jsonb(a)::text AS kept FROM contact_attempts a WHERE id = $1", attempt.id)
        rows += await database.rows("SELECT payload::text AS kept FROM outbox")
        rows += await database.rows("SELECT to_jsonb(m)::text AS kept FROM inbound_messages m")
    return orjson.dumps([sealed, shown, rows], default=str).decode()


async def test_a_text_leaves_with_its_link_which_is_kept_nowhere(fakes: Fakes) -> None:
    made = await make_case()

    attempt = await sms_with_link(made)

    [_, (message, _, _)] = fakes.sms.accepted
    assert isinstance(message, OutboundSms)
    assert way_out.link_for(attempt.id) in message.body
    assert f"https://app.example/o/{'*' * 12}" in (attempt.body or "")
    assert count_segments(attempt.body or "") == count_segments(message.body)
    code, _ = secrets_of(attempt)
    assert code not in await everything_kept(made, attempt)


async def test_an_email_leaves_with_link_and_answer_address_which_are_kept_nowhere(fakes: Fakes) -> None:
    made = await make_case()

    attempt = await plan(made, Channel.EMAIL)
    await work()

    [(message, _, _)] = fakes.email.accepted
    assert isinstance(message, OutboundEmail)
    code, word = secrets_of(attempt)
    assert message.unsubscribe_url == way_out.link_for(attempt.id)
    assert message.reply_to == f"reply+{word}@{DOMAIN}"
    kept = await everything_kept(made, await reread(attempt))
    assert code not in kept
    assert word not in kept


async def test_the_copy_proves_what_left_to_the_installation_that_knows_what_is_withheld(fakes: Fakes) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    [(message, _, _)] = fakes.email.accepted
    assert isinstance(message, OutboundEmail)

    copy = copies.read((await reread(attempt)).sent_copy or "")

    assert copies.is_of_what_left(copy)
    assert filled_in(copy.text or "", attempt.id) == message.text
    assert copy.reply_to == f"reply+{'*' * 32}@{DOMAIN}"
    exact = orjson.loads((await reread(attempt)).sent_copy or "") | {
        "text": message.text,
        "html": message.html,
        "reply_to": message.reply_to,
        "left_mark": None,
    }
    assert copy.left_mark == mark_of(orjson.dumps(exact, option=orjson.OPT_SORT_KEYS).decode())


@pytest.mark.parametrize("who", ["marc", "helene"])
async def test_no_bundle_of_either_party_holds_them_not_even_in_the_answer_that_quotes_them(
    who: str, fakes: Fakes
) -> None:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    code, word = secrets_of(attempt)
    quoted = f"Je conteste.\n\nLe lun. 23 nov. 2026 à 09:00, <reply+{word}@{DOMAIN}> a écrit :\n> voyez {link_of(code)}"
    to = reply_address.address_of(attempt.id, DOMAIN)
    await receive_email(email(made.email.value, to, quoted), AGENCY.organization_id)
    await call_back(text_from(made, f"Pourquoi {link_of(code)} ?", key="quoting"))

    _, packed = await files_of(await bundle_of(actor_of_cast(who), made.case_file.id))

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert any("Je conteste." in text for text in files.values())
    assert any(f"Pourquoi https://app.example/o/{'*' * 12} ?" in text for text in files.values())
    assert [name for name in files if "reply.json" in name]
    assert [name for name, text in files.items() if code in text or word in text] == []
    kept = await everything_kept(made, attempt)
    assert code not in kept
    assert word not in kept


async def test_who_answers_from_another_address_does_not_lift_a_refusal_of_e_mails() -> None:
    """The word of an e-mail may have been forwarded; START is the owner's, whose domain vouches for them."""
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    to = reply_address.address_of(attempt.id, DOMAIN)
    await receive_email(email(made.email.value, to, "STOP"), AGENCY.organization_id)
    await work()

    for sender, proven in (("autre@ailleurs.example", True), (made.email.value, False)):
        await receive_email(email(sender, to, "START", proven=proven), AGENCY.organization_id)
        await work()

    async with reading(AGENCY):
        assert await OptOut.filter(address=made.email.value, lifted_at=None).count() == 1
    await receive_email(email(made.email.value, to, "START", Subject="Encore"), AGENCY.organization_id)
    await work()
    async with reading(AGENCY):
        assert await OptOut.filter(address=made.email.value, lifted_at=None).count() == 0


def link_of(code: str) -> str:
    return f"{channels().public_url}/o/{code}"


def test_what_is_withheld_is_as_long_and_comes_back() -> None:
    one = new_id()
    code, word = way_out.code_of(one), reply_address.word_of(one)
    text = f"a https://app.example/o/{code} b reply+{word}@{DOMAIN} c *** d"

    kept = withheld(text, one)

    assert len(kept) == len(text)
    assert code not in kept
    assert word not in kept
    assert filled_in(kept, one) == text
    assert filled_in("Sans lien", one) == "Sans lien"


SAFE = "https://eur03.safelinks.protection.outlook.com/?url="


@pytest.mark.parametrize(
    "quoted",
    [
        SAFE + "https%3A%2F%2Fagency.example%2Fo%2F{code}&data=05%7C02%7Cx",
        SAFE + "https%3a%2f%2fagency.example%2fo%2f{code}%3Fx&data=1",
        "https://linkprotect.example/url?a=https%253A%252F%252Fagency.example%252Fo%252F{code}",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__agency.example_o_{code}&d=Dw",
        "https://urldefense.com/v3/__https://agency.example/o/{code}__;!!x",
        "> https://agency.example/o/{first}=\r\n> {rest} ou",
        "> https://agency.example/o/\n> > {code}\n> ou",
        "mailto:reply%2B{word}%40agency.example",
        SAFE + "mailto%3Areply%252B{word}%2540agency.example",
        "<reply+{start}=\n{end}@agency.example>",
    ],
)
def test_what_a_mail_program_makes_of_our_link_has_no_secret_left(quoted: str) -> None:
    code, word = way_out.code_of(new_id()), reply_address.word_of(new_id())
    parts = {"code": code, "first": code[:5], "rest": code[5:], "word": word, "start": word[:9], "end": word[9:]}

    kept = withheld_of_anybody(quoted.format(**parts))

    assert [secret for secret in parts.values() if secret in kept] == []
    assert "agency.example" in kept


def test_of_what_others_write_only_what_can_be_a_secret_is_withheld() -> None:
    code, word = way_out.code_of(new_id()), reply_address.word_of(new_id())

    assert withheld_of_anybody(f"/o/{code}.") == f"/o/{'*' * 12}."
    assert withheld_of_anybody(f"<REPLY+{word.upper()}@x>") == f"<REPLY+{'*' * 32}@x>"
    for plain in ("/o/short", "reply+x@y.example", f"/o/{code}more", "Je paie vendredi."):
        assert withheld_of_anybody(plain) == plain
