// Who is writing right now: tells the other side sparingly, and forgets what it hears from there when it goes quiet.
import { signal } from '@preact/signals'
import type { Clock } from './clock'

/** The server passes over what is said more often. */
const TELL_EVERY_MS = 3_000
/** Nothing heard for so long: the other side stopped writing. */
const SHOWN_MS = 6_000

export class Typing {
  /** Whether an agent is writing. */
  readonly answering = signal(false)

  readonly #clock: Clock
  #cancel = () => {}
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The visitor is writing: `send` says so, and answers whether it went out. */
  tell(send: () => boolean) {
    const now = this.#clock.now()
    if (now - this.#toldAt >= TELL_EVERY_MS && send()) this.#toldAt = now
  }

  /** An agent is writing. */
  heard() {
    this.#cancel()
    this.answering.value = true
    this.#cancel = this.#clock.after(SHOWN_MS, () => this.heardEnd())
  }

  /** The agent has sent it, or is out of reach. */
  heardEnd() {
    this.#cancel()
    this.answering.value = false
  }
}
