// The button that chooses files.
import { useRef } from 'preact/hooks'
import type { Attachments } from '../talk/attachments'
import { useApp } from './context'
import { Drawing } from './icons'

interface Clip {
  files: Attachments
  accept: readonly string[]
  /** Whether more than one may be chosen. */
  many: boolean
  /** Of the button. Where there is a text, it stands beside the drawing. */
  id?: string
  text?: string
  described?: string | undefined
  invalid?: boolean
}

export function Clip({ files, accept, many, id, text, described, invalid }: Clip) {
  const { words } = useApp()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        class="hidden"
        type="file"
        multiple={many}
        tabIndex={-1}
        aria-hidden="true"
        accept={accept.join(',') || undefined}
        onChange={({ currentTarget }) => {
          files.add([...(currentTarget.files ?? [])])
          // The same file may be chosen again after it was removed.
          currentTarget.value = ''
        }}
      />
      <button
        id={id}
        type="button"
        class={text ? 'clip wide' : 'clip'}
        aria-label={text ? undefined : words.value.attach}
        title={text ? undefined : words.value.attach}
        aria-describedby={described}
        aria-invalid={invalid ? 'true' : undefined}
        onClick={() => input.current?.click()}
      >
        <Drawing name="clip" />
        {text}
      </button>
    </>
  )
}
