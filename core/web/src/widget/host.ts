// The page around the window: the handshake with the loader, or the window as a page of its own.
import { type Signal, signal } from '@preact/signals'
import type { Connect, HostState, ToLoader } from '../shared/bridge'

export interface Host {
  /** As the browser vouches for it; our own where nothing is around. */
  origin: string
  embedded: boolean
  state: Signal<HostState>
  tell(message: ToLoader): void
}

/** Resolves when the loader has spoken. */
export function meetHost(page: Window): Promise<Host> {
  if (page.parent === page) return Promise.resolve(alone(page))
  return new Promise((resolve) => {
    const listen = (event: MessageEvent<Connect | undefined>) => {
      const [port] = event.ports
      const around = page.location.ancestorOrigins?.[0]
      // Only the page that holds this iframe, and only with a port of its own.
      if (event.source !== page.parent || (around && event.origin !== around) || !port || !event.data?.usher) return
      page.removeEventListener('message', listen)
      const state = signal(event.data.usher)
      port.onmessage = (change: MessageEvent<HostState>) => {
        state.value = change.data
      }
      resolve({ origin: event.origin, embedded: true, state, tell: (message) => port.postMessage(message) })
    }
    page.addEventListener('message', listen)
  })
}

function alone(page: Window): Host {
  const dark = page.matchMedia('(prefers-color-scheme: dark)')
  const theme = () => (dark.matches ? 'dark' : 'light')
  const { href, origin } = page.location
  const state = signal<HostState>({
    page: { url: href, title: page.document.title, referrer: page.document.referrer },
    locale: page.navigator.language,
    theme: theme(),
    open: true,
    config: null,
  })
  dark.addEventListener('change', () => {
    state.value = { ...state.value, theme: theme() }
  })
  return { origin, embedded: false, state, tell: () => {} }
}
