import { graphql } from "@/api/graphql";
import { FiguresFields } from "@/portfolio/figures-documents";

export const PortfolioFigures = graphql(
  `query PortfolioFigures { portfolioFigures { asOf currencies { ...FiguresFields } } }`,
  [FiguresFields],
);
