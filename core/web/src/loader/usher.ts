// One embedded chat: settings, the channel's configuration, opening and closing, and the window's messages.
import type { Connect, HostState, ToLoader } from '../shared/bridge'
import type { ChannelConfig, PageInfo } from '../shared/wire'
import { emit, known, off, on, once } from './events'
import { button, draw, frame, host, origin, root, showUnread } from './launcher'

export interface Settings {
  channel?: string | undefined
  locale?: string | undefined
  /** light, dark or auto. */
  theme?: string | undefined
  /** The site's proof of who its visitor is, empty for nobody. It goes to the window alone: never into a URL, never into storage. */
  customParams?: string | undefined
}

interface State extends Settings {
  reset?: boolean | undefined
}

const life = new AbortController()
const dark = matchMedia('(prefers-color-scheme:dark)')
let settings: State = {}
let config: ChannelConfig | null = null
let received = ''
let polledAt = 0
let timer: ReturnType<typeof setInterval>
let shown = false
let hidden = false
/** The window was opened on a history entry of its own, so that a phone's back button closes it. */
let pushed = false
let page: PageInfo
let port: MessagePort | undefined

button.onclick = toggle
// Never answers `false` for another key: that would take Enter and Tab away from the button.
root.onkeydown = ({ key }) => key !== 'Escape' || close()

export const methods: Record<string, (argument: never, other: never) => unknown> = {
  init(chosen: Settings) {
    if (settings.channel) return
    // So often that an edit of the channel shows within a minute on a page that is already open.
    timer = setInterval(poll, 45e3)
    listen(document, 'visibilitychange', poll)
    listen(dark, 'change', update)
    listen(window, 'popstate', () => pushed && !history.state?.usher && close())
    listen(visualViewport as VisualViewport, 'resize', update)
    listen(visualViewport as VisualViewport, 'scroll', update)
    set(chosen)
  },
  open,
  close,
  toggle,
  show() {
    hidden = false
    update()
  },
  hide() {
    hidden = true
    close()
    update()
  },
  on,
  once,
  off,
  get: (key: string) => ({ ...known, ...settings, ...state() })[key as 'channel'],
  set,
  page: turnTo,
  identify: (customParams: string) => tell({ customParams }),
  /** The window forgets who was here, also where it was never opened on this page. */
  reset: () => tell({ customParams: undefined, reset: true }),
  destroy() {
    close()
    life.abort()
    clearInterval(timer)
    host.remove()
    delete window.usher
  },
}

function set(chosen: Settings) {
  tell(chosen)
  turnTo()
  refresh()
}

function open() {
  if (!config) return once('ready', open)
  if (shown) return
  shown = true
  turnTo()
  pushed = innerWidth < 480
  if (pushed) history.pushState({ ...history.state, usher: 1 }, '')
  frame?.focus()
  emit('open')
}

function close() {
  if (!shown) return
  shown = false
  update()
  if (pushed && history.state?.usher) history.back()
  button.focus()
  emit('close')
}

function toggle() {
  shown ? close() : open()
}

function poll() {
  if (!document.hidden && Date.now() - polledAt > 4e4) refresh()
}

async function refresh() {
  if (!settings.channel) return
  const { locale } = state()
  polledAt = Date.now()
  try {
    // `no-cache` lets the browser ask with the ETag it kept: a 304 costs no body, and no preflight.
    const answer = await fetch(`${origin}/api/v1/widget/${settings.channel}/config?locale=${locale}`, {
      cache: 'no-cache',
      signal: life.signal,
    })
    const text = await answer.text()
    if (!answer.ok) throw JSON.parse(text).error
    if (text === received || locale !== state().locale) return
    received = text
    config = JSON.parse(text)
    update()
    if (!known.ready) emit('ready')
  } catch (error) {
    if (!life.signal.aborted) emit('error', { code: (error as { code?: string }).code })
  }
}

function tell(told: State) {
  settings = { ...settings, ...told }
  update()
}

/** The window has loaded, or loaded anew: it gets a port of its own, which nobody else holds. */
function connect() {
  const { port1, port2 } = new MessageChannel()
  port = port1
  port.onmessage = ({ data }: MessageEvent<ToLoader>) => {
    if (data.event === 'close') return close()
    if (data.event === 'unread') showUnread(data.detail, data.spoken)
    if (data.event === 'set') tell(data.detail)
    else emit(data.event, data.detail)
  }
  frame?.contentWindow?.postMessage({ usher: state() } satisfies Connect, origin, [port2])
}

/** The page that the visitor looks at now, or what the site says it is. */
function turnTo(next?: Partial<PageInfo>) {
  page = { url: location.href, title: document.title, referrer: document.referrer, ...next }
  update()
}

function update() {
  const now = state()
  draw(now, hidden, connect)
  port?.postMessage(now)
}

function state(): HostState {
  const { theme, locale, customParams, reset } = settings
  return {
    page,
    locale: locale || document.documentElement.lang || navigator.language,
    theme: theme === 'dark' || (theme !== 'light' && dark.matches) ? 'dark' : 'light',
    open: shown,
    config,
    customParams,
    reset,
  }
}

function listen(target: EventTarget, name: string, handle: () => void) {
  target.addEventListener(name, handle, life)
}
