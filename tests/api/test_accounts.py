"""Accounts and senders over the API: no key is ever answered or logged, and nobody else is let near them."""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog
from structlog.testing import LogCapture

from tandem import contacts
from tandem.contacts.accounts import sealing
from tandem.contacts.accounts.account import Account
from tandem.kit import database
from tandem_channels.account_faults import AccountFault, Found
from tandem_graphql.schema import schema
from tests.api.asking import Answer, ask
from tests.domain.accounts.conftest import KEY, Providers

pytestmark = pytest.mark.usefixtures("db")
TOKEN, SECRET, SENDGRID = "tok-3f9a-never-shown", "sec-77c1-never-shown", "SG.5d20-never-shown"
KEYS = (TOKEN, SECRET, SENDGRID)
SID, KEY_SID = "AC" + "1" * 32, "SK" + "2" * 32
ACCOUNT = (
    "account { id provider accountSid apiKeySid region webhookUrl folder keysSetBy checkedAt faults { code message } }"
)
ERRORS = "userErrors { code field message }"
SAVE = f"""mutation ($input: SaveTwilioAccountInput!) {{ saveTwilioAccount(input: $input) {{ {ACCOUNT} {ERRORS} }} }}"""
SAVE_MAIL = f"""mutation ($input: SaveSendGridAccountInput!) {{
    saveSendGridAccount(input: $input) {{ {ACCOUNT} {ERRORS} }} }}"""
CHECK = (
    f"""mutation ($input: ProviderAccountInput!) {{ checkProviderAccount(input: $input) {{ {ACCOUNT} {ERRORS} }} }}"""
)
ADD = f"""mutation ($input: AddSenderInput!) {{
    addSender(input: $input) {{ sender {{ id address kind countries twoWay perSecond }} {ERRORS} }} }}"""
TELEPHONE = f"""mutation ($input: SetAgencyTelephoneInput!) {{
    setAgencyTelephone(input: $input) {{ telephone {ERRORS} }} }}"""
SETUP = """{ accountSetup {
    channels { channel servedBy canSend canBeAnswered } accounts { id } senders { address channel accountId }
    telephone telephoneIsSender ownTelephone } }"""


@pytest.fixture(autouse=True)
def providers() -> Iterator[Providers]:
    """The installation has no provider of its own."""
    made = Providers()
    sealing.configure(KEY)
    contacts.configure(contacts.Channels(public_url="https://app.example", build=made.build, check=made.check))
    yield made
    contacts.configure(contacts.Channels())


async def saved(**more: str) -> Answer:
    given = {"accountSid": SID, "authToken": TOKEN, "apiKeySid": KEY_SID, "apiKeySecret": SECRET} | more
    return await ask("ines", "lenoir", SAVE, input=given)


async def test_without_any_account_every_channel_is_off_and_the_screen_is_told_so():
    answer = await ask("ines", "lenoir", SETUP)

    assert {one["channel"]: one["servedBy"] for one in answer.data["accountSetup"]["channels"]} == {
        "SMS": "NOBODY",
        "VOICE": "NOBODY",
        "EMAIL": "NOBODY",
    }


async def test_no_key_is_in_any_answer_or_log(caplog: pytest.LogCaptureFixture, providers: Providers):
    captured = LogCapture()
    structlog.configure(processors=[captured])
    caplog.set_level(logging.DEBUG)

    answers = [
        await saved(),
        await ask("ines", "lenoir", SAVE_MAIL, input={"apiKey": SENDGRID, "webhookPublicKey": "public"}),
        await saved(accountSid="AC123"),
        await saved(authToken="x" * 600),
        await ask("ines", "lenoir", SETUP),
    ]
    account_id = answers[0].data["saveTwilioAccount"]["account"]["id"]
    providers.faults = [Found(AccountFault.WRONG_KEY)]
    answers.append(await ask("ines", "lenoir", CHECK, input={"accountId": account_id}))
    structlog.reset_defaults()

    assert answers[0].data["saveTwilioAccount"]["account"] == {
        "id": account_id,
        "provider": "twilio",
        "accountSid": SID,
        "apiKeySid": KEY_SID,
        "region": None,
        "webhookUrl": "https://app.example/webhooks/twilio/sms",
        "folder": None,
        "keysSetBy": "Inès Lenoir",
        "checkedAt": None,
        "faults": [],
    }
    [fault] = answers[-1].data["checkProviderAccount"]["account"]["faults"]
    assert fault["message"].startswith("Le prestataire ne connaît pas ce compte")
    everything = f"{answers} {captured.entries} {caplog.text}"
    assert not [key for key in KEYS if key in everything]


