import { describe, expect, it } from 'vitest'
import type { AgentSessionView, EffectView, MessageView, ToAgentFrame } from '../../shared/wire'
import { offeredSessions } from '../workbench/offered'
import { applyEarlier, applyFetched, applyFrame, enqueue, gaps, markRead, retry } from './reduce'
import { initialState, type LiveState, openSessions, totalUnread, waitingSince } from './state'

const ME = { party: 'agent', id: 'li', name: 'Li' } as const
const VISITOR = { party: 'visitor' } as const

const session = (change: Partial<AgentSessionView> = {}): AgentSessionView => ({
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
  unread: 0,
  priority: 0,
  tags: [],
  fields: {},
  ...change,
})

const message = (seq: number, change: Partial<MessageView> = {}): MessageView => ({
  session: 's',
  seq,
  sender: VISITOR,
  client_id: `c${seq}`,
  body: { kind: 'text', text: `text ${seq}` },
  at_ms: seq * 1000,
  ...change,
})

const did = (seq: number, effect: EffectView): MessageView =>
  message(seq, {
    sender: { party: 'system' },
    body: { kind: 'event', event: { event: 'applied', by: 'mood/angry', effect } },
  })

const welcome = (sessions: AgentSessionView[], epoch = 'e1'): ToAgentFrame => ({
  type: 'welcome',
  epoch,
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
  sessions,
  left: { open: 0, mine: 0 },
  heartbeat_ms: 20_000,
})
const transcript = (messages: MessageView[], reset: boolean, hasEarlier = false): ToAgentFrame => ({
  type: 'transcript',
  session: 's',
  reset,
  has_earlier: hasEarlier,
  messages,
})
const said = (...messages: MessageView[]): ToAgentFrame[] => messages.map((m) => ({ type: 'message', message: m }))
const played = (frames: ToAgentFrame[], from: LiveState = initialState): LiveState => frames.reduce(applyFrame, from)
const seqs = (state: LiveState) => state.transcripts['s']?.messages.map((m) => m.seq)

describe('a transcript', () => {
  it('is the same whatever order its messages come in, and however often', () => {
    const orders = [
      [1, 2, 3, 4, 5],
      [1, 3, 5, 2, 4],
      [1, 5, 4, 3, 2, 2, 5],
      [1, 1, 2, 2, 4, 4, 3, 5, 5],
    ]
    for (const order of orders) {
      const state = played([welcome([session()]), ...said(...order.map((seq) => message(seq)))])
      expect(seqs(state), order.join()).toEqual([1, 2, 3, 4, 5])
      expect(gaps(state)).toEqual([])
    }
  })

  it('shows nothing beyond a hole, and asks for what is missing', () => {
    const holed = played([welcome([session()]), ...said(message(1), message(4))])
    expect(seqs(holed)).toEqual([1])
    expect(gaps(holed)).toEqual(['s'])
    const mended = applyFetched(holed, 's', [message(2), message(3)], false)
    expect(seqs(mended)).toEqual([1, 2, 3, 4])
    expect(gaps(mended)).toEqual([])
  })

  it('of a session that began before us waits for its beginning', () => {
    const state = played([welcome([session()]), ...said(message(40))])
    expect(seqs(state)).toEqual([])
    const fetched = applyFetched(state, 's', [message(38), message(39)], true)
    expect(seqs(fetched)).toEqual([38, 39, 40])
    expect(fetched.transcripts['s']?.hasEarlier).toBe(true)
  })

  it('continues after a reconnect and begins anew after a reset', () => {
    const before = played([welcome([session()]), transcript([message(7), message(8)], true, true)])
    const resumed = played([welcome([session()]), transcript([message(8), message(9)], false)], before)
    expect(seqs(resumed)).toEqual([7, 8, 9])
    expect(resumed.transcripts['s']?.hasEarlier).toBe(true)
    const reset = played([transcript([message(30)], true, true)], resumed)
    expect(seqs(reset)).toEqual([30])
  })

  it('of another epoch is forgotten', () => {
    const before = played([welcome([session()]), ...said(message(1), message(2))])
    const restored = played([welcome([session()], 'e2')], before)
    expect(seqs(restored)).toBeUndefined()
  })

  it('grows upwards only by what touches it', () => {
    const state = played([welcome([session()]), transcript([message(10), message(11)], true, true)])
    expect(seqs(applyEarlier(state, 's', [message(8), message(9)], true))).toEqual([8, 9, 10, 11])
    expect(seqs(applyEarlier(state, 's', [message(5), message(6)], true))).toEqual([10, 11])
  })
})

