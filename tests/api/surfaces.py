"""Every way out of Tandem that the schema does not tell of by itself, each walked or with a reason why not.

Fields of the schema are walked without being listed: `tests/walk/inputs.py` makes their arguments. A new route,
outgoing message or background topic fails `test_surfaces` until it stands here.
"""

# Begins the words that stand in private texts only: no search may find them, no count may change by them.
SECRET = "zanzibar"

# Walked in a way of its own: every row there is, asked by its id.
BY_ID = "node"
# Streams that only speak while something is being made; their rows are walked.
STREAMS_WITH_A_REASON = {
    "evidenceBundleProgress": "the bundle of the side that asked: its row is walked",
    "placementProgress": "ends at once for a batch that rests; its rows are those of placementBatch",
}
ROUTES = {
    "/graphql": "walked: every query goes through it",
    "/files/documents/{document_id:uuid}": "walked: each link in an answer is followed, and each document by its id",
    "/files/corrections/{batch_id:uuid}": "walked: each link in an answer is followed",
    "/files/evidence/{bundle_id:uuid}/pdf": "walked: each link in an answer is followed",
    "/files/evidence/{bundle_id:uuid}/zip": "walked: each link in an answer is followed",
    "/files/personal-data/{debtor_id:uuid}": "walked: each link in an answer is followed",
    "/files/audit/csv": "walked: each link in an answer is followed",
    "/files/audit/jsonl": "walked: each link in an answer is followed",
    "/files/audit/verify_by_hand.py": "forty lines of Python, the same for everybody",
    "/files/uploads/{upload_id:uuid}": "takes bytes by a signed path and answers with their number",
    "/auth/sign-in": "answers with the memberships of whoever gave the password",
    "/auth/sign-out": "answers nothing",
    "/auth/switch": "answers nothing: a session for another membership of the same person",
    "/auth/invitation": "what the holder of an invitation's link is invited to",
    "/auth/invitation/accept": "how far the sign-in of whoever holds the link has come",
    "/auth/forgotten": "the same answer for every address",
    "/auth/reset": "the address of the account whose link one holds",
    "/auth/reset/set": "the address of the account whose link one holds",
    "/auth/account": "one's own account: name, second factor, sign-ins, other organizations",
    "/auth/account/profile": "answers nothing",
    "/auth/account/password": "answers nothing",
    "/auth/account/second-factor": "a new secret for one's own authenticator",
    "/auth/account/second-factor/confirm": "one's own recovery codes",
    "/auth/account/second-factor/remove": "answers nothing",
    "/auth/account/recovery-codes": "one's own recovery codes",
    "/auth/account/sessions/end": "how many of one's own sign-ins ended",
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
    "OutboundEmail": "to the debtor; its copy is on the chain of both parties. Or to a user: about their own account",
    "OutboundCall": "to the collector and the debtor; carries no text",
}
TOPICS = {
    "casefiles.tell_left": "writes rows that are walked",
    "casefiles.publish_document": "walked: a file for both parties after its ten seconds",
    "contacts.dispatch": "sends what is on the chain of both parties",
    "contacts.provider_event": "keeps what a provider told of it",
    "contacts.regate": "stops what waits; told on the chain of both parties",
    "evidence.make": "makes a bundle for the side that asked: its row and its files are walked",
    "people.guard_changed": "writes into the audit log of another organization of the person; no case file",
    "people.invitation_mail": "to the invited address: the organization, who invites, and a link",
    "people.notice": "to the person it is about: what was changed about their own account",
    "people.reset_mail": "to the person whose password it is about: a link",
    "notes.publish": "walked: a note for both parties after its ten seconds",
    "placements.accept": "writes rows that are walked",
    "placements.check": "writes rows that are walked",
    "placements.commit": "writes rows that are walked",
    "privacy.erase": "takes away, for everybody at once; told on the chain of both parties",
}
