/** “为什么这样可行？”的各步。 */
import type { Words } from "./en.js";

export const zhWhy: Words["why"] = {
  arrayTitle: "一个链接的数组",
  array: (buckets) =>
    `free_buckets 里有 ${2 * buckets} 个指针，${buckets} 个桶每个两个。空闲块的环要挂在一个链表头上，可是没有哪个桶有链表头：只有两个指针。`,
  loopTitle: (index) => `循环来到第 ${index} 桶`,
  loop: (index, even, odd) =>
    index === 0
      ? "堆正在启动。数组里还什么都没有：这是循环的第一轮。"
      : `堆正在启动。${index === 1 ? "第 0 桶" : `第 0 到 ${index - 1} 桶`}已经完成。第 ${even}、${odd} 项属于这个桶，还是空指针。`,
  sumTitle: "宏做一次加减",
  sum: (block) =>
    `ZEND_MM_SMALL_FREE_BUCKET 从这一对走到它的末尾，再退回 sizeof(zend_mm_small_free_block)，即 ${block} 字节。假如那里有一个块，它恰好在这一对的末尾结束。`,
  nothingTitle: "p 处并没有块",
  nothing: (info, under) =>
    `p 被称作块，却在这一对之前 ${info} 字节，落在${under}上。那里本该是它的块头。链表头的块头从来没有人读写，所以那里真正的内容什么也不会改变。`,
  linksTitle: "它的链接就是这一对",
  links: (info, even, odd) =>
    `链表头只会用到两个成员。prev_free_block 在块内 ${info} 字节处，也就是 free_buckets[${even}]；next_free_block 就是 free_buckets[${odd}]。写其中一个，就是写另一个。`,
  next: (odd) => `循环里的第一行。它没有提到 free_buckets，第 ${odd} 项却变了。`,
  prev: (even) => `第二行改变第 ${even} 项。两个链接都指回链表头：一个没有成员的环，块进来或离开时都不需要特例。`,
  nowTitle: "现在，在这个堆里",
  saved: (buckets, taken, full, saved) =>
    `因为链表头只是链接，${buckets} 个只占 ${taken} 字节，而不是 ${full}：每个堆省下 ${saved} 字节。`,
  nowEmpty: (index, pair, head) => `此刻第 ${index} 桶是空的：${pair} 都存着 ${head}。`,
  nowFilled: (index, blocks, pair, oldest, newest) =>
    `此刻第 ${index} 桶有 ${blocks} 个块：${pair} 存着 ${oldest}（最旧）与 ${newest}（最新）。`,
  pair: (even, odd) => `free_buckets[${even}] 与 [${odd}]`,
  range: (first, last) => ` ${first} 到 ${last}`,
  ofCache: "（属于缓存）",
  ofPair: (index) => `（第 ${index} 桶的那一对）`,
};
