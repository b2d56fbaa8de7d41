"""The words of the policy table that are not permissions: roles, relations and resources."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the organization they act for. The built-in roles, each a ceiling for composed ones."""

    AGENCY_ADMINISTRATOR = "agency_administrator"
    AGENCY_MANAGER = "agency_manager"
    BANKER = "banker"
    COLLECTOR = "collector"
    COMPLIANCE_OFFICER = "compliance_officer"
    CREDITOR_ADMINISTRATOR = "creditor_administrator"
    CREDITOR_MEMBER = "creditor_member"
    OPERATOR = "operator"


class Relation(StrEnum):
    """How the acting person's organization stands to a row."""

    AGENCY = "agency"
    BANK = "bank"
    CREDITOR = "creditor"
    GROUP = "group"  # the creditor is one of the organizations below it
    NONE = "none"
    OWN = "own"


class Resource(StrEnum):
    """A kind of row, or (with a dot) a group of its fields that is decided apart from the rest."""

    ACCESS = "access"  # which of a case file's parts a colleague sees, and why
    API_TOKEN = "api_token"  # noqa: S105 - the name of a resource, not a secret
    BANK_CASE_FILE = "bank_case_file"  # a case file under a pseudonym, without who owes
    AUDIT = "audit"  # who signed in, took data out, or changed who may see what
    BANK_DASHBOARD = "bank_dashboard"
    BANK_GRANT = "bank_grant"
    CASE_FILE = "case_file"
    CASE_FILE_AMOUNTS = "case_file.amounts"  # principal, interest, indemnities, accessories, paid, balance
    CASE_FILE_ASSIGNMENT = "case_file.assignment"  # who of the agency works it
    CASE_FILE_IDENTITY = "case_file.identity"  # names and addresses of the debtor
    CLAIM = "claim"
    CONTACT_ATTEMPT = "contact_attempt"
    CONTACT_ATTEMPT_CONTENT = "contact_attempt.content"  # the text as sent or received, the letter
    CONTACT_POINT = "contact_point"
    CONTACT_REFUSAL = "contact_refusal"  # what the rules of contact refused, counted by reason, client and collector
    CONTACT_RULE = "contact_rule"  # the rules of contact in force, and what the agency allows itself within them
    DIRECTIVE = "directive"
    DOCUMENT = "document"
    ERASURE = "erasure"
    EVIDENCE = "evidence"  # a case file's bundle for a lawyer or a court
    HEALTH = "health"  # how this installation does: processes, backlog, anchors; nothing about a case
    HOLD = "hold"
    INBOUND_MESSAGE = "inbound_message"  # what came in: on no case file yet, or put there by a person
    LEGAL_HOLD = "legal_hold"
    MANDATE = "mandate"
    MEMBERSHIP = "membership"
    NOTE = "note"
    OPT_OUT = "opt_out"
    ORGANIZATION = "organization"
    OUTBOX = "outbox"  # messages that were given up: what of, when and why, never whom about
    PARTY = "party"
    PAYMENT = "payment"
    PERSONAL_DATA = "personal_data"  # what is stored about a person, table by table
    PLACEMENT = "placement"
    PORTFOLIO = "portfolio"
    PORTFOLIO_FIGURES = "portfolio.figures"  # placed, collected, outstanding, by stage and age
    PRINT_RUN = "print_run"  # letters printed together: their file, and the day of posting
    PROVIDER_ACCOUNT = "provider_account"  # an agency's accounts at providers and its senders, never their keys
    RECORDING = "recording"  # the sound of a call
    RETENTION = "retention"
    ROLE = "role"
    STOP_FACT = "stop_fact"  # what is known of a person and stops contact: insolvency, death, a lawyer, a wrong person
    TEAM = "team"
    TEMPLATE = "template"  # what the agency's messages say, version by version
    TIMELINE = "timeline"  # the events both sides see
    TIMELINE_AGENCY = "timeline.agency"  # the events of the agency's own side
    TIMELINE_CREDITOR = "timeline.creditor"  # the events of the creditor's own side
    WORKLIST = "worklist"
