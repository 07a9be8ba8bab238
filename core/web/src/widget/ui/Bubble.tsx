import { linkify } from '../../shared/linkify'
import type { AnswerView, FileView } from '../../shared/wire'
import { fileSize, timeOfDay } from '../text/dates'
import type { Words } from '../text/words'
import { useApp } from './context'
import { Drawing } from './icons'
import type { BubbleRow } from './rows'

export function Bubble({ row }: { row: BubbleRow }) {
  const { words, language, conversation } = useApp()
  const { side, name, text, files, answers, recalled, at_ms, first, last, delivery, client_id, error } = row
  const time = timeOfDay(at_ms, language.value)
  const shown = side === 'own' ? words.value.you : (name ?? words.value.system)
  return (
    <div class={`message ${side} ${first ? 'first' : ''} ${last ? 'last' : ''} ${delivery ?? ''}`}>
      {side !== 'own' && last && <Avatar name={name} />}
      <div class="stack">
        {side === 'agent' && first ? <div class="name">{name}</div> : <span class="hidden">{shown}</span>}
        <div class={recalled ? 'bubble recalled' : 'bubble'} title={time}>
          {recalled && words.value.recalled}
          {text && <Text text={text} />}
          {answers.length > 0 && <Answers answers={answers} />}
          {files.length > 0 && <Files files={files} />}
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

function Answers({ answers }: { answers: readonly AnswerView[] }) {
  return (
    <dl class="left">
      {answers.map(({ label, answer }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one message never move, and may be alike.
        <div key={at}>
          <dt>{label}</dt>
          <dd>{answer}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A picture is shown where its bytes are; anything else, and what is no longer kept, is a name and a size. */
function Files({ files }: { files: readonly FileView[] }) {
  const { words, language } = useApp()
  return (
    <ul class="files">
      {files.map(({ id, name, media, bytes, url, width, height }) => {
        const size = url ? fileSize(bytes, language.value) : words.value.fileGone
        const picture = url && media.startsWith('image/') && width && height
        const said = (
          <>
            {picture && <img src={url} alt="" width={width} height={height} loading="lazy" />}
            <span class="file-name">{name}</span> <span class="file-size">{size}</span>
          </>
        )
        return (
          <li key={id}>
            {url ? (
              <a href={url} target="_blank" rel="noopener noreferrer">
                {said}
                <span class="hidden"> ({words.value.opensInNewTab})</span>
              </a>
            ) : (
              said
            )}
          </li>
        )
      })}
    </ul>
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
