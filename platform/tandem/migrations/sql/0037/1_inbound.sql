-- Messages from outside: the agency's alone, for none of them says by itself whose case file it is about.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE inbound_messages
    ADD FOREIGN KEY (agency_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (creditor_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id),
    ADD FOREIGN KEY (attempt_id) REFERENCES contact_attempts (id),
    ADD CHECK (state IN ('filed', 'waiting', 'attached', 'set_aside')),
    ADD CHECK ((state IN ('filed', 'attached')) = (case_file_id IS NOT NULL)),
    ADD CHECK ((creditor_id IS NULL) = (case_file_id IS NULL)),
    ADD CHECK ((state IN ('attached', 'set_aside')) = (handled_at IS NOT NULL)),
    ADD CHECK ((state = 'set_aside') = (set_aside_as IS NOT NULL)),
    ADD CHECK (state <> 'waiting' OR why IS NOT NULL);
CREATE INDEX inbound_messages_waiting ON inbound_messages (agency_id, id) WHERE state = 'waiting';
CREATE INDEX inbound_messages_handled ON inbound_messages (agency_id, id) WHERE state IN ('attached', 'set_aside');
CREATE INDEX inbound_messages_of_case_file ON inbound_messages (agency_id, case_file_id);
CREATE INDEX inbound_messages_of_sender ON inbound_messages (agency_id, sender);

GRANT SELECT, UPDATE ON inbound_messages TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON inbound_messages TO tandem_worker;
ALTER TABLE inbound_messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON inbound_messages USING (agency_id = (SELECT tandem_organization()));
-- What is on no case file yet may be about any: whoever works some case files alone does not see it.
CREATE POLICY within_reach ON inbound_messages AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = inbound_messages.case_file_id));

CREATE UNIQUE INDEX contact_attempts_answered_at ON contact_attempts (reply_hash) WHERE reply_hash IS NOT NULL;

-- Whose e-mail an answer is to: the hash of the word in the address that it was written to tells.
CREATE FUNCTION door_attempt_answered(hashes text[]) RETURNS TABLE (attempt_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id FROM unnest(hashes) WITH ORDINALITY asked (hash, place)
    JOIN contact_attempts a ON a.reply_hash = asked.hash ORDER BY asked.place LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION door_attempt_answered FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_attempt_answered TO tandem_worker;
