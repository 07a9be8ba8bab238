// A transcript as it is read: days, runs of one speaker, and quiet lines between them. Pure.
import type { BodyView, MessageView } from '../../shared/wire'
import { startOfDay } from '../i18n/words'

/** A longer silence than this begins a new run, with its own name and time. */
const RUN_GAP_MS = 5 * 60_000

/** What somebody said, in words or files, or took back. */
export type SaidMessage = MessageView & { body: Extract<BodyView, { kind: 'text' | 'files' | 'recalled' }> }
export type Block =
  | { kind: 'day'; key: string; atMs: number }
  | { kind: 'new'; key: string }
  | { kind: 'quiet'; key: string; message: MessageView }
  | { kind: 'run'; key: string; messages: readonly SaidMessage[] }

/** `newFrom`: the first entry that was unread when the conversation was opened, or null. */
export function blocksOf(messages: readonly MessageView[], newFrom: number | null): Block[] {
  const blocks: Block[] = []
  let day: number | null = null
  let run: SaidMessage[] | null = null
  for (const message of messages) {
    const messageDay = startOfDay(message.at_ms)
    if (messageDay !== day) {
      day = messageDay
      run = null
      blocks.push({ kind: 'day', key: `day-${message.seq}`, atMs: message.at_ms })
    }
    if (message.seq === newFrom) {
      run = null
      blocks.push({ kind: 'new', key: 'new' })
    }
    if (!isSaid(message)) {
      run = null
      blocks.push({ kind: 'quiet', key: `quiet-${message.seq}`, message })
      continue
    }
    if (run && continues(run.at(-1), message)) run.push(message)
    else {
      run = [message]
      blocks.push({ kind: 'run', key: `run-${message.seq}`, messages: run })
    }
  }
  return blocks
}

const isSaid = (message: MessageView): message is SaidMessage =>
  message.body.kind === 'text' || message.body.kind === 'files' || message.body.kind === 'recalled'

function continues(before: SaidMessage | undefined, message: SaidMessage): boolean {
  if (!before || message.at_ms - before.at_ms > RUN_GAP_MS) return false
  const a = before.sender
  const b = message.sender
  if (a.party === 'agent' && b.party === 'agent') return a.id === b.id
  return a.party === b.party
}
