// Words that only some chunks need: the left messages, files, the customer beside the chat, and why a chat came here. They come with whoever shows
// them, in both languages.
import { useMemo } from 'react'
import { type Locale, usePreferences } from '../theme/preferences'
import { inbox as enInbox } from './en/inbox'
import { panel as enPanel } from './en/panel'
import { reasons as enReasons } from './en/reasons'
import { type CountBase, counted, filled, type Values } from './words'
import { inbox as zhInbox } from './zh/inbox'
import { panel as zhPanel } from './zh/panel'
import { reasons as zhReasons } from './zh/reasons'

const en = { ...enInbox, ...enPanel, ...enReasons }
export type LaterKey = keyof typeof en

export interface Later {
  say: (key: LaterKey, values?: Values) => string
  count: (key: CountBase<LaterKey>, n: number, values?: Values) => string
}

/** All of it, by language. */
export const laterCatalogues: Readonly<Record<Locale, Readonly<Record<LaterKey, string>>>> = {
  en,
  'zh-CN': { ...zhInbox, ...zhPanel, ...zhReasons },
}

export function laterFor(locale: Locale): Later {
  const say: Later['say'] = (key, values = {}) => filled(laterCatalogues[locale][key], values)
  return { say, count: counted(locale, say) }
}

export function useLater(): Later {
  const locale = usePreferences((preferences) => preferences.locale)
  return useMemo(() => laterFor(locale), [locale])
}
