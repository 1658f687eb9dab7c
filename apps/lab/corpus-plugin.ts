/** Puts the corpus's traces beside the page, as files of their own that it fetches when somebody asks for them. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const CORPUS = dirname(fileURLToPath(import.meta.resolve("@zmm/corpus/package.json")));
const FOLDERS = ["traces", "long"];
const ENDING = ".trace.gz";

/** The files by name: those of `long` stand behind those of `traces`, under names that end in `_long` if both have one. */
async function traceFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const file of (await readdir(join(CORPUS, folder))).filter((name) => name.endsWith(ENDING)).sort()) {
      const name = basename(file, ENDING);
      files.set(files.has(name) ? `${name}_long` : name, join(CORPUS, folder, file));
    }
  }
  return files;
}

/** Serves and writes `traces/NAME.trace.gz`. */
export function corpusTraces(): Plugin {
  return {
    name: "corpus-traces",
    async generateBundle() {
      for (const [name, path] of await traceFiles()) {
        this.emitFile({ type: "asset", fileName: `traces/${name}${ENDING}`, source: await readFile(path) });
      }
    },
    configureServer(server) {
      server.middlewares.use("/traces", async (request, response, next) => {
        const path = (await traceFiles()).get(basename(request.url ?? "", ENDING));
        if (path === undefined) next();
        else response.end(await readFile(path));
      });
    },
  };
}
