import { library } from "../../tsup.base.ts";
import { specialiseForEsbuild } from "./specialise.ts";

export default library({ testing: "src/testing/index.ts" }, [specialiseForEsbuild()]);
