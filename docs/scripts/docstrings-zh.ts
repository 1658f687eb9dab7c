/**
 * What docstrings say of C names and errors, in Chinese, by the English sentence. Where a docstring has changed since, the
 * English one is shown.
 */
const CHINESE: Readonly<Record<string, string>> = {
  // layout
  "Every block address and block size is a multiple of this many bytes.": "块的地址与大小都是这么多字节的倍数。",
  "log2 of `ALIGNMENT`.": "`ALIGNMENT` 以 2 为底的对数。",
  "Buckets of the cache, the free lists and the tree.": "缓存、空闲列表与键树各有的桶数。",
  "The lowest set bit of `bits`, which is not 0.": "`bits` 最低的那个 1 的位置；`bits` 不为 0。",
  "The two low bits of a block's `size` word.": "块的 `size` 那个字的低两位。",
  "The marks of debug blocks.": "调试版本的块上的标记。",
  "What the `magic` member of a debug block says.": "调试版本的块里，`magic` 成员的取值。",
  "What `parent` of a large block on the rest list holds instead of an address.":
    "大块在剩余链表上时，`parent` 里存放的不是地址，而是这个值。",
  "Large blocks that the rest list holds at most.": "剩余链表最多容纳的大块数。",
  "Default bytes of a segment.": "段的默认字节数。",
  "Default real peak in bytes above which a request end compacts the storage.":
    "段总字节数的峰值超过它，请求结束时就整理存储层；默认值，字节。",
  "Default bytes set aside for error handling.": "为处理错误预留的默认字节数。",
  "Bytes of blocks that the cache takes in before it is full.": "缓存收到这么多字节的块就算满了。",
  "Behind the user's bytes: 4 with heap protection, else 0.": "用户数据之后的字节数：有堆保护时为 4，否则为 0。",
  "From a block's address to the user's bytes.": "从块的地址到用户数据的字节数。",
  "From a segment's address to its first block.": "从段的地址到它的第一个块的字节数。",
  "The smallest block.": "最小块的字节数。",
  "Requests below this get the smallest block.": "小于它的请求得到最小块。",
  "True sizes below this are small.": "真实大小小于它的是小块。",
  "Whether blocks of this true size have a bucket of their own.": "这种真实大小的块是否有自己的一个桶。",
  "The bytes of the block that serves a request of `size` bytes, not yet wrapped to the model's word.":
    "请求 `size` 字节所交出的块的字节数，还没有截到数据模型的一个字。",
  "The small bucket, 0 to `numBuckets - 1`, of a small true size.": "小的真实大小所属的桶，0 到 `numBuckets - 1`。",
  "The large bucket of a true size: the position of its highest set bit, so that bucket k holds 2^k to 2^(k+1) - 1.":
    "真实大小所属的大块桶：最高的那个 1 的位置，因此第 k 桶放的是 2^k 到 2^(k+1) - 1。",
  "The address of the list head of small bucket `index`, in a heap structure at `heapAddress`.":
    "`heapAddress` 处的堆结构里，第 `index` 个小块桶的链表头的地址。",
  "The address of the rest list's head, by the same trick over `rest_buckets`.":
    "剩余链表的头的地址，对 `rest_buckets` 用同样的技巧。",

  // storage
  "The contract of the storage layer: where segments come from, and nothing about what is in them.":
    "存储层的约定：段从何处来，至于段里有什么则一概不知。",
  "The storage's name.": "存储方案的名字。",
  "A new segment of `size` bytes (an integer above 0), its bytes undefined; 0 when there is no memory for it.":
    "一个 `size` 字节（正整数）的新段，内容未定义；没有这么多内存时返回 0。",
  "Gives the segment another size, moving it if needed; the bytes up to the smaller size are kept.":
    "给段换一个大小，必要时搬家；较小的那个大小以内的字节不变。",
  "Takes the segment back.": "收回段。",
  "Gives back what is not used, as far as the provider can.": "尽存储方案所能，归还没有用到的内存。",
  "Ends the provider's life; every later call throws.": "结束存储方案；此后的调用一律抛出异常。",
  "Segments in an ArrayBuffer of its own that grows by a larger copy: works everywhere, and gives nothing back.":
    "段在它自己的一个 ArrayBuffer 里，增长时换成更大的副本：处处可用，从不归还。",
  "Segments in an ArrayBuffer of its own that is thrown away whole.": "段在它自己的一个 ArrayBuffer 里，可以整个扔掉。",
  "Segments in a resizable ArrayBuffer of its own.": "段在它自己的一个可变长度的 ArrayBuffer 里。",
  "Where a heap's segments come from; null for one that does not say.": "堆的段从何处来；没有说明的为 null。",

  // heap
  "Starts a heap.": "启动一个堆。",
  "Bytes of an ordinary segment.": "普通段的字节数。",
  "Bytes that the heap may take from the storage; never below one segment.":
    "堆可以从存储层拿走的字节数；不会小于一个段。",
  "The memory limit of a new heap.": "新堆的内存限制。",
  "Bytes in live blocks (headers included, cached blocks not), or those taken from the storage.":
    "在用的块的字节数（连块头，不计缓存中的块），或从存储层拿走的字节数。",
  "The highest bytes in blocks, cached ones included (quirk Q4).":
    "块的字节数的最大值，缓存中的块也算（怪异之处 Q4）。",
  "Adds signed bytes to `size` and lifts the peak to it.": "给 `size` 加上若干字节（有符号），并随之抬高峰值。",
  "Adds to `real_size` (signed bytes) and lifts its peak.":
    "给 `real_size` 加上若干字节（有符号），并随之抬高它的峰值。",
  "The way of an allocation that the short path in zend-heap.ts does not serve.":
    "zend-heap.ts 里的短路径不能满足的那些分配所走的路。",
  "A block of at least `cells`: the best fit in the bucket of that size, else the smallest that a walk finds in the next bucket with any; 0 when there is none.":
    "至少 `cells` 大的一块：先取该大小的桶里最合适的，否则到下一个非空的桶里走一遍，取所遇到的最小的；没有则为 0。",
  "Takes a free block of `cells` off whatever list holds it.":
    "把一个 `cells` 大的空闲块从它所在的列表上取下，不论是哪个列表。",
  "Puts a block whose header says free on the list for its size.": "把块头写着空闲的块放进它的大小所属的列表。",
  "Puts a free remainder on the rest list, making room first.": "先腾出位置，再把剩下的空闲部分放进剩余链表。",
  "Frees a used block of `cells` past the cache: it merges with its free neighbours, the next one first, and what comes of it goes to the free lists.":
    "不经缓存，释放一个 `cells` 大的已用块：先与后面、再与前面的空闲邻居合并，结果进空闲列表。",
  "Whether a header says with its magic what the block is, and is signed.":
    "块头的魔数是否说明了块的状态，Cookie 是否正确。",
  "Giving a block another size.": "给块换一个大小。",
  "Turns every cached block into a free one, and gives segments back that become empty.":
    "把缓存中的块全部变成空闲块，并归还因此变空的段。",
  "Unlinks a segment and gives it back to the storage.": "从链表上摘下一个段，归还存储层。",
  "Empties all lists, the tree and the cache.": "清空所有列表、键树与缓存。",
  "Writes a block's size and type, and their copy in the block behind.":
    "写下块的大小与类型，以及它们在后一块里的副本。",
  "Closes a segment with a guard header.": "以守卫块的块头给段收尾。",
  "Marks a segment's first block: what stands before it is a guard of size 0.":
    "标明段的第一个块：它前面是一个大小为 0 的守卫块。",
  "Checks that a block's size agrees with its neighbours' headers.": "检查块的大小与邻居的块头是否相符。",
  "Whether the block is free.": "块是否空闲。",
  "Whether the block physically before is free.": "内存里的前一块是否空闲。",
  "Whether it is the first of its segment.": "是否为段里的第一个块。",
  "Whether it is the guard at a segment's end.": "是否为段尾的守卫块。",
  "The block physically before one that is not first.": "内存里的前一块；用于不是段里第一个的块。",
  "The cells of a block of any type.": "任何类型的块有多少个单元。",
  "Whether the heap structure ends with cache statistics.": "堆的结构末尾是否有缓存统计。",
  "The counters of one bucket of the cache.": "缓存的一个桶的计数器。",
  "The end of a request, and the end of a heap.": "请求的结束，以及堆的结束。",
  "Ends a request: what is left is dropped at once, the oldest segment and the reserve stay, the storage is compacted if the request took much.":
    "结束请求：剩下的一下子全部丢弃，最早的段与预留块留下；请求若拿走了很多内存，还要整理存储层。",
  "The bytes of the whole block, header included, as PHP says it; in the debug model the requested size.":
    "整个块的字节数，连块头，与 PHP 所说的相同；调试模型里则为请求大小。",
  "New random marks.": "新的随机标记。",
  "In the debug model, what the header of the block at `address` says, however damaged; null in release.":
    "在调试模型里，`address` 处的块头写着什么，不论损坏到什么程度；发布版本里为 null。",
  "In the debug model, the states of all live blocks, newest segment first; none in release.":
    "在调试模型里，所有在用的块的状态，最新的段在前；发布版本里没有。",
  "The state of one debug block.": "调试版本的一个块的状态。",
  "The states of all live blocks of a debug heap, newest segment first.":
    "调试版本的堆里所有在用的块的状态，最新的段在前。",

  // emalloc
  "Starts a memory manager.": "启动内存管理器。",
  "Makes another manager the current one, or with null none.": "把另一个管理器设为当前的；给 null 则没有当前的。",
  "The address of a new block of at least `size` bytes, its contents undefined; size 0 gives a block too.":
    "至少 `size` 字节的新块的地址，内容未定义；大小为 0 也会得到一块。",
  "Frees a block; of 0 it does nothing (in the debug model it reports it).":
    "释放一个块；给 0 则什么也不做（调试模型里会报告）。",
  "Gives a block another size, moving it if needed; of 0 it allocates.": "给块换一个大小，必要时搬家；给 0 则是分配。",
  "The same as `erealloc`.": "与 `erealloc` 相同。",
  "`count * size` bytes of zeros.": "`count * size` 个为零的字节。",
  "`count * size + offset` bytes.": "`count * size + offset` 字节。",
  "`count * size + offset` bytes of the system heap.": "系统堆的 `count * size + offset` 字节。",
  "A copy of a string with a NUL behind it.": "字符串的副本，末尾有一个 NUL。",
  "A copy of `length` bytes of a string, NULs among them included, with a NUL behind.":
    "字符串前 `length` 个字节的副本，其中的 NUL 也照样复制，末尾再加一个 NUL。",
  "As `estrdup`, where null, or address 0, gives the empty string.": "同 `estrdup`，但 null 或地址 0 得到空字符串。",
  "As `estrndup`, in the system heap.": "同 `estrndup`，但用系统堆。",
  "Gives a block `count * size + offset` bytes.": "把一个块改成 `count * size + offset` 字节。",
  "As `estrndup`, where null, address 0 or no text gives the empty string.":
    "同 `estrndup`，但 null、地址 0 或没有文字时得到空字符串。",
  "The highest that `zend_memory_usage` has been in this request, in bytes; without `real`, cached blocks included.":
    "本次请求里 `zend_memory_usage` 达到过的最大值，字节；不带 `real` 时，缓存中的块也算在内。",
  "Gives a block of the system heap `count * size + offset` bytes.":
    "把系统堆的一个块改成 `count * size + offset` 字节。",
  "Frees a block of `pemalloc`, which was asked for with the same `persistent`.":
    "释放 `pemalloc` 的块；`persistent` 要与当初所给的相同。",
  "As `erealloc`, for a block of `pemalloc` with the same `persistent`.":
    "同 `erealloc`，用于以同样的 `persistent` 由 `pemalloc` 得来的块。",
  "The same as `perealloc`, as `erealloc_recoverable` is to `erealloc`.":
    "与 `perealloc` 相同，正如 `erealloc_recoverable` 与 `erealloc` 相同。",
  "As `ecalloc`, in the system heap if `persistent`.": "同 `ecalloc`；`persistent` 为真时用系统堆。",
  "As `safe_emalloc`, in the system heap if `persistent`.": "同 `safe_emalloc`；`persistent` 为真时用系统堆。",
  "As `safe_erealloc`, for a block of `pemalloc` with the same `persistent`.":
    "同 `safe_erealloc`，用于以同样的 `persistent` 由 `pemalloc` 得来的块。",
  "As `estrdup`, in the system heap if `persistent`.": "同 `estrdup`；`persistent` 为真时用系统堆。",
  "As `estrndup`, in the system heap if `persistent`.": "同 `estrndup`；`persistent` 为真时用系统堆。",
  "A block of a heap that is named, at least `size` bytes.": "由指明的堆交出的块，至少 `size` 字节。",
  "Frees a block of a heap that is named.": "释放指明的堆的一个块。",
  "Gives a block of a heap that is named another size.": "给指明的堆的一个块换一个大小。",
  "Bytes of a block of a heap that is named.": "指明的堆的一个块的字节数。",
  "A block that outlives the request if `persistent`.": "一个块；`persistent` 为真时，请求结束后仍在。",
  "Bytes of the whole block, header included; in the debug model those that were asked for. 0 when the Zend heap is off, since nobody knows then.":
    "整个块的字节数，连块头；调试模型里则为所要的字节数。Zend 的堆关闭时为 0，因为那时谁也不知道。",
  "Bytes of the whole block, header included; in the debug model those that were asked for.":
    "整个块的字节数，连块头；调试模型里则为所要的字节数。",
  "Bytes before the NUL that closes the string at `address`.": "`address` 处的字符串在末尾的 NUL 之前有多少字节。",
  "Bytes of a word of the data model; addresses of other heaps are words of 4 bytes.":
    "数据模型的一个字有几个字节；其他堆的地址按 4 字节的字计。",
  "A number of bytes: a number as it is, or text as PHP takes it: decimal, octal after `0`, hexadecimal after `0x`, with K, M or G for powers of 1024.":
    "字节数：数字照原样；文字按 PHP 的读法，十进制、`0` 开头为八进制、`0x` 开头为十六进制，K、M、G 是 1024 的幂。",
  "Whether the Zend heap serves requests: not with `USE_ZEND_ALLOC=0`, another heap, or custom handlers.":
    "请求是否由 Zend 的堆满足：`USE_ZEND_ALLOC=0`、换了别的堆或用了自定义函数时都不是。",
  "Has another heap, in the same memory, serve requests; returns the one that did.":
    "改由同一片内存里的另一个堆来满足请求；返回原先的那个。",
  "Has functions serve a heap's calls; the heap itself keeps what it has.":
    "改由一组函数来应对堆的调用；堆原有的一切照旧。",
  "Runs `action` on behalf of `caller`.": "以 `caller` 的名义运行 `action`。",
  "A call site as a debug header holds it.": "调用位置，按调试块头里存放的样子。",
  "Who the call was made for; null when nobody relayed it.": "这次调用是替谁做的；没有人转手时为 null。",
  "`0x` and at least eight digits; what is no number at all, in its own words.":
    "`0x` 加上至少八位数字；根本不是数字的，照它自己的写法。",
  "The line that opens each report.": "每份报告开头的那一行。",
  "Looks at every block, and returns how many are not well.": "查看每一个块，返回有多少个不正常。",
  "In the debug model, whether a block is well; if not, it is reported, and unless `silent` in any case.":
    "在调试模型里，一个块是否正常；不正常就报告，`silent` 为假时则一律报告。",
  "In the debug model, reports every block that is not well, and unless `silent` the others too; returns how many are not. 0 elsewhere.":
    "在调试模型里，报告每一个不正常的块，`silent` 为假时连正常的也报告；返回有多少个不正常。其他模型里返回 0。",
  "In the debug model, reports every block that is not well, and unless `silent` the others too; returns how many are not.":
    "在调试模型里，报告每一个不正常的块，`silent` 为假时连正常的也报告；返回有多少个不正常。",

  // errors
  "The root of every error that the packages throw on purpose, so that one `instanceof` tells them from bugs.":
    "各个包有意抛出的所有错误的根，一个 `instanceof` 就能把它们与程序缺陷区分开。",
  "A call to a provider that makes no sense: a bad size, an address that is not one of its segments.":
    "对存储方案的调用没有道理：大小不对，或地址不是它的段。",
  "A size that is not an integer above 0.": "大小不是正整数。",
  "An address at which no segment of the size given begins: foreign, freed already, or inside a segment.":
    "从这个地址开始，没有所说大小的段：别人的、已释放的，或在段的中间。",
  "A provider was called by a listener of `onGrow`, in the middle of another call.":
    "`onGrow` 的监听者在存储方案的一次调用中途又调用了它。",
  "A provider was called after `dispose`.": "`dispose` 之后又调用存储方案。",
  "An option of a provider or decorator has a value that cannot be.": "存储方案或装饰器的某个选项，值不可能成立。",
  "A provider cannot start, as the engine or the machine has no room for the memory that it begins with.":
    "存储方案无法启动：引擎或机器容不下它起初所要的内存。",
  "No provider has the name asked for.": "没有叫这个名字的存储方案。",
  "Bytes that were to be opened again were not written by a provider of this kind, or not at this place.":
    "要重新打开的字节不是这种存储方案写的，或者不在这个位置。",
  "Bytes that were to be opened again were written by a provider of this kind, and then damaged.":
    "要重新打开的字节是这种存储方案写的，但后来损坏了。",
  "Somebody wrote into a segment that had been freed.": "有人写了已经释放的段。",
  "LMDB could not do what was asked of it: no room on the disk, no right to write, another writer.":
    "LMDB 做不到：磁盘已满，没有写权限，或另有写入者。",
  "The memory limit does not allow another segment.": "内存限制不允许再要一个段。",
  "The storage has no memory, or the size does not fit the data model's word.":
    "存储层没有内存，或大小在数据模型的一个字里放不下。",
  "The heap's own structures disagree with each other: something wrote where it must not.":
    "堆自身的结构互相矛盾：有什么写到了不该写的地方。",
  "An address that is not a live block was given to `free`, `reallocate` or `blockSize`.":
    "交给 `free`、`reallocate` 或 `blockSize` 的地址不是在用的块。",
  "A size that is not an integer from 0 to 2^53 - 1.": "大小不是 0 到 2^53 - 1 的整数。",
  "`count * size + offset` does not fit the data model's word.": "`count * size + offset` 在数据模型的一个字里放不下。",
  "A heap or manager was asked to start with settings that cannot be.": "要堆或管理器以不可能成立的设置启动。",
  "A heap, manager or provider was used after its end.": "堆、管理器或存储方案结束之后又被使用。",
  "A debug heap refused a block; `report` is what PHP prints about it.":
    "调试版本的堆拒绝了一个块；`report` 是 PHP 为此打印的报告。",
  "A string was asked for that goes beyond what is there.": "要的字符串超出了实有的长度。",
  "Requests were started or ended in an order that cannot be.": "请求开始或结束的次序不可能成立。",
  "A command that the listing does not understand, or that names nothing.":
    "清单看不懂的命令，或命令所指的东西不存在。",
  "Bytes that are no snapshot, or a damaged one.": "字节不是快照，或者快照已损坏。",
  "A trace, golden or recording that cannot be read, with the place and what would have been right.":
    "跟踪、基准文件或记录无法读取；指明位置，以及怎样才对。",

  // fields of errors
  'A stable name for programs, such as `"MEMORY_LIMIT"`.': '供程序判断的、固定不变的名字，例如 `"MEMORY_LIMIT"`',
  "The size that the caller gave, in bytes.": "调用者给出的大小，字节",
  "What is at the address instead.": "该地址实际是什么",
  "Bytes that were asked for.": "所要的字节数",
  "The names that there are.": "现有的名字",
  "What tells that they are foreign.": "由什么看出不是自己的",
  "What is wrong with them.": "有什么不对",
  "The first byte that was written.": "被写的第一个字节",
  "What is there now, and what was filled in.": "现在是什么；另一个字段是当初填的值",
  "What LMDB said.": "LMDB 的说法",
  "The limit, in bytes.": "内存限制，字节",
  "What the caller asked for, in bytes.": "调用者所要的字节数",
  "What the heap had from the storage at that moment, in bytes.": "那一刻堆从存储层拿到的字节数",
  "The address of the block or field where it was seen.": "发现问题的块或字段的地址",
  "What was found, and what should have been there.": "实际是什么，应当是什么",
  "Why it cannot be a live block.": "它为什么不可能是在用的块",
  "In the debug model, what the block's header says.": "在调试模型里，块头写着什么",
  "PHP's block status report, several lines.": "PHP 的块状态报告，有若干行",
  "Bytes asked for.": "所要的字节数",
  "Bytes there are.": "实有的字节数",
  "What the caller called the input: a path, usually.": "调用者给输入起的名字，通常是路径",
  "The line, from 1; 0 when the input has no lines to point at.": "行号，从 1 起；输入没有行可指时为 0",
  "What was found there.": "那里实际是什么",
  "What may stand there.": "那里可以是什么",
};

/** A docstring's sentence in Chinese, or as it is where nobody has translated it. */
export function inChinese(text: string): string {
  return CHINESE[text] ?? text;
}
