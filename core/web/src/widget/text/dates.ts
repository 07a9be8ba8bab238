// Times of day and day names, in the visitor's language and zone.
import type { WaitingView } from '../../shared/wire'
import type { Language, Words } from './words'

export function timeOfDay(at_ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', ...habit() }).format(at_ms)
}

/** Twelve or twenty-four hours is the visitor's habit, whatever language the page is in. */
function habit(): { hourCycle?: 'h11' | 'h12' | 'h23' | 'h24' } {
  const { hourCycle } = new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions()
  return hourCycle ? { hourCycle } : {}
}

export function dayName(at_ms: number, now_ms: number, language: Language, words: Words): string {
  const day = startOfDay(at_ms)
  if (day === startOfDay(now_ms)) return words.today
  // Noon of yesterday, so that a day of 23 or 25 hours makes no difference.
  if (day === startOfDay(startOfDay(now_ms) - 12 * 3_600_000)) return words.yesterday
  const year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'long', ...year }).format(at_ms)
}

/** `12 May, 14:05`; the year where it is another one. */
export function timeAndDay(at_ms: number, now_ms: number, language: Language): string {
  const year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear() ? {} : { year: 'numeric' as const }
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', ...year }).format(at_ms)
  return language === 'en' ? `${day}, ${timeOfDay(at_ms, language)}` : `${day} ${timeOfDay(at_ms, language)}`
}

/** `1.2 MB`, in thousands as people's computers count them. */
export function fileSize(bytes: number, language: Language): string {
  const [unit, each] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  const number = Math.max(bytes / each, 0.1)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: number < 10 ? 1 : 0 }).format(
    number,
  )
}

/** "Back at 08:00 tomorrow", in the visitor's zone; and that it is, where a prompt tells the time of another. */
export function backAt(waiting: WaitingView, now_ms: number, language: Language, words: Words): string | null {
  const { opens_at_ms: at_ms, opens_utc_offset_minutes: theirs } = waiting
  if (!at_ms) return null
  const clock = timeOfDay(at_ms, language)
  const time = theirs === -new Date(at_ms).getTimezoneOffset() ? clock : words.yourTime(clock)
  const day = startOfDay(at_ms)
  if (day <= startOfDay(now_ms)) return words.back(time)
  // Noon of tomorrow, so that a day of 23 or 25 hours makes no difference.
  if (day === startOfDay(startOfDay(now_ms) + 36 * 3_600_000)) return words.backTomorrow(time)
  return words.backOn(time, dayName(at_ms, now_ms, language, words))
}

export function startOfDay(at_ms: number): number {
  return new Date(at_ms).setHours(0, 0, 0, 0)
}
