// The few requests of the window that are not frames.
import type {
  AdmitRequest,
  ApiError,
  BegunView,
  ChannelConfig,
  FormOfferView,
  LeaveRequest,
  LeaveView,
  NewVisitorView,
  PageInfo,
  VisitorMessageList,
} from '../../shared/wire'

export interface Http {
  config(locale: string): Promise<ChannelConfig>
  newVisitor(who: AdmitRequest): Promise<NewVisitorView>
  earlier(token: string, session: string, before: number): Promise<VisitorMessageList>
  form(token: string, locale: string, page: PageInfo): Promise<FormOfferView>
  leave(token: string, message: LeaveRequest): Promise<LeaveView>
  /** Opens a session with the form that a chat begins with. */
  begin(token: string, form: LeaveRequest): Promise<BegunView>
  recall(token: string, session: string, seq: number): Promise<void>
}

/** What a request came to instead of an answer. `network` where there was none. */
export class Refused extends Error {
  readonly error: ApiError

  constructor(error: ApiError) {
    super(error.message)
    this.error = error
  }
}

export function http(channel: string): Http {
  const base = `/api/v1/widget/${encodeURIComponent(channel)}`
  return {
    config: (locale) => ask(`${base}/config?locale=${encodeURIComponent(locale)}`, { cache: 'no-cache' }),
    newVisitor: (who) => ask(`${base}/visitors`, posted(who)),
    earlier: (token, session, before) =>
      ask(`${base}/sessions/${encodeURIComponent(session)}/messages?before=${before}&limit=50`, signed(token)),
    form(token, locale, { url, title = '', referrer = '' }) {
      const asked = new URLSearchParams({ locale, page_url: url ?? '', page_title: title, page_referrer: referrer })
      return ask(`${base}/form?${asked}`, signed(token))
    },
    leave: (token, message) => ask(`${base}/left-messages`, posted(message, token)),
    begin: (token, form) => ask(`${base}/sessions`, posted(form, token)),
    recall: (token, session, seq) =>
      ask(`${base}/sessions/${encodeURIComponent(session)}/messages/${seq}/recall`, {
        ...signed(token),
        method: 'POST',
      }),
  }
}

export function signed(token: string) {
  return { headers: { authorization: `Bearer ${token}` } }
}

export function posted(body: object, token?: string): RequestInit {
  const headers = { ...(token && signed(token).headers), 'content-type': 'application/json' }
  return { method: 'POST', headers, body: JSON.stringify(body) }
}

export async function ask<T>(url: string, init: RequestInit): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(url, { credentials: 'omit', ...init })
  } catch {
    throw new Refused({ code: 'network', message: 'The server could not be reached.' })
  }
  const body = await answer.json().catch(() => null)
  if (answer.ok) return body
  throw new Refused(
    body?.error ?? { code: answer.status < 500 ? 'bad_request' : 'internal', message: answer.statusText },
  )
}
