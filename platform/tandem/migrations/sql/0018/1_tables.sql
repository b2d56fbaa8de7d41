-- Groups of creditors, teams of collectors, roles that an organization composes.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE organizations
    ADD FOREIGN KEY (parent_id) REFERENCES organizations (id),
    ADD CHECK (parent_id IS NULL OR (kind = 'creditor' AND parent_id <> id)),
    ADD CHECK (case_scope IN ('all', 'team', 'assigned'));
CREATE INDEX organizations_of_parent ON organizations (parent_id) WHERE parent_id IS NOT NULL;

ALTER TABLE roles ADD FOREIGN KEY (organization_id) REFERENCES organizations (id), ADD UNIQUE (organization_id, id);
ALTER TABLE role_rules ADD FOREIGN KEY (organization_id, role_id) REFERENCES roles (organization_id, id) ON DELETE CASCADE;
ALTER TABLE memberships
    ADD UNIQUE (organization_id, id),
    -- A role of one's own organization only.
    ADD FOREIGN KEY (organization_id, composed_role_id) REFERENCES roles (organization_id, id);
CREATE INDEX memberships_of_role ON memberships (composed_role_id) WHERE composed_role_id IS NOT NULL;

ALTER TABLE teams ADD FOREIGN KEY (agency_id) REFERENCES organizations (id), ADD UNIQUE (agency_id, id);
ALTER TABLE team_members
    ADD FOREIGN KEY (agency_id, team_id) REFERENCES teams (agency_id, id) ON DELETE CASCADE,
    ADD FOREIGN KEY (agency_id, membership_id) REFERENCES memberships (organization_id, id);
CREATE INDEX team_members_of_membership ON team_members (membership_id);

ALTER TABLE case_files
    -- A person and a team of the agency of record, nobody else's.
    ADD FOREIGN KEY (agency_id, assignee_id) REFERENCES memberships (organization_id, id),
    ADD FOREIGN KEY (agency_id, team_id) REFERENCES teams (agency_id, id);
CREATE INDEX case_files_of_assignee ON case_files (agency_id, assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX case_files_of_team ON case_files (agency_id, team_id) WHERE team_id IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['roles', 'role_rules'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_organization ON %I USING (organization_id = (SELECT tandem_organization()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['teams', 'team_members'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_agency ON %I USING (agency_id = (SELECT tandem_organization()))', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON roles, role_rules, teams, team_members TO tandem_web;
GRANT SELECT ON roles, role_rules, teams, team_members TO tandem_worker;
