import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { corpusTraces } from "./corpus-plugin.ts";

export default defineConfig({
  // the page works from any folder of any server
  base: "./",
  plugins: [vue(), corpusTraces()],
  worker: { format: "es" },
  build: { target: "es2022", reportCompressedSize: false, chunkSizeWarningLimit: 900 },
});
