// Values of records: as they are read, as they are written in a field, and as they are sent. Pure.
import type { ShownFieldView } from '../../../shared/openapi'
import type { Locale } from '../../theme/preferences'

/** What is shown of a value. */
export type Shown =
  | { kind: 'nothing' }
  | { kind: 'text'; text: string; lines?: true }
  | { kind: 'link'; text: string; href: string; outside: boolean }
  | { kind: 'list'; texts: readonly string[] }
  | { kind: 'flag'; value: boolean }

/** What stands in a field while it is written in: a text, or the choices. */
export type Draft = string | readonly string[]

const NOTHING: Shown = { kind: 'nothing' }

export function shownValue(value: unknown, field: Pick<ShownFieldView, 'type' | 'currency'>, locale: Locale): Shown {
  if (value === null || value === undefined || value === '') return NOTHING
  if (Array.isArray(value)) {
    const texts = value.filter((each) => each !== null).map(String)
    return texts.length === 0 ? NOTHING : { kind: 'list', texts }
  }
  if (typeof value === 'boolean') return { kind: 'flag', value }
  if (typeof value === 'number') return { kind: 'text', text: numberText(value, field.currency, locale) }
  if (typeof value === 'object') return { kind: 'text', text: JSON.stringify(value) }
  const text = String(value)
  switch (field.type) {
    case 'phone': {
      const digits = text.normalize('NFKC').replace(/[^\d+*#]/g, '')
      return /\d/.test(digits) ? outward(text, `tel:${digits}`) : { kind: 'text', text }
    }
    case 'email':
      return outward(text, `mailto:${encodeURIComponent(text).replaceAll('%40', '@')}`)
    case 'url': {
      const href = webAddress(text)
      return href === null ? { kind: 'text', text } : { kind: 'link', text, href, outside: true }
    }
    case 'date':
      return { kind: 'text', text: dayText(text, locale) }
    case 'moment':
      return { kind: 'text', text: momentText(text, locale) }
    case 'long_text':
      return { kind: 'text', text, lines: true }
    default:
      return { kind: 'text', text }
  }
}

const outward = (text: string, href: string): Shown => ({ kind: 'link', text, href, outside: false })

/** An address that a page may lead to: http and https alone, so that no value of a record runs as a script. */
export function webAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text)
    return protocol === 'http:' || protocol === 'https:' ? href : null
  } catch {
    return null
  }
}

function numberText(value: number, currency: string | undefined, locale: Locale): string {
  try {
    if (currency) return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value)
  } catch {
    // A currency that this browser does not know is written beside the number.
    return `${new Intl.NumberFormat(locale).format(value)} ${currency}`
  }
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value)
}

/** A calendar day has no zone: it is the same day wherever it is read. */
function dayText(text: string, locale: Locale): string {
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) ? text : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

function momentText(text: string, locale: Locale): string {
  const at = Date.parse(text)
  const style = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' } as const
  return Number.isNaN(at) ? text : new Intl.DateTimeFormat(locale, style).format(at)
}

/** What a field begins with when it is edited: the value as it is stored. */
export function draftOf(raw: unknown, type: string): Draft {
  if (type === 'choices') return Array.isArray(raw) ? raw.map(String) : []
  if (raw === null || raw === undefined) return ''
  if (type === 'moment') return localMoment(String(raw))
  return String(raw)
}

/** A draft as it is sent; null where nothing stands in it. */
export function sentOf(draft: Draft, type: string): unknown {
  if (typeof draft !== 'string') return draft.length === 0 ? null : [...draft]
  const text = type === 'long_text' ? draft.trimEnd() : draft.trim()
  if (text === '') return null
  if (type === 'flag') return text === 'true'
  if (type === 'moment') {
    const at = new Date(text)
    return Number.isNaN(at.getTime()) ? text : at.toISOString()
  }
  return text
}

/** Whether two values, as they are stored or sent, are the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => (value === undefined || value === '' ? null : value)
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other))
}

/** `2026-03-02T09:00`, in the reader's own zone, as a field for dates and times takes it. */
function localMoment(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}
