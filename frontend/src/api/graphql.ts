import { initGraphQLTada } from "gql.tada";
import type { introspection } from "@/api/schema";

/** Typed GraphQL documents, checked against `graphql/schema.graphql`. Amounts and dates stay strings: see `formatting/`. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; DateTime: string; Decimal: string };
}>();

export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
