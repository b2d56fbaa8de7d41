import { graphql } from "@/api/graphql";

export const HealthPage = graphql(`
  query HealthPage {
    health { asOf version findings { check label state message since } }
  }
`);
