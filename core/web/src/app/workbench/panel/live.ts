// When what stands beside a chat is read again.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLive } from '../../live/browser'
import { keys } from './requests'

/** After a word of the server that something changed, other rules, or a connection that was down. */
export function useRereading(session: string): void {
  const client = useQueryClient()
  const live = useLive()
  useEffect(
    () =>
      live.store.subscribe((now, before) => {
        const rules = now.rules !== before.rules
        // What changed while the line was down was not told.
        const back = now.link.phase === 'open' && before.link.phase === 'lost'
        if (rules) void client.invalidateQueries({ queryKey: keys.objects })
        if (rules || back || now.besideChanges[session] !== before.besideChanges[session]) {
          void client.invalidateQueries({ queryKey: keys.session(session) })
        }
      }),
    [client, live, session],
  )
}
