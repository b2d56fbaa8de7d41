import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Writes `.br` and `.gz` beside each text asset. index.html carries a nonce per response, so it is never compressed ahead. */
export function compress(): Plugin {
  let outDir = "";
  return {
    name: "tandem:compress",
    apply: "build",
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async writeBundle() {
      for (const entry of await readdir(outDir, { recursive: true })) {
        if (!/\.(js|css|svg|webmanifest)$/.test(entry)) continue;
        const source = await readFile(join(outDir, entry));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: source.length };
        await writeFile(join(outDir, `${entry}.br`), brotliCompressSync(source, { params }));
        await writeFile(join(outDir, `${entry}.gz`), gzipSync(source, { level: 9 }));
      }
    },
  };
}
