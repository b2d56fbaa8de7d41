-- The pace of each sender, shared by all workers, and the turns of those that wait for it.
SET LOCAL lock_timeout = '5s';

CREATE TABLE sender_buckets (
    id uuid NOT NULL,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    channel text NOT NULL,
    address text NOT NULL,
    -- From when on the next message may leave.
    free_at timestamptz NOT NULL,
    -- How far the turns have come: the place of the last one that was given.
    turn double precision NOT NULL DEFAULT 0,
    -- For when a turn was asked of the outbox; null: nobody waits.
    next_turn_at timestamptz,
    -- How often in a row the provider was away or asked to wait.
    failures integer NOT NULL DEFAULT 0,
    PRIMARY KEY (agency_id, channel, address),
    UNIQUE (id)
);
CREATE TABLE sender_queue (
    agency_id uuid NOT NULL,
    creditor_id uuid NOT NULL,
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id) ON DELETE CASCADE,
    bucket_id uuid NOT NULL REFERENCES sender_buckets (id),
    -- Segments of the text; 1 for anything else.
    units integer NOT NULL CHECK (units > 0),
    place double precision NOT NULL,
    queued_at timestamptz NOT NULL,
    granted_at timestamptz,
    PRIMARY KEY (agency_id, attempt_id)
);
CREATE INDEX sender_queue_places ON sender_queue (agency_id, bucket_id, place, queued_at) WHERE granted_at IS NULL;
ALTER TABLE sender_buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE sender_queue ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON sender_buckets USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY own_agency ON sender_queue USING (agency_id = (SELECT tandem_organization()));
GRANT SELECT, INSERT, UPDATE ON sender_buckets TO tandem_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON sender_queue TO tandem_worker;

-- Who waits for a turn that is going to be given is not forgotten; while the provider is away nobody knows of it.
CREATE OR REPLACE FUNCTION door_attempts_forgotten(before timestamptz, most integer)
    RETURNS TABLE (attempt_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.agency_id FROM contact_attempts a
    WHERE a.state IN ('planned', 'deferred') AND greatest(a.send_at, a.until) < before AND NOT EXISTS (
        SELECT FROM outbox o WHERE o.done_at IS NULL AND o.failed_at IS NULL AND o.topic = 'contacts.dispatch'
          AND o.payload ->> 'attempt_id' = a.id::text)
    AND NOT EXISTS (
        SELECT FROM sender_queue q JOIN sender_buckets b ON b.id = q.bucket_id
        WHERE q.agency_id = a.agency_id AND q.attempt_id = a.id AND q.granted_at IS NULL AND b.next_turn_at >= before
          AND b.failures = 0)
    ORDER BY a.send_at LIMIT most
$$;
