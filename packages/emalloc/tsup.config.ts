import { library } from "../../tsup.base.ts";

export default library({
  current: "src/current/index.ts",
  family: "src/family/index.ts",
  manager: "src/manager/index.ts",
  matchers: "src/matchers/index.ts",
});
