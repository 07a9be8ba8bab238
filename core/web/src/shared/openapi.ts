// @generated from schemas/openapi.json by `npm run wire`: edit the types in core/api/src/view instead.

/**
 * From an agent's workbench. The first frame is `hello`.
 */
export type AgentFrame =
  | {
      resume?: AgentResume | null
      type: 'hello'
    }
  | {
      client_id: string
      session: string
      text: string
      type: 'post'
    }
  | {
      seq: number
      session: string
      type: 'read'
    }
  | {
      session: string
      type: 'close'
    }
  | {
      availability: AvailabilityWord
      type: 'availability'
    }
  | {
      type: 'ping'
    }

/**
 * An agent's own choice.
 */
export type AvailabilityWord = 'online' | 'away' | 'offline'

/**
 * A value kept with a session.
 */
export type FieldValue = boolean | number | string

/**
 * Where a session stands.
 */
export type SessionStateWord = 'assigned' | 'queued' | 'unmatched' | 'closed'

/**
 * What an entry says.
 */
export type BodyView =
  | {
      kind: 'text'
      text: string
    }
  | {
      kind: 'prompt'
      prompt: string
      text: string
    }
  | {
      event: EventView
      kind: 'event'
    }

/**
 * Something that happened to a session.
 */
export type EventView =
  | {
      agent: NamedAgent
      event: 'assigned'
    }
  | {
      event: 'queued'
      reason: WaitReasonWord
    }
  | {
      event: 'unmatched'
    }
  | {
      cause: CauseWord
      event: 'closed'
    }
  | {
      by: string
      effect: EffectView
      event: 'applied'
    }

/**
 * Why a session waits.
 */
export type WaitReasonWord = 'outside_hours' | 'none_online' | 'full' | 'busy'

/**
 * Who ended a session.
 */
export type CauseWord = 'agent' | 'visitor' | 'not_held'

/**
 * What a hook did.
 */
export type EffectView =
  | {
      effect: 'tag'
      tag: string
    }
  | {
      effect: 'set_priority'
      priority: number
    }
  | {
      effect: 'send_prompt'
      prompt: string
    }
  | {
      effect: 'set_field'
      field: string
      value: FieldValue | null
    }
  | {
      effect: 'ask_transfer'
      group: GroupView
      reason: string
    }
  | {
      effect: 'call_webhook'
      webhook: WebhookView
    }

/**
 * The launcher's shape.
 */
export type ButtonStyleWord = 'bubble' | 'tab' | 'bar'

/**
 * Why a socket closes.
 */
export type ByeReason = 'draining' | 'unauthorized'

/**
 * How a candidate fared, in a word.
 */
export type StandingWord = 'chosen' | 'eligible' | 'refused'

/**
 * The picture on the launcher.
 */
export type IconWord = 'chat' | 'headset' | 'help' | 'smile'

/**
 * The launcher's corner.
 */
export type PositionWord = 'bottom_right' | 'bottom_left'

/**
 * What made routing decide.
 */
export type DecisionCauseWord = 'opened' | 'drained' | 'reloaded'

/**
 * What was decided.
 */
export type DecisionOutcomeView =
  | {
      agent: string
      decision: 'assign'
      group: string
    }
  | {
      decision: 'queue'
      group: string
      reason: WaitReasonWord
    }
  | {
      decision: 'unmatched'
    }

/**
 * How a strategy ended, in a word.
 */
export type StrategyWord = 'chose' | 'named_nobody' | 'named_only_refused' | 'failed'

/**
 * How bad a problem is. Only errors keep an edit from going live.
 */
export type SeverityWord = 'error' | 'warning'

/**
 * What an agent may do.
 */
export type RoleWord = 'agent' | 'supervisor' | 'admin'

/**
 * Who speaks.
 */
export type PartyView =
  | {
      party: 'visitor'
    }
  | {
      id: string
      name: string
      party: 'agent'
    }
  | {
      party: 'system'
    }

