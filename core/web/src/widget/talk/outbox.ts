// Messages on their way, in the order they were written. Each survives a page reload until the server has it.
import { signal } from '@preact/signals'
import type { ApiError, VisitorFrame, VisitorMessageView } from '../../shared/wire'
import type { Storage, Stored } from './storage'

export interface Outgoing extends Stored {
  /** Why the server refused it; it waits for the visitor. */
  error: ApiError | null
}

export class Outbox {
  readonly list = signal<readonly Outgoing[]>([])
  readonly #storage: Storage
  readonly #tab: string

  constructor(storage: Storage, tab: string) {
    this.#storage = storage
    this.#tab = tab
  }

  add(message: Omit<Stored, 'tab'>) {
    this.#put({ ...message, tab: this.#tab, error: null })
  }

  /** The oldest that is neither sent nor refused. */
  next(): Outgoing | undefined {
    return this.list.value.find((message) => !message.error)
  }

  change(client_id: string, change: Partial<Pick<Outgoing, 'client_id' | 'session' | 'error'>>) {
    const message = this.list.value.find((known) => known.client_id === client_id)
    if (!message) return
    if (change.client_id) this.#storage.forget(client_id)
    const changed = { ...message, ...change }
    this.#store(changed)
    this.list.value = this.list.value.map((known) => (known === message ? changed : known))
  }

  /** The server has it, or the visitor gave it up. Answers what it was. */
  remove(client_id: string): Outgoing | undefined {
    const message = this.list.value.find((known) => known.client_id === client_id)
    this.#storage.forget(client_id)
    if (message) this.list.value = this.list.value.filter((known) => known !== message)
    return message
  }

  /**
   * Takes over what a closed tab left behind. Where the browser has locks, a tab that still lives holds its own, so its
   * messages are left to it; elsewhere two tabs may send one message, which its `client_id` makes harmless.
   */
  async adopt(locks: LockManager | undefined) {
    for (const message of this.#storage.unsent()) {
      if (message.tab !== this.#tab && !(await isGone(message.tab, locks))) continue
      if (!this.list.value.some((known) => known.client_id === message.client_id)) {
        this.#put({ ...message, tab: this.#tab, error: null })
      }
    }
  }

  #put(message: Outgoing) {
    this.#store(message)
    this.list.value = [...this.list.value, message].sort((a, b) => a.at_ms - b.at_ms)
  }

  #store({ error: _, ...message }: Outgoing) {
    this.#storage.keep(message)
  }
}

/** How it goes to the server. */
export function postOf({ client_id, text, session, files = [] }: Stored, open: string | null): VisitorFrame {
  const along = files.length > 0 ? { files: files.map(({ id }) => id) } : {}
  return { type: 'post', client_id, session: session ?? open, text, ...along }
}

/** How it stands in the transcript once it is there. */
export function bodyOf({ text, files = [] }: Stored): VisitorMessageView['body'] {
  return files.length > 0 ? { kind: 'files', text, files: [...files] } : { kind: 'text', text }
}

/** Marks this tab as living, until its page goes. */
export function holdTab(tab: string, locks: LockManager | undefined) {
  locks?.request(lockName(tab), () => new Promise(() => {})).catch(() => {})
}

async function isGone(tab: string, locks: LockManager | undefined): Promise<boolean> {
  if (!locks) return true
  try {
    return await locks.request(lockName(tab), { ifAvailable: true }, (lock) => lock !== null)
  } catch {
    return true
  }
}

function lockName(tab: string): string {
  return `usher:tab:${tab}`
}
