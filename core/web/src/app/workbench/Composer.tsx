// The field to answer in. What is begun in it is kept, session by session.
import { type FormEvent, type KeyboardEvent, lazy, Suspense, useLayoutEffect, useRef, useState } from 'react'
import type { AgentSessionView, FileView } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { useLive } from '../live/browser'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { loadDraft, saveDraft } from './drafts'
import { visitorName } from './names'
import { COMPOSER_ID } from './places'
import s from './conversation.module.css'

const TALLEST_PX = 200

/** Uploading is fetched by whoever attaches something. */
const Attachments = lazy(() => import('./Attachments'))

export interface Chosen {
  key: string
  file: File
  /** Once the server has it. */
  sent: FileView | null
}

let keys = 0
/** Each file that is chosen on this page has a name of its own. */
function nextKey(): string {
  keys += 1
  return String(keys)
}

export function Composer({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const [text, setText] = useState(() => loadDraft(session.id))
  const [noting, setNoting] = useState(false)
  const [chosen, setChosen] = useState<readonly Chosen[]>([])
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = text === '' ? '' : 'auto'
    if (text !== '') element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`
  }, [text])

  const change = (next: string) => {
    setText(next)
    saveDraft(session.id, next)
    if (next.trim() !== '' && !noting) live.typing(session.id)
  }
  const attach = (files: FileList | null) => {
    const more = [...(files ?? [])].map((file) => ({ key: nextKey(), file, sent: null }))
    if (more.length > 0) setChosen((known) => [...known, ...more])
  }
  // A message goes when all of its files are there; what was refused is removed first.
  const complete = chosen.every(({ sent }) => sent !== null)
  const ready = noting ? text.trim() !== '' : complete && (text.trim() !== '' || chosen.length > 0)
  const send = () => {
    const trimmed = text.trim()
    if (!ready) return
    if (noting) live.note(session.id, trimmed)
    else {
      live.post(
        session.id,
        trimmed,
        chosen.flatMap(({ sent }) => sent ?? []),
      )
      setChosen([])
    }
    setNoting(false)
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
      {chosen.length > 0 && !noting ? (
        <Suspense>
          <Attachments chosen={chosen} onChange={setChosen} />
        </Suspense>
      ) : null}
      <div className={cx(s['composerBox'], noting && s['composerNote'])}>
        {noting ? null : (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                attach(event.currentTarget.files)
                event.currentTarget.value = ''
              }}
            />
            <Button kind="quiet" shape="square" aria-label={t('attach')} onPress={() => picker.current?.click()}>
              <Icon name="clip" />
            </Button>
          </>
        )}
        <textarea
          id={COMPOSER_ID}
          ref={field}
          className={s['composerField']}
          rows={1}
          value={text}
          placeholder={noting ? t('note_placeholder') : t('message_placeholder')}
          aria-label={noting ? t('note_placeholder') : t('write_to', { name: visitorName(session.visitor, words) })}
          enterKeyHint="send"
          dir="auto"
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={press}
          onPaste={(event) => noting || attach(event.clipboardData.files)}
        />
        <Button kind="quiet" aria-pressed={noting} onPress={() => setNoting(!noting)}>
          {t('note')}
        </Button>
        <Button type="submit" kind="primary" shape="square" isDisabled={!ready} aria-label={t('send')}>
          <Icon name="send" />
        </Button>
      </div>
      <p className={s['composerHint']}>{noting ? t('note_hint') : t('composer_hint')}</p>
    </form>
  )
}
