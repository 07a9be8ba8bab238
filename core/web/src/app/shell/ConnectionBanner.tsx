// Says that the line is down, once that has lasted long enough to matter, and what the server complained about.
import { useEffect, useState } from 'react'
import { problemText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { useSetAvailability } from './availability'
import { Notices } from './Notices'
import s from './shell.module.css'

/** A restart of the server should not flash a warning at everybody. */
const SHOW_AFTER_MS = 1_500

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
