// The field to answer in. What is begun in it is kept, session by session.
import { type FormEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import type { AgentSessionView } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { useLive } from '../live/browser'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { loadDraft, saveDraft } from './drafts'
import { visitorName } from './names'
import { COMPOSER_ID } from './places'
import s from './conversation.module.css'

const TALLEST_PX = 200

export function Composer({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const [text, setText] = useState(() => loadDraft(session.id))
  const field = useRef<HTMLTextAreaElement>(null)

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = text === '' ? '' : 'auto'
    if (text !== '') element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`
  }, [text])

  const change = (next: string) => {
    setText(next)
    saveDraft(session.id, next)
  }
  const send = () => {
    const trimmed = text.trim()
    if (trimmed === '') return
    live.post(session.id, trimmed)
    change('')
    field.current?.focus()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const press = (event: KeyboardEvent) => {
    // While letters are being composed, Enter chooses among them; Safari says so only by the key code.
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      event.altKey ||
      event.nativeEvent.isComposing ||
      event.keyCode === 229
    )
      return
    event.preventDefault()
    send()
  }
  return (
    <form className={s['composer']} onSubmit={submit}>
      <div className={s['composerBox']}>
        <textarea
          id={COMPOSER_ID}
          ref={field}
          className={s['composerField']}
          rows={1}
          value={text}
          placeholder={t('message_placeholder')}
          aria-label={t('write_to', { name: visitorName(session.visitor, words) })}
          enterKeyHint="send"
          dir="auto"
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={press}
        />
        <Button type="submit" kind="primary" shape="square" isDisabled={text.trim() === ''} aria-label={t('send')}>
          <Icon name="send" />
        </Button>
      </div>
      <p className={s['composerHint']}>{t('composer_hint')}</p>
    </form>
  )
}
