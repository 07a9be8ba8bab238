// What a record that is made by hand begins with. Pure.
import type { NamedRecord, ObjectFieldView, ObjectView, VisitorLinksView, WorkbenchView } from '../../../shared/openapi'
import type { Draft } from './values'

/** Values that the visitor's own record passes on, where the new one has a field of the same id and type. */
const PASSED_ON = new Set(['text', 'phone', 'email'])

/** The fields of the form: whoever makes the record is in charge of it, so the owner is not asked for. */
export const fieldsToFill = (object: ObjectView): ObjectFieldView[] =>
  object.fields.filter(({ id }) => id !== object.owner_field)

export function beginning(
  object: ObjectView,
  visitorName: string | null,
  links: VisitorLinksView,
  shown: WorkbenchView | undefined,
): Record<string, Draft> {
  const drafts: Record<string, Draft> = {}
  const section = shown?.sections.find((each) => each.object === links.visitor?.object)
  const own = section?.records.find(({ id }) => id === links.visitor?.id)
  for (const field of object.fields) {
    if (!PASSED_ON.has(field.type)) continue
    const at = section?.fields.findIndex((each) => each.field === field.id && each.type === field.type) ?? -1
    const value = at < 0 ? undefined : (own?.values[at] as unknown)
    if (typeof value === 'string' && value !== '') drafts[field.id] = value
  }
  // A name of a person only: the visitor's is no name of a company or of a work order.
  const person = object.fields.some(({ type }) => type === 'phone' || type === 'email')
  const named = object.name_field in drafts || object.name_field === 'name'
  if (person && !named && visitorName?.trim()) drafts[object.name_field] = visitorName.trim()
  return drafts
}

export interface RelationToFill {
  id: string
  label: string
  /** Linked records that it may lead to, the closest first. */
  records: readonly NamedRecord[]
}

/** Relations that can lead to a record which is linked already: so a work order stands with its account. */
export const relationsToFill = (object: ObjectView, links: VisitorLinksView): RelationToFill[] =>
  object.relations
    .map(({ id, label, object: to }) => ({
      id,
      label,
      records: links.links.map(({ record }) => record).filter((record) => record.object === to),
    }))
    .filter(({ records }) => records.length > 0)
