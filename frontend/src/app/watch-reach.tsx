import { useSubscription } from "urql";
import { graphql } from "@/api/graphql";

const ReachChanged = graphql(`subscription ReachChanged { reachChanged { lost } }`);

/** Follows what the reader reaches: the cache forgets a case file that went to a colleague, wherever it is shown. */
export function WatchReach() {
  useSubscription({ query: ReachChanged });
  return null;
}
