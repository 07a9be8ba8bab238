import { describe, expect, it } from 'vitest'
import { rows } from '../ui/rows'
import { connected, hidden, type Scene, said, scene, settled, viewOf } from './testing'
import { unreadOf } from './thread'

const shown = ({ conversation }: Scene) =>
  conversation.threads.value.flatMap((thread) => thread.messages.map(({ session, seq }) => `${session}:${seq}`))
const waiting = ({ conversation }: Scene) => conversation.outbox.list.value.map(({ text }) => text)

describe('a new visitor', () => {
  it('is nobody before the first message, and then sends it in a new session', async () => {
    const all = scene()
    all.conversation.start()
    await settled()
    expect([all.visitors, all.sockets.length]).toEqual([0, 0])

    all.conversation.send('hello')
    await settled()
    expect([all.visitors, all.storage.token()]).toEqual([1, 'token1'])
    expect(all.admitted).toEqual({ host_origin: 'https://shop.example', locale: 'en' })
    const socket = all.welcome()
    expect(socket.heard[0]).toMatchObject({ type: 'hello', token: 'token1', resume: null })
    expect(socket.posts()).toEqual([{ type: 'post', client_id: 'c1', session: null, text: 'hello' }])

    socket.say({ type: 'ack', client_id: 'c1', session: 's1', seq: 1, at_ms: 5 })
    expect([shown(all), waiting(all), all.storage.unsent()]).toEqual([['s1:1'], [], []])
  })

  it('hears plainly that this page may not chat, and can try again', async () => {
    const all = scene()
    all.refuse = { code: 'origin_not_allowed', message: 'no' }
    all.conversation.send('hello')
    await settled()
    expect(all.conversation.trouble.value?.code).toBe('origin_not_allowed')
    expect(all.conversation.outbox.list.value[0]?.error?.code).toBe('origin_not_allowed')

    all.refuse = null
    all.conversation.retry('c1')
    await settled()
    expect(all.welcome().posts()).toHaveLength(1)
  })

  it('keeps trying while the server cannot be reached', async () => {
    const all = scene()
    all.refuse = { code: 'network', message: 'no' }
    all.conversation.send('hello')
    await settled()
    expect(waiting(all)).toEqual(['hello'])
    all.refuse = null
    all.clock.advance(5_000)
    await settled()
    expect(all.welcome().posts()).toHaveLength(1)
  })
})

