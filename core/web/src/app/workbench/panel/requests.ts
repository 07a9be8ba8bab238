// What the panel asks of the server.
import type {
  LinkRequest,
  NewRecordRequest,
  ObjectList,
  RecordChoiceList,
  ShownRecordView,
  VisitorLinksView,
  WorkbenchView,
} from '../../../shared/openapi'
import { request } from '../../http/client'

const at = (session: string) => `/sessions/${encodeURIComponent(session)}`

export const workbenchOf = (session: string) => request<WorkbenchView>('GET', `${at(session)}/workbench`)
export const linksOf = (session: string) => request<VisitorLinksView>('GET', `${at(session)}/links`)
export const objects = () => request<ObjectList>('GET', '/objects')

export const link = (session: string, asked: LinkRequest) =>
  request<VisitorLinksView>('POST', `${at(session)}/links`, asked)
export const undo = (session: string) => request<VisitorLinksView>('POST', `${at(session)}/links/undo`, {})
export const create = (session: string, asked: NewRecordRequest) =>
  request<VisitorLinksView>('POST', `${at(session)}/records`, asked)

export interface Change {
  object: string
  record: string
  version: string
  field: string
  /** As it is sent; null takes the value away. */
  value: unknown
}

export const change = (session: string, { object, record, version, field, value }: Change) =>
  request<ShownRecordView>(
    'PATCH',
    `${at(session)}/workbench/${encodeURIComponent(object)}/${encodeURIComponent(record)}`,
    { version, fields: { [field]: value } },
  )

export const find = (session: string, object: string, text: string, page: string | null) =>
  request<RecordChoiceList>(
    'GET',
    `${at(session)}/records?${new URLSearchParams({ object, text, ...(page === null ? {} : { page }) })}`,
  )

/** Where answers are kept; whoever hears that something changed asks anew by these. */
export const keys = {
  workbench: (session: string) => ['beside', session, 'workbench'] as const,
  links: (session: string) => ['beside', session, 'links'] as const,
  session: (session: string) => ['beside', session] as const,
  objects: ['objects'] as const,
}
