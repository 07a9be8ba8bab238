import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../shared/wire'
import { laterFor } from '../i18n/later'
import { wordsFor } from '../i18n/words'
import { linkEndsAt } from './links'
import { minutes } from './Offers'
import { canRecall } from './recall'
import { refusedHere, uploadProblem } from './upload-problems'

const said = (change: Partial<MessageView> = {}): MessageView => ({
  session: 's',
  seq: 1,
  sender: { party: 'agent', id: 'li', name: 'Li' },
  client_id: 'c',
  body: { kind: 'text', text: 'Hello' },
  at_ms: 0,
  ...change,
})

const li = { id: 'li', recall_ms: 120_000 }

describe('taking back', () => {
  it('is for one’s own words, while they are young', () => {
    expect(canRecall(said(), li, 60_000)).toBe(true)
    expect(canRecall(said({ body: { kind: 'note', text: 'For us' } }), li, 60_000)).toBe(true)
    expect(canRecall(said(), { ...li, id: 'mia' }, 60_000)).toBe(false)
    expect(canRecall(said({ sender: { party: 'visitor' } }), li, 0)).toBe(false)
    expect(canRecall(said({ body: { kind: 'recalled' } }), li, 0)).toBe(false)
    expect(canRecall(said(), li, 121_000)).toBe(false)
    expect(canRecall(said(), { ...li, recall_ms: 0 }, 0)).toBe(false)
  })
})

describe('files', () => {
  it('say in their links until when those hold', () => {
    expect(linkEndsAt('/api/v1/files/f?expires=12&signature=x')).toBe(12)
    expect(linkEndsAt('/api/v1/files/f')).toBe(Number.POSITIVE_INFINITY)
  })
  it('are refused in words', () => {
    const words = wordsFor('en')
    const limits = { max_files: 2, max_file_bytes: 1_000_000 }
    expect(refusedHere(10, 1, limits)).toBeNull()
    expect(refusedHere(10, 2, limits)?.code).toBe('too_many_files')
    const large = refusedHere(1_000_001, 0, limits)
    expect(large && uploadProblem(large, words, laterFor('en'))).toBe('Too large: at most 1 MB.')
    expect(uploadProblem({ code: 'unreachable', message: '' }, words, laterFor('en'))).toBe(
      words.t('error_unreachable'),
    )
  })
})

it('time that is left is told in minutes', () => {
  expect(minutes(599)).toBe('9:59')
  expect(minutes(61)).toBe('1:01')
})
