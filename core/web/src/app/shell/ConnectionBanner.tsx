// Says that the line is down, once that has lasted long enough to matter, and what the server complained about.
import { useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { NoticeView } from '../../shared/wire'
import { problemText } from '../i18n/problems'
import { useWords, type Words } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { leftPath, sessionPath } from '../workbench/places'
import { mayAsk, useAlerts } from './alerts'
import { useSetAvailability } from './availability'
import s from './shell.module.css'

/** A restart of the server should not flash a warning at everybody. */
const SHOW_AFTER_MS = 1_500
/** More would hide the page; the next come as these are read. */
const MOST_NOTICES = 3

export function ConnectionBanner() {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const link = useLiveState((state) => state.link)
  const notice = useLiveState((state) => state.notice)
  const [late, setLate] = useState(false)
  const lost = link.phase === 'lost'
  useEffect(() => {
    setLate(false)
    if (!lost) return
    const timer = window.setTimeout(() => setLate(true), SHOW_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [lost])
  return (
    <div role="status">
      {lost && late ? (
        <div className={s['banner']}>
          <Icon name="offline" />
          <p className={s['bannerText']}>
            <strong>{t('connection_lost')}</strong> {t('connection_lost_text')}
          </p>
          <Button size="small" onPress={() => live.wake()}>
            {t('connection_retry')}
          </Button>
        </div>
      ) : null}
      {notice ? (
        <div className={s['banner']}>
          <Icon name="warning" />
          <p className={s['bannerText']}>{problemText(notice, words)}</p>
          <Button size="small" onPress={() => live.dismissNotice()}>
            {t('dismiss')}
          </Button>
        </div>
      ) : null}
      <SetAway />
      <Notices />
    </div>
  )
}

/** Chats were not answered: the server lets no new ones come until the agent says so. */
function SetAway() {
  const { t } = useWords()
  const live = useLive()
  const shown = useLiveState((state) => state.setAway && state.me?.availability === 'away')
  const set = useSetAvailability()
  if (!shown) return null
  return (
    <div className={s['banner']}>
      <Icon name="warning" />
      <p className={s['bannerText']}>{t('set_away')}</p>
      <Button size="small" isDisabled={set.isPending} onPress={() => set.mutate('online')}>
        {t('go_online')}
      </Button>
      <Button size="small" onPress={() => live.dismissAway()}>
        {t('dismiss')}
      </Button>
    </div>
  )
}

function noticeText(notice: NoticeView, words: Words): string {
  switch (notice.kind) {
    case 'unmatched':
      return words.t('notice_unmatched')
    case 'left_unmatched':
      return words.t('notice_left_unmatched')
    case 'nobody_online':
      return words.count('notice_nobody_online', notice.waiting ?? 1, { group: notice.group_name ?? '' })
  }
}

/** Where what it tells of is looked at. */
function path({ session, left_message }: NoticeView): string | null {
  if (left_message !== null) return leftPath(left_message)
  return session === null ? null : sessionPath(session)
}

/** What supervisors are told of: each until it is read, or no longer holds. */
function Notices() {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const notices = useLiveState((state) => state.notices)
  const [asks, setAsks] = useState(mayAsk)
  const newest = useMemo(() => Object.values(notices).sort((a, b) => b.opened_at_ms - a.opened_at_ms), [notices])
  const alerts = useMemo(() => newest.map((each) => ({ id: each.id, text: noticeText(each, words) })), [newest, words])
  useAlerts(alerts)
  return newest.slice(0, MOST_NOTICES).map((notice) => (
    <div key={notice.id} className={s['banner']}>
      <Icon name="warning" />
      <p className={s['bannerText']}>
        {noticeText(notice, words)}{' '}
        {path(notice) === null ? null : (
          <Link href={path(notice) ?? ''} className={s['bannerLink']}>
            {t('notice_look')}
          </Link>
        )}
      </p>
      {asks ? (
        <Button
          size="small"
          className={s['bannerDesktop']}
          onPress={() => void Notification.requestPermission().then(() => setAsks(mayAsk()))}
        >
          {t('notice_desktop')}
        </Button>
      ) : null}
      <Button size="small" onPress={() => live.readNotice(notice.id)}>
        {t('dismiss')}
      </Button>
    </div>
  ))
}
