import { describe, expect, it } from 'vitest'
import { dayName } from './dates'
import { fileCatalogue } from './fileWords'
import { formCatalogue } from './formWords'
import { seldomCatalogue } from './seldomWords'
import { catalogue, languageOf } from './words'

describe('words', () => {
  it('are all there in every language, and none is left in English', () => {
    const all = [catalogue, formCatalogue, fileCatalogue, seldomCatalogue].flatMap((texts) =>
      Object.entries(texts).map(([language, words]) => ({ language, words, english: texts.en })),
    )
    for (const { language, words, english } of all) {
      expect(Object.keys(words).sort(), language).toEqual(Object.keys(english).sort())
      for (const [key, word] of Object.entries<string | ((count: never) => string)>(words as never)) {
        const texts = typeof word === 'function' ? [1, 2].map((count) => String(word(count as never))) : [word]
        for (const text of texts) {
          expect(text.trim(), `${language} ${key}`).not.toBe('')
          if (language === 'zh-CN') expect(text, key).toMatch(/[\u4e00-\u9fff]/)
        }
      }
    }
  })

  it('are chosen by the visitor, then by the texts of the channel', () => {
    expect(languageOf('zh-Hans-CN', 'en')).toBe('zh-CN')
    expect(languageOf('en-GB', 'zh-CN')).toBe('en')
    expect(languageOf('fr', 'zh-CN')).toBe('zh-CN')
    expect(languageOf('fr', undefined)).toBe('en')
  })

  it('name the days', () => {
    const now = new Date(2025, 2, 30, 15).getTime()
    expect(dayName(now, now, 'en', catalogue.en)).toBe('Today')
    expect(dayName(new Date(2025, 2, 29, 1).getTime(), now, 'en', catalogue.en)).toBe('Yesterday')
    expect(dayName(new Date(2025, 2, 28, 1).getTime(), now, 'zh-CN', catalogue['zh-CN'])).toContain('28')
  })
})
