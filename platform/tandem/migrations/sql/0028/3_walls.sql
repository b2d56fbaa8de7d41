-- What is in a batch is the creditor's to say: an agency that put a claim or a case file into one would widen what a bank
-- sees of it. That neither leaves its batch, nor comes into another, is 0021's trigger's.
CREATE POLICY placed_by_creditor ON claims AS RESTRICTIVE FOR INSERT
    WITH CHECK (creditor_id = (SELECT tandem_organization()));
CREATE POLICY placed_by_creditor ON case_files AS RESTRICTIVE FOR INSERT
    WITH CHECK (creditor_id = (SELECT tandem_organization()));

-- Nor does what a claim was placed for change, nor whose it is: what banks were told rests on it.
CREATE FUNCTION stays_as_placed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a claim stays as it was placed' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER stays_as_placed BEFORE UPDATE OF principal, interest, indemnities, accessories, case_file_id ON claims
    FOR EACH ROW WHEN ((OLD.principal, OLD.interest, OLD.indemnities, OLD.accessories, OLD.case_file_id)
          IS DISTINCT FROM (NEW.principal, NEW.interest, NEW.indemnities, NEW.accessories, NEW.case_file_id))
    EXECUTE FUNCTION stays_as_placed();
