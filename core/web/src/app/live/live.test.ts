import { describe, expect, it } from 'vitest'
import type { AgentFrame, MessageView, ToAgentFrame } from '../../shared/wire'
import { Live, type LiveEnvironment } from './live'
import { backoff, type WebSocketLike } from './socket'
import type { LiveState, Outgoing } from './state'

/** A world in which time passes only when it is told to. */
class World {
  nowMs = 0
  sockets: FakeSocket[] = []
  stored: Record<string, Readonly<Record<string, readonly Outgoing[]>>> = {}
  asked: { session: string; range: object }[] = []
  pages: { messages: MessageView[]; has_more: boolean }[] = []
  signedOut = 0
  suspicions = 0
  #timers = new Map<number, { at: number; run: () => void }>()
  #next = 1

  environment(): LiveEnvironment {
    return {
      open: () => {
        const socket = new FakeSocket()
        this.sockets.push(socket)
        return socket
      },
      setTimer: (run, ms) => {
        this.#timers.set(this.#next, { at: this.nowMs + ms, run })
        this.#next += 1
        return this.#next - 1
      },
      clearTimer: (timer) => {
        this.#timers.delete(timer)
      },
      now: () => this.nowMs,
      random: () => 1,
      newClientId: () => `c${this.#next++}`,
      history: {
        messages: async (session, range) => {
          this.asked.push({ session, range })
          return this.pages.shift() ?? { messages: [], has_more: false }
        },
      },
      storage: {
        load: (agent) => this.stored[agent] ?? {},
        save: (agent, outbox) => {
          this.stored[agent] = outbox
        },
      },
      signedOut: () => {
        this.signedOut += 1
      },
      suspicious: () => {
        this.suspicions += 1
      },
    }
  }

  pass(ms: number): void {
    const until = this.nowMs + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0]
      if (!due) break
      this.#timers.delete(due[0])
      this.nowMs = due[1].at
      due[1].run()
    }
    this.nowMs = until
  }

  get line(): FakeSocket {
    const last = this.sockets.at(-1)
    if (!last) throw new Error('no line was opened')
    return last
  }
}

class FakeSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null
  onmessage: WebSocketLike['onmessage'] = null
  onclose: WebSocketLike['onclose'] = null
  sent: AgentFrame[] = []
  closed = false

  send(data: string): void {
    this.sent.push(JSON.parse(data) as AgentFrame)
  }
  close(): void {
    this.closed = true
  }
  accept(): void {
    this.onopen?.(new Event('open'))
  }
  say(frame: ToAgentFrame): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }
  break(): void {
    this.onclose?.(new CloseEvent('close'))
  }
  posts(): string[] {
    return this.sent.flatMap((frame) => (frame.type === 'post' ? frame.client_id : []))
  }
}

const welcome: ToAgentFrame = {
  type: 'welcome',
  epoch: 'e1',
  me: {
    id: 'li',
    name: 'Li',
    email: '',
    role: 'agent',
    availability: 'online',
    capacity: 5,
    load: 0,
    workspace: 'W',
    uploads: { max_files: 5, max_file_bytes: 10_000_000 },
    recall_ms: 120_000,
  },
  sessions: [
    {
      id: 's',
      channel: 'mall',
      channel_name: 'Mall',
      state: 'assigned',
      group: null,
      agent: { id: 'li', name: 'Li' },
      rule: null,
      visitor: { id: 'v', name: null, locale: 'en' },
      opened_at_ms: 0,
      closed_at_ms: null,
      last_seq: 0,
      visitor_read: 0,
      agent_read: 0,
      offered_until_ms: null,
      answer_by_ms: null,
      queued_at_ms: null,
      routed: 'by_rules',
      warned: false,
      agent_got: 0,
      visitor_got: 0,
      last_text: null,
      last_at_ms: 0,
      priority: 0,
      tags: [],
      fields: {},
      unread: 0,
    },
  ],
  left: { open: 0, mine: 0 },
  heartbeat_ms: 20_000,
}
const message = (seq: number): MessageView => ({
  session: 's',
  seq,
  sender: { party: 'visitor' },
  client_id: `v${seq}`,
  body: { kind: 'text', text: `${seq}` },
  at_ms: 0,
})

