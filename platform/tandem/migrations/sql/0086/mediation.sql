-- A mediation that goes on has no end yet; whatever else has a second day has it from the first.
DO $$
DECLARE stated text;
BEGIN
    SELECT conname INTO STRICT stated FROM pg_constraint
    WHERE conrelid = 'claim_interruptions'::regclass AND contype = 'c'
        AND pg_get_constraintdef(oid) LIKE '%until_on IS NOT NULL%stated_last_day%';
    EXECUTE format('ALTER TABLE claim_interruptions DROP CONSTRAINT %I', stated);
END $$;
ALTER TABLE claim_interruptions
    ADD CHECK (CASE kind WHEN 'mediation' THEN true WHEN 'stated_last_day' THEN until_on IS NOT NULL
               ELSE until_on IS NULL END),
    ADD CHECK (end_recorded_at IS NULL OR (kind = 'mediation' AND until_on IS NOT NULL)),
    ADD CHECK (num_nonnulls(end_proof, end_recorded_at, end_recorded_by) IN (0, 3)
               AND (end_document_id IS NULL OR end_proof IS NOT NULL));

-- An end is written once, by whoever ends what was recorded as going on; a mistake is withdrawn as a whole.
CREATE FUNCTION interruption_ends_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'interruption % has its second day: it is withdrawn, never changed', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ends_once BEFORE UPDATE OF until_on, end_proof, end_document_id, end_recorded_at, end_recorded_by
    ON claim_interruptions FOR EACH ROW
    WHEN (OLD.until_on IS NOT NULL
          AND (OLD.until_on, OLD.end_proof, OLD.end_document_id, OLD.end_recorded_at, OLD.end_recorded_by)
              IS DISTINCT FROM (NEW.until_on, NEW.end_proof, NEW.end_document_id, NEW.end_recorded_at, NEW.end_recorded_by))
    EXECUTE FUNCTION interruption_ends_once();
GRANT UPDATE (until_on, end_proof, end_document_id, end_recorded_at, end_recorded_by) ON claim_interruptions TO tandem_web;

-- A case file is barred once each of its claims is: with one that has no last day nobody can say so.
UPDATE case_files SET last_day = NULL
WHERE last_day IS NOT NULL AND EXISTS (
    SELECT FROM claims WHERE case_file_id = case_files.id AND outstanding > 0 AND claims.last_day IS NULL);
