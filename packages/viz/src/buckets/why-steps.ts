/**
 * Why the heads of `free_buckets` may overlap, as a debugger's session: the start-up loop is stopped at one bucket,
 * and every command's answer is computed from this heap's own addresses.
 */
import { HeapReader, ring } from "@zmm/inspect";
import { smallFreeBucket } from "@zmm/layout";
import { count, hex, hexWord } from "../frame/format.js";

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
export function whySteps(live: HeapReader, index: number): WhyStep[] {
  return new WhyWalk(live, index).steps();
}

class WhyWalk {
  private readonly live: HeapReader;
  private readonly index: number;
  private readonly head: number;
  private readonly pair: number;
  private readonly word: number;
  private readonly infoBytes: number;

  constructor(live: HeapReader, index: number) {
    this.live = live;
    this.index = index;
    this.head = smallFreeBucket(live.layout, live.address, index);
    this.pair = live.elementAddress("freeBuckets", 2 * index);
    this.word = live.layout.model.word;
    this.infoBytes = this.pair - this.head;
  }

  steps(): WhyStep[] {
    const { index, head, pair, word, live } = this;
    const { numBuckets, structs } = live.layout;
    const small = structs.smallFreeBlock.size;
    const [even, odd] = [2 * index, 2 * index + 1];
    const array = live.fieldAddress("freeBuckets");
    const [none, next, both] = [this.stage(0), this.stage(1), this.stage(2)];
    const plain = (text: string): OutputPart[] => [{ text, mark: "" }];
    const saved = numBuckets * (small - 2 * word);
    return [
      {
        title: "An array of links",
        text: `free_buckets holds ${2 * numBuckets} pointers, two for each of ${numBuckets} buckets. A ring of free blocks needs a head to hang on, but no bucket has one: only two pointers.`,
        command: "p &heap->free_buckets",
        output: [plain(`(zend_mm_free_block *(*)[${2 * numBuckets}]) ${hex(array)}`)],
        reader: none,
      },
      {
        title: `The loop has come to bucket ${index}`,
        text:
          index === 0
            ? "The heap is being started. Nothing is in the array yet: this is the loop's first round."
            : `The heap is being started. ${index === 1 ? "Bucket 0 is" : `Buckets 0 to ${index - 1} are`} done. Elements ${even} and ${odd} are this bucket's, and still null.`,
        command: "p heap->free_buckets",
        output: this.elements(none),
        reader: none,
      },
      {
        title: "The macro does a sum",
        text: `ZEND_MM_SMALL_FREE_BUCKET goes from the pair to its end and then back by sizeof(zend_mm_small_free_block), which is ${small}. A block that stood there would end just where the pair ends.`,
        command: `p (char*)&heap->free_buckets[${even}] + sizeof(zend_mm_free_block*)*2 - sizeof(zend_mm_small_free_block)`,
        output: [plain(`${hex(pair)} + ${2 * word} - ${small} = ${hex(head)}`)],
        reader: none,
      },
      {
        title: "There is no block at p",
        text: `p is called a block, but it stands ${this.infoBytes} bytes before the pair, on ${this.under()}. Its header would be there. Nobody ever reads or writes the header of a head, so nothing happens to what is really there.`,
        command: "x/12xw p",
        output: this.dump(none, []),
        reader: none,
      },
      {
        title: "Its links are the pair",
        text: `Only two members of a head are ever used. prev_free_block stands ${this.infoBytes} bytes into a block, and that is free_buckets[${even}]; next_free_block is free_buckets[${odd}]. Writing the one is writing the other.`,
        command: "p &p->prev_free_block, &p->next_free_block",
        output: [
          [{ text: `${hex(pair)}  = &heap->free_buckets[${even}]`, mark: "link" }],
          [{ text: `${hex(pair + word)}  = &heap->free_buckets[${odd}]`, mark: "link" }],
        ],
        reader: none,
      },
      {
        title: "p->next_free_block = p",
        text: `The loop's first line. It says nothing of free_buckets, and yet element ${odd} changes.`,
        command: "x/12xw p",
        output: this.dump(next, [pair + word]),
        reader: next,
      },
      {
        title: "p->prev_free_block = p",
        text: `The second line changes element ${even}. Both links lead back to the head: a ring without members, which needs no special case when a block comes or goes.`,
        command: "x/12xw p",
        output: this.dump(both, [pair]),
        reader: both,
      },
      {
        title: "Now, in this heap",
        text: `${this.now()} Because heads are only links, ${numBuckets} of them take ${numBuckets * 2 * word} bytes instead of ${numBuckets * small}: ${saved} bytes are saved, in every heap.`,
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
    const { live, head, index, word } = this;
    const cache = live.fieldAddress("cache");
    const array = live.fieldAddress("freeBuckets");
    const element = (address: number): string => {
      if (address >= array) return `free_buckets[${(address - array) / word}]`;
      if (address >= cache) return `cache[${(address - cache) / word}]`;
      return "cached";
    };
    const last = element(this.pair - word);
    return `${element(head)} to ${last}, ${index === 0 || head < array ? "which are the cache's" : `the pair of bucket ${index - 1}`}`;
  }

  private now(): string {
    const { live, index } = this;
    const members = [...ring(live, this.head)].length;
    const pair = `free_buckets[${2 * index}] and [${2 * index + 1}]`;
    if (members === 0) return `At this moment bucket ${index} is empty: ${pair} both hold ${hex(this.head)}.`;
    return `At this moment bucket ${index} has ${count(members, "block")}: ${pair} hold ${hex(live.word(this.pair))}, the oldest, and ${hex(live.word(this.pair + this.word))}, the newest.`;
  }
}
