// Puts the window together: the host around it, the conversation inside, and what each tells the other.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { ChannelConfig } from '../shared/wire'
import type { Host } from './host'
import { realClock } from './talk/clock'
import { Conversation, statusOf } from './talk/conversation'
import { http } from './talk/http'
import { Leaving } from './talk/leaving'
import { holdTab } from './talk/outbox'
import { channelStorage, type Storage } from './talk/storage'
import { unreadOf } from './talk/thread'
import { catalogue, type Language, languageOf, type Words } from './text/words'
import { applyTheme } from './theme'

export interface App {
  host: Host
  conversation: Conversation
  leaving: Leaving
  storage: Storage
  config: ReadonlySignal<ChannelConfig | null>
  language: ReadonlySignal<Language>
  words: ReadonlySignal<Words>
}

const POLL_MS = 45_000

export function begin(channel: string, host: Host): App {
  const requests = http(channel)
  const storage = channelStorage(channel)
  const fetched = signal<ChannelConfig | null>(null)
  const config = computed(() => host.state.value.config ?? fetched.value)
  const language = computed(() => languageOf(host.state.value.locale, config.value?.locale))
  const words = computed(() => catalogue[language.value])
  const tab = newId()

  const conversation = new Conversation(
    {
      clock: realClock,
      random: Math.random,
      newId,
      http: requests,
      storage,
      openSocket: () => new WebSocket(socketUrl(channel)),
      exclusively: (run) => (navigator.locks ? navigator.locks.request(`usher:visitor:${channel}`, run) : run()),
      surroundings() {
        const { locale, page } = host.state.peek()
        return { host_origin: host.origin, locale, page }
      },
      emit: host.tell,
    },
    tab,
  )
  const leaving = new Leaving({
    http: requests,
    storage,
    newId,
    surroundings() {
      const { locale, page } = host.state.peek()
      return { locale, page }
    },
    left: (view) => conversation.learn(view),
  })
  const app = { host, conversation, leaving, storage, config, language, words }

  if (!host.embedded) keepConfig(() => requests.config(host.state.peek().locale).then((next) => (fetched.value = next)))
  keepDressed(app)
  keepHostInformed(app)
  keepRead(app)
  addEventListener('online', () => conversation.wake())
  document.addEventListener('visibilitychange', () => document.hidden || conversation.wake())
  holdTab(tab, navigator.locks)
  conversation.outbox.adopt(navigator.locks).then(() => conversation.start())
  return app
}

function keepConfig(refresh: () => Promise<unknown>) {
  const quietly = () => document.hidden || refresh().catch(() => {})
  quietly()
  setInterval(quietly, POLL_MS)
}

function keepDressed({ host, config, language }: App) {
  effect(() => {
    const root = document.documentElement
    root.lang = language.value
    document.title = config.value?.title ?? 'Chat'
    applyTheme(root, config.value?.look.theme_color ?? '#3355ff', host.state.value.theme)
  })
}

function keepHostInformed({ host, conversation, words }: App) {
  const page = computed(() => host.state.value.page)
  const pageText = computed(() => JSON.stringify(page.value))
  const unread = computed(() => unreadOf(conversation.current.value))
  const status = computed(() => JSON.stringify(statusOf(conversation)))
  effect(() => {
    if (pageText.value) conversation.turnTo(page.peek())
  })
  effect(() => host.tell({ event: 'unread', detail: unread.value, spoken: words.value.unread(unread.value) }))
  effect(() => host.tell({ event: 'status', detail: JSON.parse(status.value) }))
}

/** What is in front of the visitor's eyes is read: the window open, its page visible, and focused. */
function keepRead({ host, conversation }: App) {
  const looked = signal(false)
  const look = () => {
    looked.value = !document.hidden && document.hasFocus()
  }
  for (const name of ['focus', 'blur']) addEventListener(name, look)
  document.addEventListener('visibilitychange', look)
  look()
  effect(() => {
    const { connection, current } = conversation
    if (host.state.value.open && looked.value && connection.value === 'online' && current.value) conversation.read()
  })
}

function socketUrl(channel: string): string {
  const url = new URL(`/api/v1/widget/${encodeURIComponent(channel)}/socket`, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  return url.href
}

/** 128 random bits. `randomUUID` would need HTTPS, which a first trial in an office network has not. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
