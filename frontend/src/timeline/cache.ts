import type { Cache, Data } from "@urql/exchange-graphcache";
import { graphql, type ResultOf } from "@/api/graphql";
import type { TimelineFilter, TimelineLive } from "@/timeline/documents";
import { admits } from "@/timeline/view";

type Delivery = ResultOf<typeof TimelineLive>["timeline"];

const NewEdge = graphql(`fragment NewEdge on TimelineEdge { cursor node { __typename id } }`);

/** An edge is known by its event, so that one can be put in front of a list. */
export function edgeKey(edge: Data): string | null {
  return (edge.node as { id?: string } | undefined)?.id ?? null;
}

/**
 * Updater of `Subscription.timeline`: links the event into every page that reaches up to the newest event and whose
 * filter lets it in, at its place by recording time, unless it is there already (a resumed subscription repeats some).
 * By links and not by `updateQuery`, which in graphcache 9 takes every fragment on an interface for a match and then
 * finds fields missing.
 */
export function prependEvent(result: unknown, args: unknown, cache: Cache) {
  const { event } = (result as { timeline: Delivery }).timeline;
  const { caseFileId } = args as { caseFileId: string };
  const caseFile = { __typename: "CaseFile", id: caseFileId };
  const { __typename, id } = event;
  // The compiler pairs no more than 25 kinds with their names by itself.
  const node = { __typename, id } as ResultOf<typeof NewEdge>["node"];
  const edge = { __typename: "TimelineEdge" as const, cursor: id, node };
  const edgeEntity = cache.keyOfEntity(edge);
  forgetPanels(cache, __typename, caseFileId);

  for (const field of cache.inspectFields(caseFile)) {
    if (field.fieldName !== "timeline") continue;
    if (!admits(field.arguments?.filter as TimelineFilter | null | undefined, event)) continue;
    const page = cache.resolve(caseFile, field.fieldKey) as string | null;
    const edges = cache.resolve(page, "edges") as string[] | null;
    const info = cache.resolve(page, "pageInfo") as string | null;
    if (!page || !edges || !edgeEntity || edges.includes(edgeEntity)) continue;
    if (cache.resolve(info, "hasPreviousPage") !== false) continue;
    cache.writeFragment(NewEdge, edge);
    cache.link(page, "edges", withInOrder(cache, edges, edgeEntity, Date.parse(event.recordedAt)));
  }
}

/** What stands beside the timeline and says the same: the other side may have entered it just now. */
const PANELS: Record<string, string> = {
  StopFactRecorded: "stopFacts",
  StopFactEnded: "stopFacts",
  OptOutRecorded: "contactLedger",
  OptOutLifted: "contactLedger",
  PreferenceTold: "contactLedger",
};

function forgetPanels(cache: Cache, kind: string, caseFileId: string) {
  for (const field of cache.inspectFields("Query")) {
    if (field.fieldName === PANELS[kind] && field.arguments?.caseFileId === caseFileId) {
      cache.invalidate("Query", field.fieldKey);
    }
  }
}

/** Two writers may commit in another order than their clocks say, and pages are ordered by recording time. */
function withInOrder(cache: Cache, edges: readonly string[], edge: string, recordedAt: number): string[] {
  const older = edges.findIndex((one) => {
    const node = cache.resolve(one, "node") as string | null;
    return Date.parse(cache.resolve(node, "recordedAt") as string) <= recordedAt;
  });
  return older < 0 ? [...edges, edge] : [...edges.slice(0, older), edge, ...edges.slice(older)];
}
