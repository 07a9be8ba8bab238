import { useLayoutEffect, useState } from 'preact/hooks'
import { useApp } from './context'
import { Drawing } from './icons'

/** Near enough to the limit to say so. */
const COUNT_FROM = 0.9
const TALLEST_PX = 140

export function Composer({ field }: { field: { current: HTMLTextAreaElement | null } }) {
  const { conversation, storage, config, words } = useApp()
  const [text, setText] = useState(() => storage.draft())
  const limit = config.value?.max_text_chars ?? Number.POSITIVE_INFINITY
  const left = limit - [...text].length
  const ready = text.trim() !== '' && left >= 0

  useLayoutEffect(() => {
    const { current } = field
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${Math.min(current.scrollHeight, TALLEST_PX)}px`
  }, [text])

  const change = (next: string) => {
    setText(next)
    storage.setDraft(next)
    if (next.trim()) conversation.tellTyping()
  }
  const submit = () => {
    if (!ready) return
    conversation.send(text.trim())
    change('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: a key that an input method still works with, in browsers that do not say `isComposing`.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {left <= limit * (1 - COUNT_FROM) && (
        <div class={left < 0 ? 'count over' : 'count'} id="count" role="status">
          {left < 0 ? words.value.charactersOver(-left) : words.value.charactersLeft(left)}
        </div>
      )}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={words.value.writeMessage}
          aria-label={words.value.writeMessage}
          aria-invalid={left < 0}
          aria-describedby={left < 0 ? 'count' : undefined}
          enterkeyhint="send"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label={words.value.send} disabled={!ready}>
          <Drawing name="send" />
        </button>
      </div>
    </form>
  )
}
