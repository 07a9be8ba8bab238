// Chats that the agent is asked to take: accept or decline, while there is time.
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AgentSessionView } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive, useLiveState } from '../live/browser'
import { useAlerts } from '../shell/alerts'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Avatar } from '../ui/Surface'
import { useSeconds } from '../ui/time'
import { RowMarks } from './Marks'
import { visitorName } from './names'
import { lostOffer } from './offered'
import { sessionPath } from './places'
import s from './offers.module.css'

export function Offers({ sessions }: { sessions: readonly AgentSessionView[] }) {
  const words = useWords()
  const { t } = words
  useAlerts(
    sessions.map((session) => ({
      // The same chat may be offered again.
      id: `${session.id}-${session.offered_until_ms}`,
      text: `${t('offers_title')} ${visitorName(session.visitor, words)}`,
    })),
  )
  if (sessions.length === 0) return null
  return (
    <section className={s['offers']} aria-labelledby="offers">
      <h2 id="offers" className={s['title']}>
        {t('offers_title')}
      </h2>
      <ul className={s['list']}>
        {sessions.map((session) => (
          <Offer key={session.id} session={session} />
        ))}
      </ul>
    </section>
  )
}

function Offer({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t } = words
  const name = visitorName(session.visitor, words)
  return (
    <li className={s['offer']}>
      <div className={s['who']}>
        <Avatar id={session.visitor.id} name={name} />
        <div className={s['body']}>
          <Link href={sessionPath(session.id)} className={s['name']}>
            {name}
          </Link>
          <p className={s['text']}>{session.last_text ?? t('no_text_yet')}</p>
          <p className={s['place']}>{[session.channel_name, session.group?.name].filter(Boolean).join(' · ')}</p>
          <RowMarks session={session} />
        </div>
      </div>
      <OfferAnswers session={session} />
    </li>
  )
}

/** Offers that went away before they were answered: a word why, until it is read. */
export function LostOffers() {
  const words = useWords()
  const { t } = words
  const me = useMe()
  const live = useLive()
  const lost = useLiveState((state) => state.lostOffers)
  const sessions = useLiveState((state) => state.sessions)
  const transcripts = useLiveState((state) => state.transcripts)
  return (
    <div role="status">
      {lost.map((id) => {
        const session = sessions[id]
        const told = lostOffer(transcripts[id], me.id)
        if (!session || !told) return null
        const agent = told.because === 'given' ? told.to : ''
        return (
          <div key={id} className={s['lost']}>
            <p>{t(`offer_lost_${told.because}`, { name: visitorName(session.visitor, words), agent })}</p>
            <Button
              kind="quiet"
              shape="square"
              size="small"
              aria-label={t('dismiss')}
              onPress={() => live.dismissOffer(id)}
            >
              <Icon name="close" size={16} />
            </Button>
          </div>
        )
      })}
    </div>
  )
}

/** The two answers, and how long there is to give one. */
export function OfferAnswers({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const accept = useMutation({ mutationFn: () => api.accept(session.id), onSuccess: (taken) => live.adopt(taken) })
  const decline = useMutation({ mutationFn: () => api.decline(session.id) })
  const pending = accept.isPending || decline.isPending || decline.isSuccess
  const failure = accept.error ?? decline.error
  const name = visitorName(session.visitor, words)
  return (
    <div className={s['answers']}>
      <Countdown until={session.offered_until_ms} />
      <Button
        size="small"
        isDisabled={pending}
        aria-label={t('decline_name', { name })}
        onPress={() => decline.mutate()}
      >
        {t('decline')}
      </Button>
      <Button
        kind="primary"
        size="small"
        isDisabled={pending}
        aria-label={t('accept_name', { name })}
        onPress={() => accept.mutate()}
      >
        {t('accept')}
      </Button>
      {failure ? (
        <p role="alert" className={s['problem']}>
          {failureText(failure, words)}
        </p>
      ) : null}
    </div>
  )
}

/** `9:59` */
export const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

function Countdown({ until }: { until: number | null }) {
  const { t } = useWords()
  const now = useSeconds()
  if (until === null) return <span className={s['countdown']} />
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return (
    <span className={s['countdown']} role="timer">
      <Icon name="clock" size={12} />
      {seconds < 60 ? t('offer_seconds', { n: seconds }) : t('offer_minutes', { time: minutes(seconds) })}
    </span>
  )
}
