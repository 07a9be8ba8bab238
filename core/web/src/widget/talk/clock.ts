// Time as an argument, so that a test can be the clock.

export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Runs once, after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void
}

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
