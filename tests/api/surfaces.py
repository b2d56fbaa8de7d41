"""Every way out of Tandem, each walked by the test of audiences or with a reviewed reason why it need not be.

A new root field, route, outgoing message or background topic fails `test_surfaces` until it stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Words that stand in private texts only: no search may find them, no count may change by them.
SECRET = "zanzibar"


@dataclass(frozen=True)
class Known:
    """Global ids of what the readers are asked about."""

    case_file: str
    batch: str
    phone: str
    debtor: str
    name: str


Arguments = Callable[[Known], list[str]]


def _once(_: Known) -> list[str]:
    return [""]


def _case(known: Known) -> list[str]:
    return [f'id: "{known.case_file}"']


# Root fields of queries that are walked, each with the arguments it is asked with.
QUERIES: Mapping[str, Arguments] = {
    "attention": _once,
    "bankDashboard": _once,
    "bankGrants": _once,
    "banks": _once,
    "caseFile": _case,
    "caseFiles": lambda _: ["", "sort: LARGEST", f'filter: {{search: "{SECRET}"}}', "filter: {badge: WAITING}"],
    "contactPreview": lambda known: [
        f'caseFileId: "{known.case_file}", contactPointId: "{known.phone}", channel: SMS, templateId: "sms_reminder.fr"'
    ],
    "creditors": _once,
    "erasures": _once,
    "legalHolds": _once,
    "mandates": _once,
    "messageTemplates": lambda known: [f'caseFileId: "{known.case_file}"'],
    "people": lambda known: [f'search: "{known.name}"', f'search: "{SECRET}"'],
    "peopleDue": _once,
    "personalData": lambda known: [f'debtorId: "{known.debtor}"'],
    "placementBatch": lambda known: [f'id: "{known.batch}"'],
    "placementBatches": _once,
    "portfolioFigures": _once,
    "portfolios": _once,
    "retentionRules": _once,
    "viewer": _once,
    "worklist": lambda _: ["", f'search: "{SECRET}"'],
}
# Walked in a way of its own: every row there is, asked by its id.
BY_ID = "node"
# Streams that are walked from their beginning, and that stay open while the other side acts.
STREAMS: Mapping[str, Arguments] = {
    "bankDashboard": _once,
    "caseFilesChanged": _once,
    "timeline": lambda known: [f'caseFileId: "{known.case_file}", after: $after'],
}
STREAMS_WITH_A_REASON = {
    "evidenceBundleProgress": "the bundle of the side that asked: its row is walked",
    "placementProgress": "ends at once for a batch that rests; its rows are those of placementBatch",
}
_WRITES = "a write: its payload holds rows that queries show, which test_surfaces holds it to"
MUTATIONS = dict.fromkeys(
    (
        "abandonPlacement",
        "acceptPlacement",
        "addContactPoint",
        "addDocument",
        "cancelContact",
        "checkPlacement",
        "confirmPlacement",
        "correctCallOutcome",
        "correctLetterPosting",
        "correctNote",
        "createPlacement",
        "declarePayment",
        "issueDirective",
        "liftOptOut",
        "makeEvidenceBundle",
        "markTimelineRead",
        "moveCaseFile",
        "openBankGrant",
        "placeLegalHold",
        "planContact",
        "recordCallOutcome",
        "recordLetterPosting",
        "recordMandate",
        "recordOptOut",
        "recordPayment",
        "releaseDirective",
        "releaseLegalHold",
        "requestDocumentUpload",
        "requestErasure",
        "requestUpload",
        "reversePayment",
        "revokeBankGrant",
        "setRetention",
        "settleContact",
        "withdrawDocument",
        "withdrawNote",
        "writeNote",
    ),
    _WRITES,
)
ROUTES = {
    "/graphql": "walked: every query goes through it",
    "/files/documents/{document_id:uuid}": "walked: each link in an answer is followed, and each document by its id",
    "/files/corrections/{batch_id:uuid}": "walked: each link in an answer is followed",
    "/files/evidence/{bundle_id:uuid}/pdf": "walked: each link in an answer is followed",
    "/files/evidence/{bundle_id:uuid}/zip": "walked: each link in an answer is followed",
    "/files/personal-data/{debtor_id:uuid}": "walked: each link in an answer is followed",
    "/files/uploads/{upload_id:uuid}": "takes bytes by a signed path and answers with their number",
    "/auth/sign-in": "answers with the memberships of whoever gave the password",
    "/auth/sign-out": "answers nothing",
    "/webhooks/twilio/sms": "takes a provider's signed request and answers with nothing of ours",
    "/webhooks/twilio/sms/status": "takes a provider's signed request and answers with nothing of ours",
    "/webhooks/twilio/call/status": "takes a provider's signed request and answers with nothing of ours",
    "/webhooks/twilio/call/answer": "answers the provider alone, who signed: the number to dial, or a refusal",
    "/webhooks/sendgrid/events": "takes a provider's signed request and answers with nothing of ours",
    "/healthz": "says that the process lives",
    "/readyz": "says that the database answers",
    "/metrics": "numbers of the process, none about a case file",
}
# What leaves for a person: none goes to a reader of case files yet.
MESSAGES = {
    "OutboundSms": "to the debtor; its copy is on the chain of both parties",
    "OutboundEmail": "to the debtor; its copy is on the chain of both parties",
    "OutboundCall": "to the collector and the debtor; carries no text",
}
TOPICS = {
    "casefiles.publish_document": "walked: a file for both parties after its ten seconds",
    "contacts.dispatch": "sends what is on the chain of both parties",
    "contacts.provider_event": "keeps what a provider told of it",
    "contacts.regate": "stops what waits; told on the chain of both parties",
    "evidence.make": "makes a bundle for the side that asked: its row and its files are walked",
    "notes.publish": "walked: a note for both parties after its ten seconds",
    "placements.accept": "writes rows that are walked",
    "placements.check": "writes rows that are walked",
    "placements.commit": "writes rows that are walked",
    "privacy.erase": "takes away, for everybody at once; told on the chain of both parties",
}
