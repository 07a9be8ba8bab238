import { describe, expect, it } from 'vitest'
import { draftOf, sameValue, sentOf, shownValue, webAddress } from './values'

const shown = (value: unknown, type: string, currency?: string) =>
  shownValue(value, { type, ...(currency ? { currency } : {}) }, 'en')

describe('a value that is shown', () => {
  it('is nothing where there is none', () => {
    for (const value of [null, undefined, '', []]) expect(shown(value, 'text')).toEqual({ kind: 'nothing' })
    expect(shown(0, 'integer')).toEqual({ kind: 'text', text: '0' })
    expect(shown(false, 'flag')).toEqual({ kind: 'flag', value: false })
  })

  it('is grouped, and money where the field says so', () => {
    expect(shown(1234567, 'integer')).toEqual({ kind: 'text', text: '1,234,567' })
    expect(shown(1234.5, 'number', 'EUR')).toEqual({ kind: 'text', text: '€1,234.50' })
    expect(shownValue(1234.5, { type: 'number', currency: 'EUR' }, 'zh-CN')).toEqual({
      kind: 'text',
      text: '€1,234.50',
    })
    expect(shown(12, 'number', 'not money')).toEqual({ kind: 'text', text: '12 not money' })
  })

  it('is a day wherever it is read', () => {
    expect(shown('2026-03-02', 'date')).toEqual({ kind: 'text', text: 'Mar 2, 2026' })
    expect(shown('some day', 'date')).toEqual({ kind: 'text', text: 'some day' })
  })

  it('leads to a telephone and a mailbox', () => {
    expect(shown('+49 (30) 123-45', 'phone')).toMatchObject({ kind: 'link', href: 'tel:+493012345' })
    expect(shown('１３８ ００１３', 'phone')).toMatchObject({ href: 'tel:1380013' })
    expect(shown('ask the desk', 'phone')).toEqual({ kind: 'text', text: 'ask the desk' })
    expect(shown('a?cc=b@example.com', 'email')).toMatchObject({ href: 'mailto:a%3Fcc%3Db@example.com' })
  })

  it('leads to the web and to nothing else', () => {
    expect(shown('https://example.com/a', 'url')).toMatchObject({ kind: 'link', outside: true })
    for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'file:///etc', '//x', 'x']) {
      expect(webAddress(bad), bad).toBeNull()
      expect(shown(bad, 'url').kind).toBe('text')
    }
  })
})

describe('a value that is edited', () => {
  it('comes back as it was stored where nobody touched it', () => {
    const stored: [string, unknown][] = [
      ['text', 'Mia'],
      ['integer', 12],
      ['number', 0.5],
      ['flag', false],
      ['date', '2026-03-02'],
      ['choice', 'gold'],
      ['choices', ['lamps', 'chairs']],
      ['text', null],
      ['choices', null],
    ]
    for (const [type, raw] of stored) {
      const sent = sentOf(draftOf(raw, type), type)
      expect(String(sent), type).toBe(String(raw))
    }
    const moment = '2026-03-02T09:05:00Z'
    expect(Date.parse(String(sentOf(draftOf(moment, 'moment'), 'moment')))).toBe(Date.parse(moment))
  })

  it('is taken away where nothing stands in it', () => {
    expect([sentOf('  ', 'text'), sentOf([], 'choices'), sentOf('', 'flag')]).toEqual([null, null, null])
    expect(sentOf(' Mia ', 'text')).toBe('Mia')
  })

  it('is the same or not', () => {
    expect(sameValue(null, undefined)).toBe(true)
    expect(sameValue(['a'], ['a'])).toBe(true)
    expect(sameValue('a', 'b')).toBe(false)
  })
})
