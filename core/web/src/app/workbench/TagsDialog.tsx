// The marks of a chat, put on and taken away by hand.
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AgentSessionView } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useLive } from '../live/browser'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { DialogActions, ModalDialog } from '../ui/Surface'
import s from './give.module.css'
import marks from './marks.module.css'

export default function TagsDialog({ session, onClose }: { session: AgentSessionView; onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const live = useLive()
  const [tag, setTag] = useState('')
  const change = useMutation({
    mutationFn: (asked: { tag: string; set: boolean }) => api.tag(session.id, asked),
    onSuccess: (changed, { set }) => {
      live.adopt(changed)
      if (set) setTag('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = tag.trim().toLowerCase().replace(/\s+/g, '-')
    if (wanted !== '') change.mutate({ tag: wanted, set: true })
  }
  return (
    <ModalDialog title={t('tags_title')} width="narrow" open onClose={onClose}>
      <form className={s['form']} onSubmit={submit}>
        {session.tags.length > 0 ? (
          <ul className={marks['list']}>
            {session.tags.map((known) => (
              <li key={known}>
                <Button
                  size="small"
                  isDisabled={change.isPending}
                  aria-label={t('tag_remove', { tag: known })}
                  onPress={() => change.mutate({ tag: known, set: false })}
                >
                  {known}
                  <Icon name="close" size={12} />
                </Button>
              </li>
            ))}
          </ul>
        ) : (
          <p className={s['hint']}>{t('tags_none')}</p>
        )}
        <label className={s['label']}>
          {t('tag_new')}
          <input className={s['field']} value={tag} onChange={(event) => setTag(event.currentTarget.value)} />
          <span className={s['hint']}>{t('tag_hint')}</span>
        </label>
        {change.error ? (
          <p role="alert" className={s['problem']}>
            {failureText(change.error, words)}
          </p>
        ) : null}
        <DialogActions>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button type="submit" kind="primary" isDisabled={tag.trim() === '' || change.isPending}>
            {t('tag_add')}
          </Button>
        </DialogActions>
      </form>
    </ModalDialog>
  )
}
