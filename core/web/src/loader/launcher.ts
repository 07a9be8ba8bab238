// The button and the iframe on the host page, in a closed shadow root. Owns looks and focus; knows no network.
// A page has one launcher, so its elements are the module's own; they reach the page with the first `draw`.
import type { HostState } from '../shared/bridge'
import { readableOn } from '../shared/contrast'
import type { Icon } from '../shared/wire'
import css from './launcher.css?inline'

/** Filled shapes on 24 by 24, cut out of the button's ink: no image, so no rule of the page's image policy applies. */
const icons: Record<Icon, string> = {
  chat: 'M12 3a9 8 0 1 1-4 15l-5 2 2-4a8 8 0 0 1 7-13M7 10h2v2H7zm4 0h2v2h-2zm4 0h2v2h-2z',
  headset: 'M3 18v-6a9 9 0 0 1 18 0v8l-2 2h-6v-2h6v-2h-3v-6h3a7 7 0 0 0-14 0h3v6z',
  help: 'M12 2a10 10 0 1 1 0 20 10 10 0 1 1 0-20M8 10a4 4 0 1 1 5 4v1h-2v-3h1a2 2 0 1 0-2-2zm3 6h2v2h-2z',
  smile: 'M12 2a10 10 0 1 1 0 20 10 10 0 1 1 0-20M7 14h10a5 5 0 0 1-10 0m1-5h2v2H8zm6 0h2v2h-2z',
}

export const script = document.currentScript as HTMLScriptElement
export const { origin } = new URL(script.src)
export const host = document.createElement('usher-chat')
const shadow = host.attachShadow({ mode: 'closed' })
export const root = add('div', shadow)
export const button = add('button', root)
add('i', button)
const label = add('span', button)
const badge = add('b', button)
const live = add('p', root, { role: 'status' })
const sheet = new CSSStyleSheet()
sheet.replaceSync(css)
shadow.adoptedStyleSheets = [sheet]

/**
 * The chat window, made at the first opening; unseen for who logs out, since an earlier page may have left a chat in this
 * browser.
 */
export let frame: HTMLIFrameElement | undefined

export function draw({ config, open, theme, reset }: HostState, hidden: boolean, onload: () => void) {
  if (!config) return
  const { channel, title } = config
  const { icon, button_name, button_style, position, theme_color } = config.look
  if (!frame && (open || reset)) {
    frame = add('iframe', root, { src: `${origin}/widget/${channel}`, title, onload })
    // Laid out once while closed, so that opening is a movement and not a jump.
    frame.offsetTop
  }
  // A phone's keyboard covers the page without resizing it: the full-screen window keeps to what is visible.
  const { offsetTop, height } = visualViewport as VisualViewport
  root.className = `root ${button_style} ${position} ${theme} ${open && 'open'} ${hidden && 'hidden'}`
  root.style.cssText = `--theme:${theme_color};--ink:${readableOn(theme_color)};--top:${offsetTop}px;--height:${height}px;--icon:"${open ? 'M4 9l2-2 6 6 6-6 2 2-8 8z' : icons[icon]}"`
  label.textContent = button.title = button_name
  button.ariaExpanded = `${open}`
  // Beside the body: a transformed or replaced body does not touch it. Appending it twice would load the iframe anew.
  if (!host.isConnected) document.documentElement.append(host)
}

export function showUnread(count: number, spoken: string) {
  badge.textContent = (count || '') as string
  live.textContent = spoken
}

function add<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  parent: ParentNode,
  properties?: Partial<HTMLElementTagNameMap[K]>,
) {
  const made = document.createElement(tag)
  parent.append(Object.assign(made, properties))
  return made
}
