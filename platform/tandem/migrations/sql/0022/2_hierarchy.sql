-- Groups of creditors: an entity joins by a code that the group gave it, and leaves by itself. Nobody else moves it.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- An invitation into a group; only the hash of its code is kept.
CREATE TABLE group_codes (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    code_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by_id uuid REFERENCES organizations (id)
);
CREATE INDEX group_codes_of_organization ON group_codes (organization_id, id);
ALTER TABLE group_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON group_codes USING (organization_id = (SELECT tandem_organization()));
GRANT SELECT, INSERT, DELETE ON group_codes TO tandem_web;

-- No circle, and no group that places case files itself: a group reads the rows of its entities, and writes in none.
CREATE FUNCTION check_hierarchy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    RETURN NEW;
END $$;
CREATE TRIGGER hierarchy BEFORE INSERT OR UPDATE OF parent_id ON organizations
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION check_hierarchy();

CREATE FUNCTION check_mandate_of_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM organizations WHERE parent_id = NEW.creditor_id) THEN
        RAISE EXCEPTION 'a group places no case files itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_places_nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER group_places_nothing BEFORE INSERT ON mandates FOR EACH ROW EXECUTE FUNCTION check_mandate_of_group();

-- The group whose code this is, for a creditor that may join it now; no row otherwise.
CREATE FUNCTION door_group_of_code(hash bytea, at timestamptz)
    RETURNS TABLE (group_id uuid, group_name text, code_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.name, c.id FROM group_codes c JOIN organizations o ON o.id = c.organization_id
    JOIN organizations entity ON entity.id = tandem_organization()
    WHERE c.code_hash = hash AND c.used_at IS NULL AND c.expires_at > at AND entity.kind = 'creditor'
$$;

-- The acting creditor joins the group of a code, which is used up. False when the code is not in force, or the creditor
-- belongs to a group already.
CREATE FUNCTION door_join_group(hash bytea, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head uuid;
BEGIN
    UPDATE group_codes SET used_at = at, used_by_id = tandem_organization()
    WHERE code_hash = hash AND used_at IS NULL AND expires_at > at RETURNING organization_id INTO head;
    IF head IS NULL THEN
        RETURN false;
    END IF;
    UPDATE organizations SET parent_id = head
    WHERE id = tandem_organization() AND kind = 'creditor' AND parent_id IS NULL;
    RETURN FOUND;
END $$;

-- The acting creditor leaves its group; false when it belongs to none.
CREATE FUNCTION door_leave_group() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE organizations SET parent_id = NULL WHERE id = tandem_organization() AND parent_id IS NOT NULL;
    RETURN FOUND;
END $$;

-- Whose pages change with the acting creditor's place: the memberships of all groups above it.
CREATE FUNCTION door_memberships_above() RETURNS TABLE (membership_id uuid, organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE above AS (
        SELECT parent_id AS id FROM organizations WHERE id = tandem_organization() AND parent_id IS NOT NULL
        UNION SELECT o.parent_id FROM organizations o JOIN above ON o.id = above.id WHERE o.parent_id IS NOT NULL)
    SELECT m.id, m.organization_id FROM memberships m JOIN above ON above.id = m.organization_id
    WHERE m.ended_at IS NULL
$$;

-- An agency chooses what its collectors reach.
GRANT UPDATE (case_scope) ON organizations TO tandem_web;
CREATE POLICY own_choice ON organizations AS RESTRICTIVE FOR UPDATE USING (id = (SELECT tandem_organization()));

REVOKE EXECUTE ON FUNCTION check_hierarchy, check_mandate_of_group, door_group_of_code, door_join_group,
    door_leave_group, door_memberships_above FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_group_of_code, door_join_group, door_leave_group, door_memberships_above TO tandem_web;
