-- Who is one debtor to a creditor, whatever agency works them: whoever shares a company or a customer reference.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The company that a number names: an establishment's (SIRET, fourteen figures) begins with its company's (SIREN, nine).
-- Any other number stays whole. The same as `company_of` in tandem/placements/company_numbers.py.
CREATE FUNCTION company_of(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN number ~ '^[0-9]{14}$' THEN left(number, 9) ELSE nullif(number, '') END;

-- As in 0022, by company.
CREATE OR REPLACE FUNCTION claims_elsewhere(of_claims uuid[])
    RETURNS TABLE (claim_id uuid, elsewhere_id uuid)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT c.id, other.id
    FROM claims c JOIN debtors d ON d.id = c.debtor_id
    JOIN claims other ON other.creditor_id = c.creditor_id AND other.document_number = c.document_number
                     AND other.agency_id <> c.agency_id
    JOIN debtors od ON od.id = other.debtor_id AND (
        od.reference = d.reference OR company_of(od.company_number) = company_of(d.company_number))
    JOIN case_files ocf ON ocf.id = other.case_file_id AND ocf.stage <> 'closed'
    WHERE c.id = ANY (of_claims)
$$;

-- Who owes, as figures count: whoever is connected by a company or by the creditor's own customer reference, however
-- many agencies have them on file. Named by one of their companies, else by the reference; nobody once erased.
DROP FUNCTION told_debtors(uuid);
CREATE FUNCTION told_debtors(of_creditor uuid) RETURNS TABLE (case_file_id uuid, debtor text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    -- Companies that a reference names beside another company, and for each which one of those it leads to.
    companies text[] := ARRAY(
        SELECT DISTINCT company_of(d.company_number) AS company
        FROM debtors d JOIN case_files cf ON cf.debtor_id = d.id AND cf.creditor_id = of_creditor
        WHERE d.company_number <> '' AND d.reference IN (
            SELECT d.reference FROM debtors d JOIN case_files cf ON cf.debtor_id = d.id AND cf.creditor_id = of_creditor
            GROUP BY 1 HAVING min(company_of(d.company_number)) <> max(company_of(d.company_number)))
        ORDER BY 1);
    leader int[] := ARRAY(SELECT generate_series(1, cardinality(companies)));
    link record;
    one int;
    other int;
BEGIN
    -- Each link joins two trees of companies; a tree's number is that of its first company.
    FOR link IN
        WITH numbered AS (
            SELECT DISTINCT d.reference, c.number::int AS number
            FROM debtors d JOIN case_files cf ON cf.debtor_id = d.id AND cf.creditor_id = of_creditor
            JOIN unnest(companies) WITH ORDINALITY c (company, number) ON c.company = company_of(d.company_number)
            WHERE cardinality(companies) > 0
        )
        SELECT min(number) OVER (PARTITION BY reference) AS one, number AS other FROM numbered
    LOOP
        one := link.one;
        other := link.other;
        WHILE leader[one] <> one LOOP
            leader[one] := leader[leader[one]];
            one := leader[one];
        END LOOP;
        WHILE leader[other] <> other LOOP
            leader[other] := leader[leader[other]];
            other := leader[other];
        END LOOP;
        leader[greatest(one, other)] := least(one, other);
    END LOOP;
    FOR number IN 1..cardinality(companies) LOOP
        leader[number] := leader[leader[number]];
    END LOOP;
    RETURN QUERY
        WITH mine AS MATERIALIZED (
            SELECT cf.id, cf.erased_at, d.reference::text AS reference, company_of(d.company_number) AS company
            FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id WHERE cf.creditor_id = of_creditor
        ), named AS (
            SELECT reference, min(company) AS company FROM mine GROUP BY 1
        )
        SELECT mine.id, CASE WHEN mine.erased_at IS NULL
                             THEN coalesce(companies[t.leader], named.company, 'reference ' || mine.reference) END
        FROM mine JOIN named USING (reference)
        LEFT JOIN unnest(companies, leader) t (company, leader) ON t.company = named.company;
END $$;
REVOKE EXECUTE ON FUNCTION told_debtors FROM PUBLIC;

-- As in 0021; who owes is found once for all pools, not once for each.
CREATE OR REPLACE FUNCTION tell_claims(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    pool record;
    due record;
    pool_of uuid;
    lot uuid;
    claims_of uuid[];
    debtors_of text[];
BEGIN
    FOR pool IN
        WITH untold AS (
            SELECT c.id, c.batch_id, b.portfolio_id, c.currency, who.debtor, date_trunc('month', c.due_on)::date AS due,
                   paris_month(coalesce(b.submitted_at, b.created_at)) AS month
            FROM claims c JOIN placement_batches b ON b.id = c.batch_id AND b.state IN ('submitted', 'accepted')
            JOIN told_debtors(of_creditor) who ON who.case_file_id = c.case_file_id
            WHERE c.creditor_id = of_creditor AND c.principal + c.interest + c.indemnities + c.accessories > 0
              AND NOT EXISTS (SELECT FROM told_claims t WHERE t.claim_id = c.id)
        ), sizes AS (
            SELECT batch_id, currency, count(DISTINCT debtor) AS debtors FROM untold GROUP BY 1, 2
        )
        SELECT u.portfolio_id, u.currency, array_agg(DISTINCT u.batch_id) AS batch_ids, array_agg(u.id) AS claim_ids,
               array_agg(u.debtor) AS debtors, array_agg(u.due) AS dues, max(u.month) AS month
        FROM untold u JOIN sizes s USING (batch_id, currency)
        GROUP BY u.portfolio_id, u.currency, CASE WHEN s.debtors >= 5 THEN u.batch_id END
        HAVING count(DISTINCT u.debtor) >= 5
    LOOP
        INSERT INTO told_pools (creditor_id, portfolio_id, currency, batch_ids, month, told_at)
        VALUES (of_creditor, pool.portfolio_id, pool.currency, pool.batch_ids, pool.month, at) RETURNING id INTO pool_of;
        lot := NULL;
        claims_of := '{}';
        debtors_of := '{}';
        -- A lot for each month of due days with ten debtors; months of fewer are joined.
        FOR due IN
            SELECT array_agg(u.id) AS claim_ids, array_agg(DISTINCT u.debtor) AS debtors
            FROM unnest(pool.claim_ids, pool.debtors, pool.dues) u (id, debtor, month) GROUP BY u.month ORDER BY u.month
        LOOP
            claims_of := claims_of || due.claim_ids;
            debtors_of := ARRAY(SELECT DISTINCT d FROM unnest(debtors_of || due.debtors) d WHERE d IS NOT NULL);
            IF cardinality(debtors_of) >= 10 THEN
                lot := tell_lot(pool_of, NULL, claims_of);
                claims_of := '{}';
                debtors_of := '{}';
            END IF;
        END LOOP;
        IF cardinality(claims_of) > 0 THEN
            PERFORM tell_lot(pool_of, lot, claims_of);
        END IF;
    END LOOP;
END $$;

-- As in 0026; who owes is found once.
CREATE OR REPLACE FUNCTION tellable_payments(of_creditor uuid)
    RETURNS TABLE (allocation_id uuid, payment_id uuid, reversed boolean, amount bigint, debtor text, lot_id uuid,
                   pool_id uuid, month date)
    LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_nestloop = off AS $$
    WITH who AS MATERIALIZED (
        SELECT * FROM told_debtors(of_creditor)
    ), placed AS (
        SELECT t.lot_id, who.debtor, sum(c.principal + c.interest + c.indemnities + c.accessories) AS amount
        FROM told_claims t JOIN claims c ON c.id = t.claim_id JOIN who ON who.case_file_id = c.case_file_id
        WHERE c.creditor_id = of_creditor GROUP BY 1, 2
    ), parts AS (
        SELECT a.id, a.payment_id, a.amount, p.reversed_at, p.received_on, t.lot_id, who.debtor,
               told.allocation_id IS NOT NULL AS told, back.allocation_id IS NOT NULL AS told_back
        FROM allocations a JOIN payments p ON p.id = a.payment_id
        JOIN told_claims t ON t.claim_id = a.claim_id
        JOIN who ON who.case_file_id = p.case_file_id
        LEFT JOIN told_payments told ON told.allocation_id = a.id AND NOT told.reversed
        LEFT JOIN told_payments back ON back.allocation_id = a.id AND back.reversed
        WHERE a.creditor_id = of_creditor
    ), untold AS (
        SELECT parts.*, told AS reversed FROM parts
        WHERE CASE WHEN reversed_at IS NULL THEN NOT told ELSE told AND NOT told_back END
    ), paid AS (
        SELECT lot_id, debtor, sum(amount) AS amount FROM parts WHERE told AND NOT told_back GROUP BY 1, 2
    ), pays AS (
        SELECT lot_id, debtor, sum(amount) AS amount, max(id::text) AS latest FROM untold WHERE NOT reversed GROUP BY 1, 2
    ), stand AS (
        SELECT placed.lot_id, placed.debtor, pays.latest,
               placed.amount > coalesce(paid.amount, 0) + coalesce(pays.amount, 0) AS owes_then
        FROM placed LEFT JOIN paid USING (lot_id, debtor) LEFT JOIN pays USING (lot_id, debtor)
        WHERE placed.debtor IS NOT NULL
    ), settling AS (
        SELECT lot_id, debtor, row_number() OVER (PARTITION BY lot_id ORDER BY latest DESC) AS place
        FROM stand WHERE NOT owes_then AND latest IS NOT NULL
    ), owing AS (
        SELECT lot_id, count(*) FILTER (WHERE owes_then) AS debtors FROM stand GROUP BY 1
    ), waiting AS (
        SELECT s.lot_id, s.debtor FROM settling s JOIN owing USING (lot_id) WHERE s.place <= 5 - owing.debtors
    )
    SELECT u.id, u.payment_id, u.reversed, CASE WHEN u.reversed THEN -u.amount ELSE u.amount END, u.debtor, u.lot_id,
           l.pool_id, date_trunc('month', u.received_on)::date
    FROM untold u JOIN told_lots l ON l.id = u.lot_id
    LEFT JOIN waiting w ON w.lot_id = u.lot_id AND w.debtor = u.debtor
    WHERE u.reversed OR w.lot_id IS NULL
$$;
