/**
 * Compiles src/zend once a data model.
 *
 * `#zend/ilp32`, `#zend/lp64` and `#zend/lp64-debug` all name src/zend/index.ts, each as a copy of its own: every
 * module under src/zend that such a copy imports is a copy too, and in it `ZMM_MODEL` is the name of the model. What
 * lies outside src/zend is shared by all. The same rule comes as a plugin for esbuild (the build) and one for Vite
 * (the tests).
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("./src/zend/", import.meta.url));
const PREFIX = "#zend/";
const DECLARATION = "declare const ZMM_MODEL: ModelName;";

/** The file under src/zend that a copy's module means by `specifier`, or null when it means something shared. */
function moduleInCopy(importer: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const file = resolve(dirname(importer), specifier.replace(/\.js$/, ".ts"));
  return file.startsWith(FOLDER) ? file : null;
}

/** `model` is a model's name; `&bytes` behind it makes a cell a byte, as assembly/compile-misses.ts wants it. */
function withModel(source: string, model: string): string {
  const [name, unit] = model.split("&");
  const named = source.replace(DECLARATION, `const ZMM_MODEL = ${JSON.stringify(name)};`);
  return unit === "bytes" ? named.replace("CELL_SHIFT = 2;", "CELL_SHIFT = 0;") : named;
}

/** The import of the layout constants, as every module under src/zend writes it. */
const MODEL_IMPORT = /import \{([^}]*)\} from ("\.\.?\/model\.js");/;

/**
 * The numbers and booleans that src/zend/model.ts computes for a model, as source text. They go into the code as
 * literals: bundlers turn constants of modules into variables, which engines do not fold.
 */
async function literalsOf(esbuild: Esbuild, model: string): Promise<Record<string, string>> {
  const source = withModel(await readFile(`${FOLDER}model.ts`, "utf8"), model);
  const stdin = { contents: source, loader: "ts", resolveDir: FOLDER };
  const { outputFiles } = await esbuild.build({ stdin, bundle: true, write: false, format: "esm" });
  const code = Buffer.from(outputFiles[0]?.text ?? "").toString("base64");
  const values = (await import(`data:text/javascript;base64,${code}`)) as Record<string, unknown>;
  const plain = Object.entries(values).filter(([, value]) => typeof value !== "object");
  return Object.fromEntries(plain.map(([name, value]) => [name, JSON.stringify(value)]));
}

/** src/zend/model.ts without the numbers. */
function layoutAlone(model: string): string {
  const layout = `/* @__PURE__ */ layoutNamed(${JSON.stringify(model)})`;
  return `import { layoutNamed } from "@zmm/layout";\nexport const LAYOUT = ${layout};\n`;
}

/** As tsconfig.base.json has it: a field that begins as undefined is one whose kind engines no longer know. */
const FIELDS_AS_ASSIGNED = { compilerOptions: { useDefineForClassFields: false } };

/** A module's source without its import of constants, which are literals in it, and without other models' branches. */
async function withLiterals(
  esbuild: Esbuild,
  path: string,
  source: string,
  define: Record<string, string>,
): Promise<string> {
  const bare = source.replace(MODEL_IMPORT, (_, names: string, from: string) =>
    /\bLAYOUT\b/.test(names) ? `import { LAYOUT } from ${from};` : "",
  );
  const options = {
    loader: "ts",
    define,
    minifySyntax: true,
    sourcemap: "inline",
    sourcefile: basename(path),
    tsconfigRaw: FIELDS_AS_ASSIGNED,
  };
  const { code } = await esbuild.transform(bare, options);
  return code;
}

/** The parts of esbuild's interface that are used; esbuild itself comes with tsup. */
interface Esbuild {
  build(options: object): Promise<{ outputFiles: { text: string }[] }>;
  transform(source: string, options: object): Promise<{ code: string }>;
}

interface EsbuildBuild {
  readonly esbuild: Esbuild;
  onResolve(
    options: { filter: RegExp },
    callback: (args: { path: string; importer: string; pluginData?: { model?: string } }) => object | undefined,
  ): void;
  onLoad(
    options: { filter: RegExp },
    callback: (args: { path: string; pluginData?: { model?: string } }) => Promise<object | undefined>,
  ): void;
}

/** The plugin for esbuild. */
export function specialiseForEsbuild(): { name: string; setup: (build: EsbuildBuild) => void } {
  const copy = (file: string, model: string) => ({ path: file, suffix: `?${model}`, pluginData: { model } });
  return {
    name: "specialise",
    setup({ esbuild, onResolve, onLoad }) {
      const literals = new Map<string, Promise<Record<string, string>>>();
      onResolve({ filter: /^#zend\// }, ({ path }) => copy(`${FOLDER}index.ts`, path.slice(PREFIX.length)));
      onResolve({ filter: /^\./ }, ({ path, importer, pluginData }) => {
        const file = pluginData?.model === undefined ? null : moduleInCopy(importer, path);
        return file === null ? undefined : copy(file, pluginData?.model ?? "");
      });
      onLoad({ filter: /\.ts$/ }, async ({ path, pluginData }) => {
        const model = pluginData?.model;
        if (model === undefined || !path.startsWith(FOLDER)) return undefined;
        // of the model's own file nothing is left but the layout: all else is literals by now
        if (path === `${FOLDER}model.ts`) return { contents: layoutAlone(model), loader: "js", pluginData };
        const source = withModel(await readFile(path, "utf8"), model);
        const define = literals.get(model) ?? literalsOf(esbuild, model);
        literals.set(model, define);
        return { contents: await withLiterals(esbuild, path, source, await define), loader: "js", pluginData };
      });
    },
  };
}

/** The plugin for Vite and Vitest. */
export function specialiseForVite(): {
  name: string;
  enforce: "pre";
  resolveId(source: string, importer: string | undefined): string | null;
  transform(code: string, id: string): string | null;
} {
  return {
    name: "specialise",
    enforce: "pre",
    resolveId(source, importer) {
      if (source.startsWith(PREFIX)) return `${FOLDER}index.ts?model=${source.slice(PREFIX.length)}`;
      const [file, model] = importer?.split("?model=") ?? [];
      if (file === undefined || model === undefined) return null;
      const module = moduleInCopy(file, source);
      return module === null ? null : `${module}?model=${model}`;
    },
    transform(code, id) {
      const model = id.split("?model=")[1];
      return model === undefined ? null : withModel(code, model);
    },
  };
}
