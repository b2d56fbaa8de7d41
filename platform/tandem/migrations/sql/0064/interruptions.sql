ALTER TABLE claim_interruptions
    ADD FOREIGN KEY (case_file_id) REFERENCES case_files (id),
    ADD FOREIGN KEY (claim_id) REFERENCES claims (id),
    -- A payment interrupts by itself.
    ADD CHECK (kind <> 'part_payment'),
    ADD CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL));

ALTER TABLE claim_interruptions ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties_of_the_case ON claim_interruptions
    USING (agency_id = (SELECT tandem_organization()) OR creditor_id = ANY ((SELECT tandem_creditors())::uuid[]))
    WITH CHECK (agency_id = (SELECT tandem_organization()) OR creditor_id = (SELECT tandem_organization()));
CREATE POLICY within_reach ON claim_interruptions AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = claim_interruptions.case_file_id));
-- What was recorded stays as it was recorded; it is withdrawn, once. An erasure takes the words out of it.
GRANT SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by, withdrawal_reason) ON claim_interruptions TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON claim_interruptions TO tandem_worker;

-- Last days that payments have moved say so: the last of them that came in time (every act that counts is at most the
-- last day, and one after it never counts), and from which the last day is counted: the same calendar day some years
-- later, or for a French public buyer the end of one of the years after its own. Paying a French consumer credit moves
-- nothing.
UPDATE claims SET interrupted_by = 'part_payment', interrupted_on = moved.received_on
FROM (
    SELECT c.id, max(p.received_on) AS received_on
    FROM claims c JOIN allocations a ON a.claim_id = c.id
    JOIN payments p ON p.id = a.payment_id AND p.reversed_at IS NULL
    JOIN debtors d ON d.id = c.debtor_id
    WHERE c.last_day IS NOT NULL
      AND NOT (c.segment = 'consumer' AND c.nature = 'consumer_credit' AND d.country = 'FR')
      AND p.received_on > c.due_on AND p.received_on <= c.last_day
      AND (c.last_day = p.received_on
               + make_interval(years => date_part('year', c.last_day)::int - date_part('year', p.received_on)::int)
           OR (c.segment = 'public_buyer' AND to_char(c.last_day, 'MM-DD') = '12-31'
               AND date_part('year', p.received_on) > date_part('year', c.due_on)))
    GROUP BY c.id
) moved WHERE claims.id = moved.id;
