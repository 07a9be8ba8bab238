import { describe, expect, it } from 'vitest'
import type { IdentifyRequest } from '../../shared/wire'
import { Refused } from './http'
import { Identity, markOf, type Said } from './identity'
import { channelStorage, marked, memoryArea } from './storage'
import { said, scene, settled, viewOf } from './testing'

/** A proof is the name of whom it tells; `bad` tells nobody. */
function door(all = scene(), area = memoryArea()) {
  const { conversation, storage, clock } = all
  const asked: (string | null)[][] = []
  const refusals: { code: string; retry_after_ms?: number }[] = []
  const people = new Map<string, string>()
  const seen = { reloads: 0, blank: false, tabs: [] as string[], now: {} as Partial<Said> }
  let tokens = 0
  const identity: Identity = new Identity({
    ...{ channel: 'mall', clock, storage, conversation, emit: (event) => all.events.push(event) },
    requests: {
      async identify(token: string | null, { proof }: IdentifyRequest) {
        asked.push(['identify', token, proof])
        const refused = refusals.shift() ?? (proof.startsWith('bad') && { code: 'identity_refused' })
        if (refused) throw new Refused({ message: '', ...refused })
        const person = proof.split('-')[0] as string
        const before = token === null ? undefined : (people.get(token) ?? person)
        const isKnown = before === person
        const now = isKnown ? (token as string) : `proven${++tokens}`
        people.set(now, person)
        return { visitor: person, token: isKnown ? null : now }
      },
      async reset(channel, token) {
        asked.push(['reset', channel, token])
        const refused = refusals.shift()
        if (refused) throw new Refused({ message: '', ...refused })
      },
      reach: async () => asked.push(['reach']),
    },
    exclusively: (run) => run(),
    surroundings: () => ({ host_origin: 'https://shop.example', locale: 'en' }),
    settle(detail) {
      Object.assign(seen.now, detail)
      say({})
    },
    others: () => marked(area).map((channel) => ({ channel, storage: channelStorage(channel, area) })),
    tellTabs: (channel) => seen.tabs.push(channel),
    blank() {
      seen.blank = true
    },
    reload: () => seen.reloads++,
  })
  const say = (now: Partial<Said>) => {
    Object.assign(seen.now, now)
    return identity.hear({ mode: 'optional', ...seen.now })
  }
  const errors = () => all.events.flatMap((event) => (event.event === 'error' ? [event.detail.code] : []))
  return { ...all, identity, asked, refusals, seen, say, errors }
}

/** A returning visitor with a chat, a draft and a message that is not sent. */
async function somebody() {
  const all = door()
  all.storage.setToken('anna')
  await all.say({ customParams: 'anna-1' })
  const socket = all.welcome(viewOf('s1', 1))
  socket.say({ type: 'transcript', session: 's1', reset: true, has_earlier: false, messages: [said('s1', 1)] })
  socket.lose()
  all.conversation.send('Still mine')
  all.storage.setDraft('half a')
  all.asked.length = 0
  all.sockets.length = 0
  return all
}

describe('who the visitor is', () => {
  it('is known by a proof that is exchanged once, and what was written meanwhile follows', async () => {
    const { conversation, storage, asked, say, welcome, seen, visitors } = door()
    conversation.hold('awaited')
    conversation.send('Hello')
    await say({ customParams: 'anna-1' })
    expect([asked, storage.token()]).toEqual([[['identify', null, 'anna-1']], 'proven1'])
    expect(
      welcome()
        .posts()
        .map(({ text }) => text),
    ).toEqual(['Hello'])
    // Another page of the site, with the proof that it still has: a proof that counts once must not be brought again.
    const next = door(scene(storage))
    await next.say({ customParams: 'anna-1' })
    expect([next.asked, next.sockets.length, next.storage.mark()]).toEqual([[], 1, markOf('anna-1')])
    await next.say({ customParams: 'anna-2' })
    expect([next.asked, storage.token()]).toEqual([[['identify', 'proven1', 'anna-2']], 'proven1'])
    expect([visitors, seen.reloads, next.seen.reloads]).toEqual([0, 0, 0])
  })

  it('is nobody by a bad proof: one error for the site, and the chat goes on where it may', async () => {
    const { conversation, asked, say, errors, sockets, visitors } = door()
    await say({ customParams: 'bad' })
    expect([errors(), asked.length, conversation.proof.value]).toEqual([['identity_refused'], 1, ''])
    const strict = door()
    strict.conversation.hold('awaited')
    strict.conversation.send('Hello')
    await strict.say({ customParams: 'bad', mode: 'required' })
    expect([strict.errors(), strict.conversation.proof.value]).toEqual([['identity_refused'], 'wanted'])
    await strict.say({ customParams: '' })
    expect([strict.conversation.proof.value, strict.visitors, sockets.length, visitors]).toEqual(['wanted', 0, 0, 0])
    await strict.say({ customParams: 'anna-1' })
    expect([strict.conversation.proof.value, strict.welcome().posts().length]).toEqual(['', 1])
  })

  it('is not looked at where the channel does not', async () => {
    const { asked, say, conversation } = door()
    await say({ customParams: 'anna-1', mode: 'anonymous' })
    expect([asked, conversation.proof.value]).toEqual([[], ''])
  })

  it('is asked again for what the server does not take any more, once', async () => {
    const { storage, asked, say, errors, socket, conversation, sockets } = door()
    storage.setToken('anna', markOf('anna-1'))
    await say({ customParams: 'anna-1', mode: 'required' })
    const refuse = () => {
      socket().accept()
      socket().say({ type: 'error', error: { code: 'identity_required', message: '' } })
      return settled()
    }
    await refuse()
    expect([asked, sockets.length, conversation.proof.value]).toEqual([[['identify', 'anna', 'anna-1']], 2, ''])
    await refuse()
    expect([asked.length, conversation.proof.value, errors()]).toEqual([
      1,
      'wanted',
      ['identity_required', 'identity_required'],
    ])
    expect(storage.token()).toBe('anna')
  })

  it('waits for a server that is away or busy, and takes only the newest proof', async () => {
    const { clock, refusals, asked, say, conversation, storage } = door()
    refusals.push({ code: 'network' }, { code: 'rate_limited', retry_after_ms: 7_000 })
    say({ customParams: 'anna-1' })
    await settled()
    expect([conversation.trouble.value?.code, conversation.proof.value]).toEqual(['network', 'awaited'])
    clock.advance(2_000)
    await settled()
    const newest = say({ customParams: 'anna-2' })
    clock.advance(7_000)
    await newest
    expect(asked.map(([, , proof]) => proof)).toEqual(['anna-1', 'anna-1', 'anna-2'])
    expect([asked.at(-1)?.[2], storage.mark(), conversation.trouble.value]).toEqual(['anna-2', markOf('anna-2'), null])
  })

  it('changes with the proof of somebody else: nothing of the one before is shown or sent', async () => {
    const { storage, say, seen, asked, conversation, sockets } = await somebody()
    const changing = say({ customParams: 'bo-1' })
    conversation.send('From Bo')
    await changing
    expect([storage.token(), storage.draft(), seen.blank, seen.reloads, seen.tabs]).toEqual([
      'proven1',
      '',
      true,
      1,
      ['mall'],
    ])
    expect(storage.unsent()).toMatchObject([{ text: 'From Bo', session: null }])
    expect([asked.map(([what]) => what), sockets.length]).toEqual([['identify', 'reach'], 0])
  })
})

