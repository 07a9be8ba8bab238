// The form that a chat begins with: below the log, in place of the composer.
import { useApp } from './context'
import { Form, useFormWords } from './Form'

export function BeginForm() {
  const { beginning, conversation } = useApp()
  const words = useFormWords()
  const place = beginning.place.value
  if (place.at !== 'form') return null
  const { form } = place
  const waits = conversation.outbox.list.value.length > 0
  return (
    <Form
      // Another form begins anew, but what was entered under the same names stays.
      key={form.id}
      form={form}
      filling={beginning.filling}
      send={() => beginning.send()}
      submit={form.submit ?? words.startChat}
      note={waits ? words.messageWaits : null}
    />
  )
}
