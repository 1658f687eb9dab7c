/**
 * Why the heads of `free_buckets` may overlap, as a debugger's session: the start-up loop is stopped at one bucket,
 * and every command's answer is computed from this heap's own addresses.
 */
import { HeapReader, ring } from "@zmm/inspect";
import { smallFreeBucket } from "@zmm/layout";
import { hex, hexWord } from "../frame/format.js";
import type { Words } from "../locale/words.js";

/** A piece of a debugger's answer. */
export interface OutputPart {
  readonly text: string;
  /** `info`: falls on the head's unused members. `link`: on its links. `changed`: has just been written. */
  readonly mark: "" | "info" | "link" | "changed";
}

export interface WhyStep {
  readonly title: string;
  /** Sentences. */
  readonly text: string;
  /** What is typed into the debugger; empty for a step that only says something. */
  readonly command: string;
  readonly output: readonly (readonly OutputPart[])[];
  /** The heap structure as it is at this step. */
  readonly reader: HeapReader;
}

/** The steps for one bucket of this heap. */
export function whySteps(live: HeapReader, index: number, words: Words["why"]): WhyStep[] {
  return new WhyWalk(live, index, words).steps();
}

class WhyWalk {
  private readonly live: HeapReader;
  private readonly index: number;
  private readonly head: number;
  private readonly pair: number;
  private readonly word: number;
  private readonly infoBytes: number;
  private readonly words: Words["why"];

  constructor(live: HeapReader, index: number, words: Words["why"]) {
    this.words = words;
    this.live = live;
    this.index = index;
    this.head = smallFreeBucket(live.layout, live.address, index);
    this.pair = live.elementAddress("freeBuckets", 2 * index);
    this.word = live.layout.model.word;
    this.infoBytes = this.pair - this.head;
  }

  steps(): WhyStep[] {
    const { index, head, pair, word, live, words } = this;
    const { numBuckets, structs } = live.layout;
    const small = structs.smallFreeBlock.size;
    const [even, odd] = [2 * index, 2 * index + 1];
    const array = live.fieldAddress("freeBuckets");
    const [none, next, both] = [this.stage(0), this.stage(1), this.stage(2)];
    const plain = (text: string): OutputPart[] => [{ text, mark: "" }];
    const saved = numBuckets * (small - 2 * word);
    return [
      {
        title: words.arrayTitle,
        text: words.array(numBuckets),
        command: "p &heap->free_buckets",
        output: [plain(`(zend_mm_free_block *(*)[${2 * numBuckets}]) ${hex(array)}`)],
        reader: none,
      },
      {
        title: words.loopTitle(index),
        text: words.loop(index, even, odd),
        command: "p heap->free_buckets",
        output: this.elements(none),
        reader: none,
      },
      {
        title: words.sumTitle,
        text: words.sum(small),
        command: `p (char*)&heap->free_buckets[${even}] + sizeof(zend_mm_free_block*)*2 - sizeof(zend_mm_small_free_block)`,
        output: [plain(`${hex(pair)} + ${2 * word} - ${small} = ${hex(head)}`)],
        reader: none,
      },
      {
        title: words.nothingTitle,
        text: words.nothing(this.infoBytes, this.under()),
        command: "x/12xw p",
        output: this.dump(none, []),
        reader: none,
      },
      {
        title: words.linksTitle,
        text: words.links(this.infoBytes, even, odd),
        command: "p &p->prev_free_block, &p->next_free_block",
        output: [
          [{ text: `${hex(pair)}  = &heap->free_buckets[${even}]`, mark: "link" }],
          [{ text: `${hex(pair + word)}  = &heap->free_buckets[${odd}]`, mark: "link" }],
        ],
        reader: none,
      },
      {
        title: "p->next_free_block = p",
        text: words.next(odd),
        command: "x/12xw p",
        output: this.dump(next, [pair + word]),
        reader: next,
      },
      {
        title: "p->prev_free_block = p",
        text: words.prev(even),
        command: "x/12xw p",
        output: this.dump(both, [pair]),
        reader: both,
      },
      {
        title: words.nowTitle,
        text: this.now() + words.saved(numBuckets, numBuckets * 2 * word, numBuckets * small, saved),
        command: "x/12xw p",
        output: this.dump(live, []),
        reader: live,
      },
    ];
  }

