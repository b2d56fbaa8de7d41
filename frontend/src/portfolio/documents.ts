import { graphql } from "@/api/graphql";
import { FiguresFields } from "@/portfolio/figures-documents";

export const PortfolioFigures = graphql(
  `
  query PortfolioFigures($creditorId: ID, $agencyId: ID) {
    portfolioFigures(creditorId: $creditorId, agencyId: $agencyId) { asOf currencies { ...FiguresFields } }
  }
`,
  [FiguresFields],
);

/** What a client's list can be narrowed to. */
export const ClientChoices = graphql(`
  query ClientChoices {
    mandates { agency { id name } }
    entities { id name }
  }
`);
