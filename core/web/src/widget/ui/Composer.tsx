import { useLayoutEffect, useState } from 'preact/hooks'
import { channelLimits } from '../talk/attachments'
import { Clip } from './Clip'
import { useApp } from './context'
import { Drawing } from './icons'
import { later } from './later'

const Attached = later(() => import('./Attached').then((module) => module.Attached))

/** Near enough to the limit to say so. */
const COUNT_FROM = 0.9
const TALLEST_PX = 140

export function Composer({ field }: { field: { current: HTMLTextAreaElement | null } }) {
  const { conversation, attachments, storage, config, words } = useApp()
  const [text, setText] = useState(() => storage.draft())
  const limit = config.value?.max_text_chars ?? Number.POSITIVE_INFINITY
  const left = limit - [...text].length
  const taken = channelLimits(config.value)
  const some = text.trim() !== '' || attachments.uploaded.length > 0
  const ready = some && left >= 0 && !attachments.busy

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
    conversation.send(text.trim(), attachments.take())
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
      {attachments.list.value.length > 0 && <Attached files={attachments} />}
      <div class={taken ? 'field clipped' : 'field'}>
        {taken && <Clip files={attachments} accept={taken.accept} many={taken.files > 1} />}
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
          onPaste={(event) => {
            const pasted = event.clipboardData?.files
            if (!taken || !pasted?.length) return
            event.preventDefault()
            attachments.add([...pasted])
          }}
        />
        <button type="submit" class="send" aria-label={words.value.send} disabled={!ready}>
          <Drawing name="send" />
        </button>
      </div>
    </form>
  )
}