describe('the transcript', () => {
  it('is in order and without doubles, whatever order frames come in', () => {
    const all = connected(2)
    const socket = all.socket()
    for (const seq of [4, 2, 5, 3, 3, 5]) socket.say({ type: 'message', message: said('s1', seq) })
    expect(shown(all)).toEqual(['s1:1', 's1:2', 's1:3', 's1:4', 's1:5'])
    all.clock.advance(3_000)
    expect(all.sockets).toHaveLength(1)
  })

  it('never shows past a gap: a gap that stands is fetched by coming back', () => {
    const all = connected(2)
    all.socket().say({ type: 'message', message: said('s1', 4) })
    expect(shown(all)).toEqual(['s1:1', 's1:2'])
    all.clock.advance(3_000)
    expect(all.sockets).toHaveLength(2)

    const socket = all.welcome(viewOf('s1', 4))
    expect(socket.heard[0]).toMatchObject({ resume: { epoch: 'e1', session: 's1', last_seq: 2 } })
    const messages = [said('s1', 3), said('s1', 4)]
    socket.say({ type: 'transcript', session: 's1', reset: false, has_earlier: false, messages })
    expect(shown(all)).toEqual(['s1:1', 's1:2', 's1:3', 's1:4'])
  })

  it('begins anew after a restore of the server', () => {
    const all = connected(3)
    all.socket().lose()
    all.clock.advance(1_000)
    const socket = all.welcome(viewOf('s1', 1), 'e2')
    expect(shown(all)).toEqual([])
    socket.say({ type: 'transcript', session: 's1', reset: true, has_earlier: false, messages: [said('s1', 1)] })
    expect(shown(all)).toEqual(['s1:1'])
  })

  it('loads what came earlier, once', async () => {
    const all = scene()
    all.storage.setToken('token')
    all.conversation.start()
    const messages = [said('s1', 5), said('s1', 6)]
    all.welcome(viewOf('s1', 6)).say({ type: 'transcript', session: 's1', reset: true, has_earlier: true, messages })
    await Promise.all([all.conversation.loadEarlier(), all.conversation.loadEarlier()])
    expect(shown(all)).toEqual(['s1:3', 's1:4', 's1:5', 's1:6'])
    await all.conversation.loadEarlier()
    await all.conversation.loadEarlier()
    expect(shown(all)).toHaveLength(6)
  })

  it('passes over what is not for the visitor: no gap, no row, nothing unread, no event', () => {
    const all = connected(2)
    const socket = all.socket()
    const drawn = () => rows(all.conversation.threads.value, []).filter(({ kind }) => kind === 'bubble').length
    all.conversation.read()
    const [events, heard] = [all.events.length, socket.heard.length]
    for (const seq of [4, 3]) socket.say({ type: 'message', message: hidden('s1', seq) })
    expect([unreadOf(all.conversation.current.value), drawn()]).toEqual([0, 2])
    expect(all.events).toHaveLength(events)
    all.conversation.read()
    expect(socket.heard).toHaveLength(heard)

    socket.say({ type: 'message', message: said('s1', 5) })
    expect([unreadOf(all.conversation.current.value), drawn()]).toEqual([1, 3])
    expect(all.events.slice(events)).toEqual([{ event: 'message', detail: { session: 's1', seq: 5, from: 'agent' } }])
    all.clock.advance(3_000)
    expect(all.sockets).toHaveLength(1)
    socket.lose()
    all.clock.advance(1_000)
    expect(all.welcome(viewOf('s1', 5)).heard[0]).toMatchObject({ resume: { last_seq: 5 } })
  })

  it('goes on loading over a page of which nothing is shown', async () => {
    const all = scene()
    all.hides = new Set([5, 6, 7, 8])
    all.storage.setToken('token')
    all.conversation.start()
    const messages = [said('s1', 9)]
    all.welcome(viewOf('s1', 9)).say({ type: 'transcript', session: 's1', reset: true, has_earlier: true, messages })
    await all.conversation.loadEarlier()
    expect(all.conversation.current.value?.messages.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9])
  })

  it('keeps receipts rising', () => {
    const all = connected(3)
    all.conversation.read()
    expect(all.socket().heard.at(-1)).toEqual({ type: 'read', session: 's1', seq: 3 })
    const heard = all.socket().heard.length
    all.conversation.read()
    all.socket().say({ type: 'receipt', kind: 'read', session: 's1', party: 'visitor', seq: 1 })
    expect(all.socket().heard).toHaveLength(heard)
    all.socket().say({ type: 'session', session: viewOf('s1', 3, { visitor_read: 2, agent_read: 1 }) })
    expect(all.conversation.current.value?.view).toMatchObject({ visitor_read: 3, agent_read: 1 })
  })
})

describe('a session’s life', () => {
  const waiting = {
    place: 2,
    length: 5,
    wait_ms: 240_000,
    opens_at_ms: null,
    opens_utc_offset_minutes: null,
    reason: 'busy' as const,
  }

  it('moves in line as the server says', () => {
    const all = connected(1)
    all.socket().say({ type: 'session', session: viewOf('s1', 1, { state: 'queued', agent: null, waiting }) })
    all.socket().say({ type: 'line', session: 's1', waiting: { ...waiting, place: 1, wait_ms: null } })
    expect(all.conversation.current.value?.view?.waiting).toMatchObject({ place: 1, wait_ms: null })
  })

  it('confirms once what arrived together, and not what was read by then', () => {
    const all = connected(1)
    const got = () => all.socket().heard.filter(({ type }) => type === 'got')
    for (const seq of [2, 3]) all.socket().say({ type: 'message', message: said('s1', seq) })
    all.clock.advance(1_000)
    expect(got()).toEqual([{ type: 'got', session: 's1', seq: 3 }])
    all.socket().say({ type: 'message', message: said('s1', 4) })
    all.conversation.read()
    all.clock.advance(1_000)
    expect(got()).toHaveLength(1)
  })

  it('takes back what was shown', () => {
    const all = connected(2)
    const event = { kind: 'event' as const, event: { event: 'recalled' as const, seq: 2 } }
    all.socket().say({ type: 'message', message: { ...said('s1', 3), sender: { party: 'system' }, body: event } })
    const drawn = rows(all.conversation.threads.value, []).flatMap((row) => (row.kind === 'bubble' ? [row] : []))
    expect(drawn.map(({ text, recalled }) => [text, recalled])).toEqual([
      ['s1', false],
      ['', true],
    ])
  })

  it('begins again when an ended one goes on', () => {
    const all = connected(1)
    all.socket().say({ type: 'session', session: viewOf('s1', 1, { state: 'closed' }) })
    all.socket().say({ type: 'session', session: viewOf('s1', 1) })
    expect(all.events.map(({ event }) => event).filter((event) => event.startsWith('session:'))).toEqual([
      'session:end',
      'session:start',
    ])
    expect(all.conversation.threads.value).toHaveLength(1)
  })
})

