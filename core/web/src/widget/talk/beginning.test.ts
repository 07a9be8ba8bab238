import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import type { BegunView, ChannelConfig, FormView, LeaveRequest } from '../../shared/wire'
import { Beginning } from './beginning'
import { Filling } from './filling'
import { Refused } from './http'
import { type Scene, said, scene, settled, viewOf } from './testing'

const field = { help: null, placeholder: null, required: true, shown_if: null }
const form: FormView = {
  ...{ id: 'before', locale: 'en', title: 'Before', intro: null, submit: null, thanks: null },
  fields: [{ ...field, id: 'company', label: 'Company', takes: { type: 'long_text', min_length: 0, max_length: 99 } }],
}

function desk(all: Scene = scene(), identity: ChannelConfig['identity'] = 'optional') {
  const { conversation } = all
  const sent: [string, LeaveRequest][] = []
  const refusals: string[] = []
  let fetched = 0
  let ids = 0
  const asVisitor = conversation.asVisitor.bind(conversation)
  const nothing = () => Promise.reject(new Error('not asked for'))
  const beginning = new Beginning({
    http: {
      async begin(token, asked): Promise<BegunView> {
        sent.push([token, asked])
        const code = refusals.shift()
        if (code) throw new Refused({ code, message: '' })
        return { session: viewOf('s1', 1), seq: 1 }
      },
    },
    filling: new Filling({
      newId: () => `n${++ids}`,
      asVisitor,
      files: { upload: nothing, drop: nothing, link: nothing },
    }),
    config: signal({ pre_chat: form, identity } as ChannelConfig),
    conversation,
    asVisitor,
    surroundings: () => ({ locale: 'en', page: { url: '' } }),
    fetchConfig: async () => ++fetched,
  })
  return { all, conversation, beginning, sent, refusals, fetched: () => fetched }
}

describe('the form before a chat', () => {
  it('makes a visitor, opens the session and gives way to the composer', async () => {
    const { all, conversation, beginning, sent } = desk()
    conversation.start()
    expect(beginning.place.value).toEqual({ at: 'form', form })
    expect(await beginning.send()).toBe(false)
    expect([all.visitors, beginning.filling.problems.value.length]).toEqual([0, 1])
    beginning.filling.fill('company', 'Harbour Hotels')
    expect(await beginning.send()).toBe(true)
    expect(sent).toEqual([
      [
        'token1',
        { client_id: 'n1', form: 'before', answers: { company: 'Harbour Hotels' }, locale: 'en', page: { url: '' } },
      ],
    ])
    expect([all.visitors, beginning.place.value.at, all.sockets.length]).toEqual([1, 'composer', 1])
  })

  it('keeps what was entered and its name where the network was away', async () => {
    const { beginning, sent, refusals } = desk()
    beginning.filling.fill('company', 'Harbour Hotels')
    refusals.push('network')
    expect(await beginning.send()).toBe(false)
    expect([beginning.filling.failed.value, beginning.filling.filled.value]).toEqual([
      'network',
      { company: 'Harbour Hotels' },
    ])
    expect(await beginning.send()).toBe(true)
    expect(sent.map(([, { client_id }]) => client_id)).toEqual(['n1', 'n1'])
  })

  it('asks for the form anew where it changed, and goes to the chat where there is one', async () => {
    const { all, beginning, conversation, refusals, fetched } = desk()
    beginning.filling.fill('company', 'Harbour Hotels')
    refusals.push('unknown_form', 'session_open')
    await beginning.send()
    expect([fetched(), beginning.place.value.at]).toEqual([1, 'form'])
    await beginning.send()
    all.welcome(viewOf('s9', 0))
    expect([beginning.place.value.at, conversation.current.value?.session]).toEqual(['composer', 's9'])
  })

  it('replaces a token that no longer serves', async () => {
    const { all, beginning, conversation, sent, refusals } = desk()
    all.storage.setToken('old')
    conversation.start()
    beginning.filling.fill('company', 'Harbour Hotels')
    refusals.push('unauthorized')
    all.welcome()
    expect(await beginning.send()).toBe(true)
    expect(sent.map(([token]) => token)).toEqual(['old', 'token1'])
  })

  it('is shown when a message needs it, which then waits and is sent after', async () => {
    const { all, beginning, conversation } = desk()
    all.storage.setToken('token')
    conversation.start()
    expect(beginning.place.value.at).toBe('unknown')
    const socket = all.welcome(viewOf('s0', 1, { state: 'closed' }))
    socket.say({ type: 'transcript', session: 's0', reset: true, has_earlier: false, messages: [said('s0', 1)] })
    expect(beginning.place.value.at).toBe('composer')
    conversation.send('And in green?')
    socket.say({ type: 'nack', client_id: 'c1', error: { code: 'form_required', message: '', form: 'before' } })
    expect([beginning.place.value.at, conversation.outbox.list.value[0]?.error]).toEqual(['form', null])
    conversation.send('And in blue?')
    expect(socket.posts().length).toBe(1)
    beginning.filling.fill('company', 'Harbour Hotels')
    await beginning.send()
    await settled()
    expect(beginning.place.value.at).toBe('composer')
    expect(socket.posts().map(({ text, session }) => [text, session])).toEqual([
      ['And in green?', null],
      ['And in green?', 's1'],
    ])
  })
})

describe('who is not known yet', () => {
  it('is asked for nothing, then let in or told to sign in, and told so again when the server says so', async () => {
    const { all, conversation, beginning } = desk(scene(), 'required')
    const at = () => beginning.place.value.at
    conversation.hold('awaited')
    expect(at()).toBe('unknown')
    conversation.start()
    expect(at()).toBe('form')
    all.refuse = { code: 'identity_required', message: '' }
    conversation.send('Hello')
    await settled()
    expect([at(), conversation.outbox.list.value[0]?.error]).toEqual(['signIn', null])
    all.refuse = null
    conversation.start()
    await settled()
    all.welcome()
    all.socket().say({ type: 'nack', client_id: 'c1', error: { code: 'identity_required', message: '' } })
    expect([at(), conversation.outbox.next()?.text]).toEqual(['signIn', 'Hello'])
    const told = { event: 'error', detail: { code: 'identity_required' } }
    expect(all.events.filter(({ event }) => event === 'error')).toEqual([told, told])
  })
})

describe('a message with files', () => {
  it('names them on every try, and shows them when it is there', async () => {
    const all = scene()
    all.storage.setToken('token')
    all.conversation.start()
    const socket = all.welcome(viewOf('s1', 0))
    const plan = { id: 'f1', name: 'plan.txt', media: 'text/plain', bytes: 3, url: '/f' }
    all.conversation.send('', [{ ...plan, width: null, height: null, deleted: false }])
    expect(socket.posts()).toMatchObject([{ text: '', files: ['f1'] }])
    expect(all.storage.unsent()[0]?.files?.[0]?.id).toBe('f1')
    socket.lose()
    all.clock.advance(60_000)
    expect(all.welcome(viewOf('s1', 0)).posts()).toMatchObject([{ client_id: 'c1', files: ['f1'] }])
    all.socket().say({ type: 'ack', client_id: 'c1', session: 's1', seq: 1, at_ms: 5 })
    expect(all.conversation.current.value?.messages[0]?.body).toMatchObject({ kind: 'files', files: [{ id: 'f1' }] })
  })
})
