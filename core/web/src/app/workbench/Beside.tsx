// Whether the customer's records stand beside the chat, and where: the panel itself is loaded as it is first shown.
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { AgentSessionView } from '../../shared/wire'
import { setPreferences, usePreferences } from '../theme/preferences'
import { focusComposer, PANEL_ID } from './places'
import s from './workbench.module.css'

const RecordPanel = lazy(() => import('./panel/RecordPanel'))

/** With less room a third column would leave too little for the chat: the panel lies over it, and is opened anew each time. */
const WIDE = '(min-width: 1160px)'

export interface BesideState {
  open: boolean
  wide: boolean
  focused: boolean
  toggle: () => void
  close: () => void
}

export function useBeside(): BesideState {
  const [wide, setWide] = useState(() => window.matchMedia(WIDE).matches)
  const [sheet, setSheet] = useState(false)
  const [focused, setFocused] = useState(false)
  const column = usePreferences(({ panel }) => panel === 'shown')
  const open = wide ? column : sheet
  const show = useCallback(
    (shown: boolean, grab: boolean) => {
      setFocused(grab)
      if (wide) setPreferences({ panel: shown ? 'shown' : 'hidden' })
      else setSheet(shown)
    },
    [wide],
  )
  useEffect(() => {
    const query = window.matchMedia(WIDE)
    const listen = () => setWide(query.matches)
    query.addEventListener('change', listen)
    return () => query.removeEventListener('change', listen)
  }, [])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.code !== 'KeyI' || !event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      const panel = document.getElementById(PANEL_ID)
      if (!open) show(true, true)
      else if (panel && !panel.contains(document.activeElement)) panel.focus()
      else {
        show(false, false)
        focusComposer()
      }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [open, show])
  return { open, wide, focused, toggle: () => show(!open, false), close: () => show(false, false) }
}

export function Beside({ session, state }: { session: AgentSessionView; state: BesideState }) {
  if (!state.open) return null
  const place = state.wide ? 'column' : 'sheet'
  return (
    <Suspense fallback={state.wide ? <aside className={s['besideComing']} /> : null}>
      <RecordPanel session={session} place={place} focused={state.focused} onClose={state.close} />
    </Suspense>
  )
}
