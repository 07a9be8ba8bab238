import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../shared/wire'
import { blocksOf } from './blocks'

const MINUTE = 60_000
const noon = new Date(2026, 4, 20, 12).getTime()
const text = (seq: number, minutes: number, by: 'visitor' | 'li' | 'tom' = 'visitor'): MessageView => ({
  session: 's',
  seq,
  sender: by === 'visitor' ? { party: 'visitor' } : { party: 'agent', id: by, name: by },
  client_id: `${seq}`,
  body: { kind: 'text', text: `${seq}` },
  at_ms: noon + minutes * MINUTE,
})
const shape = (messages: MessageView[], newFrom: number | null = null) =>
  blocksOf(messages, newFrom).map((block) =>
    block.kind === 'run' ? block.messages.map((m) => m.seq).join('+') : block.kind,
  )

describe('blocks', () => {
  it('join what one speaker says in a row', () => {
    expect(shape([text(1, 0), text(2, 1), text(3, 2, 'li'), text(4, 3, 'tom'), text(5, 4)])).toEqual([
      'day',
      '1+2',
      '3',
      '4',
      '5',
    ])
  })
  it('part at silences, days, events and the first unread', () => {
    expect(shape([text(1, 0), text(2, 6)])).toEqual(['day', '1', '2'])
    expect(shape([text(1, 0), text(2, 24 * 60)])).toEqual(['day', '1', 'day', '2'])
    const event: MessageView = {
      ...text(2, 1),
      sender: { party: 'system' },
      body: { kind: 'event', event: { event: 'unmatched' } },
    }
    expect(shape([text(1, 0), event, text(3, 1)])).toEqual(['day', '1', 'quiet', '3'])
    expect(shape([text(1, 0), text(2, 1)], 2)).toEqual(['day', '1', 'new', '2'])
  })
})
