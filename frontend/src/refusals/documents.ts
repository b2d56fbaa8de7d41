import { type FragmentOf, graphql, type VariablesOf } from "@/api/graphql";

export const RefusalFigureFields = graphql(`
  fragment RefusalFigureFields on RefusalFigure {
    by key label contacts stopped putOff leftToAPerson caseFiles
  }
`);

export type RefusalFigure = FragmentOf<typeof RefusalFigureFields>;

export const Refusals = graphql(
  `
  query Refusals($filter: RefusalFilterInput!) {
    contactRefusals(filter: $filter) {
      figures { ...RefusalFigureFields }
      caseFiles {
        contacts
        lastAt
        rules
        caseFile { id reference debtor { id name reference } creditor { id name } }
      }
    }
  }
`,
  [RefusalFigureFields],
);

export type RefusalFilter = VariablesOf<typeof Refusals>["filter"];