describe('a message on its way', () => {
  it('goes one at a time, in order', () => {
    const all = connected(1)
    const socket = all.socket()
    for (const text of ['one', 'two', 'three']) all.conversation.send(text)
    expect(socket.posts().map(({ text }) => text)).toEqual(['one'])
    socket.say({ type: 'ack', client_id: 'c1', session: 's1', seq: 2, at_ms: 5 })
    // The second arrives as a message before its ack.
    socket.say({ type: 'message', message: said('s1', 3, 'c2') })
    socket.say({ type: 'ack', client_id: 'c2', session: 's1', seq: 3, at_ms: 6 })
    expect(socket.posts().map(({ client_id }) => client_id)).toEqual(['c1', 'c2', 'c3'])
    expect(shown(all)).toEqual(['s1:1', 's1:2', 's1:3'])
  })

  it('survives the loss of its ack: the same id again, or found in the transcript', () => {
    const all = connected(1)
    all.conversation.send('kept')
    all.conversation.send('unheard')
    all.socket().lose()
    all.clock.advance(1_000)
    const socket = all.welcome(viewOf('s1', 2))
    all.conversation.send('later')
    expect(socket.posts()).toEqual([])
    const messages = [said('s1', 2, 'c1')]
    socket.say({ type: 'transcript', session: 's1', reset: false, has_earlier: false, messages })
    expect(socket.posts().map(({ client_id }) => client_id)).toEqual(['c2'])
    expect(waiting(all)).toEqual(['unheard', 'later'])

    all.clock.advance(10_000)
    all.clock.advance(1_000)
    expect(
      all
        .welcome(viewOf('s1', 2))
        .posts()
        .map(({ client_id }) => client_id),
    ).toEqual(['c2'])
  })

  it('does not open a second session when the ack of the first message was lost', async () => {
    const all = scene()
    all.conversation.send('hello')
    await settled()
    all.welcome().lose()
    all.clock.advance(1_000)
    const socket = all.welcome(viewOf('s1', 2, { state: 'closed' }))
    expect(socket.posts()).toEqual([])
    const messages = [said('s1', 1, 'c1'), said('s1', 2)]
    socket.say({ type: 'transcript', session: 's1', reset: true, has_earlier: false, messages })
    expect([socket.posts(), waiting(all)]).toEqual([[], []])
  })

  it('begins a new session when its own has closed', () => {
    const all = connected(1)
    const socket = all.socket()
    all.conversation.send('too late')
    const error = { code: 'session_closed', message: 'closed' }
    socket.say({ type: 'nack', client_id: 'c1', error })
    expect(socket.posts().map(({ session }) => session)).toEqual(['s1', null])
    socket.say({ type: 'ack', client_id: 'c1', session: 's2', seq: 1, at_ms: 9 })
    socket.say({ type: 'session', session: viewOf('s2', 1, { opened_at_ms: 9 }) })
    expect(shown(all)).toEqual(['s1:1', 's2:1'])
    expect(all.events).toContainEqual({ event: 'session:start', detail: { session: 's2' } })
  })

  it('waits where the server asks it to, and for the visitor where it is refused', () => {
    const all = connected(1)
    const socket = all.socket()
    all.conversation.send('soon')
    all.conversation.send('next')
    const busy = { code: 'rate_limited', message: 'slower', retry_after_ms: 3_000 }
    socket.say({ type: 'nack', client_id: 'c1', error: busy })
    all.clock.advance(2_900)
    expect(socket.posts()).toHaveLength(1)
    all.clock.advance(200)
    expect(socket.posts().map(({ client_id }) => client_id)).toEqual(['c1', 'c1'])

    socket.say({ type: 'nack', client_id: 'c1', error: { code: 'too_long', message: 'long' } })
    expect(socket.posts().map(({ client_id }) => client_id)).toEqual(['c1', 'c1', 'c2'])
    expect(all.conversation.outbox.list.value.map(({ error }) => error?.code)).toEqual(['too_long', undefined])
    all.conversation.discard('c1')
    expect(waiting(all)).toEqual(['next'])
  })

  it('is sent under a new id where its own was taken', () => {
    const all = connected(1)
    all.conversation.send('mine')
    all.socket().say({ type: 'nack', client_id: 'c1', error: { code: 'conflict', message: 'taken' } })
    all.conversation.retry('c1')
    expect(
      all
        .socket()
        .posts()
        .map(({ client_id }) => client_id),
    ).toEqual(['c1', 'c2'])
    expect(all.storage.unsent().map(({ client_id }) => client_id)).toEqual(['c2'])
  })
})