describe('my message', () => {
  const post = (state: LiveState, clientId: string) =>
    enqueue(state, 's', { clientId, text: 'hello', atMs: 0, error: null })

  it('leaves the outbox once, by ack or by echo, in either order', () => {
    const mine = message(1, { sender: ME, client_id: 'x', body: { kind: 'text', text: 'hello' } })
    const ack: ToAgentFrame = { type: 'ack', client_id: 'x', session: 's', seq: 1, at_ms: 1000 }
    for (const frames of [[ack, ...said(mine)], [...said(mine), ack], [ack], said(mine)]) {
      const state = played(frames, post(played([welcome([session()])]), 'x'))
      expect(state.outbox['s']).toBeUndefined()
      expect(seqs(state)).toEqual([1])
    }
  })

  it('is confirmed by the transcript that a reconnect brings', () => {
    const waiting = post(played([welcome([session()])]), 'x')
    const state = played(
      [welcome([session()]), transcript([message(1, { sender: ME, client_id: 'x' })], true)],
      waiting,
    )
    expect(state.outbox['s']).toBeUndefined()
  })

  it('stays with its reason when it is refused, and can be sent again', () => {
    const error = { code: 'too_long', message: '', limit: 10 }
    const refused = played([{ type: 'nack', client_id: 'x', error }], post(played([welcome([session()])]), 'x'))
    expect(refused.outbox['s']?.[0]?.error).toEqual(error)
    expect(retry(refused, 'x').outbox['s']?.[0]?.error).toBeNull()
  })
})

describe('unread messages', () => {
  it('count what the visitor wrote after the last reading, once each', () => {
    const state = played([
      welcome([session()]),
      ...said(message(1), message(2), message(2), message(3, { sender: ME })),
    ])
    expect(state.sessions['s']?.unread).toBe(2)
    expect(totalUnread(state.sessions, 'li')).toBe(2)
    expect(markRead(state, 's', 3).sessions['s']?.unread).toBe(0)
    expect(markRead(state, 's', 1).sessions['s']?.unread).toBe(1)
  })

  it('are not brought back by a receipt or a view that comes late', () => {
    const state = markRead(played([welcome([session()]), ...said(message(1), message(2))]), 's', 2)
    const late = played(
      [
        { type: 'receipt', kind: 'read', session: 's', party: 'agent', seq: 1 },
        { type: 'session', session: session({ last_seq: 2, agent_read: 1, unread: 1 }) },
      ],
      state,
    )
    expect(late.sessions['s']?.agent_read).toBe(2)
    expect(late.sessions['s']?.unread).toBe(0)
  })

  it('do not count what the system says', () => {
    const body = { kind: 'event', event: { event: 'unmatched' } } as const
    const state = played([welcome([session()]), ...said(message(1, { sender: { party: 'system' }, body }))])
    expect(state.sessions['s']?.unread).toBe(0)
  })
})

