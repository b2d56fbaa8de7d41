"""What an organization's own people see of it: colleagues, roles, invitations, tokens, the audit log, grants."""

from typing import Any

from tests.walk.plain import ANYTHING, Reader, Row, Shown, built_in, given
from tests.walk.plain_cases import name_of
from tests.walk.plain_fields import by, columns, global_id, key, named, rows, told
from tests.walk.policy import Allowed

PLACED = ("submitted", "accepted")


def members(reader: Reader) -> list[Row]:
    """The people who are there, by name."""
    found = [one for one in reader.model.of("memberships", "organization_id", reader.own) if one["ended_at"] is None]
    return by([{**one, "name": name_of(reader, one)} for one in found], "name", "id")


def _person(column: str) -> Any:
    return lambda reader, one: (reader.model.one("people", one["person_id"]) or {})[column]


def _role_name(reader: Reader, member: Row) -> str | None:
    return (reader.model.one("roles", member["composed_role_id"]) or {}).get("name")


def _teams(reader: Reader, member: Row) -> list[str]:
    teams = [
        reader.model.one("teams", one["team_id"])
        for one in reader.model.of("team_members", "membership_id", member["id"])
    ]
    return sorted(one["name"] for one in teams if one)


def _manages(reader: Reader) -> bool:
    return reader.may("membership:write", "own")


def _seen(reader: Reader, member: Row) -> Any:
    sessions = reader.model.of("sessions", "membership_id", member["id"])
    return max((one["last_seen_at"] for one in sessions), default=None) if _manages(reader) else None


def _second_factor(reader: Reader, member: Row) -> Any:
    found = reader.model.of("second_factors", "person_id", member["person_id"])
    return found[0]["confirmed_at"] if found and _manages(reader) else None


def _sessions(reader: Reader, member: Row) -> list[Row] | None:
    if not _manages(reader):
        return None
    found = [
        one
        for one in reader.model.of("sessions", "membership_id", member["id"])
        if one["ended_at"] is None and one["expires_at"] > reader.model.now
    ]
    return sorted(found, key=lambda one: (-one["last_seen_at"].timestamp(), one["id"]))


def _held_by(reader: Reader, role: Row) -> list[Row]:
    return [
        one
        for one in members(reader)
        if (one["composed_role_id"] == role["id"] if "id" in role else not one["composed_role_id"])
        and ("id" in role or one["role"] == role["role"])
    ]


def _given(reader: Reader, role: Row) -> Allowed:
    return given(reader.model, role["id"], reader.organization["kind"]) if "id" in role else built_in(role["role"])


def _permissions(reader: Reader, role: Row) -> list[str]:
    return [_word(one) for one in sorted({permission for _, permission in _given(reader, role)})]


def _word(permission: str) -> str:
    return permission.upper().replace(":", "_").replace(".", "_")


def _may_give(reader: Reader, role: Row) -> bool:
    return {one for _, one in _given(reader, role)} <= {one for _, one in reader.allowed}


# In the order in which the product tells them.
BUILT_IN = {
    "agency": ("collector", "agency_manager", "agency_administrator", "compliance_officer"),
    "creditor": ("creditor_member", "creditor_administrator"),
    "bank": ("banker",),
}


def audit_group(kind: str) -> str:
    """What a reader of the log looks for."""
    if kind.startswith("bank_"):
        return "BANKS"
    if kind.endswith(("_exported", "_downloaded")) or kind == "evidence_requested":
        return "EXPORTS"
    if kind.startswith(("retention_", "legal_", "erasure_")):
        return "DATA"
    return "SIGN_IN" if kind.startswith(("sign", "session_", "password_", "second_", "recovery_")) else "PEOPLE"


def is_active(reader: Reader, grant: Row) -> bool:
    """Whether a grant is in force: neither ended nor past its last day."""
    return grant["revoked_at"] is None and (grant["expires_on"] is None or reader.model.today <= grant["expires_on"])


def granted_batches(reader: Reader, grant: Row) -> list[Row]:
    """The placements that a grant shows, the newest first."""
    found = reader.model.of("placement_batches", "portfolio_id", grant["portfolio_id"])
    chosen = grant["batch_ids"]
    return by([one for one in found if one["state"] in PLACED and (chosen is None or one["id"] in chosen)], "-id")


def views(reader: Reader, grant: Row) -> list[Row]:
    """The looks at what a grant shows, the newest first."""
    found = reader.model.of("audit_events", "subject_id", grant["id"])
    return by([one for one in found if one["kind"] == "bank_viewed"], "-at", "-id")