function connected(): { world: World; live: Live; state: () => LiveState } {
  const world = new World()
  const live = new Live('ws://x', world.environment())
  live.start()
  world.line.accept()
  world.line.say(welcome)
  return { world, live, state: () => live.store.getState() }
}

describe('the live line', () => {
  it('sends an unconfirmed message again under its name, and never a confirmed one', () => {
    const { world, live } = connected()
    live.post('s', 'hello')
    const [name] = world.line.posts()
    world.line.break()
    world.pass(20_000)
    world.line.accept()
    world.line.say(welcome)
    expect(world.line.posts()).toEqual([name])
    world.line.say({ type: 'ack', client_id: name ?? '', session: 's', seq: 1, at_ms: 1 })
    world.line.break()
    world.pass(20_000)
    world.line.accept()
    world.line.say(welcome)
    expect(world.line.posts()).toEqual([])
  })

  it('keeps what is written while it is down, over a reload of the page too', () => {
    const { world, live } = connected()
    world.line.break()
    live.post('s', 'kept')
    const again = new Live('ws://x', world.environment())
    again.start()
    world.line.accept()
    world.line.say(welcome)
    expect(world.line.posts()).toHaveLength(1)
    expect(again.store.getState().outbox['s']?.[0]?.text).toBe('kept')
  })

  it('resumes after the last message it has', () => {
    const { world } = connected()
    world.line.say({ type: 'message', message: message(1) })
    world.line.say({ type: 'message', message: message(2) })
    world.line.break()
    world.pass(20_000)
    world.line.accept()
    expect(world.line.sent[0]).toEqual({
      type: 'hello',
      resume: { epoch: 'e1', sessions: [{ session: 's', last_seq: 2 }] },
    })
  })

  it('fetches what a hole hides', async () => {
    const { world, state } = connected()
    world.line.say({ type: 'message', message: message(1) })
    world.pages.push({ messages: [message(2), message(3)], has_more: false })
    world.line.say({ type: 'message', message: message(4) })
    await Promise.resolve()
    await Promise.resolve()
    expect(world.asked).toEqual([{ session: 's', range: { after: 1 } }])
    expect(state().transcripts['s']?.messages.map((m) => m.seq)).toEqual([1, 2, 3, 4])
  })

  it('notices a line that went silent', () => {
    const { world, state } = connected()
    world.pass(20_000)
    expect(world.line.sent.some((frame) => frame.type === 'ping')).toBe(true)
    world.pass(60_000)
    expect(state().link.phase).toBe('lost')
  })

  it('waits as the server asks when it is drained, and stops when it is signed out', () => {
    const { world } = connected()
    world.line.say({ type: 'bye', reason: 'draining', retry_after_ms: 4_000 })
    world.line.break()
    world.pass(3_999)
    expect(world.sockets).toHaveLength(1)
    world.pass(1)
    expect(world.sockets).toHaveLength(2)
    world.line.accept()
    world.line.say({ type: 'bye', reason: 'unauthorized', retry_after_ms: 0 })
    expect(world.signedOut).toBe(1)
  })

  it('suspects a sign-out when it is dropped before the greeting', () => {
    const { world } = connected()
    world.line.break()
    expect(world.suspicions).toBe(0)
    world.pass(1_000)
    world.line.break()
    expect(world.suspicions).toBe(1)
  })

  it('sends again by itself when it was only too fast', () => {
    const { world, live, state } = connected()
    live.post('s', 'quick')
    const [name = ''] = world.line.posts()
    const error = { code: 'rate_limited', message: '', retry_after_ms: 2_000 }
    world.line.say({ type: 'nack', client_id: name, error })
    expect(state().outbox['s']?.[0]?.error).toEqual(error)
    world.pass(2_000)
    expect(world.line.posts()).toEqual([name, name])
  })
})

describe('the wait before a new try', () => {
  it('grows, stays bounded, and is spread', () => {
    expect(backoff(0, 1)).toBe(500)
    expect(backoff(3, 1)).toBe(4_000)
    expect(backoff(50, 1)).toBe(15_000)
    expect(backoff(3, 0)).toBe(2_000)
  })
})
