// Threads and outgoing messages -> the rows of the log, in order. Pure.
import type { AnsweredLeftView } from '../../shared/openapi'
import type { AnswerView, FileView, VisitorEventView, VisitorMessageView } from '../../shared/wire'
import type { Outgoing } from '../talk/outbox'
import type { Thread } from '../talk/thread'
import { startOfDay } from '../text/dates'

export type Delivery = 'sending' | 'sent' | 'got' | 'read' | 'failed'

export interface BubbleRow {
  kind: 'bubble'
  key: string
  side: 'own' | 'agent' | 'system'
  name: string | null
  text: string
  files: readonly FileView[]
  /** The answers of a form, as the visitor gave them. */
  answers: readonly AnswerView[]
  /** The left message that these words answer. */
  quotes: AnsweredLeftView | null
  recalled: boolean
  /** Where it can be taken back. */
  place: { session: string; seq: number } | null
  at_ms: number
  /** Place in an unbroken run of one sender. */
  first: boolean
  last: boolean
  /** Only where it is worth saying: the newest of ours, and each that is not there yet. */
  delivery: Delivery | null
  /** For those on their way. */
  client_id: string | null
  error: Outgoing['error']
}

export type Row =
  | BubbleRow
  | { kind: 'day'; key: string; at_ms: number }
  | { kind: 'event'; key: string; event: ToldEvent; at_ms: number }

/** Waiting is told where it is current, in the status line; in the log of a talk it would only be noise. */
export type ToldEvent = Extract<VisitorEventView, { event: 'assigned' | 'closed' | 'transferred' | 'reopened' }>

/** Messages of one sender that are further apart begin a new run. */
const RUN_MS = 5 * 60_000

export function rows(threads: readonly Thread[], outgoing: readonly Outgoing[]): Row[] {
  const made: Row[] = []
  for (const { session, messages, view } of threads) {
    for (const message of messages) {
      const row = rowOf(session, message, { read: view?.agent_read ?? 0, got: view?.agent_got ?? 0 })
      if (row) made.push(row)
    }
  }
  for (const { client_id, text, files = [], at_ms, error } of outgoing) {
    const delivery = error ? 'failed' : 'sending'
    made.push({ ...bubble, key: client_id, side: 'own', name: null, text, files, at_ms, delivery, client_id, error })
  }
  quietAllButNewest(made)
  joinRuns(made)
  return withDays(made)
}

const bubble = {
  kind: 'bubble' as const,
  text: '',
  files: [],
  answers: [],
  quotes: null,
  recalled: false,
  place: null,
  first: true,
  last: true,
  client_id: null,
  error: null,
}

function rowOf(
  session: string,
  { sender, seq, body, client_id, at_ms }: VisitorMessageView,
  agent: { read: number; got: number },
): Row | null {
  const key = `${session}:${seq}`
  // What is not for the visitor only holds its place in the order.
  if (body.kind === 'hidden') return null
  if (body.kind === 'event') {
    const { event } = body
    return told(event) ? { kind: 'event', key, event, at_ms } : null
  }
  const says = content(body)
  if (sender.party === 'visitor') {
    // The key stays that of the message on its way, so that its bubble does not blink when it arrives.
    const delivery = seq <= agent.read ? 'read' : seq <= agent.got ? 'got' : 'sent'
    const place = body.kind === 'text' || body.kind === 'files' ? { session, seq } : null
    return { ...bubble, key: client_id, side: 'own', name: null, ...says, place, at_ms, delivery }
  }
  const name = sender.party === 'agent' ? sender.name : null
  return { ...bubble, key, side: sender.party, name, ...says, at_ms, delivery: null }
}

function told(event: VisitorEventView): event is ToldEvent {
  return ['assigned', 'closed', 'transferred', 'reopened'].includes(event.event)
}

function content(
  body: Exclude<VisitorMessageView['body'], { kind: 'hidden' | 'event' }>,
): Partial<Pick<BubbleRow, 'text' | 'files' | 'answers' | 'quotes' | 'recalled'>> {
  switch (body.kind) {
    case 'text':
      return { text: body.text, quotes: body.answers ?? null }
    case 'prompt':
      return { text: body.text }
    case 'files':
      return { text: body.text, files: body.files }
    case 'left':
      return { answers: body.answers }
    case 'pre_chat':
      return { answers: body.answers, files: body.files }
    case 'recalled':
      return { recalled: true }
  }
}

function quietAllButNewest(made: Row[]) {
  const newest = made.findLast((row) => row.kind === 'bubble' && row.delivery && !row.client_id)
  // An agent's answer says more than a receipt.
  const last = made.findLast((row): row is BubbleRow => row.kind === 'bubble' && row.side !== 'system')
  for (const row of made) {
    if (row.kind === 'bubble' && !row.client_id && (row !== newest || last?.side !== 'own')) row.delivery = null
  }
}

function joinRuns(made: Row[]) {
  made.forEach((row, at) => {
    const next = made[at + 1]
    if (row.kind !== 'bubble' || next?.kind !== 'bubble') return
    const joined =
      row.side === next.side &&
      row.name === next.name &&
      row.delivery !== 'failed' &&
      next.at_ms - row.at_ms < RUN_MS &&
      startOfDay(next.at_ms) === startOfDay(row.at_ms)
    row.last = !joined
    next.first = !joined
  })
}

function withDays(made: Row[]): Row[] {
  let day = Number.NaN
  return made.flatMap((row) => {
    const its = startOfDay(row.at_ms)
    if (its === day) return [row]
    day = its
    return [{ kind: 'day', key: `day:${its}:${row.key}`, at_ms: row.at_ms } as const, row]
  })
}
