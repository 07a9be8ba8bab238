// Taking back what was sent: for how long that is offered, and what came of it.
import { signal } from '@preact/signals'
import type { Clock } from './clock'
import { type Http, Refused } from './http'
import type { Storage } from './storage'

export interface RecallPorts {
  clock: Pick<Clock, 'now'>
  http: Pick<Http, 'recall'>
  storage: Pick<Storage, 'token'>
}

export interface Place {
  session: string
  seq: number
}

/** What workspaces allow that say nothing of it. One that allows less says so when it is asked. */
const USUAL_MS = 2 * 60_000

export class Recalling {
  /** Why an entry was not taken back, by its place. */
  readonly refused = signal<Readonly<Record<string, string>>>({})
  readonly #within = signal(USUAL_MS)
  readonly #ports: RecallPorts
  readonly #asked = new Set<string>()

  constructor(ports: RecallPorts) {
    this.#ports = ports
  }

  /** For how long an entry of that moment can still be taken back. */
  left(at_ms: number): number {
    return Math.max(0, at_ms + this.#within.value - this.#ports.clock.now())
  }

  async take({ session, seq }: Place) {
    const token = this.#ports.storage.token()
    const key = placeKey({ session, seq })
    if (!token || this.#asked.has(key)) return
    this.#asked.add(key)
    this.refused.value = { ...this.refused.value, [key]: '' }
    try {
      // That it is gone comes as an entry of the transcript, to this page as to all others.
      await this.#ports.http.recall(token, session, seq)
    } catch (failure) {
      const { code, limit } = failure instanceof Refused ? failure.error : { code: 'network', limit: undefined }
      this.refused.value = { ...this.refused.value, [key]: code }
      if (code === 'recall_off') this.#within.value = 0
      else if (code === 'too_late' && limit !== undefined) this.#within.value = Math.min(USUAL_MS, limit * 1_000)
    } finally {
      this.#asked.delete(key)
    }
  }
}

export function placeKey({ session, seq }: Place): string {
  return `${session}:${seq}`
}
