import { describe, expect, it } from 'vitest'
import type { FormView, LeaveRequest } from '../../shared/wire'
import { Filling } from './filling'
import { Refused } from './http'
import { Leaving } from './leaving'
import { viewOf } from './testing'

const form: FormView = {
  id: 'leave',
  locale: 'en',
  title: 'Leave a message',
  intro: null,
  submit: null,
  thanks: 'Thank you',
  fields: [
    {
      id: 'mail',
      label: 'Mail',
      help: null,
      placeholder: null,
      required: true,
      takes: { type: 'email' },
      shown_if: null,
    },
  ],
}

const refuse = (): never => {
  throw new Error('not asked for')
}

function desk() {
  const sent: LeaveRequest[] = []
  const known: string[] = []
  const refusals: Refused[] = []
  let ids = 0
  const leaving = new Leaving({
    http: {
      config: () => Promise.reject(new Error('not asked for')),
      newVisitor: () => Promise.reject(new Error('not asked for')),
      earlier: () => Promise.reject(new Error('not asked for')),
      form: async () => ({ form, reason: 'busy', opens_at_ms: null, session: 's1' }),
      begin: () => Promise.reject(new Error('not asked for')),
      recall: () => Promise.reject(new Error('not asked for')),
      leave: async (_token, message) => {
        sent.push(message)
        const refused = refusals.pop()
        if (refused) throw refused
        return { left_message: 'l1', session: viewOf('s1', 3, { state: 'closed' }), thanks: null }
      },
    },
    storage: { token: () => 'token' },
    filling: new Filling({
      newId: () => `c${++ids}`,
      asVisitor: (ask) => ask('token'),
      files: { upload: () => refuse(), drop: () => refuse(), link: () => refuse() },
    }),
    surroundings: () => ({ locale: 'en', page: { url: '', title: '', referrer: '' } }),
    left: ({ id }) => known.push(id),
  })
  return { leaving, sent, known, refusals }
}

describe('leaving a message', () => {
  it('is sent once it fits, and ends with thanks', async () => {
    const { leaving, sent, known } = desk()
    await leaving.open()
    expect(await leaving.send()).toBe(false)
    expect([sent.length, leaving.filling.problems.value]).toEqual([
      0,
      [{ field: 'mail', code: 'required', message: '' }],
    ])
    leaving.filling.fill('mail', 'mia@example.com')
    expect(leaving.filling.problems.value).toEqual([])
    expect(await leaving.send()).toBe(true)
    expect(sent[0]).toMatchObject({ form: 'leave', answers: { mail: 'mia@example.com' } })
    expect([leaving.step.value, known]).toEqual([{ at: 'thanks', text: 'Thank you' }, ['s1']])
    leaving.close()
    expect([leaving.step.value, leaving.filling.filled.value]).toEqual([{ at: 'away' }, {}])
  })

  it('goes by the same name when it is tried again, and by another when it says something else', async () => {
    const { leaving, sent, refusals } = desk()
    await leaving.open()
    leaving.filling.fill('mail', 'mia@example.com')
    refusals.push(
      new Refused({
        code: 'invalid_answers',
        message: '',
        problems: [{ field: 'mail', code: 'not_an_email', message: 'no' }],
      }),
      new Refused({ code: 'network', message: '' }),
    )
    expect(await leaving.send()).toBe(false)
    expect(leaving.step.value).toMatchObject({ at: 'form' })
    expect([leaving.filling.sending.value, leaving.filling.failed.value]).toEqual([false, 'network'])
    expect(await leaving.send()).toBe(false)
    expect(leaving.filling.problems.value.map(({ field, code }) => [field, code])).toEqual([['mail', 'not_an_email']])
    leaving.filling.fill('mail', 'mia@example.org')
    expect(await leaving.send()).toBe(true)
    expect(sent.map(({ client_id }) => client_id)).toEqual(['c1', 'c1', 'c2'])
  })
})