HOUSE: dict[str, dict[str, Shown]] = {
    "Member": {
        **told("", id=key("Member"), membership_id=key("Membership")),
        **told("membership", name=_person("name"), email=_person("email"), teams=_teams),
        **columns("membership", "role^"),
        **told(
            "membership",
            role_name_=_role_name,
            composed_role_id_=key("ComposedRole", "composed_role_id"),
            last_seen_at_=_seen,
            second_factor_since_=_second_factor,
        ),
        **rows("membership", "MemberSession", sessions_=_sessions),
        **told(
            "",
            viewer_can_manage=lambda reader, one: _manages(reader) and one["id"] != reader.member["id"],
        ),
    },
    "MemberSession": {
        **told("", id=key("Session")),
        **columns("", "browser platform network created_at last_seen_at"),
    },
    "Invitation": {
        **told("", id=key("Invitation")),
        **columns("membership", "email role^ created_at expires_at sent_at? refused_at?"),
        **told(
            "membership",
            composed_role_id_=key("ComposedRole", "composed_role_id"),
            is_over=lambda reader, one: bool(one["expires_at"] <= reader.model.now),
        ),
    },
    "ApiToken": {
        **told("", id=key("ApiToken")),
        **columns("api_token", "name created_at expires_at? revoked_at? last_used_at?"),
        **told(
            "api_token",
            person_name=lambda reader, one: name_of(
                reader, reader.model.one("memberships", one["membership_id"]) or {}
            ),
            is_active=lambda reader, one: bool(
                one["revoked_at"] is None and (not one["expires_at"] or one["expires_at"] > reader.model.now)
            ),
        ),
    },
    "ComposedRole": {
        **told("", id=key("ComposedRole")),
        **columns("role", "name version"),
        **told("role", permissions=_permissions),
        **rows("role", "RoleHolder", holders=_held_by),
        **told(
            "",
            viewer_can_give=_may_give,
            viewer_can_change=lambda reader, one: _may_give(reader, one) and reader.may("role:write", "own"),
        ),
    },
    "BuiltInRole": {
        **columns("", "role^"),
        **told("", permissions=_permissions, viewer_can_give=_may_give, label=lambda *_: ANYTHING),
        **rows("", "RoleHolder", holders=_held_by),
    },
    "RoleHolder": {
        **told("", membership_id=lambda _, one: global_id("Membership", one["id"])),
        **columns("", "name"),
    },
    "AuditEvent": {
        **told("", id=key("AuditEvent")),
        **columns("audit", "sequence at kind^"),
        **told(
            "audit",
            group=lambda _, one: audit_group(one["kind"]),
            person_=key("Membership", "membership_id"),
            via_=lambda _, one: one["via"] or None,
            network_=lambda _, one: one["network"] or None,
            hash=lambda _, one: one["hash"].hex(),
            who=lambda _, one: one["person_name"] or ANYTHING,
            sentence=lambda *_: ANYTHING,
        ),
        **rows("audit", "Organization", organization=named("organizations", "organization_id")),
    },
    "BankGrant": {
        **told("", id=key("BankGrant")),
        **columns(
            "bank_grant",
            "level^ shows_invoice_numbers shows_due_dates shows_disputes created_at created_by expires_on? revoked_at? "
            "revoked_by?",
        ),
        **told(
            "bank_grant",
            whole_portfolio=lambda _, one: one["batch_ids"] is None,
            replaces_=key("BankGrant", "replaces_id"),
            active=is_active,
            view_count=lambda reader, one: len(views(reader, one)),
        ),
        **rows("bank_grant", "BankView", latest_view_=lambda reader, one: next(iter(views(reader, one)), None)),
        **rows("bank_grant", "Organization", bank=named("organizations", "bank_id")),
        **rows("bank_grant", "Organization", creditor=named("organizations", "creditor_id")),
        **rows("bank_grant", "Portfolio", portfolio=named("portfolios", "portfolio_id")),
        **rows("bank_grant", "GrantedBatch", batches=granted_batches),
        **told(
            "",
            viewer_can_revoke=lambda reader, one: one["revoked_at"] is None and reader.may("bank_grant:revoke"),
            viewer_can_change=lambda reader, one: one["revoked_at"] is None and reader.may("bank_grant:create"),
        ),
    },
    "GrantedBatch": {
        **told(
            "",
            id=key("PlacementBatch"),
            placed_at=lambda _, one: one["submitted_at"] or one["created_at"],
            placed_by=lambda _, one: one["submitted_by"] or one["created_by"],
            case_files=lambda _, one: one["case_file_count"],
        ),
        **columns("", "reference"),
    },
    "BankView": {**told("", id=key("BankView")), **columns("", "person_name at")},
    "PlacementBatch": {
        **told("", id=key("PlacementBatch")),
        **columns(
            "placement",
            "reference filename state^ created_at created_by submitted_at? accepted_at? accepted_by? progress "
            "case_file_count",
        ),
        **rows("placement", "Mandate", mandate=named("mandates", "mandate_id")),
        **rows("portfolio", "Portfolio", portfolio_=named("portfolios", "portfolio_id")),
        **rows("placement", "Organization", creditor=named("organizations", "creditor_id")),
    },
    "Membership": {
        **told("", id=key("Membership")),
        **columns("membership", "role^"),
        **told("membership", role_name_=_role_name),
        **rows("membership", "Person", person=named("people", "person_id")),
        **rows("membership", "Organization", organization=named("organizations", "organization_id")),
    },
    "Person": {**told("", id=key("Person")), **columns("membership", "name email?")},
}
