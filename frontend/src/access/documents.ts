import { type FragmentOf, graphql } from "@/api/graphql";

const AccessFields = graphql(`
  fragment AccessFields on AccessToSubject {
    subject label
    granted { permission label comesWithCaseFiles }
    withheld { permission label comesWithCaseFiles }
  }
`);

export const PersonFields = graphql(
  `
  fragment PersonFields on PersonOnCaseFile {
    membershipId name role reaches why
    subjects { ...AccessFields }
  }
`,
  [AccessFields],
);

export const OwnAccess = graphql(
  `
  query OwnAccess($id: ID!) {
    caseFileAccess(caseFileId: $id) { ...PersonFields }
  }
`,
  [PersonFields],
);

export const AudiencePage = graphql(
  `
  query AudiencePage($id: ID!) {
    caseFileAudience(caseFileId: $id) {
      people { ...PersonFields }
      others { organization kind role why subjects { ...AccessFields } }
      banks
    }
  }
`,
  [PersonFields, AccessFields],
);

export type Access = FragmentOf<typeof AccessFields>;
export type Person = FragmentOf<typeof PersonFields>;
