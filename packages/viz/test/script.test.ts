import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { EMPTY_SCOPE, parseScript, scriptTrace } from "../src/session/script.js";
import { ScriptError } from "../src/session/script-error.js";

const operations = (text: string) => parseScript(text).operations.map(({ op, id, size }) => [op, id, size]);

const errorOf = (text: string): ScriptError => {
  try {
    parseScript(text);
  } catch (error) {
    if (error instanceof ScriptError) return error;
    throw error;
  }
  throw new Error(`'${text}' was taken`);
};

describe("a script", () => {
  test("is operations on named blocks", () => {
    expect(operations("p = emalloc(24)\nq = erealloc(p, 100) # moves\nefree(q)\nendRequest()")).toEqual([
      [OP_ALLOCATE, 1, 24],
      [OP_REALLOCATE, 1, 100],
      [OP_FREE, 1, 0],
      [OP_END_REQUEST, 0, 0],
    ]);
  });

  test.each(["a=emalloc(1);b=emalloc(2)", "a = emalloc(1)\\nb = emalloc(2)", "a = emalloc(1)\r\n\r\n b = emalloc(2)"])(
    "is set apart by line breaks, semicolons and written line breaks: %j",
    (text) => {
      expect(operations(text)).toEqual([
        [OP_ALLOCATE, 1, 1],
        [OP_ALLOCATE, 2, 2],
      ]);
    },
  );

  test.each([
    ["0", 0],
    ["0x18", 24],
    ["1_000", 1000],
    ["64K", 65536],
    ["2 m", 2 * 1024 * 1024],
    ["3G", 3 * 1024 ** 3],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("has the size %s", (text, size) => {
    expect(operations(`p = emalloc(${text})`)).toEqual([[OP_ALLOCATE, 1, size]]);
  });

  test("gives a name a new block without freeing the old one", () => {
    expect(operations("p = emalloc(1)\np = emalloc(2)\nefree(p)")).toEqual([
      [OP_ALLOCATE, 1, 1],
      [OP_ALLOCATE, 2, 2],
      [OP_FREE, 2, 0],
    ]);
  });

  test("reallocates NULL by allocating", () => {
    expect(operations("p = erealloc(NULL, 8)")).toEqual([[OP_ALLOCATE, 1, 8]]);
  });

  test("may be empty", () => {
    expect(operations("\n # nothing\n")).toEqual([]);
    expect(scriptTrace(parseScript(""), "empty").length).toBe(0);
  });

  describe("where there is a heap", () => {
    // blocks 4 and 5 are live
    const idAt = (address: number) => (address === 0x1010 ? 4 : null);
    const scope = { ...EMPTY_SCOPE, nextId: 9, blocks: { idAt, isLive: (id: number) => id === 4 || id === 5 } };
    const operations = (text: string) => parseScript(text, scope).operations.map(({ op, id, size }) => [op, id, size]);

    test("finds a block by its address, or by # and its ID", () => {
      expect(operations("efree(0x1010)")).toEqual([[OP_FREE, 4, 0]]);
      expect(operations("efree(#5) # no longer needed")).toEqual([[OP_FREE, 5, 0]]);
      expect(operations("p = erealloc( #5 , 64) #5")).toEqual([[OP_REALLOCATE, 5, 64]]);
    });

    test.each([
      "efree(0x2000)",
      "efree(#6)",
      "efree(#5); efree(#5)",
      "p = erealloc(#4, 9); efree(p); efree(0x1010)",
      "endRequest(); efree(#5)",
    ])("refuses what is not live by then: %s", (text) => {
      expect(() => parseScript(text, scope)).toThrow(/no live block (is #|has its bytes at 0x)/);
    });

    test("takes # and digits for a comment elsewhere", () => {
      expect(operations("efree(#4) #5)\n#5, or what it was\nendRequest( ) # 7)")).toEqual([
        [OP_FREE, 4, 0],
        [OP_END_REQUEST, 0, 0],
      ]);
    });
  });
});

describe("a line that cannot be", () => {
  test.each([
    ["p = emalloc(24)\nefree(q)", 2, /q has no block: it was never allocated/, /p/],
    ["p = emalloc(24)\nefree(p)\nefree(p)", 3, /freed in line 2/, /live/],
    ["p = emalloc(8)\nendRequest()\nefree(p)", 3, /request ended in line 2/, /live/],
    ["p = emalloc(8)\nq = erealloc(p, 9)\nefree(p)", 3, /reallocated in line 2, as q/, /q/],
    ["emalloc(24)", 1, /gets no name/, /p = emalloc/],
    ["p = efree(q)", 1, /returns nothing/, /without '='/],
    ["p = emalloc()", 1, /takes 1 argument/, /emalloc\(SIZE\)/],
    ["p = emalloc(1, 2)", 1, /takes 1 argument/, /emalloc\(SIZE\)/],
    ["p = emalloc(-1)", 1, /'-1' is no size/, /integer from 0/],
    ["p = emalloc(9007199254740992)", 1, /no size/, /2\^53/],
    ["p = malloc(1)", 1, /no function 'malloc'/, /emalloc, efree/],
    ["2p = emalloc(1)", 1, /'2p' is no name/, /letter first/],
    ["NULL = emalloc(1)", 1, /'NULL' is no name/, /letter first/],
    ["efree(NULL)", 1, /does nothing/, /live/],
    ["endRequest(1)", 1, /no argument/, /endRequest\(\)/],
    ["hello", 1, /'hello' is no operation/, /p = emalloc/],
  ])("says where, what and what is allowed: %j", (text, line, problem, allowed) => {
    const error = errorOf(text);
    expect(error.line).toBe(line);
    expect(error.problem).toMatch(problem);
    expect(error.allowed).toMatch(allowed);
    expect(error.message).toContain(`line ${line}`);
  });
});
