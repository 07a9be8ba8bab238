// What the reader chose for the page itself: language, theme and sound. Kept in this browser.
import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'
export type Sound = 'on' | 'off'
/** Whether the customer's records stand beside the chat, where there is room. */
export type Panel = 'shown' | 'hidden'
export type Locale = 'en' | 'zh-CN'

interface Preferences {
  theme: Theme
  locale: Locale
  sound: Sound
  panel: Panel
}

const KEY = 'usher.preferences'

export const usePreferences = create<Preferences>(() => stored())

export function setPreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change)
  try {
    localStorage.setItem(KEY, JSON.stringify(usePreferences.getState()))
  } catch {
    // A browser that keeps nothing still shows what was chosen until it is closed.
  }
}

/** Keeps the document's theme and language as chosen. */
export function applyPreferences(): void {
  const apply = ({ theme, locale }: Preferences) => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    document.documentElement.lang = locale
  }
  apply(usePreferences.getState())
  usePreferences.subscribe(apply)
}

function stored(): Preferences {
  const locale = preferredLocale(navigator.languages)
  const preferences: Preferences = { theme: 'system', locale, sound: 'on', panel: 'shown' }
  try {
    const given: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof given === 'object' && given !== null) {
      const { theme, locale, sound, panel } = given as Record<string, unknown>
      if (theme === 'light' || theme === 'dark' || theme === 'system') preferences.theme = theme
      if (locale === 'en' || locale === 'zh-CN') preferences.locale = locale
      if (panel === 'shown' || panel === 'hidden') preferences.panel = panel
      if (sound === 'on' || sound === 'off') preferences.sound = sound
    }
  } catch {
    // Unreadable preferences are as good as none.
  }
  return preferences
}

export function preferredLocale(languages: readonly string[]): Locale {
  const first = languages.find((language) => /^(en|zh)\b/i.test(language))
  return first && /^zh/i.test(first) ? 'zh-CN' : 'en'
}
