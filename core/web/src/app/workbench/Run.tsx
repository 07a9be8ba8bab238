// One speaker's messages in a row, and the quiet lines of what happened between them.
import { linkify } from '../../shared/linkify'
import type { MessageView } from '../../shared/wire'
import { useWords, type Words } from '../i18n/words'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Avatar } from '../ui/Surface'
import type { TextMessage } from './blocks'
import { effectText } from './effects'
import s from './transcript.module.css'

export function Run(props: {
  messages: readonly TextMessage[]
  me: string
  visitor: string
  visitorId: string
  visitorRead: number
  /** The `seq` of my newest message: only that one says whether it was read. */
  lastOfMine: number
}) {
  const { t, clock } = useWords()
  const first = props.messages[0]
  if (!first) return null
  const { sender } = first
  const mine = sender.party === 'agent' && sender.id === props.me
  const ours = sender.party === 'agent'
  const name =
    sender.party === 'visitor' ? props.visitor : sender.party === 'system' ? t('system') : mine ? t('you') : sender.name
  const last = props.messages.at(-1) ?? first
  return (
    <div className={cx(s['run'], ours && s['runOurs'])}>
      {ours ? null : <Avatar id={props.visitorId} name={name} size="small" />}
      <div className={s['runBody']}>
        <div className={s['runHead']}>
          <span className={s['runName']}>{name}</span>
          <time dateTime={new Date(first.at_ms).toISOString()}>{clock(first.at_ms)}</time>
        </div>
        {props.messages.map((message) => (
          <p
            key={message.seq}
            className={cx(s['bubble'], ours && s['bubbleOurs'])}
            dir="auto"
            title={clock(message.at_ms)}
          >
            <LinkedText text={message.body.text} />
          </p>
        ))}
        {mine && last.seq === props.lastOfMine ? (
          <div className={s['delivery']}>
            <Icon name={props.visitorRead >= last.seq ? 'checks' : 'check'} size={14} />
            {props.visitorRead >= last.seq ? t('read') : t('sent')}
          </div>
        ) : null}
      </div>
    </div>
  )
}

export function QuietLine({ message, me }: { message: MessageView; me: string }) {
  const words = useWords()
  const { t } = words
  const { body } = message
  if (body.kind === 'prompt') {
    return (
      <div className={s['prompt']}>
        <span className={s['promptNote']}>
          {t('prompt_shown')} · {words.clock(message.at_ms)}
        </span>
        <p dir="auto">
          <LinkedText text={body.text} />
        </p>
      </div>
    )
  }
  return (
    <p className={s['quiet']}>
      {quietText(message, me, words)}{' '}
      <time dateTime={new Date(message.at_ms).toISOString()}>{words.clock(message.at_ms)}</time>
    </p>
  )
}

function quietText({ body }: MessageView, me: string, words: Words): string {
  const { t } = words
  if (body.kind !== 'event') return ''
  const { event } = body
  switch (event.event) {
    case 'assigned':
      return event.agent.id === me ? t('event_assigned_you') : t('event_assigned', { name: event.agent.name })
    case 'queued':
      return t(`event_queued_${event.reason}`)
    case 'unmatched':
      return t('event_unmatched')
    case 'closed':
      return t(`event_closed_${event.cause}`)
    case 'applied':
      return effectText(event.effect, event.by, words)
  }
}

export function LinkedText({ text }: { text: string }) {
  return linkify(text).map((token, at) =>
    token.kind === 'text' ? (
      token.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the tokens of one text never move
      <a key={at} href={token.href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {token.text}
      </a>
    ),
  )
}