/**
 * The kinds of offers.
 */
export type OfferKindWord = 'strategy' | 'predicate' | 'compute' | 'hook'

/**
 * Who has read.
 */
export type PartyWord = 'visitor' | 'agent'

/**
 * Whether a plug-in comes with Usher or stands in the company's own tree.
 */
export type PluginOriginWord = 'builtin' | 'own'

/**
 * Who is there.
 */
export type PresentWord = 'live' | 'everybody' | 'nobody'

/**
 * To an agent's workbench.
 */
export type ToAgentFrame =
  | {
      epoch: string
      heartbeat_ms: number
      me: MeView
      sessions: AgentSessionView[]
      type: 'welcome'
    }
  | {
      has_earlier: boolean
      messages: MessageView[]
      reset: boolean
      session: string
      type: 'transcript'
    }
  | {
      session: AgentSessionView
      type: 'session'
    }
  | {
      message: MessageView
      type: 'message'
    }
  | {
      at_ms: number
      client_id: string
      seq: number
      session: string
      type: 'ack'
    }
  | {
      client_id: string
      error: ApiError
      type: 'nack'
    }
  | {
      party: PartyWord
      seq: number
      session: string
      type: 'receipt'
    }
  | {
      availability: AvailabilityWord
      type: 'availability'
    }
  | {
      ok: boolean
      revision: string
      type: 'rules'
    }
  | {
      type: 'pong'
    }
  | {
      error: ApiError
      type: 'error'
    }
  | {
      reason: ByeReason
      retry_after_ms: number
      type: 'bye'
    }

/**
 * To a visitor's widget.
 */
export type ToVisitorFrame =
  | {
      epoch: string
      heartbeat_ms: number
      session: VisitorSessionView | null
      type: 'welcome'
      visitor: string
    }
  | {
      has_earlier: boolean
      messages: VisitorMessageView[]
      reset: boolean
      session: string
      type: 'transcript'
    }
  | {
      session: VisitorSessionView
      type: 'session'
    }
  | {
      message: VisitorMessageView
      type: 'message'
    }
  | {
      at_ms: number
      client_id: string
      seq: number
      session: string
      type: 'ack'
    }
  | {
      client_id: string
      error: ApiError
      type: 'nack'
    }
  | {
      party: PartyWord
      seq: number
      session: string
      type: 'receipt'
    }
  | {
      type: 'pong'
    }
  | {
      error: ApiError
      type: 'error'
    }
  | {
      reason: ByeReason
      retry_after_ms: number
      type: 'bye'
    }

/**
 * What an entry says to a visitor.
 */
export type VisitorBodyView =
  | {
      kind: 'text'
      text: string
    }
  | {
      kind: 'prompt'
      prompt: string
      text: string
    }
  | {
      event: VisitorEventView
      kind: 'event'
    }
  | {
      kind: 'hidden'
    }

/**
 * Something that happened to a session, as far as the visitor is told.
 */
export type VisitorEventView =
  | {
      agent: NamedAgent
      event: 'assigned'
    }
  | {
      event: 'queued'
      reason: WaitReasonWord
    }
  | {
      event: 'unmatched'
    }
  | {
      cause: CauseWord
      event: 'closed'
    }

/**
 * From a visitor's widget. The first frame is `hello`.
 */
export type VisitorFrame =
  | {
      locale: string
      page: PageInfo
      resume?: VisitorResume | null
      token: string
      type: 'hello'
    }
  | {
      client_id: string
      session?: string | null
      text: string
      type: 'post'
    }
  | {
      seq: number
      session: string
      type: 'read'
    }
  | {
      page: PageInfo
      type: 'page'
    }
  | {
      session: string
      type: 'end'
    }
  | {
      type: 'ping'
    }

/**
 * A new visitor asks to be let in.
 */
export interface AdmitRequest {
  /**
   * The origin of the page that the window is embedded on.
   */
  host_origin: string
  locale: string
}

