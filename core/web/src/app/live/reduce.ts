// One frame of the server, applied. Entries may come twice, late or out of order: what is shown never does.
import type { AgentSessionView, MessageView, NoticeView, ToAgentFrame } from '../../shared/wire'
import { withEffects } from './effects'
import { emptyTranscript, type LiveState, lastSeq, type Outgoing, type Transcript } from './state'

/** Longest preview in the list, as the server cuts it. */
const PREVIEW_CHARS = 140

export function applyFrame(state: LiveState, frame: ToAgentFrame, nowMs = 0): LiveState {
  switch (frame.type) {
    case 'welcome':
      return welcome(state, frame)
    case 'transcript':
      return applyTranscript(state, frame.session, frame)
    case 'session':
      return {
        ...state,
        sessions: { ...state.sessions, [frame.session.id]: merged(state, frame.session) },
        described: described(state, [frame.session]),
        lostOffers: lostOffers(state, frame.session),
      }
    case 'message':
      return applyMessage(state, frame.message)
    case 'ack':
      return applyAck(state, frame)
    case 'nack':
      return mapOutgoing(state, frame.client_id, (item) => ({ ...item, error: frame.error }))
    case 'receipt':
      return frame.kind === 'got'
        ? applyGot(state, frame.session, frame.party, frame.seq)
        : applyReceipt(state, frame.session, frame.party, frame.seq)
    case 'typing':
      return frame.party === 'visitor' ? { ...state, typing: { ...state.typing, [frame.session]: nowMs } } : state
    case 'notice':
      return withNotice(state, frame.notice)
    case 'left_counts':
      return { ...state, left: frame.left, leftChanges: state.leftChanges + 1 }
    case 'left_message':
      return { ...state, leftChanges: state.leftChanges + 1 }
    case 'workbench': {
      const { [frame.session]: before = 0, ...others } = state.besideChanges
      return { ...state, besideChanges: { ...others, [frame.session]: before + 1 } }
    }
    case 'availability':
      return state.me
        ? { ...state, me: { ...state.me, availability: frame.availability }, setAway: frame.because === 'missed' }
        : state
    case 'rules':
      return { ...state, rules: { revision: frame.revision, ok: frame.ok } }
    case 'error':
      return { ...state, notice: frame.error }
    case 'pong':
    case 'bye':
      return state
  }
}

/** Entries fetched over HTTP after the last known one, or the newest page where nothing was known. */
export function applyFetched(
  state: LiveState,
  session: string,
  messages: MessageView[],
  hasEarlier: boolean,
): LiveState {
  return applyTranscript(state, session, { reset: false, has_earlier: hasEarlier, messages })
}

/** A page fetched over HTTP before the first known entry. A page that does not touch what is shown is dropped. */
export function applyEarlier(state: LiveState, session: string, messages: MessageView[], hasMore: boolean): LiveState {
  const known = state.transcripts[session]
  const first = known?.messages[0]
  if (!known || !first) return state
  const page = dense(messages.filter((message) => message.seq < first.seq))
  if (page.length > 0 && page.at(-1)?.seq !== first.seq - 1) return state
  return withTranscript(state, session, { ...known, messages: [...page, ...known.messages], hasEarlier: hasMore })
}

/** A text of mine, before the server knows it. */
export function enqueue(state: LiveState, session: string, item: Outgoing): LiveState {
  return { ...state, outbox: { ...state.outbox, [session]: [...(state.outbox[session] ?? []), item] } }
}

/** Marks a failed text as to be sent again. */
export const retry = (state: LiveState, clientId: string): LiveState =>
  mapOutgoing(state, clientId, (item) => ({ ...item, error: null }))

export const discard = (state: LiveState, clientId: string): LiveState => mapOutgoing(state, clientId, () => null)

/** The session is read up to `seq`; told to the server apart from this. */
export const markRead = (state: LiveState, session: string, seq: number): LiveState =>
  applyReceipt(state, session, 'agent', seq)

/** Sessions whose transcript has a hole: what follows is here, what comes first is not. */
export const gaps = (state: LiveState): string[] =>
  Object.entries(state.transcripts)
    .filter(([, transcript]) => transcript.ahead.length > 0)
    .map(([session]) => session)

