import { type FragmentOf, graphql } from "@/api/graphql";

export const FiguresFields = graphql(`
  fragment FiguresFields on CurrencyFigures {
    currency
    placed { amount currency }
    collected { amount currency }
    outstanding { amount currency }
    collectedThisMonth { amount currency }
    recoveryRate
    caseFiles
    openCaseFiles
    heldCaseFiles
    stages { stage caseFiles outstanding { amount currency } }
    ageing { key outstanding { amount currency } }
    months { month placed { amount currency } collected { amount currency } }
  }
`);

export type Figures = FragmentOf<typeof FiguresFields>;
