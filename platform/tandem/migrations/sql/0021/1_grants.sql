-- A grant says once what it shows, of which batches, until when, and is never changed: changing it is ending it and
-- opening another that names it, so that both stay to be read.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A bank may have several grants of one portfolio: all of it as totals, some batches with their case files.
DROP INDEX one_grant_in_force;
ALTER TABLE bank_grants ADD CHECK (cardinality(batch_ids) > 0);
ALTER TABLE bank_grants ADD FOREIGN KEY (replaces_id) REFERENCES bank_grants (id);
ALTER TABLE bank_grants ADD CHECK (level IN ('totals', 'pseudonymous_cases'));
-- What a factor may see of the claims that it finances belongs to single case files.
ALTER TABLE bank_grants ADD CHECK (level = 'pseudonymous_cases'
    OR NOT (shows_invoice_numbers OR shows_due_dates OR shows_disputes));
-- What a grant shows cannot be changed by anybody; ending it is all that is left.
REVOKE INSERT, UPDATE, DELETE ON bank_grants FROM tandem_web, tandem_worker;
GRANT INSERT ON bank_grants TO tandem_web, tandem_worker;
GRANT UPDATE (revoked_at, revoked_by) ON bank_grants TO tandem_web;

-- Opened by a creditor, over its own portfolio and its own batches of it.
CREATE POLICY opening ON bank_grants AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT tandem_organization_kind()) = 'creditor' AND creditor_id = (SELECT tandem_organization())
    AND EXISTS (SELECT FROM portfolios p WHERE p.id = portfolio_id AND p.creditor_id = (SELECT tandem_organization()))
    AND NOT EXISTS (
        SELECT FROM unnest(batch_ids) wanted (id) WHERE NOT EXISTS (
            SELECT FROM placement_batches b WHERE b.id = wanted.id AND b.portfolio_id = bank_grants.portfolio_id
              AND b.creditor_id = (SELECT tandem_organization()))));
-- What is ended stays ended.
CREATE POLICY ending ON bank_grants AS RESTRICTIVE FOR UPDATE USING (creditor_id = (SELECT tandem_organization()))
    WITH CHECK (revoked_at IS NOT NULL);

-- A batch put into a portfolio widens what banks see of it. Only its creditor puts it there, by placing it; and there it
-- stays, with its case files.
CREATE POLICY placed_by_creditor ON placement_batches AS RESTRICTIVE FOR INSERT
    WITH CHECK (creditor_id = (SELECT tandem_organization()));
CREATE FUNCTION stays_in_its_portfolio() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what is in a portfolio stays there: banks that see it would see more' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER stays_in_its_portfolio BEFORE UPDATE OF portfolio_id, creditor_id ON placement_batches FOR EACH ROW
    WHEN ((OLD.portfolio_id, OLD.creditor_id) IS DISTINCT FROM (NEW.portfolio_id, NEW.creditor_id))
    EXECUTE FUNCTION stays_in_its_portfolio();
CREATE TRIGGER stays_in_its_portfolio BEFORE UPDATE OF portfolio_id, creditor_id, batch_id ON case_files FOR EACH ROW
    WHEN ((OLD.portfolio_id, OLD.creditor_id, OLD.batch_id)
          IS DISTINCT FROM (NEW.portfolio_id, NEW.creditor_id, NEW.batch_id))
    EXECUTE FUNCTION stays_in_its_portfolio();
CREATE TRIGGER stays_in_its_portfolio BEFORE UPDATE OF batch_id, creditor_id ON claims FOR EACH ROW
    WHEN ((OLD.batch_id, OLD.creditor_id) IS DISTINCT FROM (NEW.batch_id, NEW.creditor_id))
    EXECUTE FUNCTION stays_in_its_portfolio();
