/**
 * All pages of the site, in reading order, with their titles in both languages. Sidebars are made of it, and the tests
 * hold it against the files.
 */
export interface Page {
  /** Path from the language's root, without leading slash and extension. */
  readonly path: string;
  readonly en: string;
  readonly zh: string;
}

export interface Section {
  readonly en: string;
  readonly zh: string;
  readonly pages: readonly Page[];
}

const page = (path: string, en: string, zh: string): Page => ({ path, en, zh });

export const SECTIONS: readonly Section[] = [
  {
    en: "Guide",
    zh: "指南",
    pages: [
      page("guide/start", "Start in a minute", "一分钟上手"),
      page("guide/choose-a-layer", "Choose a layer", "选择一层"),
      page("guide/swap-the-storage", "Swap the storage", "更换存储层"),
      page("guide/write-a-provider", "Write your own provider", "编写自己的存储方案"),
      page("guide/write-a-heap", "Write your own heap", "编写自己的堆"),
      page("guide/limits-requests-leaks", "Limits, requests and leaks", "内存限制、请求与泄漏"),
      page("guide/typed-memory-and-strings", "Typed memory and strings", "类型化内存与字符串"),
      page("guide/webassembly", "With WebAssembly", "与 WebAssembly 一起使用"),
      page("guide/workers", "With workers", "与 Worker 一起使用"),
      page("guide/record-your-program", "Record and look at your program", "记录并观察自己的程序"),
      page("guide/test-your-layer", "Test your own layer", "测试自己的一层"),
    ],
  },
  {
    en: "Explanation",
    zh: "原理",
    pages: [
      page("explanation/index", "How the allocator works", "分配器如何工作"),
      page("explanation/layers", "The three layers", "三层结构"),
      page("explanation/startup", "Start-up", "启动过程"),
      page("explanation/block", "A block", "内存块"),
      page("explanation/true-sizes", "True sizes", "真实大小"),
      page("explanation/cache", "The cache", "缓存"),
      page("explanation/free-buckets", "free_buckets and its heads", "free_buckets 与重叠的链表头"),
      page("explanation/tree", "The tree of large blocks", "大块内存的键树"),
      page("explanation/search", "The search for a large block", "查找大块内存"),
      page("explanation/rest-list", "The rest list", "剩余链表"),
      page("explanation/split-and-merge", "Splitting and merging", "分割与合并"),
      page("explanation/realloc", "The ways of realloc", "realloc 的几条路"),
      page("explanation/limits", "Limits and the reserve", "内存限制与预留块"),
      page("explanation/requests", "The end of a request", "请求结束"),
      page("explanation/debug", "Debug builds", "调试版本"),
      page("explanation/quirks", "Quirks", "怪异之处"),
      page("explanation/literature", "Where the literature errs", "文献中的错误"),
      page("explanation/php7", "What PHP 7 changed", "PHP 7 的改变"),
    ],
  },
  {
    en: "Reference",
    zh: "参考",
    pages: [
      page("reference/command-line", "Command line", "命令行"),
      page("reference/trace-formats", "Trace formats", "跟踪文件格式"),
      page("reference/errors", "Errors", "错误"),
      page("reference/environment", "Environment variables", "环境变量"),
      page("reference/c-names", "C names", "C 名称对照"),
      page("reference/glossary", "Glossary", "术语表"),
    ],
  },
  {
    en: "Internals",
    zh: "内部",
    pages: [
      page("internals/architecture", "Architecture", "架构"),
      page("internals/conformance", "Conformance", "一致性"),
      page("internals/benchmarks", "Benchmarks", "性能测试"),
      page("internals/quirks", "List of quirks", "怪异行为清单"),
    ],
  },
];

/** The packages with an API page each, from the ground up, as typedoc names them. */
export const API_MODULES: readonly string[] = [
  "@zmm/layout",
  "@zmm/storage",
  "@zmm/storage/testing",
  "@zmm/storage-lmdb",
  "@zmm/heap",
  "@zmm/heap/ilp32",
  "@zmm/heap/lp64",
  "@zmm/heap/lp64-debug",
  "@zmm/heap/testing",
  "@zmm/emalloc",
  "@zmm/emalloc/family",
  "@zmm/emalloc/manager",
  "@zmm/emalloc/current",
  "@zmm/emalloc/matchers",
  "@zmm/inspect",
  "@zmm/trace",
];
