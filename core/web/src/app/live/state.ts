// What the page knows of the agent's sessions: plain data, so that every frame is one step from state to state.
import type {
  AgentSessionView,
  ApiError,
  FileView,
  LeftInboxView,
  MeView,
  MessageView,
  NoticeView,
} from '../../shared/wire'

/** A session's transcript as far as it is loaded: dense in `seq`, from the first loaded entry to the last. */
export interface Transcript {
  messages: readonly MessageView[]
  /** Whether the server holds entries before the first loaded one. */
  hasEarlier: boolean
  /** Entries that came before the ones they follow; they wait here until the gap is filled. */
  ahead: readonly MessageView[]
}

/** A text of mine that the server has not yet confirmed. */
export interface Outgoing {
  clientId: string
  text: string
  /** For colleagues only. */
  note?: true
  /** What was uploaded and goes along. */
  files?: readonly FileView[]
  atMs: number
  error: ApiError | null
}

export type Link =
  | { phase: 'connecting' }
  | { phase: 'open' }
  /** `sinceMs`: when the connection was lost. */
  | { phase: 'lost'; sinceMs: number }

export interface LiveState {
  link: Link
  epoch: string | null
  me: MeView | null
  /** Whether a first `welcome` has come: before it, an empty list means "not known yet". */
  welcomed: boolean
  sessions: Readonly<Record<string, AgentSessionView>>
  /** How far the server itself described each session: the effects of later entries are added to its view here. */
  described: Readonly<Record<string, number>>
  transcripts: Readonly<Record<string, Transcript>>
  outbox: Readonly<Record<string, readonly Outgoing[]>>
  /** The rule set last announced, to refresh what the console shows. */
  rules: { revision: string; ok: boolean } | null
  /** A problem to tell the agent about, until it is dismissed. */
  notice: ApiError | null
  /** Set to away by the server, because chats were not answered; until the agent chooses or dismisses it. */
  setAway: boolean
  /** Visitors who are writing right now, by session: when that was heard last. */
  typing: Readonly<Record<string, number>>
  /** What supervisors are told of and have not read, by id. */
  notices: Readonly<Record<string, NoticeView>>
  /** Chats that the agent was asked to take and that went away unanswered, until that is dismissed. */
  lostOffers: readonly string[]
  /** How many left messages there are to take, and how many the agent has; null until that is told. */
  left: LeftInboxView | null
  /** How often a left message came or changed: whoever shows them asks anew. */
  leftChanges: number
  /** How often what stands beside a session changed: whoever shows it asks anew. */
  besideChanges: Readonly<Record<string, number>>
}

export const initialState: LiveState = {
  link: { phase: 'connecting' },
  epoch: null,
  me: null,
  welcomed: false,
  sessions: {},
  described: {},
  transcripts: {},
  outbox: {},
  rules: null,
  notice: null,
  setAway: false,
  typing: {},
  notices: {},
  lostOffers: [],
  left: null,
  leftChanges: 0,
  besideChanges: {},
}

export const emptyTranscript: Transcript = { messages: [], hasEarlier: false, ahead: [] }

/** The last `seq` up to which the transcript is known without a gap; 0 where nothing is. */
export const lastSeq = (transcript: Transcript | undefined): number => transcript?.messages.at(-1)?.seq ?? 0

/** The open sessions that the agent owns. Newest activity first; the id breaks ties, so that the order never flickers. */
export function openSessions(sessions: LiveState['sessions'], me: string): AgentSessionView[] {
  return Object.values(sessions)
    .filter((session) => session.state !== 'closed' && session.agent?.id === me)
    .sort((a, b) => b.last_at_ms - a.last_at_ms || a.id.localeCompare(b.id))
}

export const totalUnread = (sessions: LiveState['sessions'], me: string): number =>
  openSessions(sessions, me).reduce((sum, session) => sum + session.unread, 0)

/** Since when the visitor waits for a word of an agent, or null where the last word is ours. */
export function waitingSince(session: AgentSessionView, transcript: Transcript | undefined): number | null {
  if (session.state === 'closed') return null
  if (!transcript || transcript.messages.length === 0) return session.unread > 0 ? session.last_at_ms : null
  let since: number | null = null
  for (let at = transcript.messages.length - 1; at >= 0; at -= 1) {
    const message = transcript.messages[at]
    if (message?.body.kind !== 'text' && message?.body.kind !== 'files') continue
    if (message.sender.party === 'agent') break
    if (message.sender.party === 'visitor') since = message.at_ms
  }
  return since
}
