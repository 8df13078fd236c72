import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const serverUrl = process.env.CHANGEWRIGHT_APP_SERVER ?? "http://127.0.0.1:8000";
const doors = ["/web", "/cost", "/construction", "/rest", "/openapi", "/docs"];

// The server takes requests that change something from its own pages alone.
const toServer = { target: serverUrl, changeOrigin: true, headers: { origin: serverUrl } };

export default defineConfig({
  base: "/app/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/changewright/web/static",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // Fonts and pictures stay files: the content security policy has no data: but for images.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  // `npm run dev` beside a running server: pages from Vite, everything else from the server.
  server: { proxy: Object.fromEntries(doors.map((door) => [door, toServer])) },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
