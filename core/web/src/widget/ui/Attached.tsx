// Files that are chosen but not sent, and how far each has come.
import { useRef } from 'preact/hooks'
import type { Attachment, Attachments } from '../talk/attachments'
import { fileSize } from '../text/dates'
import { fileCatalogue, fileWord } from '../text/fileWords'
import css from './attached.css?inline'
import { useApp } from './context'
import { dress } from './dress'
import { Line } from './icons'

dress(css)

/** Refusals that may be over when the same file is tried again. */
const againLater = new Set(['network', 'cut_off', 'busy', 'rate_limited', 'internal'])

export function Attached({ files, label }: { files: Attachments; label?: string }) {
  const words = fileCatalogue[useApp().language.value]
  const box = useRef<HTMLUListElement>(null)
  const list = files.list.value
  if (list.length === 0) return null
  const remove = (key: string) => {
    files.remove(key)
    // The button that had the focus is gone.
    const form = box.current?.closest('form')
    form?.querySelector<HTMLElement>('.clip')?.focus()
  }
  return (
    <ul class="attached" ref={box} aria-label={label ?? words.filesAdded}>
      {list.map((one) => (
        <One key={one.key} one={one} remove={() => remove(one.key)} retry={() => files.retry(one.key)} />
      ))}
    </ul>
  )
}

function One({ one, remove, retry }: { one: Attachment; remove: () => void; retry: () => void }) {
  const { words: common, language } = useApp()
  const words = fileCatalogue[language.value]
  const { name, bytes, gone, file, error } = one
  return (
    <li class={error ? 'refused' : undefined}>
      <div class="told">
        <span class="file-name">{name}</span>
        {error ? (
          <span class="wrong" role="alert">
            {fileWord(error, words, language.value)}
          </span>
        ) : file ? (
          <span class="file-size">{fileSize(bytes, language.value)}</span>
        ) : (
          <progress value={gone} aria-label={words.uploading(name)} />
        )}
      </div>
      {error && againLater.has(error.code) && (
        <button type="button" class="round" aria-label={common.value.retry} title={common.value.retry} onClick={retry}>
          <Line path="M19 12a7 7 0 1 1-2.1-5M19 4v4h-4" />
        </button>
      )}
      <button type="button" class="round" aria-label={words.removeFile(name)} onClick={remove}>
        <Line path="M7 7l10 10M17 7L7 17" />
      </button>
    </li>
  )
}
