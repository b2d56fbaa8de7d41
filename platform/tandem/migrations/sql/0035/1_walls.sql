-- Texts that agencies write: each is kept as it was saved, decided once by somebody other than its author.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE template_versions
    ADD FOREIGN KEY (agency_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (agency_id, author_id) REFERENCES memberships (organization_id, id),
    ADD FOREIGN KEY (agency_id, decided_by_id) REFERENCES memberships (organization_id, id),
    ADD UNIQUE (agency_id, key, number),
    ADD CHECK (number >= 1),
    ADD CHECK (form IN ('sms', 'email', 'letter', 'script')),
    ADD CHECK (tone IN ('neutral', 'polite', 'firm', 'last')),
    ADD CHECK ((subject IS NULL) = (form IN ('sms', 'script'))),
    -- Four eyes: who wrote a text does not let it go out.
    ADD CONSTRAINT decided_by_another CHECK (decided_by_id <> author_id),
    ADD CONSTRAINT decided_whole CHECK ((approved IS NULL) = (decided_at IS NULL)
        AND (decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
    ADD CHECK (withdrawn_at IS NULL OR (approved AND withdrawn_by IS NOT NULL AND withdrawn_by_id IS NOT NULL));

ALTER TABLE template_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON template_versions USING (agency_id = (SELECT tandem_organization()));
-- The words themselves are nobody's to change, nor is a row anybody's to delete.
GRANT SELECT, INSERT ON template_versions TO tandem_web;
GRANT UPDATE (approved, decided_at, decided_by, decided_by_id, comment, withdrawn_at, withdrawn_by, withdrawn_by_id)
    ON template_versions TO tandem_web;
GRANT SELECT ON template_versions TO tandem_worker;

-- A decision stands: another one is about another version.
CREATE FUNCTION template_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL AND (NEW.approved, NEW.decided_at, NEW.decided_by, NEW.decided_by_id, NEW.comment)
        IS DISTINCT FROM (OLD.approved, OLD.decided_at, OLD.decided_by, OLD.decided_by_id, OLD.comment) THEN
        RAISE EXCEPTION 'version % of % is decided', OLD.number, OLD.key USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
        RAISE EXCEPTION 'version % of % is withdrawn', OLD.number, OLD.key USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON template_versions
    FOR EACH ROW EXECUTE FUNCTION template_decided_once();