/**
 * Where a workbench got to before it lost the socket.
 */
export interface AgentResume {
  epoch: string
  sessions: ResumePoint[]
}

/**
 * Where it got to in one session.
 */
export interface ResumePoint {
  last_seq: number
  session: string
}

/**
 * Who answers.
 */
export interface AgentName {
  name: string
}

/**
 * A session as agents see it.
 */
export interface AgentSessionView {
  agent: NamedAgent | null
  agent_read: number
  channel: string
  channel_name: string
  closed_at_ms: number | null
  /**
   * Values that hooks keep with the session, by name.
   */
  fields: {
    [k: string]: FieldValue
  }
  group: GroupView | null
  id: string
  last_at_ms: number
  last_seq: number
  /**
   * Newest text, cut to 140 characters.
   */
  last_text: string | null
  opened_at_ms: number
  /**
   * -100 to 100: who waits with a higher one is served first; 0 where nobody set it.
   */
  priority: number
  rule: string | null
  state: SessionStateWord
  /**
   * Marks that hooks set.
   */
  tags: string[]
  /**
   * Texts of the visitor after `agent_read`, at most 100.
   */
  unread: number
  visitor: VisitorView
  visitor_read: number
}

/**
 * An agent by id and name.
 */
export interface NamedAgent {
  id: string
  name: string
}

/**
 * A group by id and name.
 */
export interface GroupView {
  id: string
  name: string
}

/**
 * The visitor of a session.
 */
export interface VisitorView {
  id: string
  locale: string
  name: string | null
}

/**
 * What went wrong.
 */
export interface ApiError {
  /**
   * Stable, for programs: `session_closed`, `not_owner`, `conflict`, `busy`, `rate_limited`, `too_long`,
   * `bad_request`, `unauthorized`, `forbidden`, `not_found`, `origin_not_allowed`, `internal`.
   */
  code: string
  /**
   * The field at fault.
   */
  field?: string
  /**
   * The limit that was passed.
   */
  limit?: number
  /**
   * For people, in English.
   */
  message: string
  /**
   * When to try again, in milliseconds.
   */
  retry_after_ms?: number
}

/**
 * An agent chooses.
 */
export interface AvailabilityRequest {
  availability: AvailabilityWord
}

/**
 * What is due of hooks and webhooks, and not done yet: on all nodes.
 */
export interface BacklogView {
  /**
   * Either is counted up to here; there may be more.
   */
  counted_up_to: number
  deliveries: number
  runs: number
}

/**
 * A system that hooks may tell, by id and name.
 */
export interface WebhookView {
  id: string
  name: string
}

/**
 * How one candidate fared.
 */
export interface CandidateView {
  agent: string
  load: number
  name: string
  /**
   * The group that the session could flow over to, where the candidate is one of that.
   */
  overflow: string | null
  /**
   * Place in the strategy's order, 1 is best.
   */
  place: number | null
  /**
   * Why it was refused.
   */
  reason: string | null
  standing: StandingWord
}

/**
 * How a channel looks and what it says, in one locale.
 */
export interface ChannelConfig {
  channel: string
  greeting: string | null
  /**
   * The locale that the texts were asked for in.
   */
  locale: string
  look: LookView
  max_text_chars: number
  subtitle: string | null
  title: string
}

/**
 * How the launcher looks.
 */
export interface LookView {
  button_name: string
  button_style: ButtonStyleWord
  icon: IconWord
  position: PositionWord
  /**
   * `#rrggbb`.
   */
  theme_color: string
}

/**
 * All channels.
 */
export interface ChannelList {
  channels: ChannelSummary[]
}

/**
 * One channel, for admins.
 */
export interface ChannelSummary {
  id: string
  /**
   * When a visitor was last let in there.
   */
  last_seen_ms: number | null
  name: string
  origins: string[]
  theme_color: string
}

/**
 * The visitor's latest session.
 */
