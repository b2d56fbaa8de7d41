-- One directive of a kind in force on a case file: the command checks it under a lock, this holds it.
CREATE UNIQUE INDEX one_directive_in_force ON directives (case_file_id, kind) WHERE state = 'issued';

-- A creditor's directive or declared payment stops contacts that the agency has planned. The job acts for the agency,
-- so the creditor may ask for this one topic at the agencies that it has a mandate with.
CREATE POLICY asking_the_agency ON outbox FOR INSERT TO tandem_web WITH CHECK (
    topic = 'contacts.regate' AND EXISTS (
        SELECT FROM mandates WHERE mandates.agency_id = outbox.organization_id
          AND mandates.creditor_id = (SELECT tandem_organization())));
