-- Recordings of calls: off until an agency switches them on; one a call, announced before it begins.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Whether an agency records its calls. No row: it does not.
CREATE TABLE recording_settings (
    agency_id uuid PRIMARY KEY REFERENCES organizations (id),
    enabled boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by varchar(200) NOT NULL,
    changed_by_id uuid
);

CREATE TABLE call_recordings (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    id uuid NOT NULL,
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    -- `announced`: it is being said that the call will be recorded; `refused`: somebody objected, nothing may be left
    -- of it; `ended`: the call is over and the provider has the file; `kept`: we have it; `destroyed`: nobody has it.
    state varchar(12) NOT NULL CHECK (state IN
        ('announced', 'asked', 'running', 'paused', 'ended', 'kept', 'refused', 'destroyed', 'missing')),
    -- The person's leg at the provider, and the provider's id of the recording.
    call_id varchar(80),
    provider_id varchar(80),
    announced_at timestamptz NOT NULL,
    started_at timestamptz,
    -- The last thing that happened to it: what stands still for too long is looked at by a sweep.
    moved_at timestamptz NOT NULL,
    seconds integer,
    objected_at timestamptz,
    objected_by varchar(12) CHECK (objected_by IN ('person', 'collector')),
    -- The sealed file in the object store, and the hash of what is sealed.
    storage_key varchar(200),
    size integer,
    sha256 varchar(64),
    kept_at timestamptz,
    -- When the provider's copy was destroyed.
    cleared_at timestamptz,
    destroyed_at timestamptz,
    PRIMARY KEY (agency_id, id),
    UNIQUE (agency_id, attempt_id),
    CHECK (state <> 'kept' OR storage_key IS NOT NULL),
    CHECK ((objected_at IS NULL) = (objected_by IS NULL))
);
CREATE INDEX call_recordings_of_case_file ON call_recordings (agency_id, case_file_id);
CREATE INDEX call_recordings_under_way ON call_recordings (moved_at)
    WHERE state NOT IN ('destroyed', 'missing') AND cleared_at IS NULL;
CREATE INDEX call_recordings_kept ON call_recordings (agency_id, announced_at) WHERE state = 'kept';

GRANT SELECT, INSERT, UPDATE ON recording_settings TO tandem_web;
GRANT SELECT ON recording_settings TO tandem_worker;
-- The web process answers the provider's questions, so it writes too.
GRANT SELECT, INSERT, UPDATE ON call_recordings TO tandem_web, tandem_worker;
ALTER TABLE recording_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE call_recordings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON recording_settings USING (agency_id = (SELECT tandem_organization()));
-- The agency's alone: no creditor learns that there is one.
CREATE POLICY own_agency ON call_recordings USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY within_reach ON call_recordings AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = call_recordings.case_file_id));

-- Recordings of every agency that stood still for too long: their callback was lost, or a worker died.
CREATE FUNCTION door_recordings_standing(moved_before timestamptz, most integer)
    RETURNS TABLE (recording_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.agency_id FROM call_recordings r
    WHERE r.state NOT IN ('destroyed', 'missing') AND r.cleared_at IS NULL AND r.moved_at < moved_before
    ORDER BY r.moved_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION door_recordings_standing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_recordings_standing TO tandem_worker;