describe('a log-out', () => {
  it('leaves nothing in the browser, at once, and is told once', async () => {
    const { storage, say, seen, asked, refusals, clock, sockets } = await somebody()
    refusals.push({ code: 'network' })
    const leaving = say({ customParams: undefined, reset: true })
    say({ customParams: undefined, reset: true })
    await settled()
    expect([storage.token(), storage.draft(), storage.unsent(), seen.blank, seen.tabs]).toEqual([
      null,
      '',
      [],
      true,
      ['mall'],
    ])
    expect([seen.now, seen.reloads]).toEqual([{ customParams: undefined, reset: false }, 0])
    clock.advance(2_000)
    await leaving
    expect(asked.filter(([what]) => what === 'reset')).toEqual([
      ['reset', 'mall', 'anna'],
      ['reset', 'mall', 'anna'],
    ])
    expect([seen.reloads, sockets.length]).toEqual([1, 0])
  })

  it('costs nothing where nobody was, and the next one is somebody', async () => {
    const { say, seen, asked, storage, conversation } = door()
    await say({ reset: true })
    expect([asked, seen.reloads, conversation.proof.value]).toEqual([[], 0, ''])
    await say({ customParams: 'bo-1' })
    expect(storage.token()).toBe('proven1')
    await say({ customParams: undefined, reset: true })
    expect([asked.at(-2), seen.reloads, storage.token()]).toEqual([['reset', 'mall', 'proven1'], 1, null])
  })

  it('is from every channel of the site in which a proof was taken, and from no other', async () => {
    const area = memoryArea()
    channelStorage('trade', area).setToken('priya', markOf('priya-1'))
    channelStorage('official', area).setToken('anybody')
    const { say, seen, asked } = door(scene(), area)
    await say({ reset: true })
    expect([asked, seen.tabs, seen.reloads]).toEqual([[['reset', 'trade', 'priya']], ['trade'], 0])
    expect([channelStorage('trade', area).token(), channelStorage('official', area).token()]).toEqual([null, 'anybody'])
    expect(marked(area)).toEqual([])
  })

  it('that the page never told of is made good where it says that nobody is logged in', async () => {
    const { storage, say, seen, sockets } = door()
    storage.setToken('anybody')
    await say({ customParams: '' })
    expect([storage.token(), seen.reloads, sockets.length]).toEqual(['anybody', 0, 1])
    const next = door(scene(storage))
    storage.setToken('anna', markOf('anna-1'))
    await next.say({ customParams: '' })
    expect([storage.token(), storage.unsent(), next.asked[0], next.seen.reloads]).toEqual([
      null,
      [],
      ['reset', 'mall', 'anna'],
      1,
    ])
    await next.say({ customParams: '' })
    expect(next.asked).toHaveLength(2)
  })

  it('overtakes an exchange that is on its way', async () => {
    const { say, storage, seen, asked } = door()
    const exchanging = say({ customParams: 'anna-1' })
    while (asked.length === 0) await Promise.resolve()
    await say({ customParams: undefined, reset: true })
    await exchanging
    await settled()
    expect([storage.token(), seen.now.reset, asked.map(([what]) => what)]).toEqual([null, false, ['identify']])
  })

  it('is followed by the other tabs', async () => {
    const { identity, seen, sockets, conversation } = await somebody()
    await Promise.all([identity.overruled(), identity.overruled()])
    expect([seen.now.customParams, seen.blank, seen.reloads, conversation.proof.value]).toEqual([
      undefined,
      true,
      1,
      'awaited',
    ])
    expect(sockets).toHaveLength(0)
  })
})
