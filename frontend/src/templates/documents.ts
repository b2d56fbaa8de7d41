import { type FragmentOf, graphql, type ResultOf } from "@/api/graphql";

export const TemplateVersionFields = graphql(`
  fragment TemplateVersionFields on TemplateVersion {
    number state tone titleFr titleEn subject text sha256
    author isOwn writtenAt decidedBy decidedAt comment withdrawnBy withdrawnAt
  }
`);
export type TemplateVersion = FragmentOf<typeof TemplateVersionFields>;

export const WrittenTemplateFields = graphql(
  `
  fragment WrittenTemplateFields on WrittenTemplate {
    __typename
    id title form language tone purpose country oneWaySender isShipped inUse shippedStandsIn waiting
    problems { code line inSubject variable message }
    versions { ...TemplateVersionFields }
  }
`,
  [TemplateVersionFields],
);
export type WrittenTemplate = FragmentOf<typeof WrittenTemplateFields>;

export const WrittenTemplates = graphql(
  `
  query WrittenTemplates {
    templates { ...WrittenTemplateFields }
  }
`,
  [WrittenTemplateFields],
);

export const OneTemplate = graphql(
  `
  query OneTemplate($templateId: ID!) {
    template(templateId: $templateId) { ...WrittenTemplateFields }
  }
`,
  [WrittenTemplateFields],
);

export const TemplateVariables = graphql(`
  query TemplateVariables($language: String!) {
    templateVariables(language: $language) { name description example forms purposes }
  }
`);

export const TemplateTrial = graphql(`
  query TemplateTrial($words: TemplateWordsInput!, $caseFileId: ID) {
    templateTrial(words: $words, caseFileId: $caseFileId) {
      problems { code inSubject line variable nearest source message }
      subject text html segments units forcing
    }
  }
`);
export type Trial = ResultOf<typeof TemplateTrial>["templateTrial"];

export const TemplateLetter = graphql(`
  query TemplateLetter($words: TemplateWordsInput!, $caseFileId: ID) {
    templateLetter(words: $words, caseFileId: $caseFileId)
  }
`);

/** Case files to fill a text with: found as everywhere else, by name, reference or invoice number. */
export const CasesToTry = graphql(`
  query CasesToTry($search: String!) {
    caseFiles(first: 8, filter: { search: $search }) {
      edges { node { id reference debtor { id name } creditor { id name } } }
    }
  }
`);

export const SaveTemplateVersion = graphql(
  `
  mutation SaveTemplateVersion($input: SaveTemplateVersionInput!) {
    saveTemplateVersion(input: $input) { template { ...WrittenTemplateFields } userErrors { code field message } }
  }
`,
  [WrittenTemplateFields],
);

export const ApproveTemplateVersion = graphql(
  `
  mutation ApproveTemplateVersion($input: ApproveTemplateVersionInput!) {
    approveTemplateVersion(input: $input) { template { ...WrittenTemplateFields } userErrors { code field message } }
  }
`,
  [WrittenTemplateFields],
);

export const RejectTemplateVersion = graphql(
  `
  mutation RejectTemplateVersion($input: RejectTemplateVersionInput!) {
    rejectTemplateVersion(input: $input) { template { ...WrittenTemplateFields } userErrors { code field message } }
  }
`,
  [WrittenTemplateFields],
);

export const WithdrawTemplate = graphql(
  `
  mutation WithdrawTemplate($input: WithdrawTemplateInput!) {
    withdrawTemplate(input: $input) { template { ...WrittenTemplateFields } userErrors { code field message } }
  }
`,
  [WrittenTemplateFields],
);
