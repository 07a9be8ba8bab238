import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChannelConfig } from '../shared/wire'

const config = (theme_color = '#0f766e'): ChannelConfig => ({
  channel: 'mall',
  locale: 'en',
  look: { icon: 'chat', button_name: 'Chat', button_style: 'bubble', position: 'bottom_right', theme_color },
  title: 'Mall',
  subtitle: null,
  greeting: null,
  max_text_chars: 100,
  features: { emoji: true, pictures: true, attachments: true },
  uploads: { max_files: 5, max_file_bytes: 10_000_000 },
  recall_ms: 120_000,
  pre_chat: null,
  identity: 'optional',
})

let served: ChannelConfig | null
let asked: string[]
let shadow: ShadowRoot
const keysBefore = () => Object.keys(globalThis).filter((key) => key !== 'usher')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  served = config()
  asked = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const error = { code: 'origin_not_allowed', message: 'no' }
    return new Response(JSON.stringify(served ?? { error }), { status: served ? 200 : 403 })
  })
  vi.stubGlobal('visualViewport', Object.assign(new EventTarget(), { offsetTop: 0, height: 800 }))
  // No page is loaded here: an element that is not an iframe stands in for it.
  const create = document.createElement.bind(document)
  vi.spyOn(document, 'createElement').mockImplementation((tag: string) => create(tag === 'iframe' ? 'i-frame' : tag))
  // The root is closed: only a test that looks while it is made can see inside.
  const attach = Element.prototype.attachShadow
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    expect(init.mode).toBe('closed')
    shadow = attach.call(this, { ...init, mode: 'open' })
    return shadow
  })
})

afterEach(() => {
  window.usher?.live && window.usher('destroy')
  delete window.usher
  delete window.usherSettings
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  document.documentElement.lang = ''
})

/** What the browser does with the snippet. */
async function include(data: Record<string, string> = { channel: 'mall', locale: 'en' }) {
  const script = document.createElement('script')
  Object.assign(script.dataset, data)
  Object.defineProperty(script, 'src', { value: 'https://chat.example/usher.js' })
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(script)
  vi.resetModules()
  await import('./main')
  await arrive()
}

const arrive = () => new Promise((done) => setTimeout(done))
const usher = (...call: [string, ...unknown[]]) => window.usher?.(...call)
const hosts = () => document.querySelectorAll('usher-chat')
const button = () => shadow.querySelector('button') as HTMLButtonElement
const frame = () => shadow.querySelector<HTMLIFrameElement>('i-frame')

/** The window's end of the port, as the iframe would get it. */
function connected(): { port: MessagePort; hello: unknown; origin: string } {
  const inner = frame() as HTMLIFrameElement
  const posted = vi.fn()
  Object.defineProperty(inner, 'contentWindow', { value: { postMessage: posted }, configurable: true })
  inner.onload?.(new Event('load'))
  const [hello, origin, [port]] = posted.mock.calls[0] as [unknown, string, [MessagePort]]
  return { port, hello, origin }
}

