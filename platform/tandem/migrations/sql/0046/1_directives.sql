-- "Only this person may be contacted" names the person; no other directive does.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE directives ADD CONSTRAINT directives_party FOREIGN KEY (party_id) REFERENCES parties (id) NOT VALID;
ALTER TABLE directives VALIDATE CONSTRAINT directives_party;
ALTER TABLE directives ADD CONSTRAINT directives_name_a_person
    CHECK ((kind = 'other_person') = (party_id IS NOT NULL)) NOT VALID;
ALTER TABLE directives VALIDATE CONSTRAINT directives_name_a_person;