function welcome(state: LiveState, frame: Extract<ToAgentFrame, { type: 'welcome' }>): LiveState {
  // Another epoch is another history (a restored backup): nothing that was read before may be merged with it.
  const same = state.epoch === null || state.epoch === frame.epoch
  const sessions: Record<string, AgentSessionView> = {}
  for (const session of frame.sessions) sessions[session.id] = session
  const transcripts: Record<string, Transcript> = {}
  if (same) {
    for (const [id, transcript] of Object.entries(state.transcripts)) {
      // What is not mine any more stays readable, so that an open conversation does not vanish under the reader.
      transcripts[id] = transcript
      const before = state.sessions[id]
      if (before && !sessions[id]) {
        const ended = before.state !== 'closed' && before.agent?.id === frame.me.id
        // An offer that is not told again is gone; what became of the chat is asked for where it is looked at.
        if (before.state !== 'offered') sessions[id] = ended ? { ...before, state: 'closed', unread: 0 } : before
      }
    }
  }
  const next: LiveState = {
    ...state,
    epoch: frame.epoch,
    me: frame.me,
    welcomed: true,
    left: frame.left,
    // They are told anew on each connection; one may have been read elsewhere meanwhile.
    notices: {},
    sessions: {},
    described: described(same ? state : { described: {} }, frame.sessions),
    transcripts,
  }
  for (const session of Object.values(sessions)) {
    next.sessions = { ...next.sessions, [session.id]: same ? merged(state, session) : session }
  }
  return next
}

/** An offer that ends in another way than that the agent takes it; what became of it is told by its transcript. */
function lostOffers({ sessions, lostOffers: known, me }: LiveState, given: AgentSessionView): LiveState['lostOffers'] {
  const before = sessions[given.id]
  const asksStill = given.state === 'offered' && given.offered_until_ms === before?.offered_until_ms
  if (before?.state !== 'offered' || asksStill) return known
  const others = known.filter((id) => id !== given.id)
  return given.agent?.id === me?.id && given.state === 'assigned' ? others : [...others, given.id]
}

/** The newer view of a session, with receipts that only rise. */
function merged(state: LiveState, given: AgentSessionView): AgentSessionView {
  const known = state.sessions[given.id]
  if (!known) return given
  const behind = given.last_seq < known.last_seq
  const agentRead = Math.max(given.agent_read, known.agent_read)
  const next: AgentSessionView = {
    ...given,
    visitor_read: Math.max(given.visitor_read, known.visitor_read),
    agent_read: agentRead,
    visitor_got: Math.max(given.visitor_got, known.visitor_got),
    agent_got: Math.max(given.agent_got, known.agent_got),
    ...(behind ? { last_seq: known.last_seq, last_text: known.last_text, last_at_ms: known.last_at_ms } : {}),
    ...marks(state, given, known),
  }
  const stale = behind || given.agent_read < known.agent_read
  return stale ? { ...next, unread: countUnread(state.transcripts[given.id], agentRead, known.unread) } : next
}

/** What hooks made of a session: as the newer of two views has it, and what came after that. */
function marks(state: LiveState, given: AgentSessionView, known: AgentSessionView) {
  const older = given.last_seq < (state.described[given.id] ?? 0)
  const messages = state.transcripts[given.id]?.messages ?? []
  const { tags, priority, fields } = older ? known : withEffects(given, messages, given.last_seq)
  return { tags, priority, fields }
}

const described = (
  { described: known }: Pick<LiveState, 'described'>,
  sessions: readonly AgentSessionView[],
): LiveState['described'] => ({
  ...known,
  ...Object.fromEntries(sessions.map(({ id, last_seq }) => [id, Math.max(last_seq, known[id] ?? 0)])),
})

/** After entries were added behind `from`, the session with what they did to it. */
function withNewEffects(state: LiveState, id: string, from: number): LiveState {
  const session = state.sessions[id]
  const messages = state.transcripts[id]?.messages
  if (!session || !messages) return state
  const marked = withEffects(session, messages, Math.max(from, state.described[id] ?? 0))
  return marked === session ? state : { ...state, sessions: { ...state.sessions, [id]: marked } }
}

