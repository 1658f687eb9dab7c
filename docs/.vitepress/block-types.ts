import { createFileSystemTypesCache } from "@shikijs/vitepress-twoslash/cache-fs";
import { BlockEnvironment } from "./block-environment.js";
import { cacheFolder } from "./types.js";

type Cache = ReturnType<typeof createFileSystemTypesCache>;

/** Where twoslash keeps its programs; this one has the same for every set of options. */
class OneEnvironment extends Map<string, BlockEnvironment> {
  readonly #only: BlockEnvironment;

  constructor(only: BlockEnvironment) {
    super();
    this.#only = only;
  }

  override has(): boolean {
    return true;
  }

  override get(): BlockEnvironment {
    return this.#only;
  }
}

/** What twoslash finds in the code blocks, kept in files, and found in one program where it is not there yet. */
export function blockTypes(): { typesCache: Cache; twoslashOptions: object } {
  const environment = new BlockEnvironment();
  const files = createFileSystemTypesCache({ dir: cacheFolder() });
  return {
    typesCache: {
      ...files,
      read: (code, ...rest) => {
        const known = files.read(code, ...rest);
        // what is not known, twoslash looks at next
        if (known === null) environment.enter(code);
        return known;
      },
    },
    twoslashOptions: {
      cache: new OneEnvironment(environment),
      shouldGetHoverInfo: (name: string) => environment.isNew(name),
    },
  };
}
