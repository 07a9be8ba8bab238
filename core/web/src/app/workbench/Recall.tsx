// Takes back one's own words, for as long as the workspace allows.
import { useMutation } from '@tanstack/react-query'
import type { MessageView } from '../../shared/wire'
import { api, ApiFailure } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { useNow } from '../ui/time'
import { canRecall } from './recall'
import s from './recall.module.css'

/** How long the workspace allows, once the server has said so: it is one for all who work here. */
let toldMs: number | null = null

export function Recall({ message, me }: { message: MessageView; me: string }) {
  const words = useWords()
  const now = useNow()
  const open = useLiveState((state) => state.sessions[message.session]?.state === 'assigned')
  const recall = useMutation({
    mutationFn: () => api.recall(message.session, message.seq),
    onError: (failure) => {
      const { code, limit } = failure instanceof ApiFailure ? failure.error : {}
      // From now on it is known how long: older words do not offer it any more.
      if (code === 'too_late' && limit !== undefined) toldMs = limit * 1000
      if (code === 'recall_off') toldMs = 0
    },
  })
  if (recall.error) {
    return (
      <span role="alert" className={s['problem']}>
        {failureText(recall.error, words)}
      </span>
    )
  }
  if (!open || !canRecall(message, me, now, toldMs)) return null
  return (
    <Button
      kind="quiet"
      shape="square"
      size="small"
      className={s['recall']}
      aria-label={words.t('recall')}
      isDisabled={recall.isPending || recall.isSuccess}
      onPress={() => recall.mutate()}
    >
      <Icon name="undo" size={16} />
    </Button>
  )
}
