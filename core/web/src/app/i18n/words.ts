// Texts and times in the reader's language.
import { useMemo } from 'react'
import { type Locale, setPreferences, usePreferences } from '../theme/preferences'
import { en } from './en'

export type Key = keyof typeof en
export type Catalogue = Readonly<Record<Key, string>>
/** A text that counts: `chat_count` stands for `chat_count_one` and `chat_count_other`. */
export type CountKey = CountBase<Key>
export type CountBase<K, All = K> = K extends `${infer Base}_other` ? (`${Base}_one` extends All ? Base : never) : never
export type Values = Readonly<Record<string, string | number>>

/** What is here already. English always is, for whoever cannot load another language. */
const catalogues: Partial<Record<Locale, Catalogue>> & { en: Catalogue } = { en }

/** Fetches a language before it is shown: nobody downloads one that they do not read. */
export async function loadWords(locale: Locale): Promise<void> {
  if (locale === 'zh-CN') catalogues[locale] ??= (await import('./zh')).zh
}

/** Turns the pages to another language, once it is here; they stay as they are where it cannot be had. */
export function chooseLocale(locale: Locale): void {
  loadWords(locale).then(
    () => setPreferences({ locale }),
    () => {},
  )
}

export const isKey = (key: string): key is Key => key in en

export interface Words {
  locale: Locale
  t: (key: Key, values?: Values) => string
  count: (key: CountKey, n: number, values?: Values) => string
  /** `14:05` */
  clock: (ms: number) => string
  /** `Today`, `Yesterday`, or the date. */
  day: (ms: number, nowMs: number) => string
  /** `3 min`, without saying of what. */
  span: (ms: number) => string
  /** `3 min ago` */
  ago: (ms: number, nowMs: number) => string
  /** Date and time in full. */
  full: (ms: number) => string
  /** `1.2 MB`, in thousands as people's computers count them. */
  bytes: (n: number) => string
  /** `12,000` */
  number: (n: number) => string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function wordsFor(locale: Locale): Words {
  const catalogue = catalogues[locale] ?? en
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const thisYear = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric' })
  const otherYear = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', day: 'numeric' })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
  const t = (key: Key, values: Values = {}) => filled(catalogue[key], values)
  const span = (ms: number) => {
    if (ms < MINUTE) return t('now')
    if (ms < HOUR) return t('minutes_short', { n: Math.floor(ms / MINUTE) })
    if (ms < DAY) return t('hours_short', { n: Math.floor(ms / HOUR) })
    return t('days_short', { n: Math.floor(ms / DAY) })
  }
  return {
    locale,
    t,
    count: counted(locale, t),
    clock: (ms) => clock.format(ms),
    day: (ms, nowMs) => {
      const days = Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY)
      if (days === 0) return t('today')
      if (days === 1) return t('yesterday')
      const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear()
      return (sameYear ? thisYear : otherYear).format(ms)
    },
    span,
    ago: (ms, nowMs) => (nowMs - ms < MINUTE ? t('just_now') : t('ago', { time: span(nowMs - ms) })),
    full: (ms) => full.format(ms),
    bytes: (n) => {
      const [unit, each] = n < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
      const style = { style: 'unit', unit, maximumFractionDigits: n / each < 10 ? 1 : 0 } as const
      return new Intl.NumberFormat(locale, style).format(Math.max(n / each, 0.1))
    },
    number: (n) => decimal(locale).format(n),
  }
}

const decimal = (locale: Locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })

/** Texts that count, out of a catalogue that `say` reads. */
export function counted<K extends string>(locale: Locale, say: (key: K, values: Values) => string) {
  const plural = new Intl.PluralRules(locale)
  const numbers = decimal(locale)
  return (key: CountBase<K>, n: number, values: Values = {}): string =>
    say(`${key}_${plural.select(n) === 'one' ? 'one' : 'other'}` as K, { ...values, n: numbers.format(n) })
}

export function useWords(): Words {
  const locale = usePreferences((preferences) => preferences.locale)
  return useMemo(() => wordsFor(locale), [locale])
}

export const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)

/** One pass, so that a value which looks like a placeholder stays what it is. */
export function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
