/**
 * A data model says how wide a C `size_t` and pointer are, and whether the build carries debug data.
 * Every size in this package derives from these two facts and from the alignment of 8 bytes.
 */
export interface DataModel {
  /** The name users select it by. */
  readonly name: ModelName;
  /** Bytes of a `size_t` and of a pointer: 4 or 8. */
  readonly word: 4 | 8;
  /** Whether blocks carry magics, cookies, call sites and guards (`ZEND_DEBUG`). */
  readonly debug: boolean;
}

export type ModelName = "ilp32" | "lp64" | "lp64-debug";

/**
 * The three data models that the golden files were measured in.
 * `ilp32` is what wasm32 has, `lp64` what 64-bit Unix has, `lp64-debug` a build with `--enable-debug` there.
 */
export const DATA_MODELS: Readonly<Record<ModelName, DataModel>> = {
  ilp32: { name: "ilp32", word: 4, debug: false },
  lp64: { name: "lp64", word: 8, debug: false },
  "lp64-debug": { name: "lp64-debug", word: 8, debug: true },
};

/** The names of all data models, in the order in which messages list them. */
export const MODEL_NAMES: readonly ModelName[] = /* @__PURE__ */ Object.keys(DATA_MODELS) as ModelName[];

/** Whether `name` is the name of a data model. */
export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(DATA_MODELS, name);
}
