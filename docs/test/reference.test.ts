/** The generated parts of the reference say all there is, and nothing that is not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as emalloc from "@zmm/emalloc";
import * as current from "@zmm/emalloc/current";
import * as heap from "@zmm/heap";
import * as inspect from "@zmm/inspect";
import * as storage from "@zmm/storage";
import * as trace from "@zmm/trace";
import { describe, expect, it } from "vitest";
import { API_MODULES } from "../.vitepress/pages.js";
import { cNames, cNamesTable } from "../scripts/c-names.js";
import { ROOT } from "../scripts/code-blocks.js";
import { commandLineReference, commandsIn, helpOf } from "../scripts/command-line.js";
import { DOCUMENTED, documentedIn, firstSentence, zendNames } from "../scripts/docstrings.js";
import { errorClasses, errorsReference } from "../scripts/errors.js";
import { parts } from "../scripts/generate.js";

const made = await parts();

describe("errors", () => {
  const classes = errorClasses();
  const packages = { storage, heap, emalloc, inspect, trace } as Record<string, object>;

  it("lists every error class that a package exports, but the root", () => {
    for (const exports of Object.values(packages)) {
      const errors = Object.keys(exports).filter((name) => isError((exports as Record<string, unknown>)[name]));
      expect(classes.map(({ name }) => name)).toEqual(expect.arrayContaining(errors));
    }
  });

  it("gives each class the code that its instances have", () => {
    for (const { name, package: owner, code } of classes) {
      const Class = (packages[owner] as Record<string, unknown> | undefined)?.[name] as
        | (new (
            ...args: unknown[]
          ) => Error)
        | undefined;
      if (Class === undefined || code === "") continue;
      expect(new Class(1, [], 1)).toMatchObject({ code, name });
    }
  });

  it("tells fields and messages", () => {
    expect(classes.find(({ name }) => name === "MemoryLimitError")).toMatchObject({
      parent: "ZmmError",
      code: "MEMORY_LIMIT",
      fields: [{ name: "limit", type: "number", text: "The limit, in bytes." }, { name: "requested" }],
    });
    expect(errorsReference()).toContain("Allowed memory size of {limit} bytes exhausted");
  });
});

describe("C names", () => {
  const names = new Map(cNames().map(({ name, ours }) => [name, ours]));

  it("finds what docstrings call @zend", () => {
    expect(names.get("ZEND_MM_SMALL_FREE_BUCKET")?.[0]).toMatchObject({ name: "smallFreeBucket", package: "layout" });
    expect(names.get("zend_mm_free_block")?.[0]).toMatchObject({ name: "Structs.freeBlock", package: "layout" });
    expect(names.get("zend_mm_mem_handlers")?.[0]).toMatchObject({ name: "SegmentProvider", package: "storage" });
  });

  it("takes nothing for C's that is a manager's own affair", () => {
    for (const own of ["zero", "word", "relay", "front", "current", "memory"]) expect(names.has(own)).toBe(false);
  });

  it("knows every function that keeps its name", () => {
    const kept = Object.keys(current).filter((name) => /^(e[a-z]+|[a-z]+_\w+)$/.test(name));
    expect(kept.filter((name) => !names.has(name))).toEqual([]);
  });

  it("has an anchor for each", () => {
    const table = cNamesTable();
    for (const name of names.keys()) expect(table).toContain(`\`${name}\``);
    const ids = [...table.matchAll(/id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("reads tags as they are written", () => {
    expect(zendNames("a, b")).toEqual(["a", "b"]);
    expect(zendNames("the end of _zend_mm_free_int")).toEqual(["_zend_mm_free_int"]);
    expect(zendNames("shutdown_memory_manager(silent, 0)")).toEqual(["shutdown_memory_manager"]);
    const [first] = documentedIn("/** One. Two. @zend c_name */\nexport const ours = 1;", "p", "src/p.ts");
    expect(first).toMatchObject({ name: "ours", text: "One. Two.", zend: ["c_name"] });
    expect(firstSentence("Bytes of `a.b` are 1. Two.")).toBe("Bytes of `a.b` are 1.");
  });
});

describe("the command line", () => {
  it("has a section for each command that the program knows", async () => {
    const commands = commandsIn(await helpOf());
    const reference = await commandLineReference();
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) expect(reference).toContain(`## zmm ${command}\n`);
    expect(reference.match(/Exit codes:/g)).toHaveLength(1);
  });
});

describe("the Chinese pages", () => {
  const chinese = (name: string) => readFileSync(new URL(`../zh/${name}.md`, import.meta.url), "utf8");

  it("have the anchors of the English ones", () => {
    const anchors = (name: string) =>
      [...(made[name] ?? "").matchAll(/id="([^"]+)"|^###? (.*)$/gm)].map(([all]) => all);
    for (const name of ["c-names.md", "members.md", "errors.md"]) expect(anchors(`zh/${name}`)).toEqual(anchors(name));
  });

  it("say nearly everything in Chinese", () => {
    const sentences = [...(made["zh/c-names.md"] ?? "").matchAll(/ \| ([^|]+) \|$/gm)]
      .concat([...(made["zh/errors.md"] ?? "").matchAll(/^### \w+\n\n(.*)$/gm)])
      .map(([, said]) => said!);
    expect(sentences.length).toBeGreaterThan(150);
    // docstrings change, and their translations come after them
    expect(sentences.filter((said) => !/\p{Script=Han}/u.test(said)).length).toBeLessThan(20);
  });

  it("list every package", () => {
    const page = chinese("api/index");
    expect(API_MODULES.filter((name) => !page.includes(`](../../api/${name})`))).toEqual([]);
  });

  it("speak of every command and part of the formats", () => {
    const commands = [...(made["command-line.md"] ?? "").matchAll(/^## zmm (\w+)$/gm)].map(
      ([, name]) => `](#zmm-${name})`,
    );
    const formats = made["trace-formats.md"]?.replaceAll(/^```[\s\S]*?^```$/gm, "").match(/`[^`]+`/g) ?? [];
    expect(commands.filter((link) => !chinese("reference/command-line").includes(link))).toEqual([]);
    const page = chinese("reference/trace-formats") + made["zh/trace-sizes.md"];
    expect(formats.filter((code) => !page.includes(code))).toEqual([]);
  });
});

it("has an API page for every way into a package", () => {
  const ways = DOCUMENTED.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, `../packages/${name}/package.json`), "utf8"));
    const paths = Object.keys(exports).filter((path) => path !== "./package.json");
    return paths.map((path) => `@zmm/${name}${path.slice(1)}`);
  });
  expect(API_MODULES.toSorted()).toEqual(ways.toSorted());
  const { entryPoints } = JSON.parse(readFileSync(join(ROOT, "typedoc.json"), "utf8"));
  const entries = ways.map((way) => way.replace(/^@zmm\/([a-z-]+)/, "../packages/$1/src").concat("/index.ts"));
  expect(entryPoints.toSorted()).toEqual(entries.toSorted());
});

it("makes all parts, and leaves nothing of the machine in them", () => {
  for (const text of Object.values(made)) {
    expect(text.length).toBeGreaterThan(300);
    expect(text).not.toContain(process.cwd());
  }
});

function isError(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof Error;
}
