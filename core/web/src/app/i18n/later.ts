// Words that only some chunks need: the left messages and files. They come with whoever shows them, in both languages.
import { useMemo } from 'react'
import { type Locale, usePreferences } from '../theme/preferences'
import { inbox as en } from './en/inbox'
import { filled, type Values } from './words'
import { inbox as zh } from './zh/inbox'

export type LaterKey = keyof typeof en

export interface Later {
  say: (key: LaterKey, values?: Values) => string
}

export function laterFor(locale: Locale): Later {
  const catalogue: Readonly<Record<LaterKey, string>> = locale === 'zh-CN' ? zh : en
  return { say: (key, values = {}) => filled(catalogue[key], values) }
}

export function useLater(): Later {
  const locale = usePreferences((preferences) => preferences.locale)
  return useMemo(() => laterFor(locale), [locale])
}
