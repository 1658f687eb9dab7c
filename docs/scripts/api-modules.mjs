// Names typedoc's modules as programs import them: packages/heap/src/testing is `@zmm/heap/testing`.
import { Converter, ReflectionKind } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kind === ReflectionKind.Module) reflection.name = importName(reflection.name);
  });
}

function importName(name) {
  return `@zmm/${name.replace(/\/src$/, "").replace("/src/", "/")}`;
}
