-- Where anchors have come to: a cache that finds things fast. The truth is the files outside the database, and
-- `tandem verify` compares the two.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE timeline_anchors (
    number bigint PRIMARY KEY CHECK (number > 0),
    made_at timestamptz NOT NULL,
    -- The last time that nothing had moved since; else when it was made.
    looked_at timestamptz NOT NULL,
    leaves bigint NOT NULL CHECK (leaves >= 0),
    -- Of the anchor file.
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    -- none: no authority was configured. waiting: it has not answered yet, or not with a token that holds.
    stamp text NOT NULL CHECK (stamp IN ('none', 'waiting', 'stamped')),
    stamp_tries integer NOT NULL DEFAULT 0,
    stamp_try_at timestamptz,
    stamp_problem text,
    stamped_at timestamptz,
    authority text,
    qualified boolean,
    CHECK ((stamp = 'stamped') = (stamped_at IS NOT NULL AND authority IS NOT NULL AND qualified IS NOT NULL)),
    CHECK ((stamp = 'waiting') = (stamp_try_at IS NOT NULL))
);
CREATE INDEX timeline_anchors_waiting ON timeline_anchors (number) WHERE stamp = 'waiting';

-- How far each chain was anchored, and by which anchor. Beside the heads, not in them: those are hot.
CREATE TABLE timeline_anchored (
    case_file_id uuid NOT NULL,
    chain text NOT NULL CHECK (chain IN ('agency', 'creditor', 'parties')),
    sequence bigint NOT NULL CHECK (sequence > 0),
    anchor bigint NOT NULL CHECK (anchor > 0),
    PRIMARY KEY (case_file_id, chain)
) WITH (fillfactor = 70);

-- Anchors are of the whole installation. How many leaves one has tells how busy everybody else is: the web role does
-- not read it.
GRANT SELECT, INSERT, UPDATE ON timeline_anchors, timeline_anchored TO tandem_worker;
GRANT SELECT (number, made_at, stamp, stamped_at, authority, qualified) ON timeline_anchors TO tandem_web;
GRANT SELECT ON timeline_anchored TO tandem_web;
ALTER TABLE timeline_anchors ENABLE ROW LEVEL SECURITY;
CREATE POLICY anchoring ON timeline_anchors TO tandem_worker USING (true);
CREATE POLICY telling ON timeline_anchors FOR SELECT TO tandem_web USING (true);
ALTER TABLE timeline_anchored ENABLE ROW LEVEL SECURITY;
CREATE POLICY anchoring ON timeline_anchored TO tandem_worker USING (true);
-- Whoever sees a chain's head sees how far it was anchored.
CREATE POLICY audience ON timeline_anchored FOR SELECT TO tandem_web USING (EXISTS (
    SELECT FROM timeline_heads h WHERE h.case_file_id = timeline_anchored.case_file_id
      AND h.chain = timeline_anchored.chain));

-- The chains of every organization that moved since they were anchored, in the order of an anchor's leaves.
CREATE FUNCTION door_timeline_moved()
    RETURNS TABLE (case_file_id uuid, chain text, sequence bigint, hash bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT h.case_file_id, h.chain, h.sequence, h.hash
    FROM timeline_heads h LEFT JOIN timeline_anchored a ON a.case_file_id = h.case_file_id AND a.chain = h.chain
    WHERE h.sequence > 0 AND h.sequence IS DISTINCT FROM a.sequence
    ORDER BY h.case_file_id, h.chain COLLATE "C"
$$;
REVOKE EXECUTE ON FUNCTION door_timeline_moved FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_timeline_moved TO tandem_worker;
