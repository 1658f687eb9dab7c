/** The moment that the page shows: the slider, the charts and the map all look at it, and each can move it. */
export class Moment {
  /** The frame of the map, an index. */
  frame: number;
  private readonly at: readonly number[];
  private readonly followers: (() => void)[] = [];

  /** @param at after how many operations each frame was taken, ascending. */
  constructor(at: readonly number[]) {
    this.at = at;
    this.frame = at.length - 1;
  }

  /** After how many operations it is. */
  get operation(): number {
    return this.at[this.frame] ?? 0;
  }

  /** Calls `follow` now, and each time that the moment has moved. */
  follow(follow: () => void): void {
    this.followers.push(follow);
    follow();
  }

  /** Goes to a frame; to the first or last where there is none. */
  go(frame: number): void {
    this.frame = Math.min(this.at.length - 1, Math.max(0, frame));
    for (const follow of this.followers) follow();
  }

  /** Goes to the frame that is nearest to an operation. */
  goNear(operation: number): void {
    const distances = this.at.map((at) => Math.abs(at - operation));
    this.go(distances.indexOf(Math.min(...distances)));
  }
}