async def test_it_says_whether_answers_come_in_and_takes_groups_beside_their_fields(providers: Providers):
    account_id = (await saved()).data["saveTwilioAccount"]["account"]["id"]
    named = {"accountId": account_id, "channel": "SMS", "address": "LENOIR"}
    numbered = {"accountId": account_id, "channel": "VOICE", "address": "+33644600001"}
    for sender in (named, numbered):
        assert (await ask("ines", "lenoir", ADD, input=sender)).data["addSender"]["userErrors"] == []
    groups = "mutation ($input: SaveSendGridAccountInput!) { saveSendGridAccount(input: $input) { "
    groups += "account { demandGroup informationGroup } userErrors { field message } } }"

    taken = await ask("ines", "lenoir", groups, input={"apiKey": SENDGRID, "demandGroup": 12, "informationGroup": 13})
    refused = await ask("ines", "lenoir", groups, input={"demandGroup": 12, "informationGroup": 12})

    channels = (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["channels"]
    assert {one["channel"]: (one["canSend"], one["canBeAnswered"]) for one in channels} == {
        "SMS": (True, False),
        "VOICE": (True, True),
        "EMAIL": (False, False),
    }
    assert taken.data["saveSendGridAccount"]["account"] == {"demandGroup": 12, "informationGroup": 13}
    [error] = refused.data["saveSendGridAccount"]["userErrors"]
    assert error["field"] == ["informationGroup"]
    assert "12" in error["message"]


async def test_it_says_when_people_are_told_to_dial_a_number_of_ours():
    account_id = (await saved()).data["saveTwilioAccount"]["account"]["id"]
    telephone = {"accountId": account_id, "channel": "VOICE", "address": "+33199001210"}
    before = await ask("ines", "lenoir", SETUP)
    await ask("ines", "lenoir", ADD, input=telephone)

    after = await ask("ines", "lenoir", SETUP)

    was, now = before.data["accountSetup"], after.data["accountSetup"]
    assert (was["telephoneIsSender"], was["ownTelephone"]) == (False, None)
    assert now["telephoneIsSender"] is True
    assert now["ownTelephone"] == now["telephone"] == "+33199001210"


async def test_the_administrator_says_which_telephone_people_are_told_to_dial_and_the_log_tells_of_it():
    former = (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["telephone"]

    told = [
        (await ask("ines", "lenoir", TELEPHONE, input={"telephone": typed})).data for typed in ("01 99 00 13 14",) * 2
    ]

    assert [one["setAgencyTelephone"]["telephone"] for one in told] == ["+33199001314"] * 2
    assert (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["telephone"] == "+33199001314"
    changes = await database.rows("SELECT details FROM audit_events WHERE kind = 'agency_telephone_changed'")
    assert [orjson.loads(one["details"]) for one in changes] == [{"before": former, "after": "+33199001314"}]


async def test_a_telephone_that_is_none_is_refused_beside_its_field_and_nobody_else_sets_it():
    former = (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["telephone"]

    wrong = (await ask("ines", "lenoir", TELEPHONE, input={"telephone": "ring us"})).data["setAgencyTelephone"]
    managers = await ask("marc", "lenoir", TELEPHONE, input={"telephone": "01 99 00 13 14"})
    creditors = await ask("helene", "bati-loire", TELEPHONE, input={"telephone": "01 99 00 13 14"})

    surcharged, local = [
        (await ask("ines", "lenoir", TELEPHONE, input={"telephone": typed})).data["setAgencyTelephone"]["userErrors"]
        for typed in ("0899 12 34 56", "+1 555 0123")
    ]

    assert [error["field"] for errors in (surcharged, local) for error in errors] == [["telephone"]] * 2
    assert "coûte" in surcharged[0]["message"] or "costs" in surcharged[0]["message"]
    [error] = wrong["userErrors"]
    assert (wrong["telephone"], error["code"], error["field"]) == (None, "invalid_input", ["telephone"])
    assert "ring us" in error["message"]
    assert managers.data["setAgencyTelephone"]["userErrors"][0]["code"] == "not_permitted"
    assert creditors.data["setAgencyTelephone"]["userErrors"][0]["code"] == "not_permitted"
    assert (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["telephone"] == former


def test_the_schema_has_no_field_that_answers_a_key():
    types = schema._schema.type_map
    told = {name for kind in ("ProviderAccount", "Sender", "AccountSetup") for name in types[kind].fields}
    assert not {name for name in told if "secret" in name.lower() or "token" in name.lower() or name == "apiKey"}


async def test_a_sender_is_added_and_a_wrong_one_is_refused_beside_its_field(providers: Providers):
    account_id = (await saved()).data["saveTwilioAccount"]["account"]["id"]
    given: dict[str, Any] = {"accountId": account_id, "channel": "SMS", "address": "+33 6 44 60 00 01"}

    added = (await ask("ines", "lenoir", ADD, input=given | {"countries": ["fr"]})).data["addSender"]
    providers.faults = [Found(AccountFault.SENDER_NOT_OWNED, "+33644600002")]
    refused = (await ask("ines", "lenoir", ADD, input=given | {"address": "+33644600002"})).data["addSender"]

    assert added["sender"] | {"id": ""} == {
        "id": "",
        "address": "+33644600001",
        "kind": "long_code",
        "countries": ["FR"],
        "twoWay": True,
        "perSecond": 1.0,
    }
    assert refused["sender"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("sender_not_owned", ["address"])]


@pytest.mark.parametrize(
    ("person", "organization"),
    [("awa", "lenoir"), ("marc", "lenoir"), ("helene", "bati-loire"), ("yann", "lemanique"), ("omar", "exploitation")],
)
async def test_others_are_refused_and_nothing_is_written(person: str, organization: str, providers: Providers):
    read = await ask(person, organization, SETUP)
    written = await ask(person, organization, SAVE, input={"accountSid": SID, "authToken": TOKEN})

    assert read.codes == ["FORBIDDEN"]
    assert written.codes == ["FORBIDDEN"] or written.data["saveTwilioAccount"]["account"] is None
    assert (await ask("ines", "lenoir", SETUP)).data["accountSetup"]["accounts"] == []


async def test_another_agency_s_account_is_not_there_to_be_tested():
    account_id = (await saved()).data["saveTwilioAccount"]["account"]["id"]

    answer = await ask("tom", "atlas", CHECK, input={"accountId": account_id})

    assert answer.codes == ["FORBIDDEN"] or answer.data["checkProviderAccount"]["account"] is None
    assert Account.__dataclass_fields__["secrets"].repr is False