  /** The structure at start-up, after 0, 1 or 2 of this round's assignments. */
  private stage(assignments: number): HeapReader {
    const { live, index, word } = this;
    const { size } = live.layout.structs.heap;
    const memory = live.bytes(live.address, Math.ceil(size / 8) * 8).slice();
    const view = new DataView(memory.buffer);
    const put = (address: number, value: number) => view.setUint32(address - live.address, value, true);
    const clear = (field: "cache" | "freeBuckets", pointers: number) => {
      const start = live.fieldAddress(field) - live.address;
      memory.fill(0, start, start + pointers * word);
    };
    clear("cache", live.layout.numBuckets);
    clear("freeBuckets", 2 * live.layout.numBuckets);
    for (let done = 0; done < index; done++) {
      const head = smallFreeBucket(live.layout, live.address, done);
      put(live.elementAddress("freeBuckets", 2 * done), head);
      put(live.elementAddress("freeBuckets", 2 * done + 1), head);
    }
    if (assignments > 0) put(this.pair + word, this.head);
    if (assignments > 1) put(this.pair, this.head);
    return new HeapReader({ memory, base: live.address, address: live.address, layout: live.layout });
  }

  /** The elements around this bucket's pair, as the debugger lists an array. */
  private elements(reader: HeapReader): OutputPart[][] {
    const { index } = this;
    const last = 2 * reader.layout.numBuckets - 1;
    const from = Math.max(0, 2 * index - 4);
    const to = Math.min(last, 2 * index + 3);
    const lines: OutputPart[][] = from > 0 ? [[{ text: "  ...", mark: "" }]] : [];
    for (let at = from; at <= to; at++) {
      const text = `  [${at}] = ${hexWord(reader.element("freeBuckets", at), this.word)}`;
      lines.push([{ text, mark: at === 2 * index || at === 2 * index + 1 ? "link" : "" }]);
    }
    if (to < last) lines.push([{ text: "  ...", mark: "" }]);
    return lines;
  }

  /** Twelve words of 32 bits from p on, four to a line. */
  private dump(reader: HeapReader, changed: readonly number[]): OutputPart[][] {
    const { head, pair, word } = this;
    const markOf = (address: number): OutputPart["mark"] => {
      if (changed.some((each) => address >= each && address < each + word)) return "changed";
      if (address >= head && address < pair) return "info";
      return address >= pair && address < pair + 2 * word ? "link" : "";
    };
    return [0, 16, 32].map((line) => {
      const words = [0, 4, 8, 12].map((at): OutputPart => {
        const address = head + line + at;
        return { text: hexWord(reader.u32(address), 4), mark: markOf(address) };
      });
      const gap: OutputPart = { text: " ", mark: "" };
      return [{ text: `${hex(head + line)}:`, mark: "" }, ...words.flatMap((each) => [gap, each])];
    });
  }

  /** What really stands where the head's header would be. */
  private under(): string {
    const { live, head, index, word, words } = this;
    const cache = live.fieldAddress("cache");
    const array = live.fieldAddress("freeBuckets");
    const element = (address: number): string => {
      if (address >= array) return `free_buckets[${(address - array) / word}]`;
      if (address >= cache) return `cache[${(address - cache) / word}]`;
      return "cached";
    };
    const last = element(this.pair - word);
    const whose = index === 0 || head < array ? words.ofCache : words.ofPair(index - 1);
    return words.range(element(head), last) + whose;
  }

  private now(): string {
    const { live, index, words } = this;
    const members = [...ring(live, this.head)].length;
    const pair = words.pair(2 * index, 2 * index + 1);
    if (members === 0) return words.nowEmpty(index, pair, hex(this.head));
    return words.nowFilled(index, members, pair, hex(live.word(this.pair)), hex(live.word(this.pair + this.word)));
  }
}