function applyTranscript(
  state: LiveState,
  session: string,
  given: { reset: boolean; has_earlier: boolean; messages: MessageView[] },
): LiveState {
  const known = state.transcripts[session] ?? emptyTranscript
  const sorted = dense(given.messages)
  const fresh = given.reset || known.messages.length === 0
  const base: Transcript = fresh ? { messages: [], hasEarlier: given.has_earlier, ahead: known.ahead } : known
  let transcript = base
  if (fresh) transcript = settle({ ...base, messages: sorted })
  else for (const message of sorted) transcript = insert(transcript, message)
  let next = withNewEffects(withTranscript(state, session, transcript), session, fresh ? 0 : lastSeq(known))
  for (const message of transcript.messages) next = confirm(next, message)
  return refreshUnread(next, session)
}

function applyMessage(state: LiveState, message: MessageView): LiveState {
  const known = state.transcripts[message.session]
  // Without any history only the very first entry is a beginning; anything later has to be fetched with what precedes it.
  const transcript = insert(known ?? emptyTranscript, message)
  const added = withNewEffects(withTranscript(state, message.session, transcript), message.session, lastSeq(known))
  let next = confirm(added, message)
  const session = next.sessions[message.session]
  if (session && message.seq > session.last_seq) {
    const text = saidText(message)
    const counts = message.sender.party === 'visitor' && text !== null && message.seq > session.agent_read
    const updated: AgentSessionView = {
      ...session,
      last_seq: message.seq,
      last_at_ms: message.at_ms,
      last_text: text === null ? session.last_text : [...text].slice(0, PREVIEW_CHARS).join(''),
      unread: session.unread + (counts ? 1 : 0),
    }
    next = { ...next, sessions: { ...next.sessions, [session.id]: updated } }
  }
  return message.sender.party === 'visitor' ? stopTyping(next, message.session) : next
}

/** The words of an entry as a list shows them, or the names of its files; null where it says nothing. */
function saidText({ body }: MessageView): string | null {
  if (body.kind === 'text') return body.text
  if (body.kind !== 'files') return null
  return body.text === '' ? body.files.map(({ name }) => name).join(', ') : body.text
}

/** Nothing was heard of it for long enough, or the message is there. */
export function stopTyping(state: LiveState, session: string): LiveState {
  if (!(session in state.typing)) return state
  const { [session]: _over, ...typing } = state.typing
  return { ...state, typing }
}

function withNotice(state: LiveState, notice: NoticeView): LiveState {
  const { [notice.id]: _before, ...others } = state.notices
  return { ...state, notices: notice.read_at_ms === null ? { ...others, [notice.id]: notice } : others }
}

function applyAck(
  state: LiveState,
  ack: { client_id: string; session: string; seq: number; at_ms: number },
): LiveState {
  const item = state.outbox[ack.session]?.find((candidate) => candidate.clientId === ack.client_id)
  const me = state.me
  if (!item || !me) return state
  return applyMessage(state, {
    session: ack.session,
    seq: ack.seq,
    sender: { party: 'agent', id: me.id, name: me.name },
    client_id: ack.client_id,
    body: item.files
      ? { kind: 'files', text: item.text, files: [...item.files] }
      : { kind: item.note ? 'note' : 'text', text: item.text },
    at_ms: ack.at_ms,
  })
}

function applyReceipt(state: LiveState, id: string, party: 'visitor' | 'agent', seq: number): LiveState {
  const session = state.sessions[id]
  if (!session) return state
  if (party === 'visitor') {
    if (seq <= session.visitor_read) return state
    return { ...state, sessions: { ...state.sessions, [id]: { ...session, visitor_read: seq } } }
  }
  if (seq <= session.agent_read) return state
  const unread = seq >= session.last_seq ? 0 : countUnread(state.transcripts[id], seq, session.unread)
  return { ...state, sessions: { ...state.sessions, [id]: { ...session, agent_read: seq, unread } } }
}

/** Entries have reached a page of the party. */
function applyGot(state: LiveState, id: string, party: 'visitor' | 'agent', seq: number): LiveState {
  const session = state.sessions[id]
  if (!session || seq <= session[`${party}_got`]) return state
  return { ...state, sessions: { ...state.sessions, [id]: { ...session, [`${party}_got`]: seq } } }
}

/** Puts one entry at its place. Known ones change nothing; one that leaves a hole before it waits. */
function insert(transcript: Transcript, message: MessageView): Transcript {
  const last = lastSeq(transcript)
  if (message.seq <= last) return transcript
  if (message.seq === last + 1) return settle({ ...transcript, messages: [...transcript.messages, message] })
  if (transcript.ahead.some((waiting) => waiting.seq === message.seq)) return transcript
  const ahead = [...transcript.ahead, message].sort((a, b) => a.seq - b.seq)
  return { ...transcript, ahead }
}

