-- A decision names the packs of all laws that judged it, as attempts do since 0076; attempts say what went with a letter.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE gate_decisions ALTER COLUMN pack_version TYPE varchar(200);

-- Until now one country judged a letter, and each that the American one did had the notice behind it.
UPDATE contact_attempts SET encloses_notice = true
WHERE is_opening_letter AND sending_at IS NOT NULL AND pack_version LIKE 'US %';
