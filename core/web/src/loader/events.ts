// What the host page can listen to. Each event is a DOM event `usher:<name>` on the document, and `on` listens to those:
// so a listener that throws is reported by the browser and stops nothing of ours.
import type { ToLoader } from '../shared/bridge'

export type EventName = 'ready' | 'open' | ToLoader['event']
export type Listener = (detail: unknown) => void

/** The newest detail of each event so far. */
export const known: Partial<Record<EventName, unknown>> = {}
const listeners: [EventName, Listener, EventListener][] = []

export function emit(name: EventName, detail: unknown = {}) {
  known[name] = detail
  document.dispatchEvent(new CustomEvent(`usher:${name}`, { detail }))
}

/** `ready` is sticky: who listens late is told at once. */
export function on(name: EventName, listener: Listener, options?: AddEventListenerOptions) {
  if (name === 'ready' && known.ready) return listener(known.ready)
  const handle = (event: Event) => listener((event as CustomEvent).detail)
  listeners.push([name, listener, handle])
  document.addEventListener(`usher:${name}`, handle, options)
}

export function once(name: EventName, listener: Listener) {
  on(name, listener, { once: true })
}

/** Without a listener: all of that name. */
export function off(name: EventName, listener?: Listener) {
  for (const [wanted, given, handle] of listeners)
    if (wanted === name && (listener ?? given) === given) document.removeEventListener(`usher:${name}`, handle)
}
