// The memory's cells, and a heap: the address of its structure.

@unmanaged
export class Cells {
  @operator("[]")
  get(cell: i32): i32 {
    return load<i32>(cell << 2);
  }

  @operator("[]=")
  set(cell: i32, value: i32): void {
    store<i32>(cell << 2, value);
  }
}

@unmanaged
export class ZendHeap {
  get base(): i32 {
    return <i32>(changetype<usize>(this) >>> 2);
  }
}
