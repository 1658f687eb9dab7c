/**
 * Writes the numbers of src/system/structure.ts as literals into the modules that import them: bundlers turn constants
 * of modules into variables, which engines do not fold. A plugin for esbuild, which the build uses.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("./src/system/", import.meta.url));
const STRUCTURE = `${FOLDER}structure.ts`;
const STRUCTURE_IMPORT = /import \{[^}]*\} from "\.\/structure\.js";/;

/** The parts of esbuild's interface that are used; esbuild itself comes with tsup. */
interface EsbuildBuild {
  readonly esbuild: { transform(source: string, options: object): Promise<{ code: string }> };
  onLoad(
    options: { filter: RegExp },
    callback: (args: { path: string }) => Promise<{ contents: string; loader: "js" } | undefined>,
  ): void;
}

/** The plugin for esbuild. */
export function systemLiterals(): { name: string; setup: (build: EsbuildBuild) => void } {
  return {
    name: "system-literals",
    setup({ esbuild, onLoad }) {
      let values: Promise<Record<string, string>> | null = null;
      onLoad({ filter: /src\/system\/[a-z-]+\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        if (path === STRUCTURE || !path.startsWith(FOLDER) || !STRUCTURE_IMPORT.test(source)) return undefined;
        values ??= literals(esbuild);
        const options = { loader: "ts", define: await values, minifySyntax: true, sourcemap: "inline" };
        const { code } = await esbuild.transform(source.replace(STRUCTURE_IMPORT, ""), options);
        return { contents: code, loader: "js" };
      });
    },
  };
}

/** Every number that the structure's module exports, as source text. */
async function literals(esbuild: EsbuildBuild["esbuild"]): Promise<Record<string, string>> {
  const { code } = await esbuild.transform(await readFile(STRUCTURE, "utf8"), { loader: "ts" });
  const module = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const values = (await import(module)) as Record<string, number>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
