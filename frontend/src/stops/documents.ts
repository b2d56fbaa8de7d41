import { graphql, type ResultOf } from "@/api/graphql";

/** What is known of the people of a case file and stops contact. */
export const StopFacts = graphql(`
  query StopFacts($caseFileId: ID!) {
    stopFacts(caseFileId: $caseFileId) {
      facts {
        __typename id partyId kind sinceOn untilOn publishedOn contactPointId source representative nextStep dueOn
        recordedAt recordedBy endedOn endedBy endSource viewerCanEnd
      }
      elsewhere { partyId kind sinceOn untilOn contactPointId caseFile { __typename id reference } }
      viewerCanWrite
    }
  }
`);

export const RecordStopFact = graphql(`
  mutation RecordStopFact($input: RecordStopFactInput!) {
    recordStopFact(input: $input) { fact { __typename id } userErrors { code field message } }
  }
`);

export const EndStopFact = graphql(`
  mutation EndStopFact($input: EndStopFactInput!) {
    endStopFact(input: $input) { fact { __typename id endedOn endedBy endSource nextStep viewerCanEnd } userErrors { code field message } }
  }
`);

export type Stops = NonNullable<ResultOf<typeof StopFacts>["stopFacts"]>;
export type StopFact = Stops["facts"][number];
