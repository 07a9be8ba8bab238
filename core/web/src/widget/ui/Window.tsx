// The window: its head, the conversation, and below it whatever is to be done next.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Composer } from './Composer'
import { useApp } from './context'
import { Header } from './Header'
import { later } from './later'
import { Log } from './Log'
import { Status } from './Status'

const BeginForm = later(() => import('./forms').then((module) => module.BeginForm))
const EndQuestion = later(() => import('./forms').then((module) => module.EndQuestion))
const SignIn = later(() => import('./forms').then((module) => module.SignIn))
const LeaveForm = later(() => import('./forms').then((module) => module.LeaveForm))

export function Window() {
  const { host, conversation, leaving, beginning } = useApp()
  const [asking, setAsking] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  const { open } = host.state.value
  const next = beginning.place.value.at
  const over = conversation.current.value?.view?.state === 'closed'

  useEffect(() => {
    if (!open) return
    window.focus()
    // On a touch screen, focusing the field would raise the keyboard over the conversation.
    if (matchMedia('(pointer: coarse)').matches) close.current?.focus()
    else field.current?.focus()
  }, [open])
  useEffect(() => {
    // What comes in place of something else, where the visitor is.
    if (document.hasFocus() && !matchMedia('(pointer: coarse)').matches) field.current?.focus()
  }, [next])
  useEffect(() => {
    if (over) setAsking(false)
  }, [over])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      if (asking) setAsking(false)
      else host.tell({ event: 'close' })
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [asking])

  return (
    <main class={next === 'form' ? 'beginning' : undefined}>
      <Header onEnd={() => setAsking(true)} close={close} />
      {leaving.step.value.at === 'form' || leaving.step.value.at === 'thanks' ? (
        <LeaveForm />
      ) : (
        <>
          <Log />
          <Answering />
          <Status />
          {asking ? (
            <EndQuestion onDone={() => setAsking(false)} />
          ) : next === 'form' ? (
            <BeginForm />
          ) : next === 'signIn' ? (
            <SignIn />
          ) : (
            next === 'composer' && <Composer field={field} />
          )}
        </>
      )}
    </main>
  )
}

/** One quiet line while somebody writes. */
function Answering() {
  const { conversation, words } = useApp()
  const name = conversation.current.value?.view?.agent?.name
  if (!conversation.typing.answering.value || !name) return null
  return <div class="answering">{words.value.answering(name)}</div>
}
