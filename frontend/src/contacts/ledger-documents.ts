import { graphql, type ResultOf } from "@/api/graphql";

/** What the people of a case file said about being reached; asked when somebody looks. */
export const ContactLedger = graphql(`
  query ContactLedger($caseFileId: ID!) {
    contactLedger(caseFileId: $caseFileId) {
      entries { channel address kind purpose source evidence happenedAt recordedAt recordedBy }
      nowhere { partyId source recordedAt }
      preferences { address channel fromMinute toMinute recordedAt }
    }
  }
`);

export const RecordConsent = graphql(`
  mutation RecordConsent($input: RecordConsentInput!) {
    recordConsent(input: $input) { contactPoint { id optedOut } userErrors { code field message } }
  }
`);

export const LiftEveryOptOut = graphql(`
  mutation LiftEveryOptOut($input: LiftEveryOptOutInput!) {
    liftEveryOptOut(input: $input) {
      caseFile { id parties { id contactPoints { id optedOut } } }
      userErrors { code field message }
    }
  }
`);

export type Ledger = NonNullable<ResultOf<typeof ContactLedger>["contactLedger"]>;
