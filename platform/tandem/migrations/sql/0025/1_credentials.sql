-- What proves who somebody is stands apart from what colleagues read of them: no working role reads this table, only the
-- doors do.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE credentials (
    person_id uuid PRIMARY KEY REFERENCES people (id),
    password_hash text NOT NULL,
    changed_at timestamptz
);
INSERT INTO credentials (person_id, password_hash, changed_at)
SELECT id, password_hash, password_changed_at FROM people;
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY;
