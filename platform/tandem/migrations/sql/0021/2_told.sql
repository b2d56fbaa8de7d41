-- What has been told of a creditor's case files, in figures over five debtors and more (docs/subsystems/banker.md).
-- Nobody but the owner reads or writes these tables: a bank learns sums of them by the functions of 4_bank.sql.

-- Batches that were told together. Mostly one; some small ones, which alone stand for fewer than five debtors.
CREATE TABLE told_pools (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    portfolio_id uuid NOT NULL REFERENCES portfolios (id),
    currency char(3) NOT NULL,
    batch_ids uuid[] NOT NULL,
    -- Paris month in which the last of them was placed.
    month date NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX told_pools_of_portfolio ON told_pools (portfolio_id);

-- Claims of a pool with neighbouring due days, told as one sum.
CREATE TABLE told_lots (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    pool_id uuid NOT NULL REFERENCES told_pools (id),
    first_due date NOT NULL,
    last_due date NOT NULL,
    placed bigint NOT NULL
);
CREATE INDEX told_lots_of_pool ON told_lots (pool_id);
CREATE TABLE told_claims (
    claim_id uuid PRIMARY KEY REFERENCES claims (id),
    lot_id uuid NOT NULL REFERENCES told_lots (id)
);
CREATE INDEX told_claims_of_lot ON told_claims (lot_id);

-- Payments on claims of a pool, told as one sum; of one lot where that is told too.
CREATE TABLE told_tranches (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    pool_id uuid NOT NULL REFERENCES told_pools (id),
    lot_id uuid REFERENCES told_lots (id),
    -- Paris month of the last payment in it.
    month date NOT NULL,
    amount bigint NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX told_tranches_of_pool ON told_tranches (pool_id);
CREATE TABLE told_payments (
    allocation_id uuid NOT NULL REFERENCES allocations (id),
    -- That it was taken back, after it had been told.
    reversed boolean NOT NULL,
    tranche_id uuid NOT NULL REFERENCES told_tranches (id),
    PRIMARY KEY (allocation_id, reversed)
);

-- Case files that have always been told alike: at the same stage, disputed or not.
CREATE TABLE told_crowds (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    pool_id uuid NOT NULL REFERENCES told_pools (id),
    stage text NOT NULL,
    disputed boolean NOT NULL,
    told_at timestamptz NOT NULL
);
CREATE INDEX told_crowds_of_pool ON told_crowds (pool_id);
CREATE TABLE told_case_files (
    case_file_id uuid PRIMARY KEY REFERENCES case_files (id),
    crowd_id uuid NOT NULL REFERENCES told_crowds (id)
);
CREATE INDEX told_case_files_of_crowd ON told_case_files (crowd_id);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['told_pools', 'told_lots', 'told_claims', 'told_tranches', 'told_payments',
                                'told_crowds', 'told_case_files'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    END LOOP;
END $$;

-- Who owes, as figures count: a debtor may be on file twice, at two agencies of one creditor; the company number, else
-- the creditor's own customer reference, says that it is one. Nobody once the person is erased.
CREATE FUNCTION told_debtors(of_creditor uuid) RETURNS TABLE (case_file_id uuid, debtor text) LANGUAGE sql STABLE AS $$
    SELECT cf.id, CASE WHEN cf.erased_at IS NULL
                       THEN coalesce(nullif(d.company_number, ''), 'reference ' || d.reference) END
    FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE cf.creditor_id = of_creditor
$$;
REVOKE EXECUTE ON FUNCTION told_debtors FROM PUBLIC;

CREATE FUNCTION paris_month(of_instant timestamptz) RETURNS date LANGUAGE sql STABLE
    RETURN date_trunc('month', of_instant AT TIME ZONE 'Europe/Paris')::date;

-- A case file is disputed while a hold of that kind stands.
CREATE FUNCTION is_disputed(of_case_file uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    RETURN EXISTS (SELECT FROM holds h WHERE h.case_file_id = of_case_file AND h.kind = 'dispute'
                   AND h.released_at IS NULL AND (h.until IS NULL OR h.until > at));
