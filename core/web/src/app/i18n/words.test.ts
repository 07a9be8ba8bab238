import { describe, expect, it } from 'vitest'
import { en as english } from './en'
import { laterCatalogues } from './later'
import { type Key, loadWords, wordsFor } from './words'
import { zh as chinese } from './zh'

const keys = Object.keys(english) as Key[]
const { en: laterEnglish, 'zh-CN': laterChinese } = laterCatalogues
const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('the catalogues', () => {
  for (const [locale, catalogue] of Object.entries({ en: english, 'zh-CN': chinese })) {
    it(`${locale} has every key, filled, with the same blanks`, () => {
      expect(Object.keys(catalogue).sort()).toEqual([...keys].sort())
      for (const key of keys) {
        expect(catalogue[key].trim(), key).not.toBe('')
        expect(blanks(catalogue[key]), key).toEqual(blanks(english[key]))
      }
    })
  }

  it('are as whole where they come later', () => {
    const later = Object.keys(laterEnglish) as (keyof typeof laterEnglish)[]
    expect(Object.keys(laterChinese).sort()).toEqual([...later].sort())
    for (const key of later) {
      expect(laterChinese[key].trim(), key).not.toBe('')
      expect(blanks(laterChinese[key]), key).toEqual(blanks(laterEnglish[key]))
    }
  })

  it('have no key that nothing uses', () => {
    const sources = import.meta.glob('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
    const code = Object.entries(sources)
      .filter(([path]) => !/\/(en|zh)(\.ts$|\/)|\.test\./.test(path))
      .map(([, text]) => String(text))
      .join('\n')
    const used = (key: string) => {
      if (code.includes(`'${key}'`) || code.includes(`"${key}"`)) return true
      const base = key.replace(/_(one|other)$/, '')
      if (base !== key && code.includes(`'${base}'`)) return true
      // Keys put together from a word of the wire: `why_queue_${reason}`, `${filter}_empty_title`.
      const parts = key.split('_')
      const cut = (at: number) => [`\`${parts.slice(0, at).join('_')}_\${`, `}_${parts.slice(at).join('_')}\``]
      return parts.some((_, at) => at > 0 && cut(at).some((piece) => code.includes(piece)))
    }
    expect([...keys, ...Object.keys(laterEnglish)].filter((key) => !used(key))).toEqual([])
  })
})

await loadWords('zh-CN')

describe('words', () => {
  const en = wordsFor('en')
  const zh = wordsFor('zh-CN')
  const noon = new Date(2026, 4, 20, 12).getTime()
  const MINUTE = 60_000

  it('count', () => {
    expect(en.count('unread', 1)).toBe('1 unread message')
    expect(en.count('unread', 2)).toBe('2 unread messages')
    expect(zh.count('unread', 2)).toBe('2 条未读消息')
  })

  it('tell spans and days', () => {
    expect(en.span(59_000)).toBe('now')
    expect(en.span(61 * MINUTE)).toBe('1 h')
    expect(en.ago(noon - 3 * MINUTE, noon)).toBe('3 min ago')
    expect(zh.ago(noon - 3 * MINUTE, noon)).toBe('3 分钟前')
    expect(en.day(noon - 13 * 60 * MINUTE, noon)).toBe('Yesterday')
    expect(en.day(noon, noon)).toBe('Today')
    expect(en.day(new Date(2025, 11, 31).getTime(), noon)).toContain('2025')
  })

  it('put in what looks like a blank as it is', () => {
    expect(en.t('write_to', { name: '{name}' })).toBe('Write to {name}')
  })
})
