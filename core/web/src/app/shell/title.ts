// The title of the tab. What waits for the reader leads it, so that it is seen from another tab.
import { useEffect } from 'react'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { isOver } from './notices'

/** `unread`: what the page itself counts; notices that still hold come on top on every page. */
export function useTitle(name: string, unread = 0): void {
  const { t } = useWords()
  const notices = useLiveState((state) => Object.values(state.notices).filter((each) => !isOver(each)).length)
  const waits = unread + notices
  useEffect(() => {
    const title = `${name} · ${t('app_title')}`
    document.title = waits > 0 ? `(${waits}) ${title}` : title
  }, [name, waits, t])
}
