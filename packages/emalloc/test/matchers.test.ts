import { toHaveNoLeaks } from "@zmm/emalloc/matchers";
import { describe, expect, it } from "vitest";
import { MODELS, quiet } from "./helpers.js";

expect.extend({ toHaveNoLeaks });

declare module "vitest" {
  interface Matchers {
    toHaveNoLeaks(): void;
  }
}

describe.each(MODELS)("toHaveNoLeaks, %s", (model) => {
  it("passes for a manager that has given back what it took since the request's start", () => {
    const manager = quiet({ model });
    manager.efree(manager.emalloc(100));
    expect(manager).toHaveNoLeaks();
    expect(manager.endRequest()).toHaveNoLeaks();
  });

  it("fails for one that has not", () => {
    const manager = quiet({ model });
    manager.emalloc(100);
    expect(() => expect(manager).toHaveNoLeaks()).toThrow(/expected no leaks, \d+ bytes are still in use/);
    expect(() => expect(manager.endRequest()).toHaveNoLeaks()).toThrow(/expected no leaks/);
    expect(manager).toHaveNoLeaks();
  });

  it("can be turned round", () => {
    const manager = quiet({ model });
    manager.emalloc(100);
    expect(manager).not.toHaveNoLeaks();
    manager.endRequest();
    expect(() => expect(manager).not.toHaveNoLeaks()).toThrow("expected leaks, found none");
  });
});

describe("toHaveNoLeaks", () => {
  it("names the places where the debug model knows them", () => {
    const manager = quiet({ model: "lp64-debug" });
    manager.at({ file: "/srv/a.php", line: 12, function: "page" }, () => manager.emalloc(100));
    expect(() => expect(manager).toHaveNoLeaks()).toThrow("100 bytes from /srv/a.php:12, in page");
  });

  it.each([null, 3, {}, "manager"])("does not take %j for a manager", (value) => {
    expect(() => expect(value).toHaveNoLeaks()).toThrow("looks at a memory manager");
  });
});
