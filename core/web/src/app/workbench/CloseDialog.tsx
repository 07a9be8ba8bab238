// Asks once more before a chat is closed.
import { useMutation } from '@tanstack/react-query'
import type { AgentSessionView } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive } from '../live/browser'
import { Button } from '../ui/Button'
import { DialogActions, DialogText, ModalDialog } from '../ui/Surface'
import { visitorName } from './names'
import s from './give.module.css'

export default function CloseDialog(props: { session: AgentSessionView; onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const close = useMutation({
    mutationFn: () => api.close(props.session.id),
    onSuccess: (session) => {
      live.adopt(session)
      props.onClose()
    },
  })
  const cancel = () => {
    close.reset()
    props.onClose()
  }
  return (
    <ModalDialog
      title={t('close_title', { name: visitorName(props.session.visitor, words) })}
      width="narrow"
      role="alertdialog"
      open
      onClose={cancel}
    >
      <DialogText>{t('close_text')}</DialogText>
      {close.error ? (
        <p role="alert" className={s['problem']}>
          {failureText(close.error, words)}
        </p>
      ) : null}
      <DialogActions>
        <Button onPress={cancel}>{t('cancel')}</Button>
        <Button kind="danger" autoFocus isDisabled={close.isPending} onPress={() => close.mutate()}>
          {close.isPending ? t('closing') : t('close_chat')}
        </Button>
      </DialogActions>
    </ModalDialog>
  )
}
