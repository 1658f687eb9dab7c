import { library } from "../../tsup.base.ts";
import { specialiseForEsbuild } from "./specialise.ts";
import { systemLiterals } from "./system-literals.ts";

const subpaths = {
  testing: "src/testing/index.ts",
  ilp32: "src/ilp32/index.ts",
  lp64: "src/lp64/index.ts",
  "lp64-debug": "src/lp64-debug/index.ts",
};

export default library(subpaths, [specialiseForEsbuild(), systemLiterals()]);
