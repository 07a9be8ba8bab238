// Where things are on the page: addresses, and what the keyboard moves to.

export const sessionPath = (id: string): string => `/workbench/sessions/${encodeURIComponent(id)}`
export const LIST_PATH = '/workbench'
export const INBOX_PATH = '/workbench/left-messages'
export const leftPath = (id: string): string => `${INBOX_PATH}/${encodeURIComponent(id)}`
export const PANEL_ID = 'customer-panel'
export const COMPOSER_ID = 'composer'
export const rowId = (session: string): string => `session-${session}`

export const focusList = (session: string): void => document.getElementById(rowId(session))?.focus()

/** Not on touch screens: a keyboard that covers half of the chat nobody asked for. */
export function focusComposer(): void {
  if (window.matchMedia('(pointer: coarse)').matches) return
  requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus())
}
