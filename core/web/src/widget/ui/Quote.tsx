// Over words that answer a message which the visitor left in an earlier chat: when that was, and how it began. Where it
// is on the page, the line leads to it.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { AnsweredLeftView } from '../../shared/openapi'
import { timeAndDay } from '../text/dates'
import { seldomCatalogue } from '../text/seldomWords'
import { leftRowId } from './context'
import { useApp } from './context'

export function Quote({ left_at_ms }: AnsweredLeftView) {
  const { conversation, language } = useApp()
  const words = seldomCatalogue[language.value]
  const box = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => keepEnd(box.current), [])
  const left = conversation.threads.value
    .flatMap(({ messages }) => messages)
    .find(({ body, at_ms }) => body.kind === 'left' && at_ms === left_at_ms)
  const line = words.answersLeft(timeAndDay(left_at_ms, Date.now(), language.value))
  if (left?.body.kind !== 'left')
    return (
      <div
        ref={(made) => {
          box.current = made
        }}
        class="quote"
      >
        {line}
      </div>
    )
  const longest = left.body.answers.map(({ answer }) => answer).sort((a, b) => b.length - a.length)[0]
  return (
    <button
      ref={(made) => {
        box.current = made
      }}
      type="button"
      class="quote"
      onClick={() => lookAt(leftRowId(left_at_ms))}
    >
      {line}
      <span>{longest}</span>
    </button>
  )
}

function lookAt(id: string) {
  const row = document.getElementById(id)
  if (!row) return
  row.tabIndex = -1
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'center' })
}

/** The line comes a moment after its message: whoever was at the end stays there. */
function keepEnd(quote: HTMLElement | null) {
  const log = quote?.closest('.log')
  if (!quote || !log) return
  const below = log.scrollHeight - log.scrollTop - log.clientHeight
  if (below < quote.offsetHeight + 40) log.scrollTop = log.scrollHeight
}
