// Links made, taken away and undone; each shows at once what the server says of it.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { NamedRecord, VisitorLinksView } from '../../../shared/openapi'
import { keys, link, undo } from './requests'

/** Where links are told. */
export const LINKS_ID = 'customer-links'

export interface LinkActions {
  busy: boolean
  failure: Error | null
  /** Whose link was just taken away, and can be had again. */
  lately: NamedRecord | null
  set: (record: NamedRecord, linked: boolean, done?: () => void) => void
  undo: () => void
  /** Shows what the server said of the links. */
  adopt: (links: VisitorLinksView) => void
}

/** What was pressed may be gone with what it offered: the keyboard goes on where the outcome stands. */
function keepFocus(): void {
  if (document.activeElement === document.body) document.getElementById(LINKS_ID)?.focus()
}

export function useLinkActions(session: string): LinkActions {
  const client = useQueryClient()
  const [lately, setLately] = useState<NamedRecord | null>(null)
  const adopt = (links: VisitorLinksView) => {
    client.setQueryData(keys.links(session), links)
    void client.invalidateQueries({ queryKey: keys.session(session) })
  }
  const change = useMutation({
    mutationFn: (asked: { record: NamedRecord; linked: boolean } | 'undo') =>
      asked === 'undo'
        ? undo(session)
        : link(session, { object: asked.record.object, record: asked.record.id, linked: asked.linked }),
    onSuccess: (links, asked) => {
      setLately(asked !== 'undo' && !asked.linked ? asked.record : null)
      adopt(links)
      requestAnimationFrame(keepFocus)
    },
  })
  return {
    busy: change.isPending,
    failure: change.error,
    lately,
    set: (record, linked, done) => change.mutate({ record, linked }, { onSuccess: () => done?.() }),
    undo: () => change.mutate('undo'),
    adopt,
  }
}
