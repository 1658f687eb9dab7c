/**
 * The words around one bucket's pair of `free_buckets`, and the block that is not there: the list head whose two
 * links fall on the pair.
 *
 * ```
 *   address   array element       as a member of the head
 *   p         free_buckets[2i-2]  info._size        bucket i - 1's, or for bucket 0 the cache's: never touched
 *   p + 4     free_buckets[2i-1]  info._prev
 *   p + 8     free_buckets[2i]    prev_free_block   the pair
 *   p + 12    free_buckets[2i+1]  next_free_block
 * ```
 */
import { type HeapReader, members } from "@zmm/inspect";
import { smallFreeBucket } from "@zmm/layout";

/** One word of the heap structure near a bucket's pair. */
export interface BucketWord {
  readonly address: number;
  /** Bytes. */
  readonly size: number;
  /** What the structure has there, such as `free_buckets[4]`. */
  readonly name: string;
  readonly value: number;
  /** What the head would have there, such as `next_free_block`; empty outside the head. */
  readonly member: string;
  /** Whether it is one of the two links, the only members of the head that anybody uses. */
  readonly isLink: boolean;
}

/** The words from two before the head of bucket `index` to two behind its pair. */
export function bucketWords(reader: HeapReader, index: number): BucketWord[] {
  const { structs, model } = reader.layout;
  const head = smallFreeBucket(reader.layout, reader.address, index);
  const from = head - 2 * model.word;
  const to = head + structs.smallFreeBlock.size + 2 * model.word;
  const inHead = new Map([...members(structs.smallFreeBlock, head)].map((each) => [each.address, each.name]));
  return [...members(structs.heap, reader.address)]
    .filter(({ address }) => address >= from && address < to)
    .map(({ address, size, name }) => {
      const member = inHead.get(address) ?? "";
      const isLink = member.endsWith("_free_block");
      const value = size === model.word ? reader.word(address) : reader.u32(address);
      return { address, size, name, value, member, isLink };
    });
}
