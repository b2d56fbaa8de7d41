SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What a machine says in a call, and what it leaves on an answering machine: both ask for a debt, and nothing else.
ALTER TABLE template_versions
    DROP CONSTRAINT known_form,
    ADD CONSTRAINT known_form CHECK (form IN (
        'sms', 'email', 'letter', 'script', 'message', 'voicemail', 'sms_reply', 'email_reply')),
    ADD CONSTRAINT machine_demands CHECK (form NOT IN ('message', 'voicemail') OR purpose = 'demand');
