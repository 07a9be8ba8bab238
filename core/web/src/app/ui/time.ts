// The present, as far as a page needs to know it.
import { useEffect, useState, useSyncExternalStore } from 'react'

const TICK_MS = 15_000

let now = Date.now()
let timer: number | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    now = Date.now()
    timer = window.setInterval(() => {
      now = Date.now()
      for (const each of listeners) each()
    }, TICK_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      window.clearInterval(timer)
      timer = undefined
    }
  }
}

/** Milliseconds since 1970, renewed each second: for what is counted down. */
export function useSeconds(): number {
  const [present, setPresent] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setPresent(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return present
}

/** Milliseconds since 1970, renewed often enough for "3 min ago". */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)
