import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ARROWS, brokenArrows, faultOfImport, importsOf, PROGRAMS } from "../import-arrows.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("finds no import against the arrows", () => {
  expect(brokenArrows(root)).toEqual([]);
});

it("knows every package that has sources", () => {
  const packages = readdirSync(`${root}packages`).filter((name) => name !== "corpus");
  expect(packages.toSorted()).toEqual(Object.keys(ARROWS).toSorted());
  const apps = readdirSync(`${root}apps`).map((name) => `apps/${name}/src`);
  expect([...apps, "docs/.vitepress"].toSorted()).toEqual(PROGRAMS.toSorted());
});

it("sees what it is there to see", () => {
  expect(faultOfImport("storage", "@zmm/heap")).toContain("against the arrows");
  expect(faultOfImport("inspect", "@zmm/heap")).toContain("against the arrows");
  expect(faultOfImport("heap", "@zmm/storage/src/provider.js")).toContain("the inside of another package");
  expect(faultOfImport("emalloc", "node:fs")).toContain("no dependencies");
  expect(faultOfImport("heap", "@zmm/storage")).toBeNull();
  expect(faultOfImport("trace", "node:zlib")).toBeNull();
  expect(faultOfImport(null, "@zmm/heap/dist/index.js")).toContain("the inside of another package");
  expect(faultOfImport(null, "@zmm/heap")).toBeNull();
  const source = 'import type { A } from "@zmm/a";\nexport * from "./b.js";\nawait import("node:c");\nimport "d";';
  expect(importsOf(source)).toEqual(["@zmm/a", "./b.js", "d", "node:c"]);
  expect(importsOf('/** import { it } from "vitest" */\n// import "x"\nconst text = "from";')).toEqual([]);
});
