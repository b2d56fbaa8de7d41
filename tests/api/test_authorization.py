"""Who reads and writes what, through real requests: own agency, other agency, own creditor, other creditor, banks.

A denial answers with null, FORBIDDEN, or a refusal in `userErrors`, and writes nothing.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.models import Stage
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem_graphql.ids import global_id
from tests.api.asking import ask, id_of
from tests.api.cases import make_full_case
from tests.support.builders import make_case, make_guarantor

PEOPLE = {
    "own collector": ("awa", "lenoir"),
    "own manager": ("marc", "lenoir"),
    "own administrator": ("ines", "lenoir"),
    "other agency": ("tom", "atlas"),
    "own creditor": ("helene", "bati-loire"),
    "own creditor's member": ("lucas", "bati-loire"),
    "other creditor": ("nadia", "energie"),
    "bank": ("yann", "lemanique"),
    "nobody": (None, ""),
}
OWN_AGENCY = {"own collector", "own manager", "own administrator"}
OWN_CREDITOR = {"own creditor", "own creditor's member"}
OWN = OWN_AGENCY | OWN_CREDITOR
AGENCIES = OWN_AGENCY | {"other agency"}
CREDITORS = OWN_CREDITOR | {"other creditor"}
# Administrators of either side of a case: they answer for personal data.
PRIVACY = {"own administrator", "own creditor", "other creditor"}

LOOKUPS = {
    "caseFile": ("query ($id: ID!) { found: caseFile(id: $id) { id reference } }", "CaseFile", OWN),
    "node CaseFile": ("query ($id: ID!) { found: node(id: $id) { id } }", "CaseFile", OWN),
    "node Claim": ("query ($id: ID!) { found: node(id: $id) { id } }", "Claim", OWN),
    "node Party": ("query ($id: ID!) { found: node(id: $id) { id } }", "Party", OWN),
    "node ContactPoint": ("query ($id: ID!) { found: node(id: $id) { id } }", "ContactPoint", OWN),
    "node Debtor": ("query ($id: ID!) { found: node(id: $id) { id } }", "Debtor", OWN),
    "node Payment": ("query ($id: ID!) { found: node(id: $id) { id } }", "Payment", OWN),
    "node ClaimInterruption": ("query ($id: ID!) { found: node(id: $id) { id } }", "ClaimInterruption", OWN),
    "node Hold": ("query ($id: ID!) { found: node(id: $id) { id } }", "Hold", OWN),
    "node Directive": ("query ($id: ID!) { found: node(id: $id) { id } }", "Directive", OWN),
    "node Document": ("query ($id: ID!) { found: node(id: $id) { id } }", "Document", OWN),
    "node ContactAttempt": ("query ($id: ID!) { found: node(id: $id) { id } }", "ContactAttempt", OWN),
    "personalData": (
        "query ($id: ID!) { found: personalData(debtorId: $id) { id: debtorId } }",
        "Debtor",
        {"own administrator", "own creditor"},
    ),
    "node Mandate": ("query ($id: ID!) { found: node(id: $id) { id } }", "Mandate", OWN),
    "node Portfolio": ("query ($id: ID!) { found: node(id: $id) { id } }", "Portfolio", OWN_CREDITOR),
    "placementBatch": ("query ($id: ID!) { found: placementBatch(id: $id) { id } }", "PlacementBatch", OWN),
    "node PlacementBatch": ("query ($id: ID!) { found: node(id: $id) { id } }", "PlacementBatch", OWN),
}
LISTS = {
    "caseFiles": ("{ found: caseFiles(first: 1) { totalCount } }", AGENCIES | CREDITORS),
    "worklist": ("{ found: worklist(first: 1) { totalCount } }", AGENCIES),
    "attention": ("{ found: attention(first: 1) { totalCount } }", AGENCIES),
    "letterByReference": ('{ found: letterByReference(reference: "none") { id } }', AGENCIES),
    "inboundMessages": ("{ found: inboundMessages(first: 1) { totalCount } }", AGENCIES),
    "lettersToPrint": ("{ found: lettersToPrint }", AGENCIES),
    "printRuns": ("{ found: printRuns(first: 1) { totalCount } }", AGENCIES),
    "placementBatches": ("{ found: placementBatches { totalCount } }", AGENCIES | CREDITORS),
    "mandates": ("{ found: mandates { id } }", AGENCIES | CREDITORS),
    "portfolios": ("{ found: portfolios { id } }", CREDITORS),
    "portfolioFigures": ("{ found: portfolioFigures { asOf } }", CREDITORS),
    "banks": ("{ found: banks { id } }", {"own creditor", "other creditor"}),
    "bankGrants": ("{ found: bankGrants { totalCount } }", CREDITORS),
    "bankDashboard": ("{ found: bankDashboard { asOf } }", {"bank"}),
    "bankCaseFiles": (
        f'{{ found: bankCaseFiles(portfolioId: "{global_id("BankPortfolio", UUID(int=1))}") {{ totalCount }} }}',
        {"bank"},
    ),
    "people": ('{ found: people(search: "a") { debtorId } }', PRIVACY),
    "erasures": ("{ found: erasures { totalCount } }", PRIVACY),
    "legalHolds": ("{ found: legalHolds { totalCount } }", PRIVACY),
    "peopleDue": ("{ found: peopleDue { debtorId } }", PRIVACY),
    "retentionRules": ("{ found: retentionRules { months } }", PRIVACY),
    "creditors": ("{ found: creditors { id } }", {"own administrator"}),
}
# Field, input, and who may; `$…` names a part of the case.
WRITES: Mapping[str, tuple[str, str, set[str]]] = {
    "moveCaseFile": ("moveCaseFile", "{caseFileId: $CaseFile, stage: PRE_LEGAL}", OWN_AGENCY),
    "close": (
        "moveCaseFile",
        "{caseFileId: $CaseFile, stage: CLOSED, closeCode: OTHER}",
        {"own manager", "own administrator"},
    ),
    "markTimelineRead": (
        "markTimelineRead",
        "{caseFileId: $CaseFile, heights: [{chain: PARTIES, sequence: 1}]}",
        OWN,
    ),
    "addContactPoint": ("addContactPoint", '{partyId: $Party, kind: PHONE, value: "0639981234"}', OWN_AGENCY),
    "recordContactPlace": (
        "recordContactPlace",
        "{caseFileId: $CaseFile, contactPointId: $ContactPoint, place: WORK}",
        OWN_AGENCY,
    ),
    "addParty": ("addParty", '{caseFileId: $CaseFile, role: GUARANTOR, name: "Ana Lune"}', OWN_AGENCY),
    "correctParty": (
        "correctParty",
        '{partyId: $Guarantor, country: "BE", segment: CONSUMER, language: null, reason: "their letter"}',
        OWN_AGENCY,
    ),
    "recordOptOut": (
        "recordOptOut",
        "{caseFileId: $CaseFile, contactPointId: $ContactPoint, channel: SMS}",
        OWN_AGENCY,
    ),
    "recordConsent": (
        "recordConsent",
        "{caseFileId: $CaseFile, contactPointId: $ContactPoint, channel: SMS, purpose: CALL_RECORDING, "
        'on: "2026-01-02", evidence: "a letter"}',
        OWN_AGENCY,
    ),
    "correctClaimNature": (
        "correctClaimNature",
        '{claimId: $Claim, nature: TELECOM, reason: "a telephone bill"}',
        OWN_AGENCY,
    ),
    "recordInterruption": (
        "recordInterruption",
        f'{{claimId: $Claim, kind: ACKNOWLEDGEMENT, happenedOn: "{clock.today()}", proof: LETTER, '
        'idempotencyKey: "acknowledged"}',
        OWN_AGENCY,
    ),
    "recordReceivedCall": (
        "recordReceivedCall",
        f'{{caseFileId: $CaseFile, partyId: $Party, at: "{clock.now().isoformat()}"}}',
        OWN_AGENCY,
    ),
    "recordStopFact": (
        "recordStopFact",
        '{caseFileId: $CaseFile, partyId: $Party, kind: LAWYER, sinceOn: "2026-01-02", source: "a letter"}',
        OWN,
    ),
    "writeNote": ("writeNote", '{caseFileId: $CaseFile, body: "a note"}', OWN),
    "writeNote to both": ("writeNote", '{caseFileId: $CaseFile, body: "a note", audience: PARTIES}', OWN),
    "requestDocumentUpload": (
        "requestDocumentUpload",
        '{caseFileId: $CaseFile, filename: "a.pdf", size: 10}',
        OWN,
    ),
    "issueDirective": ("issueDirective", '{caseFileId: $CaseFile, kind: HOLD, reason: "wait"}', OWN_CREDITOR),
    "recordPayment": (
        "recordPayment",
        '{caseFileId: $CaseFile, amount: {amount: "1.00", currency: "EUR"}, receivedOn: "2026-01-02", '
        'idempotencyKey: "a key of mine"}',
        OWN_AGENCY,
    ),
    "declarePayment": (
        "declarePayment",
        '{caseFileId: $CaseFile, amount: {amount: "1.00", currency: "EUR"}, receivedOn: "2026-01-02", '
        'idempotencyKey: "a key of mine"}',
        OWN_CREDITOR,
    ),
    "openBankGrant": (
        "openBankGrant",
        "{bankId: $Bank, portfolioId: $Portfolio, level: TOTALS}",
        {"own creditor"},
    ),
    "placeLegalHold": (
        "placeLegalHold",
        '{debtorId: $Debtor, reason: "a lawsuit"}',
        {"own administrator", "own creditor"},
    ),
    # Its case file is open: refused for the administrator too, and nothing is written.
    "requestErasure": (
        "requestErasure",
        '{debtorId: $Debtor, ground: REQUEST, reason: "by letter", confirmation: "none"}',
        set(),
    ),
    "setRetention": ("setRetention", "{retentionClass: CASE, months: 60}", {"own administrator"}),
    "requestUpload": ("requestUpload", '{filename: "a.csv", size: 10}', CREDITORS),
    "recordMandate": (
        "recordMandate",
        '{creditorId: $Creditor, reference: "NEW", kind: COLLECTION, signedOn: "2026-01-01", startsOn: "2026-01-01", '
        'basis: "b", insurance: "i", feeTerms: "f", remittanceTerms: "r"}',
        {"own administrator"},
    ),
}


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    return {
        "Mandate": id_of("Mandate", "MR-2026-001"),
        "Portfolio": id_of("Portfolio", "bati-loire", "portfolio"),
        "Bank": id_of("Organization", "lemanique"),
        "Creditor": id_of("Organization", "bati-loire"),
    }


async def _ids_of_a_full_case(served: DatabaseUrls, ids: dict[str, str]) -> dict[str, str]:
    made = await make_full_case()
    key = made.case_file.id
    rows = {
        "Payment": "payments",
        "ClaimInterruption": "claim_interruptions",
        "Hold": "holds",
        "Directive": "directives",
        "Document": "documents",
        "ContactAttempt": "contact_attempts",
    }
    async with _owner(served) as owner:
        found = {
            name: global_id(name, await owner.fetchval(f"SELECT id FROM {table} WHERE case_file_id = $1", key))
            for name, table in rows.items()
        }
    return {
        **ids,
        **found,
        "CaseFile": global_id("CaseFile", key),
        "Claim": global_id("Claim", made.claims[0].id),
        "Party": global_id("Party", made.party.id),
        "ContactPoint": global_id("ContactPoint", made.phone.id),
        "Debtor": global_id("Debtor", made.case_file.debtor_id),
        "PlacementBatch": global_id("PlacementBatch", made.case_file.batch_id),
    }


async def test_each_look_up_finds_or_is_null(served: DatabaseUrls, ids: dict[str, str]) -> None:
    known = await _ids_of_a_full_case(served, ids)

    for name, (document, type_name, readers) in LOOKUPS.items():
        for who, (person, organization) in PEOPLE.items():
            answer = await ask(person, organization, document, id=known[type_name])
            if who == "nobody":
                assert answer.codes == ["UNAUTHENTICATED"], (name, who)
                continue
            assert answer.errors == [], (name, who)
            expected = known[type_name] if who in readers else None
            assert (answer.data["found"] or {}).get("id") == expected, (name, who)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.usefixtures("served")
async def test_each_list_opens_or_is_forbidden(name: str, who: str) -> None:
    document, readers = LISTS[name]

    answer = await ask(*PEOPLE[who], document)

    expected = [] if who in readers else ["UNAUTHENTICATED" if who == "nobody" else "FORBIDDEN"]
    assert answer.codes == expected


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", WRITES)
@pytest.mark.usefixtures("no_grants")
async def test_each_write_is_done_or_leaves_nothing(
    name: str, who: str, served: DatabaseUrls, ids: dict[str, str]
) -> None:
    made = await make_case(stage=Stage.AMICABLE)
    guarantor = await make_guarantor(made)
    known = {
        **ids,
        "CaseFile": global_id("CaseFile", made.case_file.id),
        "Party": global_id("Party", made.party.id),
        "Guarantor": global_id("Party", guarantor.party.id),
        "Debtor": global_id("Debtor", made.case_file.debtor_id),
        "ContactPoint": global_id("ContactPoint", made.phone.id),
        "Claim": global_id("Claim", made.claims[0].id),
    }
    field, text, writers = WRITES[name]
    for part, value in known.items():
        text = text.replace(f"${part}", f'"{value}"')
    before = await written(served)

    answer = await ask(*PEOPLE[who], f"mutation {{ {field}(input: {text}) {{ userErrors {{ code }} }} }}")

    if who in writers:
        assert answer.errors == []
        assert answer.data[field]["userErrors"] == []
        await _undo(served)
        return
    if who == "nobody":
        assert answer.codes == ["UNAUTHENTICATED"]
    else:
        assert answer.errors == []
        assert len(answer.data[field]["userErrors"]) == 1
    assert await written(served) == before


async def written(served: DatabaseUrls) -> dict[str, Any]:
    """How many rows every table has, and the state of every case file."""
    async with _owner(served) as owner:
        rows = await owner.fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        found = {name: await owner.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in rows}
        found["states"] = await owner.fetchval("SELECT md5(string_agg(stage || paid, ',' ORDER BY id)) FROM case_files")
    return found


async def _undo(served: DatabaseUrls) -> None:
    """What may exist once only, taken away for the next case."""
    async with _owner(served) as owner:
        await owner.execute("DELETE FROM mandates WHERE reference = 'NEW'")
        await owner.execute("DELETE FROM idempotency_keys WHERE key = 'a key of mine'")


@asynccontextmanager
async def _owner(served: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(served.owner)
    try:
        yield connection
    finally:
        await connection.close()
