// A pretend clock and server for the tests of the conversation. Nothing here runs by itself.
import type { ToLoader } from '../../shared/bridge'
import type {
  AdmitRequest,
  ToVisitorFrame,
  VisitorFrame,
  VisitorMessageView,
  VisitorSessionView,
} from '../../shared/wire'
import type { Clock } from './clock'
import type { Socket } from './connection'
import { Conversation } from './conversation'
import { type Http, Refused } from './http'
import { channelStorage, memoryArea, type Storage } from './storage'

export class TestClock implements Clock {
  #now = 1_000_000
  #timers: { at: number; run: () => void }[] = []

  now() {
    return this.#now
  }

  after(ms: number, run: () => void) {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((known) => known !== timer)
    }
  }

  advance(ms: number) {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((known) => known !== next)
      this.#now = next.at
      next.run()
    }
    this.#now = end
  }
}

/** One socket, seen from the server. */
export class TestSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  closed = false
  readonly heard: VisitorFrame[] = []

  send(data: string) {
    this.heard.push(JSON.parse(data))
  }
  close() {
    this.closed = true
  }
  /** The network lets go of it. */
  lose() {
    this.onclose?.call(this as never, {} as CloseEvent)
  }
  accept() {
    this.onopen?.call(this as never, {} as Event)
  }
  say(frame: ToVisitorFrame) {
    this.onmessage?.call(this as never, { data: JSON.stringify(frame) } as MessageEvent)
  }
  posts() {
    return this.heard.flatMap((frame) => (frame.type === 'post' ? [frame] : []))
  }
}

export interface Scene {
  clock: TestClock
  storage: Storage
  sockets: TestSocket[]
  events: ToLoader[]
  visitors: number
  /** What the newest visitor said of itself. */
  admitted: AdmitRequest | null
  /** How the next request for a visitor ends. */
  refuse: { code: string; message: string } | null
  /** Entries of the earlier pages that are not for the visitor. */
  hides: Set<number>
  conversation: Conversation
  /** The newest socket. */
  socket(): TestSocket
  /** Accepts the newest socket and welcomes it. */
  welcome(session?: VisitorSessionView | null, epoch?: string): TestSocket
}

export function scene(storage = channelStorage('mall', memoryArea())): Scene {
  const clock = new TestClock()
  const sockets: TestSocket[] = []
  const events: ToLoader[] = []
  let ids = 0
  const http: Http = {
    config: () => Promise.reject(new Error('not asked for')),
    newVisitor: async (who) => {
      if (made.refuse) throw new Refused(made.refuse)
      made.visitors++
      made.admitted = who
      return { visitor: `v${made.visitors}`, token: `token${made.visitors}` }
    },
    earlier: async (_token, session, before) => ({
      messages: [before - 2, before - 1].map((seq) =>
        made.hides.has(seq) ? hidden(session, seq) : said(session, seq),
      ),
      has_more: before > 3,
    }),
    form: () => Promise.reject(new Error('not asked for')),
    leave: () => Promise.reject(new Error('not asked for')),
    begin: () => Promise.reject(new Error('not asked for')),
    recall: () => Promise.reject(new Error('not asked for')),
  }
  const conversation = new Conversation(
    {
      clock,
      storage,
      http,
      random: () => 0.5,
      newId: () => `c${++ids}`,
      openSocket() {
        const socket = new TestSocket()
        sockets.push(socket)
        return socket
      },
      exclusively: (run) => run(),
      surroundings: () => ({
        host_origin: 'https://shop.example',
        locale: 'en',
        page: { url: 'https://shop.example/', title: 'Shop', referrer: '' },
      }),
      emit: (event) => events.push(event),
    },
    'tab',
  )
  const made: Scene = {
    clock,
    storage,
    sockets,
    events,
    visitors: 0,
    admitted: null,
    refuse: null,
    hides: new Set(),
    conversation,
    socket() {
      const socket = sockets.at(-1)
      if (!socket) throw new Error('no socket was opened')
      return socket
    },
    welcome(session = null, epoch = 'e1') {
      const socket = made.socket()
      socket.accept()
      socket.say({ type: 'welcome', epoch, visitor: 'v', session, heartbeat_ms: 20_000 })
      return socket
    },
  }
  return made
}

export function viewOf(id: string, last_seq: number, change: Partial<VisitorSessionView> = {}): VisitorSessionView {
  const at = { opened_at_ms: 1, closed_at_ms: null, visitor_read: 0, agent_read: 0, visitor_got: 0, agent_got: 0 }
  return { id, state: 'assigned', agent: { name: 'Li Na' }, last_seq, ...at, waiting: null, form: null, ...change }
}

/** A message of the agent, or with a `client_id` one of the visitor. */
export function said(session: string, seq: number, client_id?: string): VisitorMessageView {
  const sender = client_id ? { party: 'visitor' as const } : { party: 'agent' as const, id: 'li', name: 'Li Na' }
  const body = { kind: 'text' as const, text: client_id ?? `s${seq}` }
  return { session, seq, sender, client_id: client_id ?? `a${seq}`, body, at_ms: seq }
}

/** An entry that is not for the visitor. */
export function hidden(session: string, seq: number): VisitorMessageView {
  const body = { kind: 'hidden' as const }
  return { session, seq, sender: { party: 'system' }, client_id: `hidden-${seq}`, body, at_ms: seq }
}

/** Lets promises that are already settled run. */
export async function settled() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

/** A returning visitor, connected, with an open session of `count` messages of the agent. */
export function connected(count = 2): Scene {
  const all = scene()
  all.storage.setToken('token')
  all.conversation.start()
  const socket = all.welcome(viewOf('s1', count))
  const messages = Array.from({ length: count }, (_, at) => said('s1', at + 1))
  socket.say({ type: 'transcript', session: 's1', reset: true, has_earlier: false, messages })
  return all
}
