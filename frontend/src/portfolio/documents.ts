import { graphql } from "@/api/graphql";
import { FiguresFields } from "@/portfolio/figures-documents";

export const PortfolioFigures = graphql(
  `
  query PortfolioFigures($creditorId: ID) {
    portfolioFigures(creditorId: $creditorId) { asOf currencies { ...FiguresFields } }
  }
`,
  [FiguresFields],
);
