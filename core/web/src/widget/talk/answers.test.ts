import { describe, expect, it } from 'vitest'
import type { FormFieldView, FormView } from '../../shared/wire'
import { check } from './answers'

const field = (id: string, takes: FormFieldView['takes'], change: Partial<FormFieldView> = {}): FormFieldView => ({
  id,
  label: id,
  help: null,
  placeholder: null,
  required: false,
  takes,
  shown_if: null,
  ...change,
})
const form = (...fields: FormFieldView[]): FormView => ({
  id: 'leave',
  locale: 'en',
  title: 'Leave a message',
  intro: null,
  submit: null,
  thanks: null,
  fields,
})
const order = field('topic', { type: 'choice', options: [{ value: 'order', label: 'An order' }] }, { required: true })
const number = field(
  'number',
  { type: 'text', min_length: 0, max_length: 20, pattern: '^[0-9]{8}$', pattern_help: 'Eight digits' },
  { shown_if: { test: { field: 'topic', op: 'eq', value: 'order' as never } } },
)

describe('a form that was filled in', () => {
  it('shows a field only where an earlier answer asks for it, and sends nothing that is not shown', () => {
    const asked = form(order, number)
    expect(check(asked, { number: '123' }).shown.map(({ id }) => id)).toEqual(['topic'])
    expect(check(asked, { topic: 'order', number: '12345678' })).toMatchObject({
      answers: { topic: 'order', number: '12345678' },
      problems: [],
    })
    expect(check(asked, { number: '123' }).answers).toEqual({})
  })

  it('names what is wrong with each field, with its limit', () => {
    const asked = form(
      order,
      field('mail', { type: 'email' }),
      field('phone', { type: 'phone' }),
      field('count', { type: 'number', min: 1, max: 9, whole: true }),
      field('part', { type: 'number', min: null, max: null, whole: true }),
      field('day', { type: 'date', min: '2026-01-01', max: null }),
      field('words', { type: 'long_text', min_length: 10, max_length: 12 }),
      field('yes', { type: 'consent' }, { required: true }),
      field('several', { type: 'choices', options: [] }, { required: true }),
    )
    const { problems } = check(asked, {
      mail: 'mia at example',
      phone: '12',
      count: '10',
      part: '1.5',
      day: '2025-12-31',
      words: 'short',
      several: [],
    })
    expect(problems.map(({ field: id, code, limit }) => [id, code, limit])).toEqual([
      ['topic', 'required', undefined],
      ['mail', 'not_an_email', undefined],
      ['phone', 'not_a_phone', undefined],
      ['count', 'above', 9],
      ['part', 'not_whole', undefined],
      ['day', 'before', '2026-01-01'],
      ['words', 'too_short', 10],
      ['yes', 'consent_required', undefined],
      ['several', 'required', undefined],
    ])
    expect(check(form(order, number), { topic: 'order', number: '12' }).problems).toEqual([
      { field: 'number', code: 'pattern', message: 'Eight digits' },
    ])
  })

  it('sends answers in their own types, and leaves out what was left empty', () => {
    const asked = form(
      field('count', { type: 'number', min: null, max: null, whole: false }),
      field('phone', { type: 'phone' }),
      field('yes', { type: 'consent' }),
      field('several', { type: 'choices', options: [] }),
      field('words', { type: 'text', min_length: 5, max_length: 9, pattern: null, pattern_help: null }),
    )
    expect(check(asked, { count: ' 2.5 ', phone: '+49 30 12345', several: ['a'], words: '  ' })).toMatchObject({
      answers: { count: 2.5, phone: '+49 30 12345', yes: false, several: ['a'] },
      problems: [],
    })
  })
})
