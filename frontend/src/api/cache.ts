import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { EMBEDDED, TIMELINE_EVENTS } from "@/api/shapes";
import { updates } from "@/api/updates";
import { edgeKey } from "@/timeline/cache";

/** Without the whole schema graphcache misses, while writing, the fields of the kinds that an event is not. */
function quietly(severity: "debug" | "error" | "warn", message: string) {
  if (severity === "error" || (severity === "warn" && !message.startsWith("Invalid undefined"))) {
    // biome-ignore lint/suspicious/noConsole: graphcache speaks only to developers, and only in development
    console.warn(message);
  }
}

export function createCache() {
  return cacheExchange({
    keys: {
      ...Object.fromEntries(EMBEDDED.map((name) => [name, () => null])),
      TimelineEdge: edgeKey,
      PrintRunLetter: ({ runId, attemptId }) => `${runId} ${attemptId}`,
    },
    logger: quietly,
    possibleTypes: { TimelineEvent: [...TIMELINE_EVENTS] },
    resolvers: {
      Query: {
        worklist: relayPagination(),
        caseFiles: relayPagination(),
        attention: relayPagination(),
        inboundMessages: relayPagination(),
        printRuns: relayPagination(),
        printRunLetters: relayPagination(),
        givenUpMessages: relayPagination(),
        auditEvents: relayPagination(),
        placementBatches: relayPagination(),
        bankCaseFiles: relayPagination(),
        bankGrants: relayPagination(),
        erasures: relayPagination(),
        legalHolds: relayPagination(),
        apiTokens: relayPagination(),
      },
      BankGrant: { views: relayPagination() },
      PlacementBatch: { rows: relayPagination() },
    },
    updates,
  });
}
