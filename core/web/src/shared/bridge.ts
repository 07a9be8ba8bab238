// What the loader on the host page and the chat window in its iframe say to each other.
//
// When the iframe has loaded, the loader posts one `Connect` to it, addressed to our origin only, with a MessagePort.
// The window takes it only from its own parent; the browser vouches for the host's origin (`MessageEvent.origin`).
// Everything after that goes over the port, which nobody else holds.
import type { CauseWord, ChannelConfig, PageInfo, SessionStateWord } from './wire'

/** Resolved: the loader watches the host's preference for `auto`. */
export type Theme = 'light' | 'dark'

/** What the window knows of the page around it. */
export interface HostState {
  page: PageInfo
  locale: string
  theme: Theme
  open: boolean
  config: ChannelConfig | null
  /** The site's proof of who its visitor is, as it stands. Empty: nobody is logged in. Nothing where it does not say. */
  customParams?: string | undefined
  /** The visitor has logged out, and the window has not said yet that nothing is left of them. */
  reset?: boolean | undefined
}

/** The first message, with the port. Whenever something changed, the whole state goes over the port again. */
export interface Connect {
  usher: HostState
}

/** What the site's own scripts may see of a chat: never its words. */
export interface StatusDetail {
  connection: 'idle' | 'connecting' | 'online' | 'offline'
  session: SessionStateWord | 'none'
}

/** Window to loader. All but `close` and `set` reach the host page's listeners under the same name. */
export type ToLoader =
  | { event: 'close' }
  /** What the page said before is done, or over: another tab told of somebody else, or of a log-out. */
  | { event: 'set'; detail: Pick<HostState, 'customParams' | 'reset'> }
  /** `spoken` says the count in the visitor's language, for screen readers. */
  | { event: 'unread'; detail: number; spoken: string }
  | { event: 'status'; detail: StatusDetail }
  | { event: 'session:start'; detail: { session: string } }
  | { event: 'session:end'; detail: { session: string; cause: CauseWord | null } }
  | { event: 'message'; detail: { session: string; seq: number; from: 'visitor' | 'agent' | 'system' } }
  | { event: 'error'; detail: { code: string } }
