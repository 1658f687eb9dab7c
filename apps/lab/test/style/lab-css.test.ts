import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const css = readFileSync(folder("../../src/style/lab.css"), "utf8");
const VIZ = folder("../../../../packages/viz/src/");
const viz = readdirSync(VIZ, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".vue"))
  .map((file) => readFileSync(`${VIZ}${file}`, "utf8"));

/** The classes that selectors name. */
function selected(text: string): string[] {
  return [...text.matchAll(/\.([a-z][\w-]*)(?=[^;{}]*\{)/g)].map(([, name = ""]) => name);
}

/** The classes that a component gives to its elements, or has rules for. */
function classesOf(component: string): string[] {
  const given = [...component.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(/\s+/));
  const styles = [...component.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, style = ""]) => style);
  return [...given, ...styles.flatMap(selected)];
}

test("the page's own classes are none of the views', which its rules would reach as well", () => {
  const theirs = new Set(viz.flatMap(classesOf));
  expect(theirs.size).toBeGreaterThan(50);
  const ours = selected(css);
  expect(ours).toContain("card");
  expect(ours.filter((name) => theirs.has(name))).toEqual([]);
});
