import { describe, expect, it } from 'vitest'
import type { Explanation } from '../../shared/wire'
import { laterFor } from '../i18n/later'
import { wordsFor } from '../i18n/words'
import { explain } from './explain'

type Decision = Explanation['decisions'][number]

const decision = (change: Partial<Decision> = {}): Decision => ({
  at_ms: 0,
  cause: 'opened',
  because: 'the visitor wrote',
  by: null,
  revision: '0123456789abcdef',
  outcome: { decision: 'assign', group: 'care', agent: 'li' },
  turned_away: false,
  shadow: null,
  hours: [],
  told: [],
  form: null,
  rules: [
    { rule: 'night', name: 'Night shift', matched: false, reason: 'time.hour is 10, and should be over 20' },
    { rule: 'vip', name: 'VIP', matched: true, reason: null },
  ],
  candidates: [
    { agent: 'tom', name: 'Tom', overflow: null, load: 0, standing: 'refused', place: null, reason: 'is away' },
    { agent: 'zhao', name: 'Zhao', overflow: null, load: 3, standing: 'eligible', place: 2, reason: null },
    { agent: 'li', name: 'Li', overflow: null, load: 1, standing: 'chosen', place: 1, reason: null },
  ],
  strategies: [
    {
      strategy: 'circular',
      overflow: null,
      outcome: 'failed',
      error: 'too many operations',
      operations: 100_000,
      log: ['asked 3 people'],
    },
    { strategy: 'load', overflow: null, outcome: 'chose', error: null, operations: 9, log: [] },
  ],
  failures: [],
  facts: {},
  ...change,
})
const context = { me: 'li', group: { id: 'care', name: 'VIP care' } }
const told = (change: Partial<Decision> = {}, me = 'li') =>
  explain(decision(change), { ...context, me }, wordsFor('en'), laterFor('en'))

describe('a decision in words', () => {
  it('names the rule and the one who got it', () => {
    expect(told().headline).toBe('You got this chat through “VIP”.')
    expect(told({}, 'zhao').headline).toBe('Li got this chat through “VIP”.')
  })

  it('names the person who decided, where no rule did', () => {
    const outcome = { decision: 'assign' as const, group: null, agent: 'li' }
    const given = told({ cause: 'by_hand', by: 'tom', outcome, rules: [] })
    expect([given.headline, given.cause]).toEqual(['This chat was given to you.', 'When Tom chose by hand'])
    expect(told({ cause: 'transferred', by: null }).cause).toBe('When a hook passed it on')
  })

  it('says why each earlier rule was passed over', () => {
    expect(told().rules.map((rule) => [rule.name, rule.text])).toEqual([
      ['Night shift', 'time.hour is 10, and should be over 20'],
      ['VIP', 'Matched'],
    ])
  })

  it('lists people as they stood: chosen, in order, refused with the reason', () => {
    expect(told().peopleTitle).toBe('Who could take it in VIP care')
    expect(told().people.map((person) => [person.label, person.text, person.detail])).toEqual([
      ['Li (you)', 'Got it', 'held 1 chat'],
      ['Zhao', 'Place 2 in the order', 'held 3 chats'],
      ['Tom', 'is away', ''],
    ])
  })

  it('says that a strategy failed, and with what', () => {
    const [failed, chose] = told().strategies
    expect(failed?.text).toBe('“circular” failed, so the next one was asked.')
    expect(failed?.detail).toBe('too many operations')
    expect([failed?.work, failed?.log]).toEqual(['It used 100,000 operations.', ['asked 3 people']])
    expect(chose?.text).toBe('“load” made the choice.')
    expect(chose?.work).toBeNull()
    const [last] = told({ strategies: decision().strategies.slice(0, 1) }).strategies
    expect(last?.text).toBe('“circular” failed, and no other was asked.')
  })

  it('says which conditions failed, and what they counted as', () => {
    const failures = [
      { predicate: 'campaign/in_season', error: 'ran longer than 5 ms', held: false },
      { predicate: 'night/quiet', error: 'panicked: no', held: true },
    ]
    expect(told({ failures }).failures.map(({ name, text, error }) => [name, text, error])).toEqual([
      ['campaign/in_season', 'It failed, and so counted as not met.', 'ran longer than 5 ms'],
      ['night/quiet', 'It failed, and so counted as met.', 'panicked: no'],
    ])
    expect(told().failures).toEqual([])
  })

  it('explains a queue and no match', () => {
    const queued = told({ outcome: { decision: 'queue', group: 'care', reason: 'busy' } })
    expect(queued.headline).toBe('“VIP” sent it to VIP care, where everybody was busy. It waits in line.')
    expect(told({ outcome: { decision: 'unmatched' }, rules: [] }).headline).toContain('No rule matched')
  })

  it('knows a group by its id where it is not the present one', () => {
    expect(told({ outcome: { decision: 'assign', group: 'night', agent: 'li' } }).peopleTitle).toContain('night')
  })
})
