import { type FragmentOf, graphql } from "@/api/graphql";

export const PrintRunFields = graphql(`
  fragment PrintRunFields on PrintRun {
    id number duplex state letters done pages size sha256 madeAt expiresAt askedAt askedBy postedOn isPosting
    waiting posted stopped takenOut
    printings { number printedAt printedBy reason }
  }
`);

export const PrintRunLetterFields = graphql(`
  fragment PrintRunLetterFields on PrintRunLetter {
    runId attemptId caseFileId place reference recipient creditor service trackingNumber firstPage pages postedOn state
    takenOutBy takenOutBecause
  }
`);

export type PrintRun = FragmentOf<typeof PrintRunFields>;
export type PrintRunLetter = FragmentOf<typeof PrintRunLetterFields>;

export const PrintRunsPage = graphql(
  `
  query PrintRunsPage($after: String) {
    lettersToPrint
    printRuns(first: 20, after: $after) {
      totalCount
      edges { cursor node { ...PrintRunFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [PrintRunFields],
);

export const PrintRunPage = graphql(
  `
  query PrintRunPage($runId: ID!) {
    printRun(runId: $runId) { ...PrintRunFields }
  }
`,
  [PrintRunFields],
);

export const PrintRunFiles = graphql(`
  query PrintRunFiles($runId: ID!) {
    printRunFiles(runId: $runId) { lettersUrl coverUrl indexUrl }
  }
`);

export const TellRunLetters = graphql(
  `
  mutation TellRunLetters($input: TellRunLettersInput!) {
    tellRunLetters(input: $input) {
      printRun { ...PrintRunFields }
      letters { ...PrintRunLetterFields }
      refusal { code field message }
      userErrors { code field message }
    }
  }
`,
  [PrintRunFields, PrintRunLetterFields],
);

export const PrintRunLettersPage = graphql(
  `
  query PrintRunLettersPage($runId: ID!, $after: String) {
    printRunLetters(runId: $runId, first: 50, after: $after) {
      totalCount
      edges { cursor node { ...PrintRunLetterFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [PrintRunLetterFields],
);

export const MakePrintRun = graphql(
  `
  mutation MakePrintRun($input: MakePrintRunInput!) {
    makePrintRun(input: $input) { printRun { ...PrintRunFields } userErrors { code field message } }
  }
`,
  [PrintRunFields],
);

export const MakePrintRunFileAgain = graphql(
  `
  mutation MakePrintRunFileAgain($input: MakePrintRunFileAgainInput!) {
    makePrintRunFileAgain(input: $input) { printRun { ...PrintRunFields } userErrors { code field message } }
  }
`,
  [PrintRunFields],
);

export const PrintPrintRun = graphql(
  `
  mutation PrintPrintRun($input: PrintPrintRunInput!) {
    printPrintRun(input: $input) {
      printRun { ...PrintRunFields }
      userErrors { code field message }
    }
  }
`,
  [PrintRunFields],
);

export const TakeLettersOut = graphql(
  `
  mutation TakeLettersOut($input: TakeLettersOutInput!) {
    takeLettersOut(input: $input) {
      printRun { ...PrintRunFields }
      letters { ...PrintRunLetterFields }
      userErrors { code field message }
    }
  }
`,
  [PrintRunFields, PrintRunLetterFields],
);

export const PostPrintRun = graphql(
  `
  mutation PostPrintRun($input: PostPrintRunInput!) {
    postPrintRun(input: $input) { printRun { ...PrintRunFields } userErrors { code field message } }
  }
`,
  [PrintRunFields],
);
