"""Contacts: who was reached where, with which words, and what providers said."""

from tandem.privacy.personal_data import Kept, Store

_OF_CASE = "case_file_id = ANY (:case_files)"

STORES = (
    Store(
        table="delivery_reports",
        kept=Kept.WEBHOOK,
        reach=_OF_CASE,
        deleted="provider_id",
        plain="id agency_id creditor_id case_file_id attempt_id event_id provider leg status code occurred_at "
        "received_at",
        about="Proof of delivery; the provider's id leads to the number and the words at the provider.",
    ),
    Store(
        table="contact_attempts",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={
            "to_address": "''",
            "subject": "NULL",
            "body": "NULL",
            "html": "NULL",
            "sent_copy": "NULL",
            "comment": "NULL",
            "reasons": "'[]'",
            "provider_id": "NULL",
            "document_id": "NULL",
        },
        plain="id agency_id creditor_id case_file_id party_id contact_point_id channel purpose state template_id "
        "template_title language claims is_opening_letter send_at until pack_version created_at sending_at "
        "provider_status provider_code settled_at letter_reference posted_on disposition sender",
        staff="collector_phone created_by created_by_id",
        about="Attempts to reach the person, with the rendered copies as sent and what was said on the phone.",
    ),
    Store(
        table="contact_points",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"value": "'erased-' || id", "invalid_at": "coalesce(invalid_at, :at)", "invalid_reason": "'erased'"},
        plain="id agency_id creditor_id case_file_id party_id kind created_at",
        about="Numbers and addresses.",
    ),
    Store(
        table="opt_outs",
        kept=Kept.TECHNICAL,
        # Another creditor's file may hold the same address: then the wish stays in clear, it is theirs too.
        reach="agency_id = :agency AND address = ANY (:addresses) AND NOT EXISTS (SELECT FROM contact_points other "
        "WHERE other.agency_id = opt_outs.agency_id AND other.value = opt_outs.address "
        "AND other.case_file_id <> ALL (:case_files))",
        blanked={"address": "coalesce(:hashes ->> address, 'erased-' || id)"},
        plain="id agency_id channel source provisional recorded_at lifted_at",
        about="Wishes not to be reached. The address becomes a keyed hash: whoever asked not to be called keeps that "
        "right after the erasure (GDPR art. 21(3); L34-5 CPCE), and only the same address brings it back.",
    ),
    Store(
        table="provider_events",
        kept=Kept.WEBHOOK,
        # The row stays: the provider may call again, and what was handled is not handled twice.
        reach="case_file_ids && :case_files",
        blanked={
            "payload": "CASE WHEN case_file_ids <@ :case_files THEN '{}' ELSE payload END",
            "case_file_ids": "(SELECT coalesce(array_agg(one), '{}') FROM unnest(case_file_ids) one "
            "WHERE one <> ALL (:case_files))",
        },
        plain="id provider event_id kind received_at handled_at",
        about="Raw callbacks. One that speaks of two creditors' files stays until the last of them is erased.",
    ),
)
