// Choosing to be online, away or offline.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../http/client'
import { useLive } from '../live/browser'

export function useSetAvailability() {
  const live = useLive()
  const client = useQueryClient()
  return useMutation({
    mutationFn: api.setAvailability,
    onSuccess: (me) => {
      live.setMe(me)
      client.setQueryData(['me'], me)
    },
  })
}
