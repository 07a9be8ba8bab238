// Taking back what was sent: for how long that is offered, and what came of it.
import { signal } from '@preact/signals'
import type { Clock } from './clock'
import { type Http, Refused } from './http'
import type { Storage } from './storage'

export interface RecallPorts {
  clock: Pick<Clock, 'now'>
  http: Pick<Http, 'recall'>
  storage: Pick<Storage, 'token'>
  /** For how long the workspace allows it, in milliseconds. */
  within: () => number
}

export interface Place {
  session: string
  seq: number
}

export class Recalling {
  /** Why an entry was not taken back, by its place. */
  readonly refused = signal<Readonly<Record<string, string>>>({})
  readonly #ports: RecallPorts
  readonly #asked = new Set<string>()

  constructor(ports: RecallPorts) {
    this.#ports = ports
  }

  /** For how long an entry of that moment can still be taken back. The rules may allow less than when the page learned it. */
  left(place: Place, at_ms: number): number {
    if (isLate(this.refused.value[placeKey(place)])) return 0
    return Math.max(0, at_ms + this.#ports.within() - this.#ports.clock.now())
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
      const code = failure instanceof Refused ? failure.error.code : 'network'
      this.refused.value = { ...this.refused.value, [key]: code }
    } finally {
      this.#asked.delete(key)
    }
  }
}

export const isLate = (code: string | undefined): boolean => code === 'too_late' || code === 'recall_off'

export function placeKey({ session, seq }: Place): string {
  return `${session}:${seq}`
}
