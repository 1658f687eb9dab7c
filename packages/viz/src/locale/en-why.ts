/** The steps of "Why does this work?". */
import { count } from "../frame/format.js";

/** @param index of a bucket; `even` and `odd` are its two elements of `free_buckets`. Sizes are bytes. */
export const enWhy = {
  arrayTitle: "An array of links",
  array: (buckets: number): string =>
    `free_buckets holds ${2 * buckets} pointers, two for each of ${buckets} buckets. A ring of free blocks needs a head to hang on, but no bucket has one: only two pointers.`,
  loopTitle: (index: number): string => `The loop has come to bucket ${index}`,
  loop: (index: number, even: number, odd: number): string =>
    index === 0
      ? "The heap is being started. Nothing is in the array yet: this is the loop's first round."
      : `The heap is being started. ${index === 1 ? "Bucket 0 is" : `Buckets 0 to ${index - 1} are`} done. Elements ${even} and ${odd} are this bucket's, and still null.`,
  sumTitle: "The macro does a sum",
  sum: (block: number): string =>
    `ZEND_MM_SMALL_FREE_BUCKET goes from the pair to its end and then back by sizeof(zend_mm_small_free_block), which is ${block}. A block that stood there would end just where the pair ends.`,
  nothingTitle: "There is no block at p",
  nothing: (info: number, under: string): string =>
    `p is called a block, but it stands ${info} bytes before the pair, on ${under}. Its header would be there. Nobody ever reads or writes the header of a head, so nothing happens to what is really there.`,
  linksTitle: "Its links are the pair",
  links: (info: number, even: number, odd: number): string =>
    `Only two members of a head are ever used. prev_free_block stands ${info} bytes into a block, and that is free_buckets[${even}]; next_free_block is free_buckets[${odd}]. Writing the one is writing the other.`,
  next: (odd: number): string =>
    `The loop's first line. It says nothing of free_buckets, and yet element ${odd} changes.`,
  prev: (even: number): string =>
    `The second line changes element ${even}. Both links lead back to the head: a ring without members, which needs no special case when a block comes or goes.`,
  nowTitle: "Now, in this heap",
  saved: (buckets: number, taken: number, full: number, saved: number): string =>
    ` Because heads are only links, ${buckets} of them take ${taken} bytes instead of ${full}: ${saved} bytes are saved, in every heap.`,
  nowEmpty: (index: number, pair: string, head: string): string =>
    `At this moment bucket ${index} is empty: ${pair} both hold ${head}.`,
  nowFilled: (index: number, blocks: number, pair: string, oldest: string, newest: string): string =>
    `At this moment bucket ${index} has ${count(blocks, "block")}: ${pair} hold ${oldest}, the oldest, and ${newest}, the newest.`,
  pair: (even: number, odd: number): string => `free_buckets[${even}] and [${odd}]`,
  range: (first: string, last: string): string => `${first} to ${last}`,
  ofCache: ", which are the cache's",
  ofPair: (index: number): string => `, the pair of bucket ${index}`,
};
