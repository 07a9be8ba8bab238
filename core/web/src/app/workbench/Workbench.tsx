// The agent's page: the list of chats, and the one that is open.
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { openSessions, totalUnread } from '../live/state'
import { useMe } from '../shell/me'
import { useTitle } from '../shell/title'
import { Empty } from '../ui/Surface'
import { Conversation } from './Conversation'
import { focusList, sessionPath } from './places'
import { SessionList } from './SessionList'
import s from './workbench.module.css'

export default function Workbench({ selected }: { selected: string | null }) {
  const { t } = useWords()
  const me = useMe()
  const chats = useLiveState((state) => openSessions(state.sessions, me.id).length)
  const unread = useLiveState((state) => totalUnread(state.sessions, me.id))
  useTitle(t('workbench'), unread)
  useSwitchKeys(selected)
  return (
    <main id="content" className={s['workbench']} data-view={selected === null ? 'list' : 'chat'} tabIndex={-1}>
      <SessionList selected={selected} />
      <section className={s['pane']} aria-label={t('workbench')}>
        {selected === null ? (
          <div className={s['paneEmpty']}>
            {chats > 0 && <Empty icon="inbox" title={t('pick_title')} text={t('pick_text')} />}
          </div>
        ) : (
          <Conversation key={selected} id={selected} />
        )}
      </section>
    </main>
  )
}

function useSwitchKeys(selected: string | null) {
  const [, navigate] = useLocation()
  const me = useMe()
  const sessions = useLiveState((state) => state.sessions)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector('[role=dialog],[role=alertdialog],[role=menu]')) return
      if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        const order = openSessions(sessions, me.id).map((session) => session.id)
        const at = selected === null ? -1 : order.indexOf(selected)
        const next = order[event.key === 'ArrowDown' ? at + 1 : Math.max(0, at - 1)]
        event.preventDefault()
        if (next !== undefined && next !== selected) navigate(sessionPath(next))
      } else if (event.key === 'Escape' && selected !== null) {
        focusList(selected)
      }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [selected, sessions, me.id, navigate])
}