export interface CurrentSession {
  epoch: string
  session: VisitorSessionView | null
}

/**
 * A session as its visitor sees it.
 */
export interface VisitorSessionView {
  agent: AgentName | null
  agent_read: number
  closed_at_ms: number | null
  id: string
  last_seq: number
  opened_at_ms: number
  state: SessionStateWord
  visitor_read: number
}

/**
 * One decision.
 */
export interface DecisionView {
  at_ms: number
  candidates: CandidateView[]
  cause: DecisionCauseWord
  facts: {
    [k: string]: unknown
  }
  /**
   * Conditions of plug-ins that failed.
   */
  failures: PredicateFailureView[]
  /**
   * The form that the visitor could leave a message with.
   */
  form: string | null
  /**
   * Whether the groups that were asked served.
   */
  hours: GroupHoursView[]
  outcome: DecisionOutcomeView
  revision: string
  /**
   * Every rule up to the matching one, in order.
   */
  rules: RuleReasonView[]
  shadow: ShadowView | null
  strategies: StrategyView[]
  /**
   * What the visitor was told, by the rules.
   */
  told: ToldPromptView[]
  /**
   * Whether the session was over as it opened, because its rule lets nobody wait.
   */
  turned_away: boolean
}

/**
 * A condition of a plug-in that failed, and what it counted as.
 */
export interface PredicateFailureView {
  error: string
  /**
   * Whether it counted as holding.
   */
  held: boolean
  /**
   * Which, with its parameters.
   */
  predicate: string
}

/**
 * Whether a group served at the moment of the decision.
 */
export interface GroupHoursView {
  /**
   * What said so.
   */
  because: string
  group: string
  hours: string
  open: boolean
  /**
   * When that changed next; none where it does not within 400 days.
   */
  until_ms: number | null
}

/**
 * How one rule fared.
 */
export interface RuleReasonView {
  matched: boolean
  name: string
  /**
   * Why it did not match.
   */
  reason: string | null
  rule: string
}

/**
 * The rule on trial that would have taken the session.
 */
export interface ShadowView {
  /**
   * What was decided.
   */
  outcome:
    | {
        agent: string
        decision: 'assign'
        group: string
      }
    | {
        decision: 'queue'
        group: string
        reason: WaitReasonWord
      }
    | {
        decision: 'unmatched'
      }
  rule: string
}

/**
 * What one strategy did.
 */
export interface StrategyView {
  error: string | null
  log: string[]
  operations: number
  outcome: StrategyWord
  /**
   * The group that the session could flow over to, where the strategy was asked about that.
   */
  overflow: string | null
  strategy: string
}

/**
 * A prompt that belongs to the decision.
 */
export interface ToldPromptView {
  /**
   * Whether the rules switch it off, so that nothing is told.
   */
  is_off: boolean
  prompt: string
  /**
   * Its text, where the decision is made just now; that of an earlier one stands in the transcript.
   */
  text: string | null
}

/**
 * One problem.
 */
export interface DiagnosticView {
  code: string
  column: number
  file: string
  help: string | null
  line: number
  message: string
  /**
   * The excerpt as `usher check` prints it.
   */
  rendered: string
  severity: SeverityWord
}

/**
 * The body of every failed request.
 */
export interface ErrorBody {
  error: ApiError
}

/**
 * Why a session went where it went.
 */
export interface Explanation {
  /**
   * Oldest first.
   */
  decisions: DecisionView[]
  session: string
}

/**
 * The commit the tree was at when it was read.
 */
export interface GitView {
  commit: string
  /**
   * Whether the files differ from that commit's, new ones included. None: nobody can tell.
   */
  dirty: boolean | null
}

/**
 * A plug-in's last failure.
 */
export interface LastFailureView {
  at_ms: number
  /**
   * Why, with its place.
   */
  error: string
  /**
   * What was called, such as `load` or `campaign/in_season`.
   */
  offer: string
}

/**
 * The agent who is signed in.
 */