describe('the list', () => {
  it('has the newest activity first, and only what is mine and open', () => {
    const state = played([
      welcome([
        session({ id: 'a', last_at_ms: 5 }),
        session({ id: 'b', last_at_ms: 9 }),
        session({ id: 's', last_at_ms: 1 }),
      ]),
      ...said(message(1, { at_ms: 20 })),
      { type: 'session', session: session({ id: 'b', state: 'closed', last_at_ms: 30 }) },
      { type: 'session', session: session({ id: 'c', state: 'queued', agent: null, last_at_ms: 40 }) },
    ])
    expect(openSessions(state.sessions, 'li').map(({ id }) => id)).toEqual(['s', 'a'])
  })

  it('keeps a session readable that was closed while the line was down', () => {
    const before = played([welcome([session()]), ...said(message(1))])
    const state = played([welcome([])], before)
    expect(openSessions(state.sessions, 'li')).toEqual([])
    expect(state.sessions['s']?.state).toBe('closed')
    expect(seqs(state)).toEqual([1])
  })

  it('knows since when a visitor waits for an answer', () => {
    const told = [message(1), message(2, { sender: ME }), message(3), message(4)]
    const state = played([welcome([session()]), ...said(...told)])
    const wait = (s: LiveState) => (s.sessions['s'] ? waitingSince(s.sessions['s'], s.transcripts['s']) : undefined)
    expect(wait(state)).toBe(3000)
    expect(wait(played(said(message(5, { sender: ME })), state))).toBeNull()
  })
})

describe('what a hook did', () => {
  const marks = (state: LiveState) => {
    const { tags, priority, fields, unread, last_text } = state.sessions['s'] ?? session()
    return { tags, priority, fields, unread, last_text }
  }
  const effects = [
    did(2, { effect: 'tag', tag: 'vip' }),
    did(3, { effect: 'tag', tag: 'angry' }),
    did(4, { effect: 'tag', tag: 'vip' }),
    did(5, { effect: 'set_priority', priority: 50 }),
    did(6, { effect: 'set_field', field: 'mood', value: 'cross' }),
    did(7, { effect: 'set_field', field: 'calls', value: 2 }),
    did(8, { effect: 'set_field', field: 'mood', value: null }),
    did(9, { effect: 'call_webhook', webhook: { id: 'pager', name: 'Pager' } }),
  ]
  const after = { tags: ['angry', 'vip'], priority: 50, fields: { calls: 2 }, unread: 1, last_text: 'text 1' }

  it('is seen on its session, as it comes and in a transcript, and is no unread text', () => {
    const one = played([welcome([session()]), ...said(message(1), ...effects)])
    expect(marks(one)).toEqual(after)
    const all = played([welcome([session()]), transcript([message(1), ...effects], true)])
    expect(marks(all)).toEqual(after)
  })

  it('is seen whatever order its entries come in, and where my own text overtook them', () => {
    const mine = message(10, { sender: ME })
    for (const entries of [
      [message(1), mine, ...effects],
      [...effects.toReversed(), mine, message(1)],
      [message(1), ...effects, ...effects, mine],
    ]) {
      expect(marks(played([welcome([session()]), ...said(...entries)]))).toMatchObject({
        tags: ['angry', 'vip'],
        priority: 50,
        fields: { calls: 2 },
      })
    }
  })

  it('is not undone by a view of the session from before, nor done twice over a later one', () => {
    const before = played([
      welcome([session()]),
      ...said(message(1), ...effects),
      { type: 'session', session: session({ last_seq: 3, tags: ['angry', 'vip'] }) },
    ])
    expect(marks(before)).toMatchObject({ tags: ['angry', 'vip'], priority: 50, fields: { calls: 2 } })
    const later = played([
      welcome([session()]),
      { type: 'session', session: session({ last_seq: 12, tags: ['calm'], priority: -5, fields: { mood: 'fine' } }) },
      ...said(message(1), ...effects),
    ])
    expect(marks(later)).toMatchObject({ tags: ['calm'], priority: -5, fields: { mood: 'fine' } })
  })
})

