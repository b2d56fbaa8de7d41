"""Organizations and the people who work with Tandem: no debtor's data, other rules."""

from tandem.privacy.personal_data import Kept, Store

STORES = (
    Store(
        table="organizations",
        kept=Kept.NONE,
        plain="id kind name company_number address email phone locale country payment_account created_at "
        "parent_id case_scope",
        about="Agencies, creditors, banks, the operator: legal persons.",
    ),
    Store(
        table="people",
        kept=Kept.STAFF,
        plain="id locale",
        staff="name email password_hash",
        about="Who signs in.",
    ),
    Store(
        table="memberships",
        kept=Kept.STAFF,
        plain="id organization_id role composed_role_id ended_at",
        staff="person_id phone",
        about="One person in one organization.",
    ),
    Store(
        table="roles",
        kept=Kept.NONE,
        plain="id organization_id name version",
        about="Roles that an organization composed.",
    ),
    Store(
        table="role_rules",
        kept=Kept.NONE,
        plain="id organization_id role_id relation permission",
        about="What a composed role may do.",
    ),
    Store(table="teams", kept=Kept.NONE, plain="id agency_id name", about="Collectors who share case files."),
    Store(
        table="team_members",
        kept=Kept.STAFF,
        plain="id agency_id team_id",
        staff="membership_id",
        about="Who is in which team.",
    ),
    Store(
        table="sessions",
        kept=Kept.STAFF,
        plain="id secret_hash expires_at",
        staff="membership_id created_at last_seen_at ended_at",
        about="Sign-ins.",
    ),
    Store(
        table="api_tokens",
        kept=Kept.STAFF,
        plain="id secret_hash created_at expires_at revoked_at",
        staff="membership_id name",
        about="Integrators' secrets, as hashes.",
    ),
    Store(
        table="mandates",
        kept=Kept.NONE,
        plain="id agency_id creditor_id reference kind signed_on starts_on ends_on basis insurance fee_terms "
        "remittance_terms payee payee_account",
        about="Agreements between organizations.",
    ),
    Store(table="portfolios", kept=Kept.NONE, plain="id creditor_id name", about="Names that a creditor gives."),
    Store(
        table="bank_grants",
        kept=Kept.STAFF,
        plain="id creditor_id bank_id portfolio_id batch_ids level shows_invoice_numbers shows_due_dates shows_disputes "
        "replaces_id created_at expires_on revoked_at",
        staff="created_by revoked_by",
        about="What a bank may see, and who opened it.",
    ),
    Store(
        table="bank_pseudonyms",
        kept=Kept.NONE,
        plain="grant_id case_file_id pseudonym",
        about="Names drawn by lot under which a bank sees case files; an erased case file is shown no more.",
    ),
    Store(
        table="told_pools",
        kept=Kept.NONE,
        plain="id creditor_id portfolio_id currency batch_ids month told_at",
        about="Batches that figures for banks tell together.",
    ),
    Store(
        table="told_lots",
        kept=Kept.NONE,
        plain="id pool_id first_due last_due placed",
        about="Sums over the claims of five debtors and more.",
    ),
    Store(table="told_claims", kept=Kept.NONE, plain="claim_id lot_id", about="Which claims a sum is of."),
    Store(
        table="told_tranches",
        kept=Kept.NONE,
        plain="id pool_id lot_id month amount told_at",
        about="Sums over the payments of five debtors and more.",
    ),
    Store(
        table="told_payments",
        kept=Kept.NONE,
        plain="allocation_id reversed tranche_id",
        about="Which payments a sum is of.",
    ),
    Store(
        table="told_crowds",
        kept=Kept.NONE,
        plain="id pool_id stage disputed told_at",
        about="Stages at which case files of five debtors and more are shown to banks.",
    ),
    Store(table="told_case_files", kept=Kept.NONE, plain="case_file_id crowd_id", about="Which case files they are."),
    Store(
        table="audit_heads",
        kept=Kept.NONE,
        plain="organization_id sequence hash removed removed_hash",
        about="How far each organization's audit log has come.",
    ),
    Store(
        table="audit_events",
        kept=Kept.STAFF,
        plain="organization_id sequence id encoding kind subject_type subject_id previous_hash hash",
        staff="at actor_kind membership_id person_name via via_id network subject_label details search",
        about="Who signed in, took data out, or changed who may see what. No debtor is named: three years, then gone.",
    ),
    Store(
        table="senders",
        kept=Kept.NONE,
        plain="id agency_id channel address",
        about="The agency's own numbers and addresses.",
    ),
    Store(table="counters", kept=Kept.NONE, plain="agency_id name value", about="The next numbers."),
    Store(
        table="retention_overrides",
        kept=Kept.STAFF,
        plain="agency_id retention_class months set_at",
        staff="set_by set_by_id",
        about="How long an agency keeps what, where it chose so.",
    ),
    Store(
        table="tortoise_migrations",
        kept=Kept.NONE,
        plain="id app name applied_at",
        about="Which migrations were applied.",
    ),
)
