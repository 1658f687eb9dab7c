// The memory's cells, which are bytes here, and a heap: the address of its structure.

@unmanaged
export class Cells {
  @operator("[]")
  get(cell: u32): u32 {
    return load<u32>(cell);
  }

  @operator("[]=")
  set(cell: u32, value: u32): void {
    store<u32>(cell, value);
  }
}

@unmanaged
export class ZendHeap {
  get base(): u32 {
    return <u32>changetype<usize>(this);
  }
}
