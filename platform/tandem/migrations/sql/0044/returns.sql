-- Only a letter that was posted comes back, for one reason, and only a wrong address is searched for.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE contact_attempts
    ADD CONSTRAINT returned_letters CHECK (
        (returned_on IS NULL) = (return_reason IS NULL)
        AND (returned_on IS NULL OR (channel = 'letter' AND posted_on IS NOT NULL AND returned_on >= posted_on))
        AND (return_reason IS NULL OR return_reason IN ('unknown', 'moved', 'unreachable', 'refused', 'unclaimed'))
        AND (tracing_outcome IS NULL
             OR (tracing_outcome IN ('found', 'not_found') AND return_reason IN ('unknown', 'moved', 'unreachable')))
    ) NOT VALID;
ALTER TABLE contact_attempts VALIDATE CONSTRAINT returned_letters;

-- Searches that wait on somebody.
CREATE INDEX contact_attempts_traced ON contact_attempts (agency_id, case_file_id)
    WHERE return_reason IN ('unknown', 'moved', 'unreachable') AND tracing_outcome IS NULL;
-- Whoever has an envelope in hand has its reference, and types it as they like.
CREATE INDEX contact_attempts_by_reference ON contact_attempts (agency_id, upper(letter_reference))
    WHERE letter_reference IS NOT NULL;
