"""Every action that the policy table decides about, as one name that code can refer to."""

from enum import StrEnum

from tandem_policies.vocabulary import Resource


class Permission(StrEnum):
    """`resource:action`, in alphabetical order.

    The member's name is its value in capitals with every dot and colon as an underscore:
    `case_file.identity:read` is `CASE_FILE_IDENTITY_READ`. A permission exists here exactly when
    `policy.csv` gives it to someone; a test holds the two together.
    """

    ACCESS_READ = "access:read"
    API_TOKEN_CREATE = "api_token:create"  # noqa: S105 - a permission, not a secret
    API_TOKEN_READ = "api_token:read"  # noqa: S105
    API_TOKEN_REVOKE = "api_token:revoke"  # noqa: S105
    AUDIT_EXPORT = "audit:export"
    AUDIT_READ = "audit:read"
    BANK_CASE_FILE_READ = "bank_case_file:read"
    BANK_DASHBOARD_READ = "bank_dashboard:read"
    BANK_GRANT_CREATE = "bank_grant:create"
    BANK_GRANT_READ = "bank_grant:read"
    BANK_GRANT_REVOKE = "bank_grant:revoke"
    CASE_FILE_AMOUNTS_READ = "case_file.amounts:read"
    CASE_FILE_ASSIGN = "case_file:assign"
    CASE_FILE_ASSIGNMENT_READ = "case_file.assignment:read"
    CASE_FILE_CLOSE = "case_file:close"
    CASE_FILE_IDENTITY_READ = "case_file.identity:read"
    CASE_FILE_MOVE = "case_file:move"
    CASE_FILE_REACH_ALL = "case_file:reach_all"
    CASE_FILE_READ = "case_file:read"
    CASE_FILE_TAKE = "case_file:take"
    CLAIM_CORRECT = "claim:correct"
    CLAIM_READ = "claim:read"
    CONTACT_ATTEMPT_CANCEL = "contact_attempt:cancel"
    CONTACT_ATTEMPT_CONTENT_READ = "contact_attempt.content:read"
    CONTACT_ATTEMPT_PLAN = "contact_attempt:plan"
    CONTACT_ATTEMPT_READ = "contact_attempt:read"
    CONTACT_ATTEMPT_RECORD_POSTING = "contact_attempt:record_posting"
    CONTACT_ATTEMPT_RELEASE = "contact_attempt:release"
    CONTACT_ATTEMPT_SETTLE = "contact_attempt:settle"
    CONTACT_POINT_READ = "contact_point:read"
    CONTACT_POINT_WRITE = "contact_point:write"
    CONTACT_REFUSAL_READ = "contact_refusal:read"
    DIRECTIVE_ISSUE = "directive:issue"
    DIRECTIVE_READ = "directive:read"
    DIRECTIVE_RELEASE = "directive:release"
    DOCUMENT_PUBLISH = "document:publish"
    DOCUMENT_READ = "document:read"
    DOCUMENT_WRITE = "document:write"
    ERASURE_CREATE = "erasure:create"
    ERASURE_READ = "erasure:read"
    EVIDENCE_CREATE = "evidence:create"
    EVIDENCE_READ = "evidence:read"
    HEALTH_READ = "health:read"
    HOLD_READ = "hold:read"
    INBOUND_MESSAGE_PLACE = "inbound_message:place"
    INBOUND_MESSAGE_READ = "inbound_message:read"
    LEGAL_HOLD_PLACE = "legal_hold:place"
    LEGAL_HOLD_READ = "legal_hold:read"
    LEGAL_HOLD_RELEASE = "legal_hold:release"
    MANDATE_READ = "mandate:read"
    MANDATE_WRITE = "mandate:write"
    MEMBERSHIP_READ = "membership:read"
    MEMBERSHIP_WRITE = "membership:write"
    NOTE_PUBLISH = "note:publish"
    NOTE_READ = "note:read"
    NOTE_WRITE = "note:write"
    OPT_OUT_LIFT = "opt_out:lift"
    OPT_OUT_READ = "opt_out:read"
    OPT_OUT_WRITE = "opt_out:write"
    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_WRITE = "organization:write"
    OUTBOX_READ = "outbox:read"
    OUTBOX_SETTLE = "outbox:settle"
    PARTY_READ = "party:read"
    PAYMENT_DECLARE = "payment:declare"
    PAYMENT_READ = "payment:read"
    PAYMENT_RECORD = "payment:record"
    PAYMENT_REVERSE = "payment:reverse"
    PERSONAL_DATA_EXPORT = "personal_data:export"
    PERSONAL_DATA_READ = "personal_data:read"
    PLACEMENT_ACCEPT = "placement:accept"
    PLACEMENT_CONFIRM = "placement:confirm"
    PLACEMENT_CREATE = "placement:create"
    PLACEMENT_READ = "placement:read"
    PORTFOLIO_FIGURES_READ = "portfolio.figures:read"
    PORTFOLIO_READ = "portfolio:read"
    PRINT_RUN_READ = "print_run:read"
    PRINT_RUN_WRITE = "print_run:write"
    PROVIDER_ACCOUNT_READ = "provider_account:read"
    PROVIDER_ACCOUNT_WRITE = "provider_account:write"
    RECORDING_READ = "recording:read"
    RETENTION_READ = "retention:read"
    RETENTION_WRITE = "retention:write"
    ROLE_READ = "role:read"
    ROLE_WRITE = "role:write"
    STOP_FACT_END = "stop_fact:end"
    STOP_FACT_READ = "stop_fact:read"
    STOP_FACT_WRITE = "stop_fact:write"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    TEMPLATE_APPROVE = "template:approve"
    TEMPLATE_READ = "template:read"
    TEMPLATE_WRITE = "template:write"
    TIMELINE_AGENCY_READ = "timeline.agency:read"
    TIMELINE_CREDITOR_READ = "timeline.creditor:read"
    TIMELINE_READ = "timeline:read"
    WORKLIST_READ = "worklist:read"

    @property
    def resource(self) -> Resource:
        """The row or group of fields it is about."""
        return Resource(self.partition(":")[0])

    @property
    def action(self) -> str:
        """What is done to it."""
        return self.partition(":")[2]
