// The form in which a visitor leaves a message: in place of the conversation, until it is sent or given up.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useApp } from './context'
import { Form, useFormWords } from './Form'

export function LeaveForm() {
  const { leaving, words } = useApp()
  const step = leaving.step.value
  if (step.at === 'thanks') return <Thanks text={step.text} />
  if (step.at !== 'form') return <div class="leave" />
  const { form } = step
  return (
    <Form
      form={form}
      filling={leaving.filling}
      send={() => leaving.send()}
      submit={form.submit ?? words.value.send}
      back={() => leaving.close()}
      focused
    />
  )
}

function Thanks({ text }: { text: string | null }) {
  const { leaving } = useApp()
  const words = useFormWords()
  const back = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => back.current?.focus(), [])
  return (
    <div class="leave thanks" role="status">
      <p>{text ?? words.thanks}</p>
      <button ref={back} type="button" class="primary" onClick={() => leaving.close()}>
        {words.backToChat}
      </button>
    </div>
  )
}
