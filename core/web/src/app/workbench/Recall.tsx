// Takes back one's own words, for as long as the workspace allows.
import { useMutation } from '@tanstack/react-query'
import type { MessageView } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { useNow } from '../ui/time'
import { canRecall } from './recall'
import s from './recall.module.css'

export function Recall({ message }: { message: MessageView }) {
  const me = useMe()
  const words = useWords()
  const now = useNow()
  const open = useLiveState((state) => state.sessions[message.session]?.state === 'assigned')
  const recall = useMutation({ mutationFn: () => api.recall(message.session, message.seq) })
  if (recall.error) {
    return (
      <span role="alert" className={s['problem']}>
        {failureText(recall.error, words)}
      </span>
    )
  }
  if (!open || !canRecall(message, me, now)) return null
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
