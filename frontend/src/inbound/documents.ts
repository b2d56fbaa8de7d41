import { type FragmentOf, graphql } from "@/api/graphql";

export const InboundCase = graphql(`
  fragment InboundCase on CaseFile { id reference stage creditor { id name } debtor { id name reference } }
`);

export const InboundFields = graphql(
  `
  fragment InboundFields on InboundMessage {
    id channel from to subject body receivedAt state why handledAt handledBy setAsideAs comment eventId
    attachments { name contentType size refused url }
    caseFile { ...InboundCase }
    suggestions { ...InboundCase }
  }
`,
  [InboundCase],
);

export type Message = FragmentOf<typeof InboundFields>;
export type CaseChoice = FragmentOf<typeof InboundCase>;

export const InboundPage = graphql(
  `
  query InboundPage($which: TriageList!, $after: String) {
    inboundMessages(which: $which, first: 50, after: $after) {
      totalCount
      edges { cursor node { ...InboundFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [InboundFields],
);

export const InboundWaiting = graphql(`subscription InboundWaiting { inboundWaiting }`);

export const FindCases = graphql(
  `
  query FindCases($search: String!) {
    caseFiles(first: 6, filter: { search: $search }) { edges { cursor node { ...InboundCase } } }
  }
`,
  [InboundCase],
);

export const AttachInboundMessage = graphql(`
  mutation AttachInboundMessage($input: AttachInboundMessageInput!) {
    attachInboundMessage(input: $input) { message { id state } userErrors { code field message } }
  }
`);

export const SetAsideInboundMessage = graphql(`
  mutation SetAsideInboundMessage($input: SetAsideInboundMessageInput!) {
    setAsideInboundMessage(input: $input) { message { id state } userErrors { code field message } }
  }
`);
