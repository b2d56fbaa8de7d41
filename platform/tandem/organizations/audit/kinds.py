"""What the audit log tells: its kinds, each with the names of its details, and whom or what an event is about.

No debtor's data belongs here: a case file is named by its reference, an erasure by its number. `DETAILS` is the list
that a reviewer reads; `record` refuses what is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AuditKind(StrEnum):
    """What was done. The sentence of a kind is `audit.<kind>` in the locale files of organizations."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"  # of a known address, by nobody; about the membership
    SIGNED_OUT = "signed_out"
    SESSION_REVOKED = "session_revoked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what was done, not a secret
    PASSWORD_RESET_REQUESTED = "password_reset_requested"  # noqa: S105
    PASSWORD_RESET = "password_reset"  # noqa: S105
    SECOND_FACTOR_ENABLED = "second_factor_enabled"
    SECOND_FACTOR_DISABLED = "second_factor_disabled"
    SECOND_FACTOR_REQUIRED = "second_factor_required"  # of everybody, by the organization
    SECOND_FACTOR_LEFT_TO_PEOPLE = "second_factor_left_to_people"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    INVITATION_SENT = "invitation_sent"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_ACCEPTED = "invitation_accepted"
    MEMBERSHIP_ROLE_CHANGED = "membership_role_changed"
    MEMBERSHIP_ENDED = "membership_ended"
    ROLE_COMPOSED = "role_composed"
    ROLE_CHANGED = "role_changed"
    ROLE_REMOVED = "role_removed"
    API_TOKEN_CREATED = "api_token_created"  # noqa: S105
    API_TOKEN_REVOKED = "api_token_revoked"  # noqa: S105
    BANK_GRANT_OPENED = "bank_grant_opened"
    BANK_GRANT_CHANGED = "bank_grant_changed"
    BANK_GRANT_REVOKED = "bank_grant_revoked"
    BANK_VIEWED = "bank_viewed"  # written by the database alone, beside the figures
    EVIDENCE_REQUESTED = "evidence_requested"
    EVIDENCE_DOWNLOADED = "evidence_downloaded"
    PERSONAL_DATA_EXPORTED = "personal_data_exported"
    CORRECTIONS_DOWNLOADED = "corrections_downloaded"
    AUDIT_EXPORTED = "audit_exported"
    CASE_SCOPE_CHOSEN = "case_scope_chosen"
    TEAM_CREATED = "team_created"
    TEAM_RENAMED = "team_renamed"
    TEAM_CHANGED = "team_changed"
    TEAM_REMOVED = "team_removed"
    GROUP_CODE_CREATED = "group_code_created"
    GROUP_CODE_WITHDRAWN = "group_code_withdrawn"
    GROUP_JOINED = "group_joined"  # in the log of the entity; about the group
    GROUP_LEFT = "group_left"
    PROVIDER_ACCOUNT_ADDED = "provider_account_added"
    PROVIDER_ACCOUNT_CHANGED = "provider_account_changed"
    PROVIDER_ACCOUNT_REMOVED = "provider_account_removed"
    PROVIDER_ACCOUNT_TESTED = "provider_account_tested"
    SENDER_ADDED = "sender_added"
    SENDER_CHANGED = "sender_changed"
    SENDER_REMOVED = "sender_removed"
    AGENCY_TELEPHONE_CHANGED = "agency_telephone_changed"  # which letters, messages and calls name
    MESSAGE_TRIED_AGAIN = "message_tried_again"
    MESSAGE_LET_GO = "message_let_go"
    MESSAGE_HANDED_TO_AGENCY = "message_handed_to_agency"  # by the operator; labelled by the agency
    RETENTION_SET = "retention_set"
    INBOUND_MESSAGE_ATTACHED = "inbound_message_attached"  # about the case file
    INBOUND_MESSAGE_SET_ASIDE = "inbound_message_set_aside"
    PRINT_RUN_MADE = "print_run_made"
    PRINT_RUN_PRINTED = "print_run_printed"  # fetched for the printer; from the second time on a reprint
    PRINT_RUN_POSTED = "print_run_posted"
    LEGAL_HOLD_PLACED = "legal_hold_placed"
    LEGAL_HOLD_RELEASED = "legal_hold_released"
    ERASURE_REQUESTED = "erasure_requested"
    ERASURE_CARRIED_OUT = "erasure_carried_out"
    CALL_OUTCOMES_SET = "call_outcomes_set"
    RECORDING_SWITCHED_ON = "recording_switched_on"
    RECORDING_SWITCHED_OFF = "recording_switched_off"
    RECORDING_HEARD = "recording_heard"  # about the case file
    CONTACT_RULES_SET = "contact_rules_set"  # narrower hours and limits of the agency's own
    CONTACT_CLOSINGS_SET = "contact_closings_set"  # days on which the agency is closed
    CONTACT_RELEASED = "contact_released"  # what the rules left to a person; about the case file
    CONTACT_OPT_OUT_LIFTED = "contact_opt_out_lifted"  # somebody may be reached again; about the case file
    CONTACT_REFUSED_NO_MORE = "contact_refused_no_more"  # by whichever address; about the case file
    ADDRESS_REOPENED = "address_reopened"  # what a provider had closed is tried again; about the case file
    STOP_FACT_ENDED = "stop_fact_ended"  # death, a lawyer… stop contact no more; about the case file
    TEMPLATE_SAVED = "template_saved"
    TEMPLATE_APPROVED = "template_approved"
    TEMPLATE_REJECTED = "template_rejected"
    TEMPLATE_WITHDRAWN = "template_withdrawn"


