-- How the installation does, for whoever runs it: a sign of life of each worker, and one door that reads the rest.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE worker_beats (
    id uuid PRIMARY KEY,
    version text NOT NULL CHECK (length(version) <= 40),
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    -- When Redis last answered this worker.
    redis_seen_at timestamptz
);
ALTER TABLE worker_beats ENABLE ROW LEVEL SECURITY;
CREATE POLICY beating ON worker_beats TO tandem_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_beats TO tandem_worker;

-- Numbers of the whole installation, none of them about an organization, and no row at all for anybody but a member of
-- the operator's organization. `journal` are the erasures that the journal outside the database knows.
CREATE FUNCTION door_health(at timestamptz, journal uuid[])
    RETURNS TABLE (worker_seen_at timestamptz, workers bigint, redis_seen_at timestamptz,
                   outbox_waiting bigint, outbox_oldest timestamptz, outbox_failed bigint,
                   anchor_looked_at timestamptz, stamps_waiting bigint,
                   not_in_database bigint, not_in_journal bigint, migrations text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT
        (SELECT max(seen_at) FROM worker_beats),
        (SELECT count(*) FROM worker_beats WHERE seen_at > at - interval '1 minute'),
        (SELECT max(redis_seen_at) FROM worker_beats),
        due.waiting, due.oldest,
        (SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL AND done_at IS NULL),
        (SELECT max(looked_at) FROM timeline_anchors),
        (SELECT count(*) FROM timeline_anchors WHERE stamp = 'waiting'),
        (SELECT count(*) FROM unnest(journal) AS known (id)
         WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.id = known.id AND e.state = 'erased')),
        (SELECT count(*) FROM erasures WHERE state = 'erased' AND id <> ALL (journal)),
        (SELECT array_agg(name ORDER BY name) FROM tortoise_migrations)
    FROM (SELECT count(*) AS waiting, min(available_at) AS oldest FROM outbox
          WHERE done_at IS NULL AND failed_at IS NULL AND available_at <= at) due
    WHERE EXISTS (
        SELECT FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.id = tandem_membership() AND o.id = tandem_organization() AND o.kind = 'operator'
          AND m.ended_at IS NULL)
$$;
REVOKE EXECUTE ON FUNCTION door_health FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_health TO tandem_web;
