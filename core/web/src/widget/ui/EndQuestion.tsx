// Asks once more before a chat is ended.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { seldomCatalogue } from '../text/seldomWords'
import { useApp } from './context'

export function EndQuestion({ onDone }: { onDone: () => void }) {
  const { conversation, language } = useApp()
  const words = seldomCatalogue[language.value]
  const keep = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => keep.current?.focus(), [])
  return (
    <div class="question" role="alertdialog" aria-labelledby="question">
      <h2 id="question">{words.endQuestion}</h2>
      <div class="answers">
        <button ref={keep} type="button" class="plain" onClick={onDone}>
          {words.endNo}
        </button>
        <button type="button" class="danger" disabled={conversation.ending.value} onClick={() => conversation.end()}>
          {words.endYes}
        </button>
      </div>
    </div>
  )
}
