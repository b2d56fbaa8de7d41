import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatDocument, stringifyDocument } from "@urql/core";
import { type DocumentNode, Kind } from "graphql";
import { createServer, type Plugin, type ResolvedConfig } from "vite";

/**
 * Writes `operations.json`: every operation of the app, as its client sends it, by its SHA-256. With TANDEM_OPERATIONS
 * the server runs these and no others.
 */
export function operations(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "tandem:operations",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async writeBundle() {
      const found = await documentsOf(config);
      const texts = [...found.values()].flatMap((one) => [
        stringifyDocument(one),
        stringifyDocument(formatDocument(one)),
      ]);
      const byHash = [...new Set(texts)].map(
        (text) => [createHash("sha256").update(text).digest("hex"), text] as const,
      );
      byHash.sort(([one], [other]) => (one < other ? -1 : 1));
      await writeFile(join(config.build.outDir, "operations.json"), JSON.stringify(Object.fromEntries(byHash)));
    },
  };
}

/** The operations that the sources export, by name; each one that they write must be among them. */
async function documentsOf({ root, resolve }: ResolvedConfig): Promise<Map<string, DocumentNode>> {
  const server = await createServer({
    configFile: false,
    root,
    logLevel: "error",
    resolve: { alias: resolve.alias },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  const found = new Map<string, DocumentNode>();
  const written = new Set<string>();
  try {
    for (const entry of await readdir(join(root, "src"), { recursive: true })) {
      if (!/\.tsx?$/.test(entry) || /\.test\.tsx?$/.test(entry)) continue;
      const source = await readFile(join(root, "src", entry), "utf8");
      const names = [...source.matchAll(/^\s*(?:query|mutation|subscription)\s+(\w+)/gm)].map(([, name]) => `${name}`);
      if (names.length === 0 || !source.includes("graphql(")) continue;
      for (const name of names) written.add(name);
      for (const value of Object.values(await server.ssrLoadModule(`/src/${entry}`))) {
        const name = operationName(value);
        if (name) found.set(name, value as DocumentNode);
      }
    }
  } finally {
    await server.close();
  }
  const missing = [...written].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`no module exports these operations: ${missing.join(", ")}`);
  return found;
}

function operationName(value: unknown): string | undefined {
  if ((value as DocumentNode | null)?.kind !== Kind.DOCUMENT) return undefined;
  const operation = (value as DocumentNode).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operation?.name?.value;
}
