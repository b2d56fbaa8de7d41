-- What an entry corrects and by what it was corrected, for pages. Events keep `supersedes` under their hash.
ALTER TABLE timeline_entries ADD COLUMN supersedes uuid, ADD COLUMN superseded_by uuid;
UPDATE timeline_entries SET supersedes = events.supersedes FROM timeline_events events
WHERE events.supersedes IS NOT NULL AND events.case_file_id = timeline_entries.case_file_id
  AND events.id = timeline_entries.event_id;
UPDATE timeline_entries older SET superseded_by = newer.event_id FROM timeline_entries newer
WHERE newer.supersedes = older.event_id;
GRANT UPDATE (superseded_by) ON timeline_entries TO tandem_web, tandem_worker;
