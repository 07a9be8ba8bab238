// My open chats, newest activity first.
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, memo } from 'react'
import { Link, useLocation } from 'wouter'
import type { AgentSessionView } from '../../shared/wire'
import { api } from '../http/client'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { openSessions, waitingSince } from '../live/state'
import { useSetAvailability } from '../shell/availability'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Avatar, Empty, Hidden, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { RowMarks } from './Marks'
import { visitorName } from './names'
import { offeredSessions } from './offered'
import { LostOffers, Offers } from './Offers'
import { focusComposer, INBOX_PATH, rowId, sessionPath } from './places'
import frame from './workbench.module.css'
import s from './session-list.module.css'

/** A visitor who waits less than this does not need to be pointed out. */
const WAIT_SHOWN_MS = 60_000
/** From here on the wait is shown as a warning. */
const WAIT_LONG_MS = 3 * 60_000

export function SessionList({ selected }: { selected: string | null }) {
  const { t, count } = useWords()
  const [, navigate] = useLocation()
  const welcomed = useLiveState((state) => state.welcomed)
  const all = useLiveState((state) => state.sessions)
  const me = useMe()
  const sessions = openSessions(all, me.id)
  const transcripts = useLiveState((state) => state.transcripts)
  const offered = offeredSessions({ sessions: all, transcripts }, me.id)

  const move = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const at = sessions.findIndex((session) => rowId(session.id) === document.activeElement?.id)
    if (at < 0) return
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: sessions.length - 1 }[event.key]
    const next = target === undefined ? undefined : sessions[target]
    if (target !== undefined) event.preventDefault()
    if (!next) return
    document.getElementById(rowId(next.id))?.focus()
    if (!window.matchMedia('(max-width: 760px)').matches) navigate(sessionPath(next.id), { replace: selected !== null })
  }

  return (
    <nav className={frame['list']} aria-label={t('your_chats')} onKeyDown={move}>
      <div className={s['listHead']}>
        <h1 className={s['listTitle']}>{t('your_chats')}</h1>
        {sessions.length > 0 ? (
          <span className={s['listCount']}>
            <span aria-hidden="true">{sessions.length}</span>
            <Hidden>{count('chat_count', sessions.length)}</Hidden>
          </span>
        ) : null}
      </div>
      <InboxEntry />
      {welcomed ? null : <ListSkeleton />}
      <Offers sessions={offered} />
      <LostOffers />
      {welcomed && sessions.length + offered.length === 0 ? <NoSessions /> : null}
      <ul className={s['rows']}>
        {sessions.map((session, at) => (
          <Row
            key={session.id}
            session={session}
            current={session.id === selected}
            reachable={session.id === selected || (at === 0 && !sessions.some(({ id }) => id === selected))}
          />
        ))}
      </ul>
    </nav>
  )
}

/** The way to what visitors left while nobody could answer, and how much of it there is. */
function InboxEntry() {
  const { t, count } = useWords()
  const me = useMe()
  const left = useLiveState((state) => state.left)
  const counts = useQuery({ queryKey: ['left', 'counts'], queryFn: api.leftCounts, enabled: me.role !== 'agent' })
  const lost = (counts.data?.counts ?? []).reduce(
    (sum, { group, status, count: n }) => sum + (status === 'open' && group === null ? n : 0),
    0,
  )
  const told = [
    left && left.open > 0 && count('inbox_open', left.open),
    left && left.mine > 0 && count('inbox_mine', left.mine),
    lost > 0 && count('inbox_no_group', lost),
  ].filter(Boolean)
  return (
    <Link href={INBOX_PATH} className={s['inbox']}>
      <Icon name="inbox" />
      <span className={s['inboxName']}>{t('inbox')}</span>
      {told.length > 0 ? <span className={s['inboxCount']}>{told.join(' · ')}</span> : null}
    </Link>
  )
}

const Row = memo(function Row(props: { session: AgentSessionView; current: boolean; reachable: boolean }) {
  const { session, current, reachable } = props
  const words = useWords()
  const { t, count, span } = words
  const now = useNow()
  const transcript = useLiveState((state) => state.transcripts[session.id])
  const name = visitorName(session.visitor, words)
  const since = waitingSince(session, transcript)
  const waits = since === null ? 0 : now - since
  return (
    <li>
      <Link
        href={sessionPath(session.id)}
        id={rowId(session.id)}
        className={cx(s['row'], current && s['rowCurrent'], session.unread > 0 && s['rowUnread'])}
        aria-current={current ? 'true' : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={focusComposer}
      >
        <Avatar id={session.visitor.id} name={name} />
        <span className={s['rowBody']}>
          <span className={s['rowTop']}>
            <span className={s['rowName']}>{name}</span>
            <time className={s['rowTime']} dateTime={new Date(session.last_at_ms).toISOString()}>
              {span(Math.max(0, now - session.last_at_ms))}
            </time>
          </span>
          <span className={s['rowMiddle']}>
            <span className={s['rowText']}>{session.last_text ?? t('no_text_yet')}</span>
            {session.unread > 0 ? (
              <span className={s['unread']}>
                <span aria-hidden="true">{session.unread > 99 ? '99+' : session.unread}</span>
                <Hidden>{count('unread', session.unread)}</Hidden>
              </span>
            ) : null}
          </span>
          <span className={s['rowBottom']}>
            <span className={s['channel']}>{session.channel_name}</span>
            {waits >= WAIT_SHOWN_MS ? (
              <span className={cx(s['waits'], waits >= WAIT_LONG_MS && s['waitsLong'])}>
                <Icon name="clock" size={12} />
                {t('waiting_for', { time: span(waits) })}
              </span>
            ) : null}
          </span>
          <RowMarks session={session} />
        </span>
      </Link>
    </li>
  )
})

function ListSkeleton() {
  const { t } = useWords()
  return (
    <div className={s['rows']} aria-busy="true">
      <Hidden>{t('loading')}</Hidden>
      {[0, 1, 2].map((row) => (
        <div key={row} className={s['row']}>
          <Skeleton width={36} height={36} />
          <span className={s['rowBody']}>
            <Skeleton width={120} height={12} />
            <Skeleton width={210} height={12} />
            <Skeleton width={80} height={12} />
          </span>
        </div>
      ))}
    </div>
  )
}

function NoSessions() {
  const { t } = useWords()
  const me = useMe()
  const set = useSetAvailability()
  return (
    <Empty
      icon="inbox"
      title={t('list_empty_title')}
      text={t(`list_empty_${me.availability}`)}
      action={
        me.availability === 'online' ? null : (
          <Button kind="primary" isDisabled={set.isPending} onPress={() => set.mutate('online')}>
            {t('go_online')}
          </Button>
        )
      }
    />
  )
}
