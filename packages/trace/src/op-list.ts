/** Operations while they are being read: flat arrays that double when they are full. */
export class OpList {
  ops: Uint8Array = new Uint8Array(4096);
  ids: Int32Array = new Int32Array(4096);
  sizes: Float64Array = new Float64Array(4096);
  length = 0;

  push(op: number, id: number, size: number): void {
    const at = this.length;
    if (at === this.ops.length) this.grow();
    this.ops[at] = op;
    this.ids[at] = id;
    this.sizes[at] = size;
    this.length = at + 1;
  }

  /** Cuts the arrays to their length; nothing may be pushed afterwards. */
  finish(): void {
    this.ops = this.ops.slice(0, this.length);
    this.ids = this.ids.slice(0, this.length);
    this.sizes = this.sizes.slice(0, this.length);
  }

  private grow(): void {
    const { ops, ids, sizes } = this;
    const length = 2 * ops.length;
    this.ops = new Uint8Array(length);
    this.ids = new Int32Array(length);
    this.sizes = new Float64Array(length);
    this.ops.set(ops);
    this.ids.set(ids);
    this.sizes.set(sizes);
  }
}
