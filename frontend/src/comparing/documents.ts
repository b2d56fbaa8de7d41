import { graphql, type ResultOf } from "@/api/graphql";

export const CohortsQuery = graphql(`
  query Cohorts($creditorId: ID) {
    agencyCohorts(creditorId: $creditorId) {
      month
      currency
      agencies {
        agency { id name }
        caseFiles
        placed { amount currency }
        collected { amount currency }
        recoveryRate
      }
    }
    entities { id name }
  }
`);

export type Cohort = ResultOf<typeof CohortsQuery>["agencyCohorts"][number];
