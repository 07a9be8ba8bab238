// The signed-in agent, as fresh as it is known: the live line's word, or the answer that opened the page.
import { useQuery } from '@tanstack/react-query'
import type { MeView } from '../../shared/wire'
import { api } from '../http/client'
import { useLiveState } from '../live/browser'

export function useMe(): MeView {
  const asked = useQuery({ queryKey: ['me'], queryFn: api.me, staleTime: Number.POSITIVE_INFINITY })
  const live = useLiveState((state) => state.me)
  const me = live ?? asked.data
  if (!me) throw new Error('useMe outside of Gate')
  return me
}
