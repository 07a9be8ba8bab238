// The live line's world in a browser.
import { useContext, createContext } from 'react'
import { useStore } from 'zustand'
import { api } from '../http/client'
import { Live, type LiveEnvironment } from './live'
import type { LiveState, Outgoing } from './state'

const LiveContext = createContext<Live | null>(null)
export const LiveProvider = LiveContext.Provider

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive outside of LiveProvider')
  return live
}

export const useLiveState = <T>(select: (state: LiveState) => T): T => useStore(useLive().store, select)

export function browserLive(ends: { signedOut: () => void; suspicious: () => void }): Live {
  const environment: LiveEnvironment = {
    open: (url) => new WebSocket(url),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
    now: () => Date.now(),
    random: () => Math.random(),
    newClientId,
    history: api,
    storage: { load: loadOutbox, save: saveOutbox },
    ...ends,
  }
  const scheme = window.location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new Live(`${scheme}//${window.location.host}/api/v1/agent/socket`, environment)
}

/** A page's own name for something it asks for. `randomUUID` is missing on plain http pages of other machines. */
export function newClientId(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const outboxKey = (agent: string) => `usher.outbox.${agent}`

function loadOutbox(agent: string): Record<string, readonly Outgoing[]> {
  try {
    const given: unknown = JSON.parse(sessionStorage.getItem(outboxKey(agent)) ?? '{}')
    return typeof given === 'object' && given !== null ? (given as Record<string, readonly Outgoing[]>) : {}
  } catch {
    return {}
  }
}

function saveOutbox(agent: string, outbox: Readonly<Record<string, readonly Outgoing[]>>): void {
  try {
    if (Object.keys(outbox).length === 0) sessionStorage.removeItem(outboxKey(agent))
    else sessionStorage.setItem(outboxKey(agent), JSON.stringify(outbox))
  } catch {
    // Without storage the texts live as long as the page does.
  }
}
