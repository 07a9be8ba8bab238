// What travels between the pages and the server. Times are Unix milliseconds; ids are opaque text.
// HTTP errors carry `{ "error": ApiError }`; every path below is under /api/v1.

export interface ApiError {
  /** Stable, for programs: session_closed, not_owner, conflict, busy, rate_limited, too_long, bad_request, unauthorized, forbidden, not_found, origin_not_allowed, internal. */
  code: string
  /** For people, English. */
  message: string
  /** The field at fault. */
  field?: string
  /** The limit that was passed. */
  limit?: number
  retry_after_ms?: number
}

export type Icon = 'chat' | 'headset' | 'help' | 'smile'
export type ButtonStyle = 'bubble' | 'tab' | 'bar'
export type Position = 'bottom_right' | 'bottom_left'

/** GET /widget/{channel}/config?locale=zh-CN (ETag, 304; CORS for the channel's origins; no credentials). */
export interface ChannelConfig {
  channel: string
  /** The locale that the texts are in. */
  locale: string
  look: { icon: Icon; button_name: string; button_style: ButtonStyle; position: Position; theme_color: string }
  title: string
  subtitle: string | null
  greeting: string | null
  max_text_chars: number
}

/** The host page, as the visitor sees it. */
export interface PageInfo {
  url: string
  title: string
  referrer: string
}

export type PartyView = { party: 'visitor' } | { party: 'agent'; id: string; name: string } | { party: 'system' }

export type BodyView =
  | { kind: 'text'; text: string }
  | { kind: 'prompt'; prompt: string; text: string }
  | { kind: 'event'; event: EventView }

export type EventView =
  | { event: 'assigned'; agent: { id: string; name: string } }
  | { event: 'queued'; reason: 'busy' | 'none_online' }
  | { event: 'unmatched' }
  | { event: 'closed'; cause: 'agent' | 'visitor' }

export interface MessageView {
  session: string
  /** 1, 2, 3, ... without a gap. */
  seq: number
  sender: PartyView
  client_id: string
  body: BodyView
  at_ms: number
}

export type SessionStateWord = 'assigned' | 'queued' | 'unmatched' | 'closed'

export interface VisitorSessionView {
  id: string
  state: SessionStateWord
  agent: { name: string } | null
  opened_at_ms: number
  closed_at_ms: number | null
  last_seq: number
  visitor_read: number
  agent_read: number
}

/** POST /widget/{channel}/visitors {host_origin, locale, page} -> 201 */
export interface NewVisitorView {
  visitor: string
  /** Opaque; sent as `Authorization: Bearer` and in the socket's first frame, never in a URL. */
  token: string
}

/** WebSocket /widget/{channel}/socket */
export type VisitorFrame =
  | { type: 'hello'; token: string; locale: string; page: PageInfo; resume: { epoch: string; session: string; last_seq: number } | null }
  | { type: 'post'; client_id: string; session: string | null; text: string }
  | { type: 'read'; session: string; seq: number }
  | { type: 'page'; page: PageInfo }
  | { type: 'end'; session: string }
  | { type: 'ping' }

export type ToVisitorFrame =
  /** `session` is the latest one, open or closed, or none. A transcript follows where there is one. */
  | { type: 'welcome'; epoch: string; visitor: string; session: VisitorSessionView | null; heartbeat_ms: number }
  /** `reset`: drop what is shown of this session and begin anew from these; else they continue what is shown. */
  | { type: 'transcript'; session: string; reset: boolean; has_earlier: boolean; messages: MessageView[] }
  | { type: 'session'; session: VisitorSessionView }
  | { type: 'message'; message: MessageView }
  | { type: 'ack'; client_id: string; session: string; seq: number; at_ms: number }
  | { type: 'nack'; client_id: string; error: ApiError }
  | { type: 'receipt'; session: string; party: 'visitor' | 'agent'; seq: number }
  | { type: 'pong' }
  | { type: 'error'; error: ApiError }
  /** The socket closes next. Come back after the wait; `unauthorized`: with a new token. */
  | { type: 'bye'; reason: 'slow' | 'draining' | 'unauthorized'; retry_after_ms: number }

// The same for pages that cannot hold a socket (Authorization: Bearer):
// GET  /widget/{channel}/session                          -> { epoch, session: VisitorSessionView | null }
// GET  /widget/{channel}/sessions/{id}/messages?after=N|before=N&limit=50 -> { messages: MessageView[], has_more: boolean }
// POST /widget/{channel}/messages {client_id, session, text, locale, page} -> { session, seq, at_ms }
// POST /widget/{channel}/sessions/{id}/read {seq}          -> { seq }
// POST /widget/{channel}/sessions/{id}/end                 -> VisitorSessionView

export type Availability = 'online' | 'away' | 'offline'
export type Role = 'agent' | 'supervisor' | 'admin'

/** POST /auth/sign-in {email, password} -> MeView (cookie set); POST /auth/sign-out; GET /me -> MeView or 401 */
export interface MeView {
  id: string
  name: string
  email: string
  role: Role
  availability: Availability
  capacity: number
  load: number
  workspace: string
}