export interface MeView {
  availability: AvailabilityWord
  capacity: number
  email: string
  id: string
  load: number
  name: string
  role: RoleWord
  /**
   * The company's name.
   */
  workspace: string
}

/**
 * A stretch of a transcript, oldest first.
 */
export interface MessageList {
  /**
   * Whether there is more in the direction that was asked for.
   */
  has_more: boolean
  messages: MessageView[]
}

/**
 * One entry.
 */
export interface MessageView {
  at_ms: number
  body: BodyView
  /**
   * The sender's own name for it.
   */
  client_id: string
  sender: PartyView
  /**
   * 1, 2, 3, ... without a gap.
   */
  seq: number
  session: string
}

/**
 * A visitor who was let in.
 */
export interface NewVisitorView {
  /**
   * Opaque; sent as `Authorization: Bearer` and in the socket's first frame, never in a URL.
   */
  token: string
  visitor: string
}

/**
 * One thing that a plug-in offers.
 */
export interface OfferView {
  /**
   * Empty where the plug-in's own description says it.
   */
  description: string
  id: string
  kind: OfferKindWord
}

/**
 * The host page, as the visitor sees it.
 */
export interface PageInfo {
  referrer?: string
  title?: string
  url: string
}

/**
 * How a plug-in has fared on this node, since the server started or the plug-in's files changed.
 */
export interface PluginHealthView {
  /**
   * Those refused while it was switched off are not counted.
   */
  calls: number
  /**
   * By kind: `failed`, `operations`, `deadline`, `size`, `memory`, `wrong_return`, `panicked`.
   */
  failures: {
    [k: string]: number
  }
  last_failure: LastFailureView | null
  /**
   * Until when it is switched off; none where it is on.
   */
  off_until_ms: number | null
  operations: number
  time_us: number
}

/**
 * The plug-ins of the rules that serve: all of them, for a rule tree has dozens at the most.
 */
export interface PluginList {
  backlog: BacklogView
  /**
   * A plug-in is switched off for a while after so many failures in a row.
   */
  off_after_failures: number
  /**
   * In order of their ids.
   */
  plugins: PluginView[]
}

/**
 * One plug-in.
 */
export interface PluginView {
  description: string
  health: PluginHealthView
  id: string
  name: string
  offers: OfferView[]
  origin: PluginOriginWord
}

/**
 * An agent's message over HTTP.
 */
export interface PostRequest {
  client_id: string
  text: string
}

/**
 * A message is stored.
 */
export interface PostedView {
  at_ms: number
  seq: number
  session: string
}

/**
 * How many problems there are, shown or not.
 */
export interface ProblemCounts {
  errors: number
  warnings: number
}

/**
 * Read up to here.
 */
export interface ReadRequest {
  seq: number
}

/**
 * The receipt as it now stands.
 */
export interface ReadView {
  seq: number
}

/**
 * An edit that did not go live. The status's `diagnostics` are its problems.
 */
export interface RejectedView {
  /**
   * When it was first refused.
   */
  at_ms: number
  git: GitView1 | null
  /**
   * None where the files could not be read as one whole.
   */
  revision: string | null
}

/**
 * None where the rules are in no git repository, or could not be read.
 */
export interface GitView1 {
  commit: string
  /**
   * Whether the files differ from that commit's, new ones included. None: nobody can tell.
   */
  dirty: boolean | null
}

/**
 * How much there is of each kind.
 */
export interface RuleCounts {
  agents: number
  channels: number
  groups: number
  prompts: number
  rules: number
  strategies: number
}

/**
 * One distribution rule.
 */
export interface RuleSummary {
  /**
   * None: all channels.
   */
  channels: string[] | null
  group: string
  id: string
  name: string
  priority: number
  strategies: string[]
}

/**
 * Which rules serve, and whether the latest edit is among them.
 */
