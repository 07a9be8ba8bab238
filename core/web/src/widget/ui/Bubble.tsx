import { linkify } from '../../shared/linkify'
import { timeOfDay } from '../text/dates'
import type { Words } from '../text/words'
import { useApp } from './context'
import { Drawing } from './icons'
import type { BubbleRow } from './rows'

export function Bubble({ row }: { row: BubbleRow }) {
  const { words, language, conversation } = useApp()
  const { side, name, text, at_ms, first, last, delivery, client_id, error } = row
  const time = timeOfDay(at_ms, language.value)
  const shown = side === 'own' ? words.value.you : (name ?? words.value.system)
  return (
    <div class={`message ${side} ${first ? 'first' : ''} ${last ? 'last' : ''} ${delivery ?? ''}`}>
      {side !== 'own' && last && <Avatar name={name} />}
      <div class="stack">
        {side === 'agent' && first ? <div class="name">{name}</div> : <span class="hidden">{shown}</span>}
        <div class="bubble" title={time}>
          <Text text={text} />
        </div>
        {(last || delivery) && (
          <div class="meta">
            <time dateTime={new Date(at_ms).toISOString()}>{time}</time>
            {delivery && <span>{deliveryWord(row, words.value)}</span>}
            {delivery === 'failed' && client_id && (
              <>
                {error?.code !== 'too_long' && (
                  <button type="button" onClick={() => conversation.retry(client_id)}>
                    {words.value.retry}
                  </button>
                )}
                <button type="button" onClick={() => conversation.discard(client_id)}>
                  {words.value.discard}
                </button>
              </>
            )}
          </div>
        )}
      </div>
    </div>
  )
}

export function Avatar({ name }: { name: string | null }) {
  const { config } = useApp()
  return (
    <div class="avatar" aria-hidden="true">
      {name ? initials(name) : <Drawing name={config.value?.look.icon ?? 'chat'} />}
    </div>
  )
}

/** Text as people wrote it: their line breaks stay (by style), their links can be followed. */
export function Text({ text }: { text: string }) {
  const { words } = useApp()
  return (
    <>
      {linkify(text).map((token, at) =>
        token.kind === 'text' ? (
          token.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message's text never changes, so its tokens never move.
          <a key={at} href={token.href} target="_blank" rel="noopener noreferrer nofollow">
            {token.text}
            <span class="hidden"> ({words.value.opensInNewTab})</span>
          </a>
        ),
      )}
    </>
  )
}

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  const first = [...(parts[0] ?? '')][0] ?? ''
  const last = parts.length > 1 ? ([...(parts.at(-1) ?? '')][0] ?? '') : ''
  return (first + last).toUpperCase()
}

function deliveryWord({ delivery, error }: BubbleRow, words: Words): string {
  if (delivery === 'failed') return error?.code === 'too_long' ? words.tooLong : words.notSent
  return delivery ? words[delivery] : ''
}