describe('left messages', () => {
  it('are counted from the first word on, and whoever shows them asks anew', () => {
    const before = played([welcome([])])
    expect(before.left).toEqual({ open: 0, mine: 0 })
    const after = applyFrame(before, { type: 'left_counts', left: { open: 2, mine: 1 } })
    expect(after.left).toEqual({ open: 2, mine: 1 })
    expect(after.leftChanges).toBe(before.leftChanges + 1)
  })
})

describe('a session’s life', () => {
  const event = (seq: number, event: Extract<MessageView['body'], { kind: 'event' }>['event']): MessageView =>
    message(seq, { sender: { party: 'system' }, body: { kind: 'event', event } })
  const offered = session({ state: 'offered', agent: null, offered_until_ms: 30_000 })
  const asked = played([
    welcome([offered]),
    { type: 'transcript', session: 's', reset: true, has_earlier: false, messages: [message(1)] },
    { type: 'message', message: event(2, { event: 'offered', agent: { id: 'li', name: 'Li' } }) },
  ])

  it('remembers an offer that ends otherwise than by being taken', () => {
    const taken = session({ state: 'assigned', agent: { id: 'li', name: 'Li' } })
    expect(applyFrame(asked, { type: 'session', session: taken }).lostOffers).toEqual([])
    expect(applyFrame(asked, { type: 'session', session: { ...offered, tags: ['vip'] } }).lostOffers).toEqual([])
    const ended = { ...offered, state: 'closed' as const, offered_until_ms: null }
    expect(
      played(
        [ended, ended].map((view) => ({ type: 'session', session: view })),
        asked,
      ).lostOffers,
    ).toEqual(['s'])
    // The next one is asked: the same state, another time.
    const next = { ...offered, offered_until_ms: 60_000 }
    expect(applyFrame(asked, { type: 'session', session: next }).lostOffers).toEqual(['s'])
  })

  it('offers a chat to whom it asks, and to nobody else', () => {
    expect(offeredSessions(asked, 'li').map(({ id }) => id)).toEqual(['s'])
    expect(offeredSessions(asked, 'tom')).toEqual([])
    const missed = event(3, { event: 'released', agent: { id: 'li', name: 'Li' }, because: 'missed' })
    expect(offeredSessions(applyFrame(asked, { type: 'message', message: missed }), 'li')).toEqual([])
    // Not told again after the line broke: it is gone.
    expect(offeredSessions(applyFrame(asked, welcome([])), 'li')).toEqual([])
  })

  it('takes back what was shown, and keeps marks by hand', () => {
    const li = { id: 'li', name: 'Li' }
    const state = [
      event(3, { event: 'recalled', seq: 1 }),
      event(4, { event: 'tagged', by: li, tag: 'refund', set: true }),
    ].reduce((before, entry) => applyFrame(before, { type: 'message', message: entry }), asked)
    expect(state.transcripts['s']?.messages[0]?.body).toEqual({ kind: 'recalled' })
    expect(state.sessions['s']?.tags).toEqual(['refund'])
    const off = event(5, { event: 'tagged', by: li, tag: 'refund', set: false })
    expect(applyFrame(state, { type: 'message', message: off }).sessions['s']?.tags).toEqual([])
  })

  it('says that the agent was set to away, until the agent chooses', () => {
    const away = applyFrame(asked, { type: 'availability', availability: 'away', because: 'missed' })
    expect([away.setAway, away.me?.availability]).toEqual([true, 'away'])
    const back = applyFrame(away, { type: 'availability', availability: 'online', because: 'chosen' })
    expect([back.setAway, back.me?.availability]).toEqual([false, 'online'])
  })

  it('keeps what arrived apart from what was read', () => {
    const got = applyFrame(asked, { type: 'receipt', kind: 'got', session: 's', party: 'visitor', seq: 2 })
    expect([got.sessions['s']?.visitor_got, got.sessions['s']?.visitor_read]).toEqual([2, 0])
  })
})
