import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { App } from '../app'

export const AppContext = createContext<App | null>(null)

export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('the window is drawn outside its AppContext')
  return app
}

/** Where the form of that moment stands on the page. */
export const leftRowId = (at_ms: number): string => `left-${at_ms}`
