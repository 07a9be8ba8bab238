// Where the keys that work are told; `?` opens it.
import { lazy, Suspense, useEffect } from 'react'
import { useWords } from '../i18n/words'
import { ModalDialog } from '../ui/Surface'
import { isTyping } from './keys'

const Keys = lazy(() => import('./KeysDialog'))

export function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useWords()
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      onOpenChange(true)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [onOpenChange])
  return (
    <ModalDialog title={t('shortcuts')} width="narrow" open={open} onClose={() => onOpenChange(false)}>
      <Suspense>
        <Keys />
      </Suspense>
    </ModalDialog>
  )
}
