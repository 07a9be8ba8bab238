// One left message: what the visitor filled in, what became of it, and what there is to do.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { LeftMessageDetail, LeftMessageView, LeftReplyView } from '../../shared/openapi'
import { api, ApiFailure } from '../http/client'
import { useLater } from '../i18n/later'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Empty, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { Files } from '../workbench/Files'
import { INBOX_PATH, sessionPath } from '../workbench/places'
import { LinkedText } from '../workbench/LinkedText'
import frame from '../workbench/workbench.module.css'
import { stepsOf } from './filters'
import { leftProblem, type Move, move } from './requests'
import { Words } from './Words'
import s from './left.module.css'

export function LeftMessage({ id }: { id: string }) {
  const words = useWords()
  const { say } = useLater()
  const asked = useQuery({ queryKey: ['left', 'one', id], queryFn: () => api.leftMessage(id) })
  if (asked.data) return <Loaded {...asked.data} />
  if (asked.error) {
    const gone = asked.error instanceof ApiFailure && asked.error.status === 404
    return (
      <div className={frame['paneEmpty']}>
        <Empty
          icon="help"
          title={say('missing')}
          text={gone ? say('missing_text') : failureText(asked.error, words)}
          action={
            gone ? (
              <Link href={INBOX_PATH}>{say('back')}</Link>
            ) : (
              <Button onPress={() => void asked.refetch()}>{words.t('retry')}</Button>
            )
          }
        />
      </div>
    )
  }
  return (
    <div className={s['pending']} role="status" aria-label={words.t('loading')}>
      <Skeleton width={220} height={20} />
      <Skeleton width="100%" height={160} />
      <Skeleton width="100%" height={80} />
    </div>
  )
}

function Loaded({ left_message: left, notes, replies }: LeftMessageDetail) {
  const words = useWords()
  const { t } = words
  const { say } = useLater()
  const now = useNow()
  const place = [left.form_name, left.channel_name, left.group?.name].filter(Boolean).join(' · ')
  return (
    <div className={s['scroll']}>
      <header className={s['head']}>
        <Link href={INBOX_PATH} className={s['back']} aria-label={say('back')}>
          <Icon name="back" size={20} />
        </Link>
        <div className={s['who']}>
          <h1 className={s['title']}>{left.contact ?? left.form_name}</h1>
          <p className={s['place']}>{place}</p>
        </div>
        <Link href={sessionPath(left.session)} className={s['chat']}>
          {say('to_chat')}
        </Link>
      </header>
      <div className={s['body']}>
        <section className={s['card']}>
          <p className={s['faint']} title={words.full(left.created_at_ms)}>
            {[say('left_at', { time: words.ago(left.created_at_ms, now) }), left.reason && say(`reason_${left.reason}`)]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <dl className={s['answers']}>
            {left.answers.map((answer) => (
              <div key={answer.field}>
                <dt>{answer.label}</dt>
                <dd dir="auto">
                  {answer.files.length > 0 ? (
                    <Files files={answer.files} />
                  ) : answer.text === '' ? (
                    <span className={s['faint']}>{say('no_answer')}</span>
                  ) : (
                    <LinkedText text={answer.text} />
                  )}
                </dd>
              </div>
            ))}
            {left.contact !== null && !left.answers.some(({ text }) => text === left.contact) ? (
              <div>
                <dt>{say('contact')}</dt>
                <dd dir="auto">{left.contact}</dd>
              </div>
            ) : null}
          </dl>
        </section>
        {replies.length > 0 ? <Replies replies={replies} /> : null}
        <Handling left={left} />
        <section className={s['card']} aria-labelledby="left-notes">
          <h2 id="left-notes" className={s['part']}>
            {say('notes')}
          </h2>
          {notes.length === 0 ? <p className={s['faint']}>{say('notes_none')}</p> : null}
          <ul className={s['notes']}>
            {notes.map((note) => (
              <li key={note.id} className={s['note']}>
                <span className={s['faint']}>
                  {t('note_by', { name: note.agent.name })} · {words.ago(note.at_ms, now)}
                </span>
                <p dir="auto">
                  <LinkedText text={note.text} />
                </p>
              </li>
            ))}
          </ul>
          <Words id={left.id} what="notes" label={say('note_field')} send={say('note_add')} />
        </section>
      </div>
    </div>
  )
}

/** What the visitor was told, and the chat in which each answer stands: by then it may be a later one. */
function Replies({ replies }: { replies: readonly LeftReplyView[] }) {
  const words = useWords()
  const { say } = useLater()
  const now = useNow()
  return (
    <section className={s['card']} aria-labelledby="left-replies">
      <h2 id="left-replies" className={s['part']}>
        {say('replies')}
      </h2>
      <ul className={s['notes']}>
        {replies.map((reply) => (
          <li key={`${reply.session}-${reply.seq}`} className={s['reply']}>
            <p className={s['replyHead']}>
              <span title={words.full(reply.at_ms)}>
                {[reply.agent?.name, words.ago(reply.at_ms, now)].filter(Boolean).join(' · ')}
              </span>
              <Link href={sessionPath(reply.session)} className={s['chat']}>
                {say('reply_to_chat')}
              </Link>
            </p>
            {reply.text === null ? (
              <p className={s['faint']}>{say('reply_gone')}</p>
            ) : (
              <p className={s['replyText']} dir="auto">
                <LinkedText text={reply.text} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Who has it and what can be done. Whoever comes second is told, and sees how it stands now. */
function Handling({ left }: { left: LeftMessageView }) {
  const words = useWords()
  const later = useLater()
  const { say } = later
  const me = useMe()
  const now = useNow()
  const client = useQueryClient()
  const moved = useMutation({
    mutationFn: (how: Move) => move(left.id, how),
    onSettled: () => client.invalidateQueries({ queryKey: ['left'] }),
  })
  const steps = stepsOf(left, me)
  const button = (how: Move, text: string, kind: 'primary' | 'secondary' = 'secondary'): ReactNode => (
    <Button kind={kind} isDisabled={moved.isPending} onPress={() => moved.mutate(how)}>
      {text}
    </Button>
  )
  const name = left.agent?.name ?? ''
  const answered = left.answered_at_ms
  return (
    <section className={s['card']} aria-live="polite">
      {left.status === 'open' ? <p className={s['told']}>{say('take_first')}</p> : null}
      {left.status === 'taken' && !steps.answer ? <p className={s['told']}>{say('taken_by', { name })}</p> : null}
      {answered !== null && (left.status === 'answered' || left.status === 'done') ? (
        <p className={s['told']}>{say('was_answered', { name, time: words.ago(answered, now) })}</p>
      ) : null}
      {left.status === 'done' ? <p className={s['told']}>{say('was_done')}</p> : null}
      {steps.answer ? (
        <Words
          id={left.id}
          what="answer"
          label={say('answer')}
          hint={say('answer_hint')}
          send={say('send_answer')}
          primary
        />
      ) : null}
      <div className={s['steps']}>
        {steps.take ? button('take', say('take'), 'primary') : null}
        {steps.takeOver ? button('take', say('take_over')) : null}
        {steps.giveBack ? button('give-back', say('give_back')) : null}
        {steps.done ? button('done', say('done')) : null}
        {steps.reopen ? button('reopen', say('reopen')) : null}
      </div>
      {moved.error ? (
        <p role="alert" className={s['problem']}>
          {leftProblem(moved.error, words, later)}
        </p>
      ) : null}
    </section>
  )
}
