// How records and objects are called.
import type { NamedRecord, ObjectList } from '../../../shared/openapi'

/** A record without a name goes by its id in the CRM. */
export const nameOf = (record: Pick<NamedRecord, 'id' | 'name'>): string => record.name?.trim() || record.id

export const objectName = (objects: ObjectList | undefined, id: string): string =>
  objects?.objects.find((object) => object.id === id)?.name ?? id
