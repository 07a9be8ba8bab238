// Puts the window together: the host around it, the conversation inside, and what each tells the other.
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { StatusDetail } from '../shared/bridge'
import type { ChannelConfig } from '../shared/wire'
import type { Host } from './host'
import { lazily } from './lazily'
import { Attachments, channelLimits } from './talk/attachments'
import { Beginning } from './talk/beginning'
import { realClock } from './talk/clock'
import { Conversation } from './talk/conversation'
import { fileRequests } from './talk/files'
import { Filling } from './talk/filling'
import { http } from './talk/http'
import type { Identity, Means } from './talk/identity'
import { Leaving } from './talk/leaving'
import { Links } from './talk/links'
import { holdTab } from './talk/outbox'
import { Recalling } from './talk/recalling'
import { channelStorage, type Storage } from './talk/storage'
import { unreadOf } from './talk/thread'
import { catalogue, type Language, languageOf, type Words } from './text/words'
import { applyTheme } from './theme'

export interface App {
  host: Host
  conversation: Conversation
  leaving: Leaving
  beginning: Beginning
  attachments: Attachments
  links: Links
  recalling: Recalling
  storage: Storage
  config: ReadonlySignal<ChannelConfig | null>
  language: ReadonlySignal<Language>
  words: ReadonlySignal<Words>
}

const POLL_MS = 45_000

export function begin(channel: string, host: Host): App {
  const requests = http(channel)
  const storage = channelStorage(channel)
  const config = signal<ChannelConfig | null>(null)
  const fetchConfig = async () => {
    config.value = await requests.config(host.state.peek().locale)
  }
  const language = computed(() => languageOf(host.state.value.locale, config.value?.locale))
  const words = computed(() => catalogue[language.value])
  const tab = newId()

  const exclusively = <T>(run: () => Promise<T>): Promise<T> =>
    navigator.locks ? navigator.locks.request(`usher:visitor:${channel}`, run) : run()

  const conversation = new Conversation(
    {
      clock: realClock,
      random: Math.random,
      newId,
      http: requests,
      storage,
      openSocket: () => new WebSocket(socketUrl(channel)),
      exclusively,
      surroundings() {
        const { locale, page } = host.state.peek()
        return { host_origin: host.origin, locale, page }
      },
      emit: host.tell,
    },
    tab,
  )
  const surroundings = () => {
    const { locale, page } = host.state.peek()
    return { locale, page }
  }
  const files = fileRequests(channel)
  const attaching = { files, newId, asVisitor: conversation.asVisitor.bind(conversation) }
  const left = conversation.learn.bind(conversation)
  const leaving = new Leaving({ http: requests, storage, filling: new Filling(attaching), surroundings, left })
  const { asVisitor } = attaching
  const beginning = new Beginning({
    http: requests,
    filling: new Filling(attaching),
    ...{ asVisitor, config, conversation, surroundings, fetchConfig },
  })
  const attachments = new Attachments(
    attaching,
    () => channelLimits(config.value) ?? { files: 0, bytes: 0, accept: [] },
  )
  const links = new Links({ clock: realClock, files, storage })
  const recalling = new Recalling({
    ...{ clock: realClock, http: requests, storage },
    within: () => config.value?.recall_ms ?? 0,
  })
  const talking = { conversation, leaving, beginning, attachments, links, recalling }
  const app = { ...talking, host, storage, config, language, words }

  beginning.start()
  if (host.embedded) takeConfig(host, config)
  else keepConfig(fetchConfig)
  keepDressed(app)
  keepHostInformed(app)
  keepRead(app)
  addEventListener('online', () => conversation.wake())
  document.addEventListener('visibilitychange', () => document.hidden || conversation.wake())
  holdTab(tab, navigator.locks)
  keepIdentified(app, channel, { exclusively, http: requests })
  return app
}

/** Begins when it is known who the visitor is. What that takes is loaded only where a site or its channel wants it. */
function keepIdentified(app: App, channel: string, means: Means) {
  const { host, conversation, config, storage } = app
  const keyOf = (of: string) => `usher:${of}:anew`
  let loaded: Promise<Identity> | undefined
  const identity = () =>
    (loaded ??= lazily(() => import('./ui/forms')).then((module) => module.identify(app, channel, keyOf, means)))
  const asked = computed(() => {
    const { customParams, reset } = host.state.value
    // Nobody is logged in: that matters where somebody was.
    const isOver = customParams === '' && storage.mark()
    return customParams || reset || isOver || config.value?.identity === 'required'
  })
  conversation.outbox.adopt(navigator.locks).then(() => {
    if (!asked.peek()) conversation.start()
    effect(() => {
      if (!asked.value || loaded) return
      conversation.hold('awaited')
      identity()
    })
  })
  addEventListener(
    'storage',
    (change) => change.key === keyOf(channel) && identity().then((known) => known.overruled()),
  )
}

/** The loader's, whenever it has another; what was fetched since then stands until it has. */
function takeConfig(host: Host, config: Signal<ChannelConfig | null>) {
  const text = computed(() => JSON.stringify(host.state.value.config))
  effect(() => {
    config.value = JSON.parse(text.value)
  })
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

function statusOf({ connection, current }: Conversation): StatusDetail {
  return { connection: connection.value, session: current.value?.view?.state ?? 'none' }
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
