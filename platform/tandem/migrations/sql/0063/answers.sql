SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The e-mails of an exchange are found by what their programs called them, and the message of an event by the event.
ALTER TABLE inbound_messages ADD FOREIGN KEY (near_id) REFERENCES case_files (id);
CREATE INDEX inbound_messages_by_message_id ON inbound_messages (agency_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inbound_messages_by_event ON inbound_messages (recorded_as) WHERE recorded_as IS NOT NULL;

-- Ready replies fill an answer's text: they have no subject, and leave in a frame alone.
DO $$
DECLARE rule text;
BEGIN
    FOR rule IN SELECT conname FROM pg_constraint
        WHERE conrelid = 'template_versions'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%script%'
    LOOP
        EXECUTE format('ALTER TABLE template_versions DROP CONSTRAINT %I', rule);
    END LOOP;
END $$;
ALTER TABLE template_versions
    ADD CONSTRAINT known_form CHECK (form IN ('sms', 'email', 'letter', 'script', 'sms_reply', 'email_reply')),
    ADD CONSTRAINT subject_of_form CHECK ((subject IS NULL) = (form NOT IN ('email', 'letter'))),
    ADD CONSTRAINT reply_answers CHECK (form NOT IN ('sms_reply', 'email_reply') OR purpose = 'reply');
