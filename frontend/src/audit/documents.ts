import { type FragmentOf, graphql, type VariablesOf } from "@/api/graphql";

export const AuditFields = graphql(`
  fragment AuditFields on AuditEvent {
    __typename
    id sequence at kind group who person via network sentence
    organization { id name }
  }
`);

export type AuditEvent = FragmentOf<typeof AuditFields>;

export const AuditPage = graphql(
  `
  query AuditPage($after: String, $filter: AuditFilter) {
    auditEvents(first: 50, after: $after, filter: $filter) {
      totalCount
      edges { cursor node { ...AuditFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [AuditFields],
);

export type AuditFilter = NonNullable<VariablesOf<typeof AuditPage>["filter"]>;

/** Asked when the file is wanted: its addresses live for a quarter of an hour. */
export const AuditExportLinks = graphql(`
  query AuditExportLinks($filter: AuditFilter) {
    auditExport(filter: $filter) { csvUrl jsonLinesUrl scriptUrl }
  }
`);
