// What the left messages ask of the server.
import type { LeftAnsweredView, LeftMessageList, LeftMessageView, LeftNoteView } from '../../shared/openapi'
import { ApiFailure, BASE, request } from '../http/client'
import type { Later } from '../i18n/later'
import { failureText } from '../i18n/problems'
import type { Words } from '../i18n/words'
import { type Filter, queryOf } from './filters'

const PAGE = 30

const pathOf = (id: string) => `/left-messages/${encodeURIComponent(id)}`

/** The newest pages, so many of them, as one list: what moved between pages is in it once. */
export async function newest(filter: Filter, me: string, pages: number): Promise<LeftMessageList> {
  const all = new Map<string, LeftMessageView>()
  let before: string | undefined
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ ...queryOf(filter, me), limit: String(PAGE), ...(before ? { before } : {}) })
    const { left_messages, has_more } = await request<LeftMessageList>('GET', `/left-messages?${query}`)
    for (const each of left_messages) all.set(each.id, each)
    before = left_messages.at(-1)?.id
    if (!has_more || !before || page >= pages) return { left_messages: [...all.values()], has_more }
  }
}

export const exportHref = (filter: Filter, me: string, format: 'csv' | 'json'): string =>
  `${BASE}/left-messages/export?${new URLSearchParams({ format, ...queryOf(filter, me) })}`

export type Move = 'take' | 'give-back' | 'done' | 'reopen'

export const move = (id: string, how: Move) => request<LeftMessageView>('POST', `${pathOf(id)}/${how}`, {})

/** Said again under the same name, it is said once. */
export const say = (id: string, what: 'answer' | 'notes', words: { client_id: string; text: string }) =>
  request<LeftAnsweredView | LeftNoteView>('POST', `${pathOf(id)}/${what}`, words)

/** Why it could not be done; somebody else may have been first. */
export function leftProblem(failure: unknown, words: Words, later: Later): string {
  const code = failure instanceof ApiFailure ? failure.error.code : ''
  switch (code) {
    case 'taken':
    case 'answered':
    case 'done':
    case 'too_many_notes':
      return later.say(`problem_${code}`)
    default:
      return failureText(failure, words)
  }
}
