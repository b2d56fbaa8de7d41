-- A list counts all its rows: from the index alone, which must therefore hold what row-level security asks of a row.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE INDEX case_files_of_agency_counted ON case_files (agency_id, stage, creditor_id);
CREATE INDEX case_files_of_creditor_counted ON case_files (creditor_id, stage, agency_id);

DROP INDEX inbound_messages;
CREATE INDEX inbound_messages ON timeline_entries (agency_id, recorded_at) INCLUDE (case_file_id, chain, creditor_id)
    WHERE kind = 'inbound_message_received';
