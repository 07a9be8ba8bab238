// Requests to the server, and its errors as values that a page can speak about.
import type {
  AgentSessionView,
  ApiError,
  Availability,
  ChannelList,
  Explanation,
  GivenView,
  GiveRequest,
  MessageList,
  MeView,
  PluginList,
  ReadView,
  RulesStatus,
  SessionList,
  SnippetView,
  TargetList,
} from '../../shared/wire'
import type { LeftCounts, LeftMessageDetail } from '../../shared/openapi'

export const BASE = '/api/v1'

/** A refused or failed request. `status` 0: the server was not reached. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    readonly error: ApiError,
  ) {
    super(error.message)
    this.name = 'ApiFailure'
  }
}

export type WaitingFilter = 'queued' | 'unmatched'

export const PAGE_SIZE = 50

export const api = {
  me: () => request<MeView>('GET', '/me'),
  signIn: (email: string, password: string) => request<MeView>('POST', '/auth/sign-in', { email, password }),
  signOut: () => request<unknown>('POST', '/auth/sign-out', {}),
  setAvailability: (availability: Availability) => request<MeView>('PUT', '/me/availability', { availability }),
  session: (id: string) => request<AgentSessionView>('GET', `/sessions/${encodeURIComponent(id)}`),
  sessions: (filter: WaitingFilter, before: string | null) =>
    request<SessionList>(
      'GET',
      `/sessions?filter=${filter}&limit=${PAGE_SIZE}${before ? `&before=${encodeURIComponent(before)}` : ''}`,
    ),
  messages: (id: string, range: { after: number } | { before: number }) => {
    const where = 'after' in range ? `after=${range.after}` : `before=${range.before}`
    return request<MessageList>('GET', `/sessions/${encodeURIComponent(id)}/messages?${where}&limit=${PAGE_SIZE}`)
  },
  read: (id: string, seq: number) => request<ReadView>('POST', `/sessions/${encodeURIComponent(id)}/read`, { seq }),
  close: (id: string) => request<AgentSessionView>('POST', `/sessions/${encodeURIComponent(id)}/close`, {}),
  accept: (id: string) => request<AgentSessionView>('POST', `/sessions/${encodeURIComponent(id)}/accept`, {}),
  decline: (id: string) => request<unknown>('POST', `/sessions/${encodeURIComponent(id)}/decline`, {}),
  targets: () => request<TargetList>('GET', '/targets'),
  give: (id: string, asked: GiveRequest) =>
    request<GivenView>('POST', `/sessions/${encodeURIComponent(id)}/give`, asked),
  tag: (id: string, asked: { tag: string; set: boolean }) =>
    request<AgentSessionView>('POST', `/sessions/${encodeURIComponent(id)}/tags`, asked),
  explanation: (id: string) => request<Explanation>('GET', `/sessions/${encodeURIComponent(id)}/explanation`),
  recall: (id: string, seq: number) =>
    request<unknown>('POST', `/sessions/${encodeURIComponent(id)}/messages/${seq}/recall`, {}),
  fileLink: (id: string) => request<{ url: string }>('GET', `/files/${encodeURIComponent(id)}/link`),
  leftMessage: (id: string) => request<LeftMessageDetail>('GET', `/left-messages/${encodeURIComponent(id)}`),
  /** Those that are shown, and those before them. */
  readNotices: (shown: readonly { id: string }[]) =>
    request<unknown>('POST', '/notices/read-all', {
      until:
        shown
          .map(({ id }) => id)
          .sort()
          .at(-1) ?? null,
    }),
  leftCounts: () => request<LeftCounts>('GET', '/left-messages/counts'),
  rules: () => request<RulesStatus>('GET', '/rules/status'),
  plugins: () => request<PluginList>('GET', '/plugins'),
  reloadRules: () => request<RulesStatus>('POST', '/rules/reload', {}),
  channels: () => request<ChannelList>('GET', '/channels').then(({ channels }) => channels),
  snippet: (channel: string) => request<SnippetView>('GET', `/channels/${encodeURIComponent(channel)}/snippet`),
}

export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(BASE + path, {
      method,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  } catch {
    throw new ApiFailure(0, { code: 'unreachable', message: 'The server cannot be reached.' })
  }
  const text = await response.text()
  const value = parse(text)
  if (!response.ok) throw new ApiFailure(response.status, errorIn(value, response))
  return value as T
}

export function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function errorIn(value: unknown, response: { status: number }): ApiError {
  if (typeof value === 'object' && value !== null && 'error' in value) {
    const { error } = value
    if (typeof error === 'object' && error !== null && 'code' in error) return error as ApiError
  }
  // A proxy in front of the server answers in its own words; they are of no use to an agent.
  return { code: 'internal', message: `The server answered with status ${response.status}.` }
}