export interface AgentSessionView {
  id: string
  channel: string
  channel_name: string
  state: SessionStateWord
  group: { id: string; name: string } | null
  agent: { id: string; name: string } | null
  rule: string | null
  visitor: { id: string; name: string | null; locale: string }
  opened_at_ms: number
  closed_at_ms: number | null
  last_seq: number
  visitor_read: number
  agent_read: number
  /** Newest text for the list, cut to 140 characters. */
  last_text: string | null
  last_at_ms: number
  /** Texts of the visitor after `agent_read`. */
  unread: number
}

/** WebSocket /agent/socket (cookie). An agent gets everything of the sessions it owns without asking. */
export type AgentFrame =
  | { type: 'hello'; resume: { epoch: string; sessions: { session: string; last_seq: number }[] } | null }
  | { type: 'post'; session: string; client_id: string; text: string }
  | { type: 'read'; session: string; seq: number }
  | { type: 'close'; session: string }
  | { type: 'availability'; availability: Availability }
  | { type: 'ping' }

export type ToAgentFrame =
  /** `sessions`: all open ones owned. */
  | { type: 'welcome'; epoch: string; me: MeView; sessions: AgentSessionView[]; heartbeat_ms: number }
  | { type: 'transcript'; session: string; reset: boolean; has_earlier: boolean; messages: MessageView[] }
  /** A session became mine, changed or closed. */
  | { type: 'session'; session: AgentSessionView }
  | { type: 'message'; message: MessageView }
  | { type: 'ack'; client_id: string; session: string; seq: number; at_ms: number }
  | { type: 'nack'; client_id: string; error: ApiError }
  | { type: 'receipt'; session: string; party: 'visitor' | 'agent'; seq: number }
  | { type: 'availability'; availability: Availability }
  | { type: 'rules'; revision: string; ok: boolean }
  | { type: 'pong' }
  | { type: 'error'; error: ApiError }
  | { type: 'bye'; reason: 'slow' | 'draining' | 'unauthorized'; retry_after_ms: number }

// Agents over HTTP (cookie; writes need an Origin of our own):
// PUT  /me/availability {availability}                       -> MeView
// GET  /sessions?filter=mine|closed|queued|unmatched|open&before=ID&limit=50 -> { sessions: AgentSessionView[], has_more }
//      (queued, unmatched, open: supervisor and admin)
// GET  /sessions/{id}                                        -> AgentSessionView
// GET  /sessions/{id}/messages?after=N|before=N&limit=50     -> { messages: MessageView[], has_more }
// POST /sessions/{id}/messages {client_id, text}             -> { session, seq, at_ms }
// POST /sessions/{id}/read {seq} -> { seq };  POST /sessions/{id}/close -> AgentSessionView
// GET  /sessions/{id}/explanation                            -> Explanation

export interface Explanation {
  session: string
  decisions: {
    at_ms: number
    cause: 'opened' | 'drained' | 'reloaded'
    revision: string
    outcome: { decision: 'assign'; group: string; agent: string } | { decision: 'queue'; group: string; reason: 'busy' | 'none_online' } | { decision: 'unmatched' }
    /** Every rule up to the matching one, in order. */
    rules: { rule: string; name: string; matched: boolean; reason: string | null }[]
    candidates: { agent: string; name: string; load: number; standing: 'chosen' | 'eligible' | 'refused'; place: number | null; reason: string | null }[]
    strategies: { strategy: string; outcome: 'chose' | 'named_nobody' | 'named_only_refused' | 'failed'; error: string | null; operations: number; log: string[] }[]
    facts: Record<string, unknown>
  }[]
}

/** GET /rules/status (admin, supervisor); POST /rules/reload (admin) -> RulesStatus */
export interface RulesStatus {
  revision: string
  generation: number
  loaded_at_ms: number
  /** False: the last good revision serves, and `diagnostics` say why the newer edit does not. */
  last_reload_successful: boolean
  /** Whether the serving revision came from the cache at start, because the tree was broken. */
  from_cache: boolean
  rejected: { revision: string; at_ms: number } | null
  diagnostics: DiagnosticView[]
  counts: { channels: number; rules: number; groups: number; agents: number; prompts: number; strategies: number }
  rules: { id: string; name: string; priority: number; channels: string[] | null; group: string; strategies: string[] }[]
  git: { commit: string } | null
}

export interface DiagnosticView {
  severity: 'error' | 'warning'
  code: string
  file: string
  line: number
  column: number
  message: string
  help: string | null
  /** The excerpt as `usher check` prints it. */
  rendered: string
}

/** GET /channels (admin, supervisor) and GET /channels/{id}/snippet (admin) */
export interface ChannelSummary {
  id: string
  name: string
  origins: string[]
  theme_color: string
  last_seen_ms: number | null
}
export interface SnippetView {
  channel: string
  html: string
  /** The lines a Content-Security-Policy of the page needs. */
  csp: string[]
}
