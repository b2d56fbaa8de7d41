import type { Cache } from "@urql/exchange-graphcache";
import type { ResultOf } from "@/api/graphql";
import { type TimelineLive, TimelinePage } from "@/timeline/documents";

type Page = ResultOf<typeof TimelinePage>;
type Delivery = ResultOf<typeof TimelineLive>["timeline"];

/** The page with the delivered event on top; the same page when it is already there (a resumed subscription repeats some). */
export function withEvent(page: Page | null, delivery: Delivery): Page | null {
  if (!page?.caseFile) return page;
  const { timeline } = page.caseFile;
  if (timeline.edges.some((edge) => edge.node.id === delivery.event.id)) return page;
  const edge = { __typename: "TimelineEdge" as const, cursor: delivery.event.id, node: delivery.event };
  return { ...page, caseFile: { ...page.caseFile, timeline: { ...timeline, edges: [edge, ...timeline.edges] } } };
}

/** Updater of `Subscription.timeline`: puts the event on top of the list that is on screen. */
export function prependEvent(result: unknown, args: unknown, cache: Cache) {
  const { timeline } = result as { timeline: Delivery };
  const { caseFileId } = args as { caseFileId: string };
  cache.updateQuery({ query: TimelinePage, variables: { id: caseFileId, after: null } }, (page) =>
    withEvent(page, timeline),
  );
}
