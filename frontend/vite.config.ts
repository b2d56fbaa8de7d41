import { fileURLToPath } from "node:url";
import { lingui } from "@lingui/vite-plugin";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { linguiMacro } from "./build/lingui-macro.ts";
import { operations } from "./build/operations.ts";

const api = process.env.TANDEM_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    linguiMacro(),
    lingui({ failOnMissing: true }),
    tanstackRouter({ target: "react", autoCodeSplitting: true }),
    react(),
    compress(),
    operations(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server puts a fresh nonce in place of this mark in each response.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: fileURLToPath(new URL("../platform/tandem/entrypoints/static", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    // Browsers that know light-dark(): for older ones it would be rewritten, and the colours lost.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
  },
  server: {
    port: 5173,
    proxy: { "/graphql": { target: api, ws: true }, "/auth": api, "/files": api, "/webhooks": api },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/app/test-setup.ts"],
    testTimeout: 60_000, // a bound for what never comes, on the slowest machine
  },
});