export interface RulesStatus {
  counts: RuleCounts
  /**
   * What they are, in order of their places: 500 at most, the errors first where there are more.
   */
  diagnostics: DiagnosticView[]
  /**
   * Whether the serving revision came from the archive at start, because the tree was broken.
   */
  from_cache: boolean
  /**
   * Counts the rule sets that went live since the start.
   */
  generation: number
  git: GitView2 | null
  /**
   * False: the last good revision serves, and `diagnostics` say why the newer edit does not.
   */
  last_reload_successful: boolean
  loaded_at_ms: number
  problems: ProblemCounts1
  rejected: RejectedView | null
  revision: string
  rules: RuleSummary[]
}

/**
 * None where the rules are in no git repository.
 */
export interface GitView2 {
  commit: string
  /**
   * Whether the files differ from that commit's, new ones included. None: nobody can tell.
   */
  dirty: boolean | null
}

/**
 * How many problems the rejected edit has, or the serving rules where none is rejected.
 */
export interface ProblemCounts1 {
  errors: number
  warnings: number
}

/**
 * Sessions, newest first.
 */
export interface SessionList {
  /**
   * Whether there are older ones: ask with `before` = the last one's id.
   */
  has_more: boolean
  sessions: AgentSessionView[]
}

/**
 * A rule on trial that would have taken the session.
 */
export interface ShadowView1 {
  /**
   * What was decided.
   */
  outcome:
    | {
        agent: string
        decision: 'assign'
        group: string
      }
    | {
        decision: 'queue'
        group: string
        reason: WaitReasonWord
      }
    | {
        decision: 'unmatched'
      }
  rule: string
}

/**
 * An agent signs in.
 */
export interface SignInRequest {
  email: string
  password: string
}

/**
 * What a site owner pastes.
 */
export interface SnippetView {
  channel: string
  /**
   * The lines a `Content-Security-Policy` of the page needs.
   */
  csp: string[]
  html: string
}

/**
 * One entry, for a visitor.
 */
export interface VisitorMessageView {
  at_ms: number
  body: VisitorBodyView
  /**
   * The sender's own name for it.
   */
  client_id: string
  sender: PartyView
  /**
   * 1, 2, 3, ... without a gap.
   */
  seq: number
  session: string
}

/**
 * Where a widget got to before it lost the socket.
 */
export interface VisitorResume {
  epoch: string
  last_seq: number
  session: string
}

/**
 * A stretch of a visitor's transcript, oldest first.
 */
export interface VisitorMessageList {
  /**
   * Whether there is more in the direction that was asked for.
   */
  has_more: boolean
  messages: VisitorMessageView[]
}

/**
 * A visitor's message over HTTP.
 */
export interface VisitorPostRequest {
  client_id: string
  locale: string
  page?: PageInfo
  /**
   * Where to; none posts to the open session, or opens one.
   */
  session?: string | null
  text: string
}

/**
 * What would be decided about this visitor?
 */
export interface WhatIfRequest {
  /**
   * When: local time of the workspace such as `2026-12-25T03:00`, or with an offset; now where nothing is said.
   */
  at?: string | null
  /**
   * Where the chat is opened.
   */
  channel: string
  /**
   * Facts by field, such as `visitor.verified`, in place of those that follow from the rest.
   */
  facts?: {
    [k: string]: unknown
  }
  /**
   * What the visitor reads; the workspace's language where nothing is said.
   */
  locale?: string | null
  /**
   * How many others wait in the group's queue.
   */
  others_waiting?: number
  page?: PageInfo1
  /**
   * Who is there.
   */
  present?: 'live' | 'everybody' | 'nobody'
  /**
   * The visitor's CRM records by object.
   */
  records?: {}
  /**
   * What the visitor writes first.
   */
  says?: string
  /**
   * With which browser: its `User-Agent`.
   */
  user_agent?: string
}

/**
 * The host page, as the visitor sees it.
 */
export interface PageInfo1 {
  referrer?: string
  title?: string
  url: string
}
