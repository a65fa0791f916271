/** How often a crashed server is started again. Pure: the caller brings the time. */

const MAX_CRASHES = 5;
const WINDOW_MS = 3 * 60_000; // a server that ran longer than this since its last crash starts with a clean slate

export class CrashCounter {
  private timesMs: number[] = [];

  /** Counts a crash; false when it is the fifth in three minutes and the user has to decide. */
  mayRestart(nowMs: number): boolean {
    this.timesMs = [...this.timesMs.filter((time) => nowMs - time < WINDOW_MS), nowMs];
    return this.timesMs.length < MAX_CRASHES;
  }

  forget(): void {
    this.timesMs = [];
  }
}
