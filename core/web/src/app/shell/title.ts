// The title of the tab. What waits for the reader leads it, so that it is seen from another tab.
import { useEffect } from 'react'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'

/** `unread`: what the page itself counts; notices come on top on every page. */
export function useTitle(name: string, unread = 0): void {
  const { t } = useWords()
  const notices = useLiveState((state) => Object.keys(state.notices).length)
  const waits = unread + notices
  useEffect(() => {
    const title = `${name} · ${t('app_title')}`
    document.title = waits > 0 ? `(${waits}) ${title}` : title
  }, [name, waits, t])
}