/** Moves the waiting entries that now follow, and forgets those that are known by now. */
function settle(transcript: Transcript): Transcript {
  if (transcript.ahead.length === 0) return transcript
  const messages = [...transcript.messages]
  const ahead: MessageView[] = []
  let last = messages.at(-1)?.seq ?? 0
  for (const message of transcript.ahead) {
    if (message.seq <= last) continue
    if (message.seq === last + 1) {
      messages.push(message)
      last = message.seq
    } else ahead.push(message)
  }
  return { ...transcript, messages, ahead }
}

/** Sorted, each `seq` once, and only the newest unbroken run: a page with a hole would hide the hole for ever. */
function dense(messages: readonly MessageView[]): MessageView[] {
  const sorted = [...messages].sort((a, b) => a.seq - b.seq)
  const unique = sorted.filter((message, at) => message.seq !== sorted[at - 1]?.seq)
  let start = unique.length - 1
  while (start > 0 && unique[start - 1]?.seq === (unique[start]?.seq ?? 0) - 1) start -= 1
  return unique.slice(Math.max(start, 0))
}

/** A stored entry of mine ends its wait in the outbox. */
function confirm(state: LiveState, message: MessageView): LiveState {
  const waiting = state.outbox[message.session]
  if (message.sender.party !== 'agent' || !waiting) return state
  const left = waiting.filter((item) => item.clientId !== message.client_id)
  if (left.length === waiting.length) return state
  return { ...state, outbox: replaced(state.outbox, message.session, left) }
}

function mapOutgoing(state: LiveState, clientId: string, change: (item: Outgoing) => Outgoing | null): LiveState {
  for (const [session, items] of Object.entries(state.outbox)) {
    if (!items.some((item) => item.clientId === clientId)) continue
    const next = items.flatMap((item) => (item.clientId === clientId ? (change(item) ?? []) : item))
    return { ...state, outbox: replaced(state.outbox, session, next) }
  }
  return state
}

function replaced(outbox: LiveState['outbox'], session: string, items: readonly Outgoing[]): LiveState['outbox'] {
  if (items.length > 0) return { ...outbox, [session]: items }
  return Object.fromEntries(Object.entries(outbox).filter(([id]) => id !== session))
}

function withTranscript(state: LiveState, session: string, transcript: Transcript): LiveState {
  if (state.transcripts[session] === transcript) return state
  return { ...state, transcripts: { ...state.transcripts, [session]: withoutRecalled(transcript) } }
}

/** What somebody took back is gone here too, also where it was shown before. */
function withoutRecalled(transcript: Transcript): Transcript {
  const recalled = new Set<number>()
  for (const { body } of transcript.messages) {
    if (body.kind === 'event' && body.event.event === 'recalled') recalled.add(body.event.seq)
  }
  if (recalled.size === 0) return transcript
  const messages = transcript.messages.map((message) =>
    recalled.has(message.seq) && message.body.kind !== 'recalled'
      ? { ...message, body: { kind: 'recalled' as const } }
      : message,
  )
  return { ...transcript, messages }
}

/** After a transcript came, brings the list's line up to what the transcript shows. */
function refreshUnread(state: LiveState, id: string): LiveState {
  const session = state.sessions[id]
  const transcript = state.transcripts[id]
  const last = transcript?.messages.at(-1)
  if (!session || !last || last.seq <= session.last_seq) return state
  const said = transcript?.messages.findLast((message) => saidText(message) !== null)
  const text = said ? saidText(said) : null
  const updated: AgentSessionView = {
    ...session,
    last_seq: last.seq,
    last_at_ms: last.at_ms,
    last_text: text === null ? session.last_text : [...text].slice(0, PREVIEW_CHARS).join(''),
    unread: countUnread(transcript, session.agent_read, session.unread),
  }
  return { ...state, sessions: { ...state.sessions, [id]: updated } }
}

/** Texts of the visitor after `read`, where the transcript reaches back that far; else what was known. */
function countUnread(transcript: Transcript | undefined, read: number, known: number): number {
  const first = transcript?.messages[0]
  if (!transcript || !first || first.seq > read + 1) return known
  const entries = [...transcript.messages, ...transcript.ahead]
  return entries.filter((m) => m.seq > read && m.sender.party === 'visitor' && saidText(m) !== null).length
}
