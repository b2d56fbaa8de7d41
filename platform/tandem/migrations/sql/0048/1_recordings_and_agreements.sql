-- A pause counts once the provider says so; what nobody could pause in time is destroyed. Whose account recorded.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE call_recordings
    -- The provider's account that recorded: another one of the agency's has nothing of it to destroy.
    ADD COLUMN account varchar(80),
    -- When the collector asked for a pause that the provider has not confirmed yet.
    ADD COLUMN pause_asked_at timestamptz;
ALTER TABLE call_recordings
    DROP CONSTRAINT call_recordings_state_check,
    ADD CONSTRAINT call_recordings_state_check CHECK (state IN ('announced', 'asked', 'running', 'pausing', 'paused',
        'ended', 'kept', 'refused', 'destroyed', 'missing')) NOT VALID,
    DROP CONSTRAINT call_recordings_objected_by_check,
    -- `unpaused`: nobody objected, but a card number may be on it.
    ADD CONSTRAINT call_recordings_objected_by_check CHECK (objected_by IN ('person', 'collector', 'unpaused')) NOT VALID;
ALTER TABLE call_recordings VALIDATE CONSTRAINT call_recordings_state_check;
ALTER TABLE call_recordings VALIDATE CONSTRAINT call_recordings_objected_by_check;

DROP INDEX call_recordings_under_way;
CREATE INDEX call_recordings_under_way ON call_recordings (moved_at)
    WHERE state NOT IN ('destroyed', 'missing') AND (cleared_at IS NULL OR state = 'refused');

-- One that was refused is looked at until nothing is left, also where the provider's copy went long before. What stands
-- still for a day, as while the agency has no account, is looked at four times a day.
CREATE OR REPLACE FUNCTION door_recordings_standing(moved_before timestamptz, most integer)
    RETURNS TABLE (recording_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.agency_id FROM call_recordings r
    WHERE r.state NOT IN ('destroyed', 'missing') AND (r.cleared_at IS NULL OR r.state = 'refused')
        AND r.moved_at < moved_before
        AND (greatest(r.announced_at, r.objected_at) > moved_before - interval '1 day'
            OR r.moved_at < moved_before - interval '6 hours')
    ORDER BY r.moved_at LIMIT most
$$;
