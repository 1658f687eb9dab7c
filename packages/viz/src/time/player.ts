import type { HeapSession } from "../session/heap-session.js";

/** Milliseconds that one frame may move on at most, so that a tab that slept does not jump. */
const MOST = 250;

/** Lets a session's time run, frame by frame, at so many operations a second. */
export class Player {
  speed: number;
  private readonly session: HeapSession;
  private frame = 0;
  private last = 0;
  /** Operations owed: the part of one that has passed. */
  private due = 0;

  constructor(session: HeapSession, speed: number) {
    this.session = session;
    this.speed = speed;
  }

  /** Starts playing; from the start again when everything has been played. */
  play(): void {
    const { session } = this;
    if (session.length === 0 || session.playing.value) return;
    if (session.position === session.length) session.seek(0);
    session.playing.value = true;
    this.last = performance.now();
    this.due = 0;
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause(): void {
    this.session.playing.value = false;
    cancelAnimationFrame(this.frame);
  }

  toggle(): void {
    if (this.session.playing.value) this.pause();
    else this.play();
  }

  private tick(now: number): void {
    const { session } = this;
    if (!session.playing.value) return;
    this.due += (Math.min(MOST, Math.max(0, now - this.last)) * this.speed) / 1000;
    this.last = now;
    const whole = Math.floor(this.due);
    if (whole > 0) {
      this.due -= whole;
      session.step(whole);
    }
    if (session.position === session.length) this.pause();
    else this.frame = requestAnimationFrame((then) => this.tick(then));
  }
}
