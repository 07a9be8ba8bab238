// What the window remembers between page loads, per channel: the visitor's token, the draft, what is not yet sent.
// Where the browser keeps nothing (private windows, blocked third-party storage), memory serves until the page goes.

import type { FileView } from '../../shared/wire'

/** A message on its way, as it is kept. */
export interface Stored {
  client_id: string
  text: string
  /** What was uploaded to go along. */
  files?: readonly FileView[]
  session: string | null
  at_ms: number
  /** The window (browser tab) that sends it. */
  tab: string
}

export interface Storage {
  token(): string | null
  /** Which proof the token came from, where it came from one. */
  mark(): string | null
  setToken(token: string | null, mark?: string): void
  draft(): string
  setDraft(text: string): void
  unsent(): Stored[]
  keep(message: Stored): void
  forget(client_id: string): void
}

type Area = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export function channelStorage(channel: string, area: Area = browserArea()): Storage {
  const prefix = `usher:${channel}:`
  // One key a message: two tabs that write at once cannot undo each other.
  const unsentPrefix = `${prefix}unsent:`
  const put = (key: string, value: string | null) => {
    try {
      if (value) area.setItem(key, value)
      else area.removeItem(key)
    } catch {
      // Full or forbidden: the page goes on with what it has in memory.
    }
  }
  return {
    token: () => area.getItem(`${prefix}token`),
    mark: () => area.getItem(`${prefix}mark`),
    setToken(token, mark = '') {
      put(`${prefix}token`, token)
      put(`${prefix}mark`, mark)
    },
    draft: () => area.getItem(`${prefix}draft`) ?? '',
    setDraft: (text) => put(`${prefix}draft`, text),
    unsent() {
      const found: Stored[] = []
      for (let at = 0; at < area.length; at++) {
        const key = area.key(at)
        const message = key?.startsWith(unsentPrefix) ? parse(area.getItem(key)) : null
        if (message) found.push(message)
      }
      return found.sort((a, b) => a.at_ms - b.at_ms)
    },
    keep: (message) => put(unsentPrefix + message.client_id, JSON.stringify(message)),
    forget: (client_id) => put(unsentPrefix + client_id, null),
  }
}

/** The channels whose token came from a proof. */
export function marked(area: Area = browserArea()): string[] {
  const keys = Array.from({ length: area.length }, (_, at) => area.key(at))
  return keys.flatMap((key) => /^usher:(.+):mark$/.exec(key ?? '')?.[1] ?? [])
}

function parse(text: string | null): Stored | null {
  try {
    const value = JSON.parse(text ?? 'null')
    return typeof value?.client_id === 'string' && typeof value.text === 'string' ? value : null
  } catch {
    return null
  }
}

function browserArea(): Area {
  try {
    const probe = 'usher:probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return memoryArea()
  }
}

export function memoryArea(): Area {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    key: (at) => [...values.keys()][at] ?? null,
    get length() {
      return values.size
    },
  }
}