describe('the loader', () => {
  it('asks for one thing, stores nothing, and leaves one global', async () => {
    const before = keysBefore()
    const stored = vi.spyOn(Storage.prototype, 'setItem')
    await include()
    expect(asked).toEqual(['https://chat.example/api/v1/widget/mall/config?locale=en'])
    expect([hosts().length, frame(), stored.mock.calls.length]).toEqual([1, null, 0])
    expect(keysBefore()).toEqual(before)
    expect(button().textContent).toBe('Chat')
  })

  it('is harmless when it is included twice', async () => {
    await include()
    const first = window.usher
    await include()
    expect(window.usher).toBe(first)
    expect([hosts().length, asked.length]).toEqual([1, 1])
  })

  it('replays what was called before it came', async () => {
    const heard: unknown[] = []
    window.usher = Object.assign(() => {}, {
      q: [['on', 'ready', () => heard.push('ready')], ['open']] as [string, ...unknown[]][],
    })
    await include()
    expect([heard, usher('get', 'open'), frame()?.src]).toEqual([['ready'], true, 'https://chat.example/widget/mall'])
  })

  it('starts by a call where the snippet names no channel', async () => {
    await include({})
    expect(asked).toEqual([])
    usher('init', { channel: 'official', locale: 'zh-CN' })
    expect(asked).toEqual(['https://chat.example/api/v1/widget/official/config?locale=zh-CN'])
  })

  it('hands on who the visitor is, whichever way the site tells it, and to the window alone', async () => {
    const ways = {
      attribute: () => include({ channel: 'mall', locale: 'en', customParams: '97F1' }),
      settings() {
        window.usherSettings = { channel: 'mall', locale: 'en', customParams: '97F1' }
        return include({})
      },
      queue() {
        window.usher = Object.assign(() => {}, { q: [['identify', '97F1']] as [string, ...unknown[]][] })
        return include()
      },
    }
    for (const tell of Object.values(ways)) {
      const stored = vi.spyOn(Storage.prototype, 'setItem')
      await tell()
      expect([frame(), stored.mock.calls.length]).toEqual([null, 0])
      usher('open')
      expect(connected().hello).toMatchObject({ usher: { customParams: '97F1' } })
      expect(asked).toEqual(['https://chat.example/api/v1/widget/mall/config?locale=en'])
      expect(frame()?.src).toBe('https://chat.example/widget/mall')
      usher('destroy')
      asked = []
    }
  })

  it('has a window forget the visitor that was never opened, once, and goes on with who comes next', async () => {
    await include({ channel: 'mall', locale: 'en', customParams: 'A1' })
    usher('reset')
    expect([usher('get', 'open'), frame()?.isConnected, shadow.querySelector('.open')]).toEqual([false, true, null])
    const { port, hello } = connected()
    expect(hello).toMatchObject({ usher: { customParams: undefined, reset: true, open: false } })
    const told: unknown[] = []
    const heard: unknown[] = []
    port.onmessage = (event) => told.push(event.data)
    document.addEventListener('usher:set', () => heard.push('set'), { once: true })
    usher('identify', 'B2')
    port.postMessage({ event: 'set', detail: { reset: false } })
    await arrive()
    await arrive()
    expect(told).toMatchObject([
      { customParams: 'B2', reset: true },
      { customParams: 'B2', reset: false },
    ])
    expect(heard).toEqual([])
  })

  it('speaks the language of the page, until it is told another', async () => {
    document.documentElement.lang = 'zh-CN'
    await include({ channel: 'mall' })
    usher('set', { locale: 'en' })
    expect(asked.map((url) => url.split('=')[1])).toEqual(['zh-CN', 'en'])
    expect(usher('get', 'locale')).toBe('en')
  })

  it('connects the window with a port, addressed to our origin only', async () => {
    await include()
    button().click()
    const { port, hello, origin } = connected()
    expect(origin).toBe('https://chat.example')
    expect(hello).toMatchObject({ usher: { locale: 'en', open: true, config: config(), page: { url: location.href } } })

    const heard: unknown[] = []
    usher('on', 'unread', (count: number) => heard.push(count))
    document.addEventListener('usher:unread', (event) => heard.push((event as CustomEvent).detail), { once: true })
    port.postMessage({ event: 'unread', detail: 3, spoken: '3 unread messages' })
    await arrive()
    expect(heard).toEqual([3, 3])
    expect([shadow.querySelector('b')?.textContent, shadow.querySelector('p')?.textContent]).toEqual([
      '3',
      '3 unread messages',
    ])

    port.postMessage({ event: 'close' })
    await arrive()
    expect([usher('get', 'open'), button().ariaExpanded, usher('get', 'unread')]).toEqual([false, 'false', 3])
  })

  it('follows the channel on a page that is already open, and tells the window', async () => {
    await include()
    usher('open')
    const { port } = connected()
    const told: unknown[] = []
    port.onmessage = (event) => told.push(event.data)
    served = config('#ffee00')
    vi.advanceTimersByTime(45_000)
    await arrive()
    await arrive()
    const style = shadow.querySelector('div')?.style
    expect([style?.getPropertyValue('--theme'), style?.getPropertyValue('--ink')]).toEqual(['#ffee00', '#000'])
    expect(told.at(-1)).toMatchObject({ config: { look: { theme_color: '#ffee00' } } })
    expect(frame()?.isConnected).toBe(true)
  })

  it('asks nothing while the page is hidden, and at once when it is seen again', async () => {
    await include()
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    vi.advanceTimersByTime(600_000)
    expect(asked).toHaveLength(1)
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(asked).toHaveLength(2)
  })

  it('says why it cannot be shown', async () => {
    served = null
    const heard: unknown[] = []
    window.usher = Object.assign(() => {}, {
      q: [['on', 'error', (detail: unknown) => heard.push(detail)]] as [string, ...unknown[]][],
    })
    await include()
    expect([heard, hosts().length]).toEqual([[{ code: 'origin_not_allowed' }], 0])
  })

  it('lets listeners go, and an error of one stops nothing', async () => {
    await include()
    const heard: string[] = []
    const listener = () => heard.push('kept')
    const removed = () => heard.push('removed')
    usher('on', 'open', removed)
    usher('off', 'open', removed)
    usher('once', 'open', () => heard.push('once'))
    usher('on', 'open', listener)
    usher('open')
    usher('close')
    usher('open')
    expect(heard).toEqual(['once', 'kept', 'kept'])
    expect(() => usher('nonsense')).toThrow('no method nonsense')
  })

  it('closes by Escape and by a phone’s back button, and returns the focus', async () => {
    await include()
    vi.stubGlobal('innerWidth', 390)
    button().click()
    expect(history.state?.usher).toBe(1)
    history.replaceState(null, '')
    window.dispatchEvent(new PopStateEvent('popstate'))
    expect(usher('get', 'open')).toBe(false)

    vi.stubGlobal('innerWidth', 1280)
    button().click()
    shadow.querySelector('div')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect([usher('get', 'open'), shadow.activeElement]).toEqual([false, button()])
  })

  it('goes without a trace, and can come again', async () => {
    await include()
    usher('open')
    usher('destroy')
    expect([hosts().length, window.usher]).toEqual([0, undefined])
    vi.advanceTimersByTime(90_000)
    expect(asked).toHaveLength(1)
    await include()
    expect(hosts()).toHaveLength(1)
  })
})
