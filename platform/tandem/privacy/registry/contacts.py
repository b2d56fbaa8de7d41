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
            "words": "NULL",
            "subject": "NULL",
            "body": "NULL",
            "html": "NULL",
            "attached": "NULL",
            "sent_copy": "NULL",
            "comment": "NULL",
            "reasons": "'[]'",
            "released": "NULL",
            "provider_id": "NULL",
            "document_id": "NULL",
            "tracking_number": "NULL",
        },
        plain="id agency_id creditor_id case_file_id party_id contact_point_id channel purpose state template_id "
        "template_version template_title language claims is_opening_letter encloses_notice send_at until pack_version "
        "created_at sending_at "
        "provider_status provider_code settled_at ask_at letter_reference posted_on postal_service returned_on "
        "return_reason tracing_outcome disposition sender outcome_labels "
        "callback_at promised_on asked_in_id line_id automated answered_by answered_at "
        "duration_seconds reply_hash answers_id",
        staff="collector_phone created_by created_by_id",
        about="Attempts to reach the person, with the rendered copies as sent and what was said on the phone.",
    ),
    Store(
        table="print_runs",
        kept=Kept.CASE,
        reach="id IN (SELECT run_id FROM print_run_letters WHERE case_file_id = ANY (:case_files))",
        blanked={
            "storage_key": "NULL",
            "sha256": "NULL",
            "state": "CASE WHEN state = 'ready' THEN 'expired' ELSE state END",
        },
        bytes_in="storage_key",
        plain="agency_id id number duplex letters done pages size made_at expires_at asked_at posted_on "
        "posting_asked_at posting_done_at",
        staff="asked_by asked_by_id posting_asked_by posting_asked_by_id",
        about="Letters printed in one go: the file holds them all, and is destroyed with the first person who is "
        "erased from it.",
    ),
    Store(
        table="print_run_letters",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"taken_out_because": "CASE WHEN taken_out_because IS NULL THEN NULL ELSE '' END"},
        plain="agency_id run_id attempt_id creditor_id case_file_id place first_page pages taken_out_at",
        staff="taken_out_by taken_out_by_id",
        about="Which letters were printed together.",
    ),
    Store(
        table="letter_handovers",
        kept=Kept.NONE,
        plain="agency_id attempt_id creditor_id case_file_id provider state code tries planned_at sending_at "
        "settled_at ask_at",
        about="Which letters a postal provider was given. What lies in the printer's folder is the printer's to "
        "delete.",
    ),
    Store(
        table="letter_steps",
        kept=Kept.STAFF,
        plain="agency_id attempt_id step creditor_id case_file_id happened_on document_id told_at",
        staff="told_by told_by_id",
        about="What became of each letter, with the file that proves it.",
    ),
    Store(
        table="print_run_printings",
        kept=Kept.STAFF,
        plain="agency_id run_id number printed_at reason",
        staff="printed_by printed_by_id",
        about="Who fetched a file of letters for the printer, and why again.",
    ),
    Store(
        table="template_versions",
        kept=Kept.STAFF,
        plain="id agency_id key number form language tone purpose country one_way_sender title_fr title_en subject "
        "text "
        "sha256 approved comment",
        staff="author author_id written_at decided_at decided_by decided_by_id withdrawn_at withdrawn_by "
        "withdrawn_by_id",
        about="What an agency's messages say, with who wrote and who approved it.",
    ),
    Store(
        table="gate_decisions",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"inputs": "'{}'"},
        plain="agency_id id creditor_id case_file_id attempt_id judged_at asked_for channel purpose decision until "
        "codes pack_version",
        staff="asked_by_id",
        about="What the rules of contact were told and answered each time: holds, earlier contacts and wishes of the "
        "person, without names, numbers or addresses.",
    ),
    Store(
        table="contact_points",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"value": "'erased-' || id", "invalid_at": "coalesce(invalid_at, :at)", "invalid_reason": "'erased'"},
        plain="id agency_id creditor_id case_file_id party_id kind place place_said_at texts_end_at texts_end_reason "
        "reopened_at created_at",
        about="Numbers and addresses, and whether each is at home, a mobile or at work.",
    ),
    Store(
        table="phone_lines",
        kept=Kept.STAFF,
        plain="id agency_id session_id device caller_id state provider_id closed_because",
        staff="membership_id phone asked_at token_at opened_at used_at closed_at",
        about="Lines that collectors kept open between calls, with the telephone that was rung.",
    ),
    Store(
        table="incoming_calls",
        kept=Kept.CASE,
        reach=_OF_CASE,
        # It leads to the number at the provider; two of an agency's are never alike.
        blanked={"provider_id": "id::text"},
        plain="id agency_id creditor_id case_file_id party_id contact_point_id line_id began_at ended_at told_at "
        "overdue_at ask_at",
        staff="membership_id",
        about="Calls of the person that were put through to a collector.",
    ),
    Store(
        table="case_file_looks",
        kept=Kept.STAFF,
        plain="agency_id case_file_id",
        staff="membership_id seen_at",
        about="Which case file a collector had before them, so that no colleague is led to it; kept two days.",
    ),
    Store(
        table="call_recordings",
        kept=Kept.RECORDING,
        reach=_OF_CASE,
        blanked={
            # The provider's copy of one that was not fetched yet is destroyed by the sweep, as one that was refused.
            "state": "CASE WHEN cleared_at IS NULL AND provider_id IS NOT NULL THEN 'refused' ELSE 'destroyed' END",
            "storage_key": "NULL",
            "sha256": "NULL",
            "size": "NULL",
        },
        bytes_in="storage_key",
        plain="agency_id id creditor_id case_file_id attempt_id call_id provider_id announced_at started_at moved_at "
        "seconds objected_at objected_by kept_at cleared_at destroyed_at account pause_asked_at",
        about="Recordings of calls, with the key of the sealed file and who refused to be recorded.",
    ),
    Store(
        table="recording_settings",
        kept=Kept.STAFF,
        plain="agency_id enabled changed_at",
        staff="changed_by changed_by_id",
        about="Whether an agency records its calls, and who said so last.",
    ),
    Store(
        table="call_outcomes",
        kept=Kept.NONE,
        plain="id agency_id position label_fr label_en meaning asks retired_at",
        about="What an agency's calls can end with, in its own words.",
    ),
    Store(
        table="own_rules",
        kept=Kept.STAFF,
        plain="agency_id version country profile starts_on voice written calls_day calls_7d contacts_7d closings "
        "set_at",
        staff="set_by set_by_id",
        about="What an agency allows itself within the rules of contact, and who set it.",
    ),
    Store(
        table="rule_packs",
        kept=Kept.NONE,
        plain="agency_id label country sha256 rows kept_at",
        about="The rules of contact that an agency's decisions were made by, each version as it was.",
    ),
    Store(
        table="opt_outs",
        kept=Kept.TECHNICAL,
        # Another creditor's file may hold the same address: then the wish stays in clear, it is theirs too.
        reach="agency_id = :agency AND address = ANY (:addresses) AND NOT EXISTS (SELECT FROM contact_points other "
        "WHERE other.agency_id = opt_outs.agency_id AND other.value = opt_outs.address "
        "AND other.case_file_id <> ALL (:case_files))",
        blanked={"address": "coalesce(:hashes ->> address, 'erased-' || id)"},
        plain="id agency_id channel source provisional way_out_id recorded_at lifted_at",
        about="Wishes not to be reached. The address becomes a keyed hash: whoever asked not to be called keeps that "
        "right after the erasure (GDPR art. 21(3); L34-5 CPCE), and only the same address brings it back.",
    ),
    Store(
        table="opt_outs_altogether",
        kept=Kept.TECHNICAL,
        plain="agency_id id creditor_id case_file_id party_id way_out_id source recorded_at lifted_at",
        about="Who asked to be reached nowhere: it names a party, whose name and addresses an erasure takes; those "
        "stay refused as hashes in `opt_outs`.",
    ),
    Store(
        table="event_reasons",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"reasons": "'[]'"},
        plain="agency_id event_id creditor_id case_file_id attempt_id",
        about="Why a contact was put off or stopped, as the agency alone reads it.",
    ),
    Store(
        table="consent_entries",
        kept=Kept.TECHNICAL,
        reach="agency_id = :agency AND address = ANY (:addresses) AND NOT EXISTS (SELECT FROM contact_points other "
        "WHERE other.agency_id = consent_entries.agency_id AND other.value = consent_entries.address "
        "AND other.case_file_id <> ALL (:case_files))",
        blanked={"address": "coalesce(:hashes ->> address, 'erased-' || id)", "evidence": "NULL"},
        plain="id agency_id channel kind purpose source happened_at recorded_at",
        staff="recorded_by recorded_by_id",
        about="The ledger of opt-outs and consents, entry by entry; the address becomes the same keyed hash as that of "
        "the opt-out in force.",
    ),
    Store(
        table="contact_preferences",
        kept=Kept.CASE,
        reach="agency_id = :agency AND address = ANY (:addresses) AND NOT EXISTS (SELECT FROM contact_points other "
        "WHERE other.agency_id = contact_preferences.agency_id AND other.value = contact_preferences.address "
        "AND other.case_file_id <> ALL (:case_files))",
        blanked={"address": "'erased-' || id", "ended_at": "coalesce(ended_at, :at)"},
        plain="id agency_id channel from_minute to_minute source recorded_at",
        about="By which channel and at what hours a person would rather be reached, as they told us.",
    ),
    Store(
        table="ways_out",
        kept=Kept.TECHNICAL,
        plain="id code_hash agency_id creditor_id case_file_id attempt_id contact_point_id channel language created_at "
        "expires_at",
        about="The links that messages carry, as hashes. They lead to rows that an erasure empties: then the page says "
        "nothing.",
    ),
    Store(
        table="stop_facts",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"source": "''", "representative": "NULL", "end_source": "NULL"},
        plain="id agency_id creditor_id case_file_id party_id contact_point_id kind since_on until_on published_on "
        "recorded_at owner_id ended_on ended_at",
        staff="recorded_by recorded_by_id ended_by ended_by_id",
        about="Facts about a person that stop contact (insolvency, death, a lawyer, a request to be left alone), where "
        "each is known from, and who acts for the person.",
    ),
    Store(
        table="suppression_readings",
        kept=Kept.NONE,
        plain="agency_id list read_to",
        about="Up to when a provider's lists of refusals were read.",
    ),
    Store(
        table="inbound_messages",
        kept=Kept.WEBHOOK,
        # Those of a sender whom nobody placed yet go with the person who has that address, and no other person's file.
        reach="agency_id = :agency AND (case_file_id = ANY (:case_files) OR (case_file_id IS NULL "
        "AND sender = ANY (:addresses) AND NOT EXISTS (SELECT FROM contact_points other "
        "WHERE other.agency_id = inbound_messages.agency_id AND other.value = inbound_messages.sender "
        "AND other.case_file_id <> ALL (:case_files))))",
        blanked={
            "sender": "''",
            "subject": "NULL",
            "body": "''",
            "attachments": "'[]'",
            "message_id": "NULL",
            "storage_key": "NULL",
            "comment": "NULL",
        },
        bytes_in="storage_key",
        plain="id agency_id creditor_id case_file_id event_id channel sent_to received_at state why attempt_id "
        "handled_at set_aside_as recorded_as near_id chain",
        staff="handled_by handled_by_id",
        about="Messages from outside: those that wait on a person, and every e-mail as it came.",
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
        about="Raw callbacks, and what the telephone provider asks while a call runs. One that speaks of two "
        "creditors' files stays until the last of them is erased.",
    ),
)