class AuditGroup(StrEnum):
    """What a reader looks for; every kind is in one."""

    SIGN_IN = "sign_in"
    PEOPLE = "people"
    BANKS = "banks"
    EXPORTS = "exports"
    DATA = "data"
    CONTACTS = "contacts"

    @property
    def kinds(self) -> frozenset[AuditKind]:
        """The kinds of this group."""
        return _GROUPS[self]


_GROUPS: Mapping[AuditGroup, frozenset[AuditKind]] = {
    AuditGroup.BANKS: frozenset(kind for kind in AuditKind if kind.startswith("bank_")),
    AuditGroup.EXPORTS: frozenset(kind for kind in AuditKind if kind.endswith(("_exported", "_downloaded")))
    | {AuditKind.EVIDENCE_REQUESTED},
    AuditGroup.CONTACTS: frozenset(
        kind
        for kind in AuditKind
        if kind.startswith(
            (
                "address_",
                "agency_",
                "template_",
                "call_",
                "contact_",
                "inbound_",
                "provider_account_",
                "sender_",
                "message_",
                "recording_",
                "print_",
                "stop_",
            )
        )
    ),
    AuditGroup.DATA: frozenset(kind for kind in AuditKind if kind.startswith(("retention_", "legal_", "erasure_"))),
    AuditGroup.PEOPLE: frozenset(
        kind
        for kind in AuditKind
        if kind.startswith(("invitation_", "membership_", "role_", "team_", "case_scope_", "api_token_", "group_"))
    ),
    AuditGroup.SIGN_IN: frozenset(
        kind for kind in AuditKind if kind.startswith(("sign", "session_", "password_", "second_factor_", "recovery_"))
    ),
}


