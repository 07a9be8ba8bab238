// One message, as it is shown in the log.
import { linkify } from '../../shared/linkify'
import type { AnswerView, FileView } from '../../shared/wire'
import { timeOfDay } from '../text/dates'
import type { Words } from '../text/words'
import { leftRowId, useApp } from './context'
import { Files } from './Files'
import { Drawing } from './icons'
import { later } from './later'
import type { BubbleRow } from './rows'
import { NotTaken, TakeBack } from './TakeBack'

const Quote = later(() => import('./forms').then((module) => module.Quote))

export function Bubble({ row }: { row: BubbleRow }) {
  const { words, language, conversation } = useApp()
  const { side, name, text, files, answers, quotes, recalled, at_ms, first, last, delivery, client_id, error, place } =
    row
  const time = timeOfDay(at_ms, language.value)
  const shown = side === 'own' ? words.value.you : (name ?? words.value.system)
  return (
    <div
      id={answers.length > 0 ? leftRowId(at_ms) : undefined}
      class={`message ${side} ${first ? 'first' : ''} ${last ? 'last' : ''} ${delivery ?? ''}`}
    >
      {side !== 'own' && last && <Avatar name={name} />}
      <div class="stack">
        {side === 'agent' && first ? <div class="name">{name}</div> : <span class="hidden">{shown}</span>}
        <div class={recalled ? 'bubble recalled' : answers.length > 0 ? 'bubble card' : 'bubble'} title={time}>
          {quotes && <Quote {...quotes} />}
          {recalled && words.value.recalled}
          {text && <Text text={text} />}
          {answers.length > 0 ? (
            <Answers answers={answers} files={files} />
          ) : (
            files.length > 0 && <Files files={files} />
          )}
        </div>
        {place && <TakeBack place={place} at_ms={at_ms} />}
        {(last || delivery) && (
          <div class="meta">
            <time dateTime={new Date(at_ms).toISOString()}>{time}</time>
            {delivery && <span>{deliveryWord(row, words.value)}</span>}
            {delivery === 'failed' && client_id && (
              <>
                {!hopeless.has(error?.code ?? '') && (
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
        {place && <NotTaken place={place} />}
      </div>
    </div>
  )
}

/** Where an answer is files, these stand in place of their names. */
function Answers({ answers, files }: { answers: readonly AnswerView[]; files: readonly FileView[] }) {
  const named = answers.map(({ answer }) => files.filter(({ name }) => answer.split(', ').includes(name)))
  const others = files.filter((file) => !named.flat().includes(file))
  return (
    <>
      <dl class="left">
        {answers.map(({ label, answer }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one message never move, and may be alike.
          <div key={at}>
            <dt>{label}</dt>
            <dd>{named[at]?.length ? <Files files={named[at]} /> : answer}</dd>
          </div>
        ))}
      </dl>
      {others.length > 0 && <Files files={others} />}
    </>
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
  if (delivery !== 'failed') return delivery ? words[delivery] : ''
  if (error?.code === 'too_long') return words.tooLong
  return hopeless.has(error?.code ?? '') ? words.fileUnsendable : words.notSent
}

/** Refusals of a message that is refused again however often it is sent. */
const hopeless = new Set(['too_long', 'not_your_file', 'file_deleted', 'too_many_files', 'file_type_not_allowed'])
