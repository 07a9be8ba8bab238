// What travels between the pages and the server, under the names that the pages use. The types come from the server's
// own (`npm run wire`). Times are Unix milliseconds; ids are opaque text. HTTP errors carry `{ "error": ApiError }`;
// every path is under /api/v1, and schemas/openapi.json lists those of HTTP.
//
// Two sockets, one JSON object a text frame, `hello` first and answered by `welcome`:
//   /widget/{channel}/socket   VisitorFrame in, ToVisitorFrame out. The token travels in `hello`, never in a URL.
//   /agent/socket              AgentFrame in, ToAgentFrame out. The cookie says who; an agent gets everything of the
//                              sessions it owns without asking.
// A `transcript` with `reset` replaces what is shown of its session, without it continues that. After a `bye` the
// socket closes: come back after the wait, and after `unauthorized` with a new token. A gap in `seq` is closed by
// coming back.

export type {
  AdmitRequest,
  AgentFrame,
  AgentSessionView,
  AnswerView,
  ApiError,
  AvailabilityWord as Availability,
  BodyView,
  CauseWord,
  BegunView,
  ChannelConfig,
  ChannelList,
  ChannelSummary,
  DiagnosticView,
  EffectView,
  EventView,
  Explanation,
  FieldValue,
  FieldProblemView,
  FileLinkView,
  FileView,
  FormFieldView,
  FormOfferView,
  FormView,
  GivenView,
  GiveRequest,
  IconWord as Icon,
  IdentifiedView,
  IdentifyRequest,
  SentFormRequest,
  SentFormRequest as LeaveRequest,
  LeaveView,
  LeftInboxView,
  MessageList,
  MessageView,
  MeView,
  NoticeView,
  NewVisitorView,
  PageInfo,
  OfferKindWord as OfferKind,
  PluginList,
  PluginView,
  RoleWord as Role,
  ReadView,
  RulesStatus,
  SessionList,
  SessionStateWord,
  ShownIfView,
  SnippetView,
  TargetList,
  ToAgentFrame,
  ToVisitorFrame,
  VisitorEventView,
  VisitorFrame,
  VisitorMessageList,
  VisitorMessageView,
  VisitorSessionView,
  WaitingView,
  WarnedView,
} from './openapi'
