// What supervisors are told of: each until it is read, also when it no longer holds.
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { NoticeView } from '../../shared/wire'
import { api } from '../http/client'
import { useWords, type Words } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { leftPath, sessionPath } from '../workbench/places'
import { mayAsk, useAlerts } from './alerts'
import { inOrder, isOver } from './notices'
import s from './shell.module.css'

/** More would hide the page; the next come as these are read. */
const MOST = 3

function said(notice: NoticeView, words: Words): string {
  const over = isOver(notice)
  switch (notice.kind) {
    case 'unmatched':
      return words.t(over ? 'notice_unmatched_over' : 'notice_unmatched')
    case 'left_unmatched':
      return words.t(over ? 'notice_left_unmatched_over' : 'notice_left_unmatched')
    case 'nobody_online': {
      const group = notice.group_name ?? ''
      if (over) return words.t('notice_nobody_online_over', { group })
      return words.count('notice_nobody_online', notice.waiting ?? 1, { group })
    }
  }
}

/** Where what it tells of is looked at. */
function path({ session, left_message }: NoticeView): string | null {
  if (left_message !== null) return leftPath(left_message)
  return session === null ? null : sessionPath(session)
}

export function Notices() {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const notices = useLiveState((state) => state.notices)
  const [asks, setAsks] = useState(mayAsk)
  const all = useMemo(() => inOrder(Object.values(notices)), [notices])
  const alerts = useMemo(
    () => all.filter((each) => !isOver(each)).map((each) => ({ id: each.id, text: said(each, words) })),
    [all, words],
  )
  useAlerts(alerts)
  const readAll = useMutation({ mutationFn: api.readNotices, onSuccess: () => live.forgetNotices(all) })
  return (
    <>
      {all.slice(0, MOST).map((notice) => (
        <div key={notice.id} className={cx(s['banner'], isOver(notice) && s['bannerOver'])}>
          <Icon name={isOver(notice) ? 'done' : 'warning'} />
          <p className={s['bannerText']}>
            {said(notice, words)}{' '}
            {path(notice) === null ? null : (
              <Link href={path(notice) ?? ''} className={s['bannerLink']}>
                {t('notice_look')}
              </Link>
            )}
          </p>
          {asks && !isOver(notice) ? (
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
      ))}
      {all.length > MOST ? (
        <div className={cx(s['banner'], s['bannerOver'])}>
          <p className={s['bannerText']}>{words.count('notices_more', all.length - MOST)}</p>
          <Button size="small" isDisabled={readAll.isPending} onPress={() => readAll.mutate(all)}>
            {t('dismiss_all')}
          </Button>
        </div>
      ) : null}
    </>
  )
}
