"""The timeline's two stores and its keys; what leaves the database; requests that were answered."""

from tandem.privacy.personal_data import Kept, Store

STORES = (
    Store(
        table="timeline_events",
        kept=Kept.CASE,
        stays={
            "sealed": "cannot be opened any more: its key is destroyed; the chain's hashes cover it",
            "commitment": "a hash with a salt that lies inside the seal: nothing can be tried against it",
        },
        plain="case_file_id chain sequence id agency_id creditor_id key_id encoding kind milestone occurred_at "
        "recorded_at supersedes public previous_hash hash",
        about="The chained events: public fields name nobody, everything else is sealed.",
    ),
    Store(
        table="timeline_entries",
        kept=Kept.CASE,
        reach="case_file_id = ANY (:case_files)",
        blanked={
            "data": "coalesce((SELECT (chained.public::jsonb) -> 'data' FROM timeline_events chained "
            "WHERE chained.case_file_id = timeline_entries.case_file_id AND chained.chain = timeline_entries.chain "
            "AND chained.sequence = timeline_entries.sequence), '{}')",
            "actor_name": "NULL",
        },
        plain="event_id case_file_id chain sequence agency_id creditor_id kind milestone occurred_at recorded_at "
        "actor_kind actor_organization supersedes superseded_by",
        about="The projection that pages and search read: what is left is what the event says in public.",
    ),
    Store(
        table="timeline_keys",
        kept=Kept.CASE,
        reach="id = ANY (:keys)",
        blanked={"wrapped": "NULL", "destroyed_at": ":at"},
        plain="id agency_id creditor_id debtor_id mandate_id created_at",
        about="The keys of the seals. Without its key an event says only what is public.",
    ),
    Store(
        table="timeline_heads",
        kept=Kept.NONE,
        plain="case_file_id chain agency_id creditor_id sequence hash",
        about="How far each chain has come.",
    ),
    Store(
        table="timeline_anchors",
        kept=Kept.NONE,
        plain="number made_at looked_at leaves sha256 stamp stamp_tries stamp_try_at stamp_problem stamped_at "
        "authority qualified",
        about="Anchors of the whole installation.",
    ),
    Store(
        table="timeline_anchored",
        kept=Kept.NONE,
        plain="case_file_id chain sequence anchor",
        about="How far each chain was anchored.",
    ),
    Store(
        table="timeline_readings",
        kept=Kept.STAFF,
        plain="case_file_id agency_id creditor_id agency creditor parties",
        staff="membership_id read_at",
        about="How far each member has read.",
    ),
    Store(
        table="evidence_bundles",
        kept=Kept.CASE,
        reach="case_file_id = ANY (:case_files)",
        blanked={
            "pdf_key": "NULL",
            "zip_key": "NULL",
            "pdf_sha256": "NULL",
            "zip_sha256": "NULL",
            "state": "CASE WHEN state = 'ready' THEN 'expired' ELSE state END",
        },
        bytes_in="pdf_key zip_key",
        plain="id agency_id creditor_id case_file_id organization_id locale includes_own_side progress step problem "
        "exhibit_count event_count pdf_size zip_size requested_at made_at expires_at",
        staff="membership_id requested_by",
        about="Evidence bundles: everything about the person in one file.",
    ),
    Store(
        table="outbox",
        kept=Kept.TECHNICAL,
        reach="organization_id = :agency AND payload ->> 'address' = ANY (:addresses)",
        deleted="payload",
        plain="id organization_id topic created_at available_at leased_until attempts dispatched_at done_at failed_at "
        "last_error",
        about="Effects that leave the database: ids, and the address whose waiting contacts are judged again.",
    ),
    Store(
        table="idempotency_keys",
        kept=Kept.TECHNICAL,
        reach="result = ANY (:results)",
        deleted="key input_hash result",
        plain="id organization_id mutation created_at",
        staff="membership_id",
        about="Requests already answered; the hash of an input could be guessed back, so it goes.",
    ),
    Store(
        table="erasures",
        kept=Kept.ACCOUNTING,
        plain="id agency_id creditor_id debtor_id mandate_ids key_ids case_file_ids ground reason organization_id "
        "requested_at state obstacle erased_at finished_at counts",
        staff="requested_by requested_by_id",
        about="That somebody was erased, by ids; a reason that repeats the person's words is refused.",
    ),
    Store(
        table="erasure_files",
        kept=Kept.ACCOUNTING,
        plain="erasure_id storage_key batch_id lines done_at",
        about="Which bytes went: keys of the object store, which hold ids only.",
    ),
)
