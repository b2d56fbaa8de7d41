-- Groups grow from above: whoever has organizations below it joins none, so nobody is read by a group that they did not
-- agree to. Whoever joins is told of every group above.

CREATE OR REPLACE FUNCTION check_hierarchy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- One at a time: two that join each other in the same instant would close a circle that neither sees.
    PERFORM pg_advisory_xact_lock(hashtextextended('tandem.hierarchy', 0));
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.parent_id AS id
            UNION SELECT o.parent_id FROM organizations o JOIN above ON o.id = above.id WHERE o.parent_id IS NOT NULL)
        SELECT FROM above WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'no organization is above itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'no_circle';
    END IF;
    IF NOT EXISTS (SELECT FROM organizations WHERE id = NEW.parent_id AND kind = 'creditor')
       OR EXISTS (SELECT FROM mandates WHERE creditor_id = NEW.parent_id) THEN
        RAISE EXCEPTION 'a group places no case files itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_places_nothing';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS DISTINCT FROM OLD.parent_id
       AND EXISTS (SELECT FROM organizations WHERE parent_id = NEW.id) THEN
        RAISE EXCEPTION 'a group takes nobody along into another group'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'joins_alone';
    END IF;
    RETURN NEW;
END $$;

-- The same lock: a mandate that is recorded while somebody joins is seen by one of the two.
CREATE OR REPLACE FUNCTION check_mandate_of_group() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tandem.hierarchy', 0));
    IF EXISTS (SELECT FROM organizations WHERE parent_id = NEW.creditor_id) THEN
        RAISE EXCEPTION 'a group places no case files itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_places_nothing';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER group_places_nothing ON mandates;
CREATE TRIGGER group_places_nothing BEFORE INSERT OR UPDATE OF creditor_id ON mandates
    FOR EACH ROW EXECUTE FUNCTION check_mandate_of_group();

-- All groups above the acting organization, the nearest first: each of them reads its rows, so it knows each.
CREATE FUNCTION tandem_above() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    BEGIN ATOMIC
        WITH RECURSIVE above AS (
            SELECT parent_id AS id, 1 AS steps FROM organizations
            WHERE id = tandem_organization() AND parent_id IS NOT NULL
            UNION ALL SELECT o.parent_id, above.steps + 1 FROM organizations o JOIN above ON o.id = above.id
            WHERE o.parent_id IS NOT NULL)
        SELECT coalesce(array_agg(id ORDER BY steps), '{}') FROM above;
    END;
ALTER POLICY hierarchy ON organizations USING (
    id = ANY ((SELECT tandem_creditors())::uuid[]) OR id = ANY ((SELECT tandem_above())::uuid[]));
DROP FUNCTION tandem_parent;

-- Who would read a creditor's case files by this code: the group that gave it and all above it, the nearest first.
DROP FUNCTION door_group_of_code;
CREATE FUNCTION door_groups_of_code(hash bytea, at timestamptz) RETURNS TABLE (name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE above AS (
        SELECT c.organization_id AS id, 1 AS steps FROM group_codes c
        JOIN organizations entity ON entity.id = tandem_organization() AND entity.kind = 'creditor'
        WHERE c.code_hash = hash AND c.used_at IS NULL AND c.expires_at > at
        UNION ALL SELECT o.parent_id, above.steps + 1 FROM organizations o JOIN above ON o.id = above.id
        WHERE o.parent_id IS NOT NULL)
    SELECT o.name FROM above JOIN organizations o USING (id) ORDER BY above.steps
$$;

-- The acting creditor joins the group of a code, which is used up. Codes that it has given out are void from then on:
-- who was shown one knew of no group above. False when the code is not in force, or it belongs to a group already.
CREATE OR REPLACE FUNCTION door_join_group(hash bytea, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tandem.hierarchy', 0));
    UPDATE group_codes SET used_at = at, used_by_id = tandem_organization()
    WHERE code_hash = hash AND used_at IS NULL AND expires_at > at RETURNING organization_id INTO head;
    IF head IS NULL THEN
        RETURN false;
    END IF;
    UPDATE organizations SET parent_id = head
    WHERE id = tandem_organization() AND kind = 'creditor' AND parent_id IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM group_codes WHERE organization_id = tandem_organization() AND used_at IS NULL;
    RETURN true;
END $$;

REVOKE EXECUTE ON FUNCTION door_groups_of_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_groups_of_code TO tandem_web;
