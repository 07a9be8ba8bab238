// Taking a message back: a small button beside it while the time allows, and a word where it came too late.
import { useEffect, useState } from 'preact/hooks'
import { isLate, type Place, placeKey } from '../talk/recalling'
import { useApp } from './context'
import { Drawing } from './icons'

export function TakeBack({ place, at_ms }: { place: Place; at_ms: number }) {
  const { recalling, words } = useApp()
  const [, again] = useState(0)
  const left = recalling.left(place, at_ms)
  useEffect(() => {
    if (left === 0) return
    const timer = setTimeout(() => again((count) => count + 1), left)
    return () => clearTimeout(timer)
  }, [left > 0, at_ms])
  if (left === 0) return null
  return (
    <button
      type="button"
      class="take-back"
      aria-label={words.value.takeBack}
      title={words.value.takeBack}
      onClick={({ currentTarget }) => {
        // The button goes with the message; whoever reads on with the keyboard stays in the log.
        currentTarget.closest<HTMLElement>('.log')?.focus({ preventScroll: true })
        recalling.take(place)
      }}
    >
      <Drawing name="back" />
    </button>
  )
}

export function NotTaken({ place }: { place: Place }) {
  const { recalling, words } = useApp()
  const code = recalling.refused.value[placeKey(place)]
  if (!code) return null
  return (
    <div class="meta" role="status">
      {isLate(code) ? words.value.tooLate : words.value.notTakenBack}
    </div>
  )
}
