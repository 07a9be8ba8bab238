// A message of mine that the server has not confirmed: on its way, or stopped with the reason and what to do.
import { problemText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import type { Outgoing as Item } from '../live/state'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { LinkedText } from './LinkedText'
import s from './transcript.module.css'

export function Outgoing({ item }: { item: Item }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const connected = useLiveState((state) => state.link.phase === 'open')
  // "Too fast" mends itself; it is not shown as a failure.
  const failed = item.error !== null && item.error.retry_after_ms === undefined
  return (
    <div className={cx(s['run'], s['runOurs'], s['runOutgoing'])}>
      <div className={s['runBody']}>
        <p className={cx(s['bubble'], s['bubbleOurs'], failed ? s['bubbleFailed'] : s['bubbleSending'])} dir="auto">
          {item.note ? <strong>{t('note')}: </strong> : null}
          <LinkedText text={item.text} /> {item.files?.map(({ name }) => name).join(', ')}
        </p>
        {failed && item.error ? (
          <div className={cx(s['delivery'], s['deliveryFailed'])} role="alert">
            <Icon name="warning" size={14} />
            <span>
              {t('not_sent')} {problemText(item.error, words)}
            </span>
            <Button kind="quiet" size="small" onPress={() => live.retry(item.clientId)}>
              {t('send_again')}
            </Button>
            <Button kind="quiet" size="small" onPress={() => live.discard(item.clientId)}>
              {t('delete_unsent')}
            </Button>
          </div>
        ) : (
          <div className={s['delivery']}>
            <Icon name="clock" size={14} />
            {connected ? t('sending') : t('waiting_for_connection')}
          </div>
        )}
      </div>
    </div>
  )
}
