// Edits that were begun: kept outside of the fields, so that another chat, a folded section or what comes in meanwhile
// takes nothing of them away.
import { create } from 'zustand'
import type { Draft } from './values'
import { sameValue } from './values'

export interface Edit {
  draft: Draft
  /** The value, as it is stored, that the edit began with. */
  base: unknown
  /** The state of the record that held it. */
  version: string
}

interface Edits {
  edits: Readonly<Record<string, Edit>>
}

const useStore = create<Edits>(() => ({ edits: {} }))

export const editKey = (session: string, object: string, record: string, field: string): string =>
  JSON.stringify([session, object, record, field])

export const useEdit = (key: string): Edit | null => useStore(({ edits }) => edits[key] ?? null)

export const putEdit = (key: string, edit: Edit): void =>
  useStore.setState(({ edits }) => ({ edits: { ...edits, [key]: edit } }))

export const dropEdit = (key: string): void =>
  useStore.setState(({ edits }) => {
    const { [key]: _done, ...others } = edits
    return { edits: others }
  })

/** What is known of the field's value now. */
export interface Now {
  version: string
  raw: unknown
}

/** Whether somebody else changed the very value that is being edited. */
export const overtaken = (edit: Edit, now: Now): boolean => !sameValue(edit.base, now.raw)

/** The version to send along: a change elsewhere in the record is no reason to ask. */
export const versionFor = (edit: Edit, now: Now): string => (overtaken(edit, now) ? edit.version : now.version)
