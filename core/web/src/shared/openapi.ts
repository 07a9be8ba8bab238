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
      files?: string[]
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
      seq: number
      session: string
      type: 'got'
    }
  | {
      session: string
      type: 'typing'
    }
  | {
      seq: number
      session: string
      type: 'recall'
    }
  | {
      client_id: string
      session: string
      text: string
      type: 'note'
    }
  | {
      session: string
      set: boolean
      tag: string
      type: 'tag'
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
      session: string
      type: 'accept'
    }
  | {
      session: string
      type: 'decline'
    }
  | {
      notice: string
      type: 'read_notice'
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
export type SessionStateWord = 'assigned' | 'offered' | 'queued' | 'unmatched' | 'closed'

/**
 * What a field asked for.
 */
export type AnswerWord =
  'text' | 'long_text' | 'email' | 'phone' | 'number' | 'date' | 'choice' | 'choices' | 'files' | 'consent'

/**
 * Why an agent's availability is another.
 */
export type AvailabilityCauseWord = 'chosen' | 'missed'

/**
 * Why a session waits.
 */
export type WaitReasonWord = 'outside_hours' | 'none_online' | 'full' | 'busy'

/**
 * What an entry says.
 */
export type BodyView =
  | {
      answers?: AnsweredLeftView
      kind: 'text'
      text: string
    }
  | {
      files: FileView[]
      kind: 'files'
      text: string
    }
  | {
      kind: 'note'
      text: string
    }
  | {
      answers: AnswerView[]
      kind: 'left'
      left_message: string
    }
  | {
      answers: AnswerView[]
      files: FileView[]
      form: string
      kind: 'pre_chat'
    }
  | {
      kind: 'recalled'
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
      by: NamedAgent2 | null
      event: 'assigned'
    }
  | {
      agent: NamedAgent
      event: 'offered'
    }
  | {
      agent: NamedAgent
      because: ReleaseWord
      event: 'released'
    }
  | {
      by: NamedAgent | null
      event: 'transferred'
      note: string | null
      to_agent: NamedAgent | null
      to_group: GroupView | null
    }
  | {
      event: 'reopened'
    }
  | {
      by: NamedAgent
      event: 'tagged'
      set: boolean
      tag: string
    }
  | {
      event: 'recalled'
      seq: number
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
 * Why an agent no longer has a session, or was not given it.
 */
export type ReleaseWord = 'missed' | 'declined' | 'away' | 'offline' | 'gone'

/**
 * Who or what ended a session.
 */
export type CauseWord = 'agent' | 'visitor' | 'not_held' | 'idle' | 'left_message'

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
 * A condition over the answers to earlier fields. A field that was left empty or is not shown has no answer: it fails
 * every test but `exists` with `false`, `ne` and `not_in`. Of several options the answer is a list, which `contains` asks.
 */
export type ShownIfView =
  | {
      /**
       * Each of these.
       */
      all: ShownIfView[]
    }
  | {
      /**
       * At least one of these.
       */
      any: ShownIfView[]
    }
  | {
      not: ShownIfView1
    }
  | {
      test: AnswerTestView1
    }

/**
 * A condition over the answers to earlier fields. A field that was left empty or is not shown has no answer: it fails
 * every test but `exists` with `false`, `ne` and `not_in`. Of several options the answer is a list, which `contains` asks.
 */
export type ShownIfView1 =
  | {
      /**
       * Each of these.
       */
      all: ShownIfView[]
    }
  | {
      /**
       * At least one of these.
       */
      any: ShownIfView[]
    }
  | {
      not: ShownIfView1
    }
  | {
      test: AnswerTestView1
    }

/**
 * What a field takes.
 */
export type FieldTakesView =
  | {
      max_length: number
      min_length: number
      /**
       * A regular expression, which may match anywhere.
       */
      pattern: string | null
      pattern_help: string | null
      type: 'text'
    }
  | {
      max_length: number
      min_length: number
      type: 'long_text'
    }
  | {
      type: 'email'
    }
  | {
      type: 'phone'
    }
  | {
      max: number | null
      min: number | null
      type: 'number'
      whole: boolean
    }
  | {
      max: string | null
      min: string | null
      type: 'date'
    }
  | {
      options: FormOptionView[]
      type: 'choice'
    }
  | {
      options: FormOptionView[]
      type: 'choices'
    }
  | {
      /**
       * Media types such as `image/png` or `image/*`; empty for any.
       */
      accept: string[]
      file_bytes: number
      files: number
      type: 'file'
    }
  | {
      type: 'consent'
    }

/**
 * What made routing decide.
 */
export type DecisionCauseWord =
  | 'opened'
  | 'drained'
  | 'reloaded'
  | 'identified'
  | 'missed'
  | 'declined'
  | 'requeued'
  | 'transferred'
  | 'by_hand'
  | 'reopened'
  | 'left_message'

/**
 * What was decided.
 */
export type DecisionOutcomeView =
  | {
      agent: string
      decision: 'assign'
      /**
       * None where a person chose somebody of no group.
       */
      group: string | null
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
 * What became of a call.
 */
export type OutcomeWord = 'waiting' | 'delivered' | 'given_up'

/**
 * How bad a problem is. Only errors keep an edit from going live.
 */
export type SeverityWord = 'error' | 'warning'

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
 * Why an agent may not be given a session by the rules.
 */
export type RefusalWord = 'offline' | 'away' | 'absent' | 'full' | 'full_channel' | 'missed'

/**
 * Whether a channel asks for a proof of who its visitors are.
 */
export type IdentityModeWord = 'anonymous' | 'optional' | 'required'

/**
 * What happened to a key.
 */
export type KeyActionWord = 'made' | 'imported' | 'viewed' | 'view_refused' | 'revoked'

/**
 * What a key is for.
 */
export type KeyKindWord = 'aes' | 'hs256' | 'es256' | 'eddsa'

/**
 * How far a left message is.
 */
export type LeftStatusWord = 'open' | 'taken' | 'answered' | 'done'

/**
 * How a link came about.
 */
export type LinkHowWord = 'matched' | 'through' | 'by_hand'

/**
 * What an agent may do.
 */
export type RoleWord = 'agent' | 'supervisor' | 'admin'

/**
 * What a notice tells.
 */
export type NoticeKindWord = 'unmatched' | 'left_unmatched' | 'nobody_online'

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
 * What a value is worth.
 */
export type ProvenanceWord = 'proven' | 'asserted' | 'typed' | 'inferred'

/**
 * How far a receipt goes.
 */
export type ReceiptWord = 'got' | 'read'

/**
 * How it came to be known who a visitor is.
 */
export type RecognisedWord = 'created' | 'matched' | 'by_hand'

/**
 * Who chose the group that a session is in.
 */
export type RoutedWord = 'by_rules' | 'by_hand'

/**
 * To an agent's workbench.
 */
export type ToAgentFrame =
  | {
      epoch: string
      heartbeat_ms: number
      left: LeftInboxView
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
      left: LeftInboxView
      type: 'left_counts'
    }
  | {
      left_message: LeftMessageView
      type: 'left_message'
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
      kind: ReceiptWord
      party: PartyWord
      seq: number
      session: string
      type: 'receipt'
    }
  | {
      party: PartyWord
      session: string
      type: 'typing'
    }
  | {
      availability: AvailabilityWord
      because: AvailabilityCauseWord
      type: 'availability'
    }
  | {
      notice: NoticeView
      type: 'notice'
    }
  | {
      session: string
      type: 'workbench'
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
      session: string
      type: 'line'
      waiting: WaitingView1
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
      kind: ReceiptWord
      party: PartyWord
      seq: number
      session: string
      type: 'receipt'
    }
  | {
      party: PartyWord
      session: string
      type: 'typing'
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
      answers?: AnsweredLeftView
      kind: 'text'
      text: string
    }
  | {
      files: FileView[]
      kind: 'files'
      text: string
    }
  | {
      answers: AnswerView[]
      kind: 'left'
    }
  | {
      answers: AnswerView[]
      files: FileView[]
      form: string
      kind: 'pre_chat'
    }
  | {
      kind: 'recalled'
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
      event: 'transferred'
    }
  | {
      event: 'reopened'
    }
  | {
      event: 'recalled'
      seq: number
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
 * What a proof would give.
 */
export type TriedProofView =
  | {
      /**
       * What it tells of the visitor, by field.
       */
      fields: {
        [k: string]: unknown
      }
      /**
       * The key that made it.
       */
      key: string
      outcome: 'counts'
      worth: WorthWord
    }
  | {
      /**
       * What it is about, such as a member's name.
       */
      about: string | null
      outcome: 'refused'
      /**
       * Stable, for programs.
       */
      reason: string
      /**
       * For people, in English.
       */
      says: string
    }

/**
 * What the values of a proof are worth.
 */
export type WorthWord = 'proven' | 'asserted'

/**
 * What became of a record.
 */
export type UpsertWord = 'created' | 'updated' | 'unchanged' | 'refused'

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
      files?: string[]
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
      seq: number
      session: string
      type: 'got'
    }
  | {
      session: string
      type: 'typing'
    }
  | {
      seq: number
      session: string
      type: 'recall'
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
 * What speaks against a choice.
 */
export type WarnedView =
  | {
      message: string
      refusal: RefusalWord
      warned: 'agent'
    }
  | {
      warned: 'group_waits'
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
  /**
   * The last entry that reached a page of the owner.
   */
  agent_got: number
  agent_read: number
  /**
   * By when its owner must write, where that is due.
   */
  answer_by_ms: number | null
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
   * Newest words of either side, or the names of the files where there are none, cut to 140 characters. Notes and what
   * was taken back are passed over.
   */
  last_text: string | null
  /**
   * By when the agent who is asked must accept, while it is offered.
   */
  offered_until_ms: number | null
  opened_at_ms: number
  /**
   * -100 to 100: who waits with a higher one is served first; 0 where nobody set it.
   */
  priority: number
  /**
   * Since when it waits in line, while it does.
   */
  queued_at_ms: number | null
  /**
   * Who chose the group that it is in.
   */
  routed: 'by_rules' | 'by_hand'
  rule: string | null
  state: SessionStateWord
  /**
   * Marks, by hooks and by agents.
   */
  tags: string[]
  /**
   * Texts and files of the visitor after `agent_read`, at most 100.
   */
  unread: number
  visitor: VisitorView
  /**
   * The last entry that reached a page of the visitor.
   */
  visitor_got: number
  visitor_read: number
  /**
   * Whether the visitor was told that it will be closed, and nobody wrote since.
   */
  warned: boolean
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
 * What must hold of one answer.
 */
export interface AnswerTestView {
  field: string
  /**
   * `eq`, `ne`, `in`, `not_in`, `gt`, `gte`, `lt`, `lte`, `between`, `contains`, `starts_with`, `ends_with`, `matches`,
   * `exists`, `before` or `after`.
   */
  op: string
  /**
   * A value, a list of values, an expression, or whether the answer is there.
   */
  value: {}
}

/**
 * One answer of a form, in words.
 */
export interface AnswerView {
  answer: string
  label: string
}

/**
 * The left message that words answer, where the visitor left it in an earlier session.
 */
export interface AnsweredLeftView {
  /**
   * When it was left.
   */
  left_at_ms: number
  left_message: string
}

/**
 * What went wrong.
 */
export interface ApiError {
  /**
   * Stable, for programs: `session_closed`, `not_owner`, `conflict`, `busy`, `rate_limited`, `too_long`,
   * `bad_request`, `unauthorized`, `forbidden`, `not_found`, `origin_not_allowed`, `internal`, `invalid_answers`,
   * `answering`, `taken`, `answered`, `done`, `too_many_notes`; of the form
   * that a chat begins with `form_required`, `unknown_form`, `session_open`; of files `too_large`, `too_many_files`, `file_type_not_allowed`, `picture_too_large`, `picture_unreadable`, `cut_off`,
   * `not_your_file`, `file_sent`, `file_deleted`, `link_expired`; of proofs `identity_required`, `identity_refused`; of
   * keys `wrong_password`, `key_revoked`, `too_many_keys`; of records `invalid_record`, `record_changed`,
   * `nothing_before`.
   */
  code: string
  /**
   * The field at fault.
   */
  field?: string
  /**
   * Of `form_required`: the form that a chat begins with here.
   */
  form?: string
  /**
   * The limit that was passed.
   */
  limit?: number
  /**
   * For people, in English.
   */
  message: string
  /**
   * Of `invalid_answers` and `invalid_record`: all that is wrong, field by field.
   */
  problems?: FieldProblemView[]
  record?: ShownRecordView
  /**
   * When to try again, in milliseconds.
   */
  retry_after_ms?: number
}

/**
 * One thing that is wrong with an answer.
 */
export interface FieldProblemView {
  /**
   * Stable, for programs: `required`, `too_long`, `too_short`, `pattern`, `not_an_email`, `not_a_phone`, `not_a_number`,
   * `below`, `above`, `not_whole`, `not_a_date`, `before`, `after`, `unknown_option`, `too_many_options`,
   * `too_many_files`, `unknown_file`, `file_type_not_allowed`, `too_large`, `consent_required`, `unknown_field`,
   * `wrong_type`; of records also `unknown_relation`, `malformed`, `bad_id`, `twice`, `contended`.
   */
  code: string
  /**
   * Which field, by its id.
   */
  field: string
  /**
   * The limit that was passed: a number, a date, or a list of media types.
   */
  limit?: {}
  /**
   * For people: the form's own words where it has some, else English.
   */
  message: string
}

/**
 * A record that is shown.
 */
export interface ShownRecordView {
  id: string
  /**
   * The same as it is stored, of fields that can be changed; null of others. Absent where no field can.
   */
  raw?: unknown[]
  /**
   * A value for each of the section's fields, in their order; null where there is none. Choices and agents by their
   * names.
   */
  values: unknown[]
  /**
   * Names the state of the record that is shown: sent back with a change.
   */
  version: string
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
 * A session that began with a form.
 */
export interface BegunView {
  /**
   * Where the form is in its transcript.
   */
  seq: number
  session: VisitorSessionView
}

/**
 * A session as its visitor sees it.
 */
export interface VisitorSessionView {
  agent: AgentName | null
  /**
   * The last entry that reached a page of the agent.
   */
  agent_got: number
  agent_read: number
  closed_at_ms: number | null
  form: OfferedFormView | null
  id: string
  last_seq: number
  opened_at_ms: number
  state: SessionStateWord
  /**
   * The last entry that reached a page of the visitor.
   */
  visitor_got: number
  visitor_read: number
  waiting: WaitingView | null
}

/**
 * The form that may be filled in instead of waiting, or after being turned away.
 */
export interface OfferedFormView {
  id: string
}

/**
 * Where it stands in line, while it waits in one.
 */
export interface WaitingView {
  /**
   * How many wait.
   */
  length: number
  /**
   * When somebody will be there again, where the group is outside its hours.
   */
  opens_at_ms: number | null
  /**
   * How far the clocks that prompts tell this time on are ahead of UTC then. A visitor on other clocks is to be told so.
   */
  opens_utc_offset_minutes: number | null
  /**
   * 1 is next.
   */
  place: number
  reason: WaitReasonWord
  /**
   * How long it will probably take from now on; none where that cannot be told.
   */
  wait_ms: number | null
}

/**
 * Blocks, newest first.
 */
export interface BlockList {
  blocks: BlockView[]
  /**
   * Whether there are older ones: ask with `before` = the last one's id.
   */
  has_more: boolean
}

/**
 * One time that a visitor was kept from writing.
 */
export interface BlockView {
  at_ms: number
  by: NamedAgent
  /**
   * Whether it keeps the visitor from writing now.
   */
  holds: boolean
  id: string
  /**
   * When it was lifted, or another took its place.
   */
  lifted_at_ms: number | null
  lifted_by: NamedAgent1 | null
  reason: string
  /**
   * Until when; none where nobody set an end.
   */
  until_ms: number | null
  visitor: string
}

/**
 * An agent by id and name.
 */
export interface NamedAgent1 {
  id: string
  name: string
}

/**
 * A visitor is kept from writing.
 */
export interface BlockRequest {
  /**
   * Why: kept for colleagues, never told to the visitor. At most 500 characters.
   */
  reason: string
  /**
   * Until when; without it until somebody lifts it.
   */
  until_ms?: number | null
}

/**
 * A file in an entry.
 */
export interface FileView {
  bytes: number
  /**
   * Whether its bytes were deleted.
   */
  deleted: boolean
  /**
   * Pixels, of a picture.
   */
  height: number | null
  id: string
  /**
   * Its media type, as found by looking at its bytes.
   */
  media: string
  name: string
  /**
   * Where its bytes are, for a while: ask for another link when it ran out. None where the file was deleted.
   */
  url: string | null
  /**
   * Pixels, of a picture.
   */
  width: number | null
}

/**
 * An agent by id and name.
 */
export interface NamedAgent2 {
  id: string
  name: string
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
  features: FeaturesView
  greeting: string | null
  /**
   * Whether the page has to tell who its visitor is.
   */
  identity: 'anonymous' | 'optional' | 'required'
  /**
   * The locale that the texts were asked for in.
   */
  locale: string
  look: LookView
  max_text_chars: number
  pre_chat: FormView | null
  /**
   * How long one's own words can be taken back; 0 where the workspace allows it never.
   */
  recall_ms: number
  subtitle: string | null
  title: string
  uploads: UploadsView
}

/**
 * What visitors may send besides text.
 */
export interface FeaturesView {
  /**
   * Files that are no pictures.
   */
  attachments: boolean
  emoji: boolean
  pictures: boolean
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
 * The form that a chat begins with here: a session is opened by sending it, not by a message. None where a chat begins
 * with the first message.
 */
export interface FormView {
  fields: FormFieldView[]
  id: string
  intro: string | null
  /**
   * The locale that the texts were asked for in.
   */
  locale: string
  /**
   * On the button.
   */
  submit: string | null
  /**
   * Once it was sent.
   */
  thanks: string | null
  title: string
}

/**
 * One field of a form.
 */
export interface FormFieldView {
  help: string | null
  id: string
  label: string
  placeholder: string | null
  /**
   * Whether it must be filled in; of a consent, whether it must be given.
   */
  required: boolean
  shown_if:
    | (
        | {
            /**
             * Each of these.
             */
            all: ShownIfView[]
          }
        | {
            /**
             * At least one of these.
             */
            any: ShownIfView[]
          }
        | {
            not: ShownIfView1
          }
        | {
            test: AnswerTestView1
          }
      )
    | null
  takes: FieldTakesView
}

/**
 * One field, one operator.
 */
export interface AnswerTestView1 {
  field: string
  /**
   * `eq`, `ne`, `in`, `not_in`, `gt`, `gte`, `lt`, `lte`, `between`, `contains`, `starts_with`, `ends_with`, `matches`,
   * `exists`, `before` or `after`.
   */
  op: string
  /**
   * A value, a list of values, an expression, or whether the answer is there.
   */
  value: {}
}

/**
 * One of the answers to a choice.
 */
export interface FormOptionView {
  label: string
  value: string
}

/**
 * How much may be uploaded.
 */
export interface UploadsView {
  /**
   * Most bytes of a file.
   */
  max_file_bytes: number
  /**
   * Most files of a message.
   */
  max_files: number
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
 * One decision.
 */
export interface DecisionView {
  at_ms: number
  /**
   * The cause in words.
   */
  because: string
  /**
   * Whose choice it was, where a person chose.
   */
  by: string | null
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
        /**
         * None where a person chose somebody of no group.
         */
        group: string | null
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
 * A webhook's calls, newest first.
 */
export interface DeliveryList {
  deliveries: DeliveryView[]
  has_more: boolean
}

/**
 * A call of a webhook.
 */
export interface DeliveryView {
  at_ms: number
  attempts: number
  /**
   * What is told, as JSON text; none where it is no longer kept, and then it cannot be made once more.
   */
  body: string | null
  /**
   * When it was over.
   */
  ended_at_ms: number | null
  /**
   * Why the last try failed.
   */
  error: string | null
  /**
   * Its `webhook-id`: the same at every try, and when it is made once more.
   */
  id: string
  outcome: OutcomeWord
  /**
   * The status that the other side last answered with.
   */
  status: number | null
  /**
   * When it was last tried.
   */
  tried_at_ms: number | null
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
 * A change to a record that is shown.
 */
export interface EditRequest {
  /**
   * New values by the field's id; `null` takes one away.
   */
  fields: {}
  /**
   * The `version` that the record was shown with.
   */
  version: string
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
 * One entry with what is known of its session: a row of a CSV, or one object of a JSON array. Times are RFC 3339 in UTC.
 */
export interface ExportedEntry {
  agent: string | null
  at: string
  cause: string | null
  channel: string
  closed_at: string | null
  group: string | null
  /**
   * `text`, `files`, `note`, `left`, `recalled`, `prompt` or `event`.
   */
  kind: string
  opened_at: string
  rule: string | null
  /**
   * `visitor`, `system`, or an agent's id behind `agent:`.
   */
  sender: string
  seq: number
  session: string
  state: string
  /**
   * With spaces between.
   */
  tags: string
  /**
   * What it says: of an event its name, of files their names behind the words, of a left message its answers.
   */
  text: string
  visitor: string
  visitor_name: string | null
}

/**
 * A link to a file that holds for a while.
 */
export interface FileLinkView {
  url: string
}

/**
 * The form that a visitor may fill in now, if any.
 */
export interface FormOfferView {
  form: FormView1 | null
  /**
   * When somebody will be there again, where the group is outside its hours.
   */
  opens_at_ms: number | null
  reason: ('outside_hours' | 'none_online' | 'full' | 'busy') | null
  /**
   * The session that it would end or be added to.
   */
  session: string | null
}

/**
 * A form in one locale.
 */
export interface FormView1 {
  fields: FormFieldView[]
  id: string
  intro: string | null
  /**
   * The locale that the texts were asked for in.
   */
  locale: string
  /**
   * On the button.
   */
  submit: string | null
  /**
   * Once it was sent.
   */
  thanks: string | null
  title: string
}

/**
 * A session that was found.
 */
export interface FoundSessionView {
  /**
   * The latest entries that hold the words, the latest first, at most three.
   */
  hits: HitView[]
  session: SessionSummary
  visitor: VisitorView
}

/**
 * An entry that holds the words.
 */
export interface HitView {
  at_ms: number
  /**
   * Where in `text` the words are.
   */
  marks: MarkView[]
  sender: PartyView
  seq: number
  /**
   * What was said around the words: plain text, never markup.
   */
  text: string
}

/**
 * A place in a text, in units of UTF-16: `text.slice(start, end)` is what is marked.
 */
export interface MarkView {
  end: number
  start: number
}

/**
 * What a list says of a session.
 */
export interface SessionSummary {
  agent: NamedAgent3 | null
  cause: ('agent' | 'visitor' | 'not_held' | 'idle' | 'left_message') | null
  channel: string
  closed_at_ms: number | null
  group: GroupView | null
  id: string
  opened_at_ms: number
  rule: string | null
  state: SessionStateWord
  tags: string[]
}

/**
 * An agent by id and name.
 */
export interface NamedAgent3 {
  id: string
  name: string
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
 * To whom a session is given: an agent or a group.
 */
export interface GiveRequest {
  agent?: string | null
  /**
   * The page's own name for this request, 1 to 64 visible ASCII characters: giving again under the same name changes
   * nothing and is answered as before.
   */
  client_id?: string | null
  group?: string | null
  /**
   * What they should know; visitors are not told. At most 500 characters.
   */
  note?: string | null
}

/**
 * A session that was given, as it is now; null where this very request was carried out before, and it is no longer yours
 * to see.
 */
export interface GivenView {
  session: AgentSessionView | null
  warned:
    | (
        | {
            message: string
            refusal: RefusalWord
            warned: 'agent'
          }
        | {
            warned: 'group_waits'
          }
      )
    | null
}

/**
 * A visitor who is known by a proof.
 */
export interface IdentifiedView {
  /**
   * Takes the place of the token that was sent along; none where that one stands for the visitor still.
   */
  token: string | null
  visitor: string
}

/**
 * A proof of who the visitor is.
 */
export interface IdentifyRequest {
  /**
   * The origin of the page that the window is embedded on.
   */
  host_origin: string
  locale: string
  /**
   * The encrypted parameters in hexadecimal digits, signed or not, or a signed token (JWT). At most 8192 characters.
   */
  proof: string
}

/**
 * Who did what with keys, newest first.
 */
export interface KeyEventList {
  events: KeyEventView[]
  has_more: boolean
}

/**
 * One line of the audit.
 */
export interface KeyEventView {
  action: KeyActionWord
  at_ms: number
  /**
   * An agent by id, or `command line`.
   */
  by: string
  id: string
  key: string
}

/**
 * Keys, newest first.
 */
export interface KeyList {
  has_more: boolean
  keys: KeyView[]
}

/**
 * A key, without what it is made of.
 */
export interface KeyView {
  bits: number
  created_at_ms: number
  /**
   * To tell keys apart by. It says nothing of the key.
   */
  fingerprint: string
  id: string
  kid: string
  kind: KeyKindWord
  label: string
  /**
   * Since when nothing that it made counts.
   */
  revoked_at_ms: number | null
  /**
   * When a proof that it made was taken last.
   */
  used_at_ms: number | null
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
 * A message is left.
 */
export interface LeaveView {
  left_message: string
  session: VisitorSessionView
  /**
   * What the form says once it was sent.
   */
  thanks: string | null
}

/**
 * The answer to one field.
 */
export interface LeftAnswerView {
  field: string
  /**
   * The files, where those were asked for.
   */
  files: FileView[]
  /**
   * The field's name, as the visitor read it.
   */
  label: string
  /**
   * The answer in words, as the visitor gave it.
   */
  text: string
  type: AnswerWord
}

/**
 * An answer is stored.
 */
export interface LeftAnsweredView {
  at_ms: number
  left_message: LeftMessageView
  /**
   * Where it stands in that session's transcript.
   */
  seq: number
  /**
   * The session that the answer was written into: the visitor's latest one.
   */
  session: string
}

/**
 * A left message as agents see it.
 */
export interface LeftMessageView {
  agent: NamedAgent | null
  answered_at_ms: number | null
  answers: LeftAnswerView[]
  channel: string
  channel_name: string
  /**
   * How to reach the visitor, in words.
   */
  contact: string | null
  created_at_ms: number
  done_at_ms: number | null
  form: string
  /**
   * The form's name, or its id where the rules no longer have it.
   */
  form_name: string
  group: GroupView1 | null
  id: string
  /**
   * What the visitor reads.
   */
  locale: string
  /**
   * The beginning of the visitor's own words, cut to 140 characters.
   */
  preview: string
  reason: ('outside_hours' | 'none_online' | 'full' | 'busy') | null
  rule: string | null
  /**
   * Its transcript holds the message, and will hold the answer.
   */
  session: string
  status: LeftStatusWord
  taken_at_ms: number | null
  /**
   * Counts its changes.
   */
  version: number
  visitor: string
}

/**
 * A group by id and name.
 */
export interface GroupView1 {
  id: string
  name: string
}

/**
 * How many left messages of a group are so far.
 */
export interface LeftCountView {
  count: number
  group: GroupView2 | null
  status: LeftStatusWord
}

/**
 * A group by id and name.
 */
export interface GroupView2 {
  id: string
  name: string
}

/**
 * How many left messages there are.
 */
export interface LeftCounts {
  counts: LeftCountView[]
}

/**
 * What an agent's inbox holds, each counted up to 1,000.
 */
export interface LeftInboxView {
  /**
   * Those that the agent has and has not answered.
   */
  mine: number
  /**
   * Left messages that the agent may see and nobody has yet.
   */
  open: number
}

/**
 * A left message with its notes and what was answered, each oldest first.
 */
export interface LeftMessageDetail {
  left_message: LeftMessageView
  notes: LeftNoteView[]
  /**
   * The latest 50.
   */
  replies: LeftReplyView[]
}

/**
 * Words of an agent about a left message, for agents only.
 */
export interface LeftNoteView {
  agent: NamedAgent
  at_ms: number
  id: string
  text: string
}

/**
 * An answer to a left message, and where the visitor finds it.
 */
export interface LeftReplyView {
  agent: NamedAgent | null
  at_ms: number
  seq: number
  /**
   * The session that it was written into: the visitor's latest one then.
   */
  session: string
  /**
   * None where it was taken back.
   */
  text: string | null
}

/**
 * Left messages, newest first.
 */
export interface LeftMessageList {
  /**
   * Whether there are older ones: ask with `before` = the last one's id.
   */
  has_more: boolean
  left_messages: LeftMessageView[]
}

/**
 * A left message with its notes, oldest first.
 */
export interface LeftMessageWithNotes {
  left_message: LeftMessageView
  notes: LeftNoteView[]
}

/**
 * An agent answers a left message, or notes something about it.
 */
export interface LeftTextRequest {
  client_id: string
  text: string
}

/**
 * A link to make or to take away.
 */
export interface LinkRequest {
  /**
   * False to take it away.
   */
  linked: boolean
  object: string
  record: string
}

/**
 * A record that is linked to the visitor, or could be.
 */
export interface LinkView {
  at_ms: number
  by: NamedAgent4 | null
  how: LinkHowWord
  provenance: ('proven' | 'asserted' | 'typed' | 'inferred') | null
  record: NamedRecord
}

/**
 * An agent by id and name.
 */
export interface NamedAgent4 {
  id: string
  name: string
}

/**
 * A record by its name.
 */
export interface NamedRecord {
  id: string
  name: string | null
  object: string
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
  /**
   * How long one's own words can be taken back; 0 where the workspace allows it never.
   */
  recall_ms: number
  role: RoleWord
  uploads: UploadsView
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
 * A record of many.
 */
export interface NamedRecordRequest {
  fields?: {}
  /**
   * Its id in the CRM, of 1 to 128 bytes.
   */
  id: string
  relations?: {}
}

/**
 * A key to make, or to bring in.
 */
export interface NewKeyRequest {
  /**
   * Of a fresh key: how many bits. 128, 192 or 256 for `aes`, from 256 to 512 for `hs256`. 256 where nothing is said.
   */
  bits?: number | null
  /**
   * How tokens name it in their header; without it, by its id.
   */
  kid?: string | null
  kind: KeyKindWord
  /**
   * What people call it, 80 characters at most.
   */
  label: string
  /**
   * The key to bring in: Base64, or PEM of a public key. Without it a fresh one is made.
   */
  text?: string | null
}

/**
 * A record to make by hand, linked to the visitor.
 */
export interface NewRecordRequest {
  /**
   * The client's own name for it: sent again, it makes no second record.
   */
  client_id: string
  fields?: {}
  object: string
  relations?: {}
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
 * Notices, newest first.
 */
export interface NoticeList {
  has_more: boolean
  notices: NoticeView[]
  /**
   * How many the one who asks has not read, counted up to 100.
   */
  unread: number
}

/**
 * A notice, as the one who asks sees it. It stays until read, also when it is over.
 */
export interface NoticeView {
  /**
   * The group that is waited for.
   */
  group: string | null
  /**
   * The group's name.
   */
  group_name: string | null
  id: string
  kind: NoticeKindWord
  /**
   * The left message that no rule leads to a group.
   */
  left_message: string | null
  opened_at_ms: number
  /**
   * When it no longer held; none while it does.
   */
  over_at_ms: number | null
  /**
   * When the one who asks read it.
   */
  read_at_ms: number | null
  /**
   * The session that no rule matched, or that the left message stands in.
   */
  session: string | null
  /**
   * How many waited when the notice was opened.
   */
  waiting: number | null
}

/**
 * A field of an object.
 */
export interface ObjectFieldView {
  id: string
  label: string
  /**
   * Of `choice` and `choices`: what there is to choose from.
   */
  options: ObjectOptionView[]
  /**
   * `text`, `long_text`, `email`, `phone`, `url`, `integer`, `number`, `flag`, `date`, `moment`, `choice`, `choices`,
   * `agent`.
   */
  type: string
}

/**
 * What there is to choose from.
 */
export interface ObjectOptionView {
  label: string
  value: string
}

/**
 * The objects of the rules. There are as many as the rules have, dozens at the most, so they come on one page.
 */
export interface ObjectList {
  objects: ObjectView[]
}

/**
 * An object of the rules.
 */
export interface ObjectView {
  /**
   * Its name in the CRM.
   */
  api_name: string
  fields: ObjectFieldView[]
  id: string
  match_keys: string[]
  name: string
  name_field: string
  owner_field: string | null
  relations: RelationView[]
}

/**
 * How one object leads to another.
 */
export interface RelationView {
  id: string
  label: string
  many: boolean
  object: string
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
 * A form that is offered; ask for the form itself.
 */
export interface OfferedFormView1 {
  id: string
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
  /**
   * What was uploaded before and goes along, by ids.
   */
  files?: string[]
  /**
   * May be empty where there are files.
   */
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
 * Up to where notices were read.
 */
export interface ReadNoticesRequest {
  /**
   * The newest notice that was seen: what came later stays unread. Without it all are read that there are.
   */
  until?: string | null
}

/**
 * How many notices were new.
 */
export interface ReadNoticesView {
  read: number
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
 * Changes, oldest first: of each record the latest.
 */
export interface RecordChangeList {
  changes: RecordChangeView[]
  has_more: boolean
  /**
   * The last change of this page, or the one that was asked from: ask with it again for what came since.
   */
  next: number
}

/**
 * A change to a record.
 */
export interface RecordChangeView {
  at_ms: number
  change: number
  deleted: boolean
  id: string
  object: string
  record: RecordView | null
}

/**
 * The record as it is now; none where it was deleted, or the rules have no such object any more.
 */
export interface RecordView {
  /**
   * The number of its latest change.
   */
  change: number
  created_at_ms: number
  /**
   * Values by the field's id, of the fields that the object has today.
   */
  fields: {}
  id: string
  /**
   * The value of the object's name field.
   */
  name: string | null
  object: string
  /**
   * The agent in charge, by id.
   */
  owner: string | null
  /**
   * Ids of records, by the relation's id.
   */
  relations: {}
  updated_at_ms: number
}

/**
 * A page of records that bear a text.
 */
export interface RecordChoiceList {
  /**
   * Where to go on, as `page`; none where all were found.
   */
  next: string | null
  records: RecordChoiceView[]
}

/**
 * A record that an agent may link.
 */
export interface RecordChoiceView {
  /**
   * What tells it from others of its name: its match keys, as far as the layout shows them or they were looked for.
   */
  hint: string | null
  id: string
  name: string | null
  object: string
}

/**
 * A page of records, in the order in which they were first stored.
 */
export interface RecordList {
  /**
   * Where to go on; none where all were looked at. A page may be short, or empty, and have one.
   */
  next: string | null
  records: RecordView1[]
}

/**
 * A record.
 */
export interface RecordView1 {
  /**
   * The number of its latest change.
   */
  change: number
  created_at_ms: number
  /**
   * Values by the field's id, of the fields that the object has today.
   */
  fields: {}
  id: string
  /**
   * The value of the object's name field.
   */
  name: string | null
  object: string
  /**
   * The agent in charge, by id.
   */
  owner: string | null
  /**
   * Ids of records, by the relation's id.
   */
  relations: {}
  updated_at_ms: number
}

/**
 * Which records.
 */
export interface RecordQueryRequest {
  /**
   * The `next` of the page before.
   */
  after?: string | null
  /**
   * What must hold of them, in the language of conditions, such as `{"account.level": {"in": ["gold"]}}`. Nothing for
   * all.
   */
  filter?: {}
  /**
   * At most so many, 200 at most.
   */
  limit?: number | null
}

/**
 * A record to store. What is not named stays as it is; `null` takes a value away.
 */
export interface RecordRequest {
  /**
   * Values by the field's id.
   */
  fields?: {}
  /**
   * The id of the record that each relation leads to, or a list of ids.
   */
  relations?: {}
}

/**
 * Records to store, 500 at most.
 */
export interface RecordsRequest {
  records: NamedRecordRequest[]
}

/**
 * Refused proofs, newest first.
 */
export interface RefusalsList {
  has_more: boolean
  refusals: RefusalsView[]
}

/**
 * Refused proofs of one day, channel and reason.
 */
export interface RefusalsView {
  /**
   * What the last one was about, such as a member's name.
   */
  about: string | null
  channel: string
  count: number
  /**
   * Give it back as `before` to go on behind it.
   */
  cursor: string
  /**
   * The day in UTC, by the moment it begins at.
   */
  day_ms: number
  last_at_ms: number
  /**
   * Stable, for programs.
   */
  reason: string
  /**
   * For people, in English.
   */
  says: string
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
 * Sessions that were found, the latest first.
 */
export interface SearchView {
  /**
   * Opaque: ask with `before` = this for what follows; none at the end.
   */
  next: string | null
  /**
   * There may be fewer than asked for, even none, though more follow.
   */
  sessions: FoundSessionView[]
}

/**
 * Records of one object.
 */
export interface SectionView {
  collapsed: boolean
  /**
   * What is shown of each record, in order.
   */
  fields: ShownFieldView[]
  /**
   * Whether there are more records than these.
   */
  more: boolean
  object: string
  records: ShownRecordView[]
  title: string
}

/**
 * A field that is shown.
 */
export interface ShownFieldView {
  /**
   * Of numbers that are money: the currency, such as `EUR`.
   */
  currency?: string
  /**
   * Whether it can be changed here.
   */
  editable: boolean
  /**
   * The field's id; none of what is computed.
   */
  field: string | null
  label: string
  /**
   * Of `choice`, `choices` and `agent` that can be changed: what there is to choose from.
   */
  options?: ObjectOptionView[]
  /**
   * How it is shown: the type of the object's field, or `computed`: `text`, `long_text`, `email`, `phone`, `url`,
   * `integer`, `number`, `flag`, `date`, `moment`, `choice`, `choices`, `agent`.
   */
  type: string
}

/**
 * A form that a visitor filled in.
 */
export interface SentFormRequest {
  /**
   * What was answered, by field. What is not shown is left out.
   */
  answers: {}
  client_id: string
  form: string
  locale: string
  page?: PageInfo
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
        /**
         * None where a person chose somebody of no group.
         */
        group: string | null
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
 * Asks to be shown a key.
 */
export interface ShowKeyRequest {
  /**
   * The own password, once more.
   */
  password: string
}

/**
 * A key with what it is made of.
 */
export interface ShownKeyView {
  key: KeyView
  /**
   * Base64, or PEM of a public key.
   */
  text: string
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
 * An agent puts a mark on a session, or takes it away.
 */
export interface TagRequest {
  /**
   * Whether it is put on; else it is taken away.
   */
  set: boolean
  /**
   * Letters, digits and dashes, such as `refund`.
   */
  tag: string
}

/**
 * An agent whom a session can be given to.
 */
export interface TargetAgentView {
  agent: NamedAgent
  availability: AvailabilityWord
  capacity: number
  /**
   * The groups that the agent is in, by id.
   */
  groups: string[]
  load: number
  refusal: ('offline' | 'away' | 'absent' | 'full' | 'full_channel' | 'missed') | null
}

/**
 * A group that a session can be given to.
 */
export interface TargetGroupView {
  /**
   * How many of its members could take a session now.
   */
  able: number
  group: GroupView
  /**
   * Whether it is within its hours.
   */
  open: boolean
  /**
   * How many wait in its line.
   */
  waiting: number
}

/**
 * Whom a session can be given to.
 */
export interface TargetList {
  /**
   * All agents of the directory, in order of their names.
   */
  agents: TargetAgentView[]
  /**
   * All groups, in order of their names.
   */
  groups: TargetGroupView[]
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
 * Where a session stands in line.
 */
export interface WaitingView1 {
  /**
   * How many wait.
   */
  length: number
  /**
   * When somebody will be there again, where the group is outside its hours.
   */
  opens_at_ms: number | null
  /**
   * How far the clocks that prompts tell this time on are ahead of UTC then. A visitor on other clocks is to be told so.
   */
  opens_utc_offset_minutes: number | null
  /**
   * 1 is next.
   */
  place: number
  reason: WaitReasonWord
  /**
   * How long it will probably take from now on; none where that cannot be told.
   */
  wait_ms: number | null
}

/**
 * A proof to try out. Nothing comes of it, and it can be brought afterwards.
 */
export interface TryProofRequest {
  channel: string
  proof: string
}

/**
 * What became of lifting a block.
 */
export interface UnblockedView {
  lifted: BlockView1 | null
}

/**
 * One time that a visitor was kept from writing.
 */
export interface BlockView1 {
  at_ms: number
  by: NamedAgent
  /**
   * Whether it keeps the visitor from writing now.
   */
  holds: boolean
  id: string
  /**
   * When it was lifted, or another took its place.
   */
  lifted_at_ms: number | null
  lifted_by: NamedAgent1 | null
  reason: string
  /**
   * Until when; none where nobody set an end.
   */
  until_ms: number | null
  visitor: string
}

/**
 * What became of the records.
 */
export interface UpsertedList {
  records: UpsertedView[]
}

/**
 * What became of one of the records, in the order in which they were sent.
 */
export interface UpsertedView {
  /**
   * The number of its latest change; none where it was refused.
   */
  change: number | null
  id: string
  /**
   * All that is wrong with it, where it was refused.
   */
  problems?: FieldProblemView[]
  result: UpsertWord
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
 * A visitor's sessions, newest first.
 */
export interface VisitorHistoryView {
  /**
   * Until when, where it has an end.
   */
  blocked_until_ms: number | null
  /**
   * Whether there are older ones: ask with `before` = the last one's id.
   */
  has_more: boolean
  /**
   * Whether the visitor may not write now.
   */
  is_blocked: boolean
  sessions: SessionSummary[]
  visitor: VisitorView
}

/**
 * Who a visitor is, and which records it is linked to.
 */
export interface VisitorLinksView {
  /**
   * Whether the visitor was another record before, and can be so again.
   */
  can_undo: boolean
  /**
   * Records that the visitor might be as well: what was told fits each of them, so nobody could tell. Link one by hand.
   */
  choices: NamedRecord[]
  how: RecognisedWord | null
  /**
   * Linked records, the closest first.
   */
  links: LinkView[]
  /**
   * Records that are alike by what was told: none of them is linked. Link one by hand.
   */
  offered: LinkView[]
  proof: ('proven' | 'asserted' | 'typed' | 'inferred') | null
  visitor: NamedRecord1 | null
}

/**
 * A record by its name.
 */
export interface NamedRecord1 {
  id: string
  name: string | null
  object: string
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
  /**
   * What was uploaded before and goes along, by ids.
   */
  files?: string[]
  locale: string
  page?: PageInfo
  /**
   * Where to; none posts to the open session, or opens one.
   */
  session?: string | null
  /**
   * May be empty where there are files.
   */
  text: string
}

/**
 * A visitor's own sessions, newest first.
 */
export interface VisitorSessionList {
  /**
   * Whether there are older ones: ask with `before` = the last one's id.
   */
  has_more: boolean
  sessions: VisitorSessionView[]
}

/**
 * All webhooks of the rules.
 */
export interface WebhookList {
  webhooks: WebhookView[]
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

/**
 * What stands beside a chat.
 */
export interface WorkbenchView {
  /**
   * The layout's id; none where no layout is for this session and role.
   */
  layout: string | null
  /**
   * The revision of the rules that say so.
   */
  revision: string
  sections: SectionView[]
}
