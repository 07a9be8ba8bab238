// Over words that answer a left message of an earlier chat: which one, and how it began.
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { AnsweredLeftView } from '../../shared/openapi'
import { api } from '../http/client'
import { useWords } from '../i18n/words'
import { useNow } from '../ui/time'
import { leftPath } from './places'
import s from './answered-left.module.css'

export function AnsweredLeft({ answers }: { answers: AnsweredLeftView }) {
  const words = useWords()
  const now = useNow()
  const id = answers.left_message
  // Who may not see it, because it is another group's, is told when it was left and no more.
  const left = useQuery({ queryKey: ['left', 'one', id], queryFn: () => api.leftMessage(id), retry: false })
  const preview = left.data?.left_message.preview
  const told = (
    <>
      <span>{words.t('answers_left', { time: words.ago(answers.left_at_ms, now) })}</span>
      {preview ? <span className={s['words']}>{preview}</span> : null}
    </>
  )
  const title = words.full(answers.left_at_ms)
  return left.data ? (
    <Link href={leftPath(id)} className={s['quote']} title={title} dir="auto">
      {told}
    </Link>
  ) : (
    <span className={s['quote']} title={title}>
      {told}
    </span>
  )
}
