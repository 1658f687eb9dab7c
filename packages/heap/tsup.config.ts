import { library } from "../../tsup.base.ts";
import { specialiseForEsbuild } from "./specialise.ts";
import { systemLiterals } from "./system-literals.ts";

export default library({ testing: "src/testing/index.ts" }, [specialiseForEsbuild(), systemLiterals()]);
