"""Which line of the policy table opens each row, and each of its columns that is decided apart.

The table says which role may read a resource; this page says which rows and queries a resource is, written apart from
the product's own declarations. A table or a query that is not here fails the walk.
"""

from collections.abc import Mapping

from tests.walk.owning import Owned

Opening = tuple[str, ...]
# Any one of these permissions opens a row of the table; where there is none, nobody reads it.
TABLES: Mapping[str, Opening] = {
    "allocations": ("payment:read",),
    "api_tokens": ("api_token:read",),
    "audit_events": ("audit:read",),
    "audit_heads": ("audit:read",),
    "bank_grants": ("bank_grant:read",),
    "case_files": ("case_file:read",),
    "claims": ("claim:read",),
    "contact_attempts": ("contact_attempt:read",),
    "contact_points": ("contact_point:read",),
    "counters": (),
    "credentials": (),
    "debtors": ("case_file:read",),
    "delivery_reports": ("contact_attempt:read",),
    "directives": ("directive:read",),
    "documents": ("document:read",),
    "erasures": ("erasure:read",),
    "erasure_files": ("erasure:read",),
    "evidence_bundles": ("evidence:read",),
    "group_codes": ("organization:read",),
    "holds": ("hold:read",),
    "idempotency_keys": (),
    "invitations": ("membership:write",),
    "legal_holds": ("legal_hold:read",),
    "mandates": ("mandate:read",),
    "memberships": ("membership:read",),
    "note_revisions": ("note:read",),
    "notes": ("note:read",),
    "opt_outs": ("opt_out:read",),
    "organizations": ("organization:read",),
    "parties": ("party:read",),
    "password_resets": (),
    "payments": ("payment:read",),
    "people": ("membership:read",),
    "placement_batches": ("placement:read",),
    "placement_rows": ("placement:read",),
    "portfolios": ("portfolio:read",),
    "recovery_codes": (),
    "retention_overrides": ("retention:read",),
    "role_rules": ("role:read",),
    "roles": ("role:read",),
    "second_factors": ("membership:read",),
    "senders": ("contact_attempt:plan",),
    "sessions": ("membership:read",),
    "team_members": ("team:read",),
    "teams": ("team:read",),
    "timeline_anchored": ("timeline:read",),
    "timeline_heads": ("timeline:read",),
    "timeline_keys": ("timeline:read",),
    "timeline_readings": ("timeline:read",),
    "uploads": ("document:read", "placement:read"),
}
# Each query; one that needs no line of the table tells readers about themselves or what is the same for everybody.
QUERIES: Mapping[str, Opening] = {
    "agencyCohorts": ("portfolio.figures:read",),
    "apiTokens": ("api_token:read",),
    "attention": ("contact_attempt:settle",),
    "auditEvents": ("audit:read",),
    "auditExport": ("audit:read",),
    "bankCaseFiles": ("bank_dashboard:read",),
    "bankDashboard": ("bank_dashboard:read",),
    "bankGrantPreview": ("bank_grant:create",),
    "bankGrants": ("bank_grant:read",),
    "banks": ("bank_grant:create",),
    "caseFile": ("case_file:read",),
    "caseFileAccess": ("case_file:read",),
    "caseFileAudience": ("access:read",),
    "caseFiles": ("case_file:read",),
    "caseScope": ("team:read",),
    "colleagues": ("team:read",),
    "contactPreview": ("contact_attempt:plan",),
    "creditors": ("mandate:write",),
    "entities": ("organization:read",),
    "erasures": ("erasure:read",),
    "grantableBatches": ("bank_grant:create",),
    "groupsOfCode": ("organization:write",),
    "health": ("health:read",),
    "hierarchy": ("organization:read",),
    "invitations": ("membership:write",),
    "legalHolds": ("legal_hold:read",),
    "mandates": ("mandate:read",),
    "members": ("membership:read",),
    "messageTemplates": ("contact_attempt:plan",),
    "people": ("personal_data:read",),
    "peopleDue": ("retention:read",),
    "personalData": ("personal_data:read",),
    "placementBatch": ("placement:read",),
    "placementBatches": ("placement:read",),
    "policyTable": ("role:read",),
    "portfolioFigures": ("portfolio.figures:read",),
    "portfolios": ("portfolio:read",),
    "retentionRules": ("retention:read",),
    "roles": ("role:read",),
    "secondFactorRule": (),
    "teams": ("team:read",),
    "viewer": (),
    "worklist": ("worklist:read",),
}
STREAMS: Mapping[str, Opening] = {
    "bankDashboard": ("bank_dashboard:read",),
    "bankGrantsChanged": ("bank_grant:read",),
    "caseFilesChanged": ("case_file:read",),
    "evidenceBundleProgress": ("evidence:read",),
    "placementProgress": ("placement:read",),
    "reachChanged": (),
    "timeline": ("timeline:read",),
    "viewerChanged": (),
}
# Rows of a chain of one side's own.
CHAINS: Mapping[str, Opening] = {
    "agency": ("timeline.agency:read",),
    "creditor": ("timeline.creditor:read",),
    "parties": ("timeline:read",),
}
# Columns that are decided apart from their row; an id that also stands in answers about other rows.
COLUMNS: Mapping[tuple[str, str], Opening] = {
    ("api_tokens", "id"): ("api_token:read", "audit:read"),
    ("bank_grants", "id"): ("bank_grant:read", "bank_dashboard:read"),
    ("case_files", "name_sort"): ("case_file.identity:read",),
    ("case_files", "search"): ("case_file.identity:read",),
    ("contact_attempts", "body"): ("contact_attempt.content:read",),
    ("contact_attempts", "subject"): ("contact_attempt.content:read",),
    ("contact_attempts", "to_address"): ("contact_attempt.content:read",),
    ("debtors", "name"): ("case_file.identity:read",),
    # Colleagues: whom a case file is given to, who acted, who holds a team.
    ("memberships", "id"): ("membership:read", "case_file.assignment:read", "audit:read"),
    ("organizations", "id"): ("organization:read", "case_file:read", "bank_dashboard:read"),
    ("organizations", "name"): ("organization:read", "bank_dashboard:read"),
    ("parties", "name"): ("case_file.identity:read",),
    ("people", "name"): ("membership:read", "case_file.assignment:read", "audit:read"),
    ("sessions", "id"): ("membership:read", "audit:read"),
    ("portfolios", "id"): ("portfolio:read", "bank_dashboard:read"),
    ("portfolios", "name"): ("portfolio:read", "bank_dashboard:read"),
    ("invitations", "id"): ("membership:write", "audit:read"),
    # A member is shown with the role that they hold.
    ("roles", "id"): ("role:read", "membership:read", "audit:read"),
    ("roles", "name"): ("role:read", "membership:read"),
}


def opening(owned: Owned) -> Opening:
    """What opens a row. Raises AssertionError for a table that nobody has classified."""
    if owned.table in ("timeline_events", "timeline_entries"):
        return CHAINS[owned.row["chain"]]
    assert owned.table in TABLES, f"which permission opens {owned.table}? Say it in tests/walk/opens.py"
    return TABLES[owned.table]


def opening_of(owned: Owned, column: str) -> Opening:
    """What opens one column of a row; `""` is the row itself."""
    return COLUMNS.get((owned.table, column)) or opening(owned)
