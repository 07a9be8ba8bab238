import { describe, expect, it } from 'vitest'
import type { EffectView } from '../../shared/wire'
import { loadWords, wordsFor } from '../i18n/words'
import { effectText } from './effects'

await loadWords('zh-CN')

const said = (effect: EffectView, locale: 'en' | 'zh-CN' = 'en') => effectText(effect, 'mood/angry', wordsFor(locale))

describe('what a hook did', () => {
  it('is told in words, with who did it', () => {
    expect(said({ effect: 'tag', tag: 'angry' })).toBe('Tagged angry by mood/angry')
    expect(said({ effect: 'set_priority', priority: -50 })).toBe('Priority set to -50 by mood/angry')
    expect(said({ effect: 'send_prompt', prompt: 'sorry' })).toBe('Prompt “sorry” sent by mood/angry')
    expect(said({ effect: 'set_field', field: 'calls', value: 1200.5 })).toBe('calls set to 1,200.5 by mood/angry')
    expect(said({ effect: 'set_field', field: 'vip', value: false })).toBe('vip set to no by mood/angry')
    expect(said({ effect: 'set_field', field: 'vip', value: null })).toBe('vip removed by mood/angry')
    const group = { id: 'pre-sales', name: 'Pre-sales' }
    expect(said({ effect: 'ask_transfer', group, reason: 'asks for a price' })).toBe(
      'mood/angry asks to hand over to Pre-sales: asks for a price',
    )
    expect(said({ effect: 'ask_transfer', group, reason: ' ' })).toBe('mood/angry asks to hand over to Pre-sales')
    expect(said({ effect: 'call_webhook', webhook: { id: 'pager', name: 'Pager' } })).toBe('Told Pager for mood/angry')
    expect(said({ effect: 'tag', tag: 'angry' }, 'zh-CN')).toContain('angry')
  })

  it('is one line, however long a value is', () => {
    const long = said({ effect: 'set_field', field: 'note', value: 'é'.repeat(900) })
    expect(long).toBe(`note set to ${'é'.repeat(80)}… by mood/angry`)
  })
})
