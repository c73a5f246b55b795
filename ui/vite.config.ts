import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    // For older ones `:dir(rtl)` would be written as a list of languages, and nothing would be mirrored.
    cssTarget: ["chrome120", "safari16.4"],
    // Everything comes from the app's own files: its policy allows no inline data but pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Help is the documents beside this folder.
  server: { fs: { allow: [".."] } },
  // Tests see the browser's half of Svelte.
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  // A test waits for what it says, not for a time; a busy machine takes its while.
  test: {
    testTimeout: 60_000,
    environment: "jsdom",
    setupFiles: ["src/test-setup.ts"],
    include: ["src/**/*.test.ts"],
  },
});
