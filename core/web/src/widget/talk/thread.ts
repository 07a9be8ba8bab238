// One session's transcript as the window holds it: merged strictly by `seq`, whatever order frames come in.
import type { VisitorMessageView, VisitorSessionView, WaitingView } from '../../shared/wire'

export interface Thread {
  session: string
  /** Null between the first acknowledgement of a new session and the server's word about it. */
  view: VisitorSessionView | null
  /** Without a gap, ascending. */
  messages: readonly VisitorMessageView[]
  /** What came too early: there is a gap before it. */
  ahead: readonly VisitorMessageView[]
  hasEarlier: boolean
}

export function newThread(session: string, view: VisitorSessionView | null = null): Thread {
  return { session, view, messages: [], ahead: [], hasEarlier: false }
}

export function lastSeq(thread: Thread): number {
  return thread.messages.at(-1)?.seq ?? 0
}

/** Adds what continues the transcript; what is known is only refreshed, what is too early waits in `ahead`. */
export function receive(thread: Thread, incoming: readonly VisitorMessageView[]): Thread {
  const first = thread.messages[0]?.seq ?? 1
  const bySeq = new Map([...thread.messages, ...thread.ahead].map((message) => [message.seq, message]))
  for (const message of incoming) if (message.seq >= first) bySeq.set(message.seq, message)

  const sorted = withoutRecalled([...bySeq.values()].sort((a, b) => a.seq - b.seq))
  const gap = sorted.findIndex((message, at) => message.seq !== first + at)
  const whole = gap < 0 ? sorted.length : gap
  return { ...thread, messages: sorted.slice(0, whole), ahead: sorted.slice(whole) }
}

/** Goes on with a transcript, or begins it anew: one with a hole before it is a snapshot, whatever it is called. */
export function resume(
  thread: Thread,
  { reset, has_earlier, messages }: { reset: boolean; has_earlier: boolean; messages: readonly VisitorMessageView[] },
): Thread {
  const fresh = reset || thread.messages.length === 0 || (messages[0]?.seq ?? 0) > lastSeq(thread) + 1
  const whole = fresh && (reset || messages.length > 0)
  return whole ? restart(thread, messages, has_earlier) : receive(thread, messages)
}

/** What somebody took back is gone here too, also where it was shown before. */
function withoutRecalled(messages: VisitorMessageView[]): VisitorMessageView[] {
  const recalled = new Set<number>()
  for (const { body } of messages) {
    if (body.kind === 'event' && body.event.event === 'recalled') recalled.add(body.event.seq)
  }
  if (recalled.size === 0) return messages
  return messages.map((message) =>
    recalled.has(message.seq) ? { ...message, body: { kind: 'recalled' as const } } : message,
  )
}

/** Begins the transcript anew from the server's snapshot. */
function restart(thread: Thread, messages: readonly VisitorMessageView[], hasEarlier: boolean): Thread {
  const sorted = [...messages].sort((a, b) => a.seq - b.seq)
  return { ...thread, messages: sorted, ahead: [], hasEarlier }
}

/** Puts an earlier page before what is shown. */
export function prepend(thread: Thread, earlier: readonly VisitorMessageView[], hasEarlier: boolean): Thread {
  const first = thread.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  const older = earlier.filter((message) => message.seq < first).sort((a, b) => a.seq - b.seq)
  return { ...thread, messages: [...older, ...thread.messages], hasEarlier }
}

/** Texts of the other side that the visitor has not seen. */
export function unreadOf(thread: Thread | null): number {
  const read = thread?.view?.visitor_read
  if (!thread || read === undefined) return 0
  const unseen = ({ seq, sender, body }: VisitorMessageView) =>
    seq > read &&
    sender.party !== 'visitor' &&
    (body.kind === 'text' || body.kind === 'prompt' || body.kind === 'files')
  return thread.messages.filter(unseen).length
}

type Receipts = Pick<VisitorSessionView, 'visitor_read' | 'visitor_got' | 'agent_read' | 'agent_got'>

/** Receipts only rise, and what was read has arrived. */
export function raise(thread: Thread, seen: Partial<Receipts>): Thread {
  const { view } = thread
  if (!view) return thread
  const visitor_read = Math.max(view.visitor_read, seen.visitor_read ?? 0)
  const agent_read = Math.max(view.agent_read, seen.agent_read ?? 0)
  const visitor_got = Math.max(view.visitor_got, seen.visitor_got ?? 0, visitor_read)
  const agent_got = Math.max(view.agent_got, seen.agent_got ?? 0, agent_read)
  return { ...thread, view: { ...view, visitor_read, visitor_got, agent_read, agent_got } }
}

/** The line moved. */
export function moveInLine(thread: Thread, waiting: WaitingView): Thread {
  return thread.view ? { ...thread, view: { ...thread.view, waiting } } : thread
}

export function closeView(thread: Thread): Thread {
  const view = thread.view ?? {
    id: thread.session,
    agent: null,
    opened_at_ms: thread.messages[0]?.at_ms ?? 0,
    closed_at_ms: null,
    last_seq: lastSeq(thread),
    visitor_read: lastSeq(thread),
    visitor_got: lastSeq(thread),
    agent_read: 0,
    agent_got: 0,
    waiting: null,
    form: null,
  }
  return { ...thread, view: { ...view, state: 'closed', waiting: null } }
}

export function openedAt(thread: Thread): number {
  // A thread that the server has not described yet is the newest.
  return thread.view?.opened_at_ms ?? Number.MAX_SAFE_INTEGER
}
