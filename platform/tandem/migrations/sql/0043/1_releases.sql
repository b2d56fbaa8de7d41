-- A release names the codes that it lets pass, who did it, when and why.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE contact_attempts ADD CONSTRAINT contact_attempts_released CHECK (
    released IS NULL OR (jsonb_typeof(released) = 'array' AND jsonb_array_length(released) > 0)
) NOT VALID;
ALTER TABLE contact_attempts VALIDATE CONSTRAINT contact_attempts_released;