class SubjectType(StrEnum):
    """Whom or what an event is about."""

    API_TOKEN = "api_token"  # noqa: S105 - the name of a kind of row
    AUDIT = "audit"
    BANK_GRANT = "bank_grant"  # labelled by its portfolio
    CASE_FILE = "case_file"  # labelled by its reference
    ERASURE = "erasure"  # labelled by the references of the case files that it leaves
    EVIDENCE = "evidence"  # labelled by the case file's reference
    INVITATION = "invitation"  # labelled by the address that was invited
    LEGAL_HOLD = "legal_hold"  # labelled by a case file's reference
    MEMBERSHIP = "membership"  # labelled by the person's name
    MESSAGE = "message"  # of the outbox, labelled by its topic, or by the agency that it was handed to
    ORGANIZATION = "organization"
    PLACEMENT_BATCH = "placement_batch"  # labelled by its reference
    PRINT_RUN = "print_run"  # labelled by its number
    PROVIDER_ACCOUNT = "provider_account"  # labelled by the provider's name
    ROLE = "role"  # labelled by its name
    SENDER = "sender"  # labelled by its number or address
    SESSION = "session"  # labelled by the name of whose it is
    TEAM = "team"  # labelled by its name
    TEMPLATE = "template"  # labelled by what it is called in the language of the agency


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what an event is about; `label` is what it was called then, empty where it has no name of its own."""

    type: SubjectType
    id: UUID | None = None
    label: str = ""


# The details of each kind that has any: ids, codes, numbers, and names that organizations give. Values are strings,
# whole numbers, booleans or None.
DETAILS: Mapping[AuditKind, frozenset[str]] = {
    AuditKind.INVITATION_SENT: frozenset({"role"}),
    AuditKind.INVITATION_ACCEPTED: frozenset({"role"}),
    AuditKind.MEMBERSHIP_ROLE_CHANGED: frozenset({"before", "after"}),
    AuditKind.ROLE_COMPOSED: frozenset({"permissions"}),  # how many
    AuditKind.ROLE_CHANGED: frozenset({"version", "added", "removed"}),  # permissions, in one text each
    AuditKind.API_TOKEN_CREATED: frozenset({"person"}),  # for whom it acts
    AuditKind.API_TOKEN_REVOKED: frozenset({"person"}),
    AuditKind.BANK_GRANT_OPENED: frozenset({"bank", "level", "expires_on"}),
    AuditKind.BANK_GRANT_CHANGED: frozenset({"bank", "level", "expires_on"}),
    AuditKind.BANK_GRANT_REVOKED: frozenset({"bank"}),
    AuditKind.BANK_VIEWED: frozenset({"bank", "level"}),
    AuditKind.EVIDENCE_REQUESTED: frozenset({"own_side"}),
    AuditKind.EVIDENCE_DOWNLOADED: frozenset({"form"}),
    AuditKind.AUDIT_EXPORTED: frozenset({"form"}),
    AuditKind.CASE_SCOPE_CHOSEN: frozenset({"before", "after"}),
    AuditKind.TEAM_RENAMED: frozenset({"before"}),
    AuditKind.TEAM_CHANGED: frozenset({"added", "removed"}),  # names of members, in one text each
    AuditKind.GROUP_JOINED: frozenset({"above"}),  # names of the groups above that one, if any
    AuditKind.PROVIDER_ACCOUNT_CHANGED: frozenset({"changed"}),  # names of fields in one text, never a key
    AuditKind.PROVIDER_ACCOUNT_TESTED: frozenset({"faults"}),  # how many
    AuditKind.AGENCY_TELEPHONE_CHANGED: frozenset({"before", "after"}),
    AuditKind.RETENTION_SET: frozenset({"retention_class", "months"}),
    AuditKind.INBOUND_MESSAGE_ATTACHED: frozenset({"channel"}),
    AuditKind.INBOUND_MESSAGE_SET_ASIDE: frozenset({"channel", "reason"}),
    AuditKind.PRINT_RUN_MADE: frozenset({"letters"}),
    AuditKind.PRINT_RUN_PRINTED: frozenset({"printing"}),
    AuditKind.PRINT_RUN_POSTED: frozenset({"letters"}),
    AuditKind.ERASURE_REQUESTED: frozenset({"ground"}),
    AuditKind.CALL_OUTCOMES_SET: frozenset({"before", "after"}),  # what they are called, in one text each
    AuditKind.CONTACT_RULES_SET: frozenset({"version", "profile", "starts_on"}),
    AuditKind.CONTACT_CLOSINGS_SET: frozenset({"version", "after"}),  # all of them, in one text
    AuditKind.CONTACT_RELEASED: frozenset({"channel", "codes"}),  # which rules, in one text
    AuditKind.CONTACT_OPT_OUT_LIFTED: frozenset({"channel"}),  # never the address nor the words
    AuditKind.CONTACT_REFUSED_NO_MORE: frozenset({"addresses"}),  # how many
    AuditKind.ADDRESS_REOPENED: frozenset({"address_kind"}),  # never the address nor why
    AuditKind.STOP_FACT_ENDED: frozenset({"fact"}),  # which kind, never of whom nor why
    AuditKind.RECORDING_HEARD: frozenset({"call"}),  # its id
    AuditKind.TEMPLATE_SAVED: frozenset({"number"}),  # of the version
    AuditKind.TEMPLATE_APPROVED: frozenset({"number"}),
    AuditKind.TEMPLATE_REJECTED: frozenset({"number"}),
    AuditKind.TEMPLATE_WITHDRAWN: frozenset({"number"}),
}
