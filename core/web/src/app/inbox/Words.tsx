// A field for an answer or a note. What is begun is kept, and what is sent twice is said once.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { useLater } from '../i18n/later'
import { useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { loadDraft, saveDraft } from '../workbench/drafts'
import { leftProblem, say } from './requests'
import s from './left.module.css'

export function Words(props: {
  id: string
  what: 'answer' | 'notes'
  label: string
  hint?: string
  send: string
  primary?: boolean
}) {
  const { id, what } = props
  const words = useWords()
  const later = useLater()
  const client = useQueryClient()
  const field = useId()
  const draft = `${what}.${id}`
  const [text, setText] = useState(() => loadDraft(draft))
  const name = useRef(newName())
  const change = (next: string) => {
    // Other words are another answer, with a name of their own.
    name.current = newName()
    setText(next)
    saveDraft(draft, next)
  }
  const sent = useMutation({
    mutationFn: () => say(id, what, { client_id: name.current, text: text.trim() }),
    onSuccess: () => change(''),
    onSettled: () => client.invalidateQueries({ queryKey: ['left'] }),
  })
  const send = () => {
    if (text.trim() !== '' && !sent.isPending) sent.mutate()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }
  return (
    <form className={s['form']} onSubmit={submit}>
      <label className={s['part']} htmlFor={field}>
        {props.label}
      </label>
      <textarea
        id={field}
        className={s['field']}
        rows={props.primary ? 4 : 2}
        dir="auto"
        value={text}
        readOnly={sent.isPending}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div className={s['formFoot']}>
        <span className={s['faint']}>{props.hint}</span>
        <Button
          type="submit"
          kind={props.primary ? 'primary' : 'secondary'}
          isDisabled={text.trim() === '' || sent.isPending}
        >
          {props.send}
        </Button>
      </div>
      {sent.error ? (
        <p role="alert" className={s['problem']}>
          {leftProblem(sent.error, words, later)}
        </p>
      ) : null}
    </form>
  )
}

/** Random enough to be this page's own, also where `randomUUID` is missing. */
const newName = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