describe('the connection', () => {
  it('comes back with growing waits, and at once when the network does', () => {
    const all = connected(1)
    const opened: number[] = []
    for (let round = 0; round < 9; round++) {
      all.socket().lose()
      const before = all.clock.now()
      const count = all.sockets.length
      while (all.sockets.length === count) all.clock.advance(125)
      opened.push(all.clock.now() - before)
    }
    expect(opened).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500])

    all.socket().lose()
    const count = all.sockets.length
    all.conversation.wake()
    expect(all.sockets).toHaveLength(count + 1)
  })

  it('notices a server that fell silent, and only then', () => {
    const all = connected(1)
    all.clock.advance(20_000)
    expect(all.socket().heard.at(-1)).toEqual({ type: 'ping' })
    all.socket().say({ type: 'pong' })
    all.clock.advance(30_000)
    expect([all.socket().heard.at(-1), all.sockets.length]).toEqual([{ type: 'ping' }, 1])
    all.clock.advance(11_000)
    expect(all.sockets).toHaveLength(2)
  })

  it('listens to nothing that a dropped socket still says', () => {
    const all = connected(1)
    const old = all.socket()
    old.lose()
    all.clock.advance(1_000)
    old.say({ type: 'message', message: said('s1', 2) })
    old.lose()
    expect([shown(all), all.sockets.length]).toEqual([['s1:1'], 2])
  })

  it('waits as long as a draining server asks', () => {
    const all = connected(1)
    all.socket().say({ type: 'bye', reason: 'draining', retry_after_ms: 8_000 })
    all.clock.advance(8_000)
    expect(all.sockets).toHaveLength(1)
    all.clock.advance(1_000)
    expect(all.sockets).toHaveLength(2)
  })

  it('becomes somebody new when the token is no longer good, with every message kept', async () => {
    const all = connected(1)
    all.conversation.send('unheard')
    all.socket().say({ type: 'bye', reason: 'unauthorized', retry_after_ms: 0 })
    await settled()
    expect([all.visitors, all.storage.token()]).toEqual([1, 'token1'])
    const socket = all.welcome()
    expect(socket.heard[0]).toMatchObject({ token: 'token1', resume: null })
    expect(socket.posts()).toMatchObject([{ client_id: 'c1', session: null }])
    expect(shown(all)).toEqual(['s1:1'])

    // Refused again at once: not in a circle.
    socket.say({ type: 'bye', reason: 'unauthorized', retry_after_ms: 0 })
    await settled()
    expect(all.visitors).toBe(1)
    all.clock.advance(2_000)
    await settled()
    expect(all.visitors).toBe(2)
  })
})

describe('a session', () => {
  it('ends when the visitor ends it, and says so', () => {
    const all = connected(1)
    all.conversation.end()
    expect(all.socket().heard.at(-1)).toEqual({ type: 'end', session: 's1' })
    expect(all.conversation.ending.value).toBe(true)
    const body = { kind: 'event' as const, event: { event: 'closed' as const, cause: 'visitor' as const } }
    all.socket().say({ type: 'message', message: { ...said('s1', 2), sender: { party: 'system' }, body } })
    all.socket().say({ type: 'session', session: viewOf('s1', 2, { state: 'closed' }) })
    expect(all.conversation.ending.value).toBe(false)
    expect(all.events).toContainEqual({ event: 'session:end', detail: { session: 's1', cause: 'visitor' } })

    all.conversation.send('again')
    expect(all.socket().posts()).toMatchObject([{ session: null }])
  })
})
