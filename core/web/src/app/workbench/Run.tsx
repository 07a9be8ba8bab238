// One speaker's messages in a row, and the quiet lines of what happened between them.
import type { AnswerView, FileView, MessageView } from '../../shared/wire'
import { useWords, type Words } from '../i18n/words'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Avatar } from '../ui/Surface'
import { AnsweredLeft } from './AnsweredLeft'
import type { SaidMessage } from './blocks'
import { effectText } from './effects'
import { Files } from './Files'
import { LinkedText } from './LinkedText'
import { Recall } from './Recall'
import own from './recall.module.css'
import s from './transcript.module.css'

export function Run(props: {
  messages: readonly SaidMessage[]
  me: string
  visitor: string
  visitorId: string
  visitorRead: number
  visitorGot: number
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
          <div key={message.seq} className={own['own']} data-side={ours ? 'ours' : 'theirs'}>
            <div
              className={cx(
                s['bubble'],
                ours && s['bubbleOurs'],
                message.body.kind === 'recalled' && s['bubbleRecalled'],
              )}
              dir="auto"
              title={clock(message.at_ms)}
            >
              {message.body.kind === 'text' && message.body.answers ? (
                <AnsweredLeft answers={message.body.answers} />
              ) : null}
              {message.body.kind === 'recalled' ? t('recalled') : <LinkedText text={message.body.text} />}
              {message.body.kind === 'files' ? <Files files={message.body.files} /> : null}
            </div>
            {mine ? <Recall message={message} /> : null}
          </div>
        ))}
        {mine && last.seq === props.lastOfMine ? (
          <div className={s['delivery']}>
            <Icon name={props.visitorRead >= last.seq ? 'checks' : 'check'} size={14} />
            {props.visitorRead >= last.seq ? t('read') : props.visitorGot >= last.seq ? t('delivered') : t('sent')}
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
  if (body.kind === 'note') {
    const by = message.sender.party === 'agent' ? message.sender : null
    return (
      <div className={cx(s['note'], own['card'])}>
        <span className={s['promptNote']}>
          {by?.id === me ? t('note_by_you') : t('note_by', { name: by?.name ?? '' })} · {words.clock(message.at_ms)}
        </span>
        <p dir="auto">
          <LinkedText text={body.text} />
        </p>
        <Recall message={message} />
      </div>
    )
  }
  if (body.kind === 'left' || body.kind === 'pre_chat')
    return (
      <Left
        title={body.kind === 'left' ? t('left_message') : t('pre_chat')}
        answers={body.answers}
        files={body.kind === 'pre_chat' ? body.files : []}
        at={words.clock(message.at_ms)}
      />
    )
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
    case 'assigned': {
      const you = event.agent.id === me
      if (event.by === null || event.by.id === event.agent.id) {
        return you ? t('event_assigned_you') : t('event_assigned', { name: event.agent.name })
      }
      if (event.by.id === me) return t('event_assigned_by_you', { name: event.agent.name })
      return you
        ? t('event_assigned_you_by', { by: event.by.name })
        : t('event_assigned_by', { name: event.agent.name, by: event.by.name })
    }
    case 'offered':
      return event.agent.id === me ? t('event_offered_you') : t('event_offered', { name: event.agent.name })
    case 'released':
      return event.agent.id === me
        ? t(`event_released_you_${event.because}`)
        : t(`event_released_${event.because}`, { name: event.agent.name })
    case 'transferred': {
      const to = event.to_agent?.name ?? event.to_group?.name ?? ''
      const by = event.by?.id === me ? t('you') : event.by?.name
      const text = by === undefined ? t('event_transferred_hook', { to }) : t('event_transferred', { by, to })
      return event.note ? t('event_transferred_note', { text, note: event.note }) : text
    }
    case 'reopened':
      return t('event_reopened')
    case 'tagged':
      return t(event.set ? 'effect_tag' : 'event_untagged', { tag: event.tag, by: event.by.name })
    case 'recalled':
      return t('event_recalled')
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

/** What a visitor filled in: to leave a message, or before the chat. */
function Left(props: { title: string; answers: readonly AnswerView[]; files: readonly FileView[]; at: string }) {
  const { answers, files } = props
  return (
    <div className={s['left']}>
      <span className={s['promptNote']}>
        {props.title} · {props.at}
      </span>
      <dl>
        {answers.map(({ label, answer }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one message never move, and may be alike
          <div key={place}>
            <dt>{label}</dt>
            <dd dir="auto">{answer}</dd>
          </div>
        ))}
      </dl>
      {files.length > 0 ? <Files files={files} /> : null}
    </div>
  )
}
