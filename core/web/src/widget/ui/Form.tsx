// A form of the rules: its fields, what is wrong with them, and its buttons.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { FormView } from '../../shared/wire'
import { check, type Problem } from '../talk/answers'
import type { Filling } from '../talk/filling'
import { type FormWords, formCatalogue } from '../text/formWords'
import { useApp } from './context'
import { Field } from './Field'

interface Asked {
  form: FormView
  filling: Filling
  send: () => Promise<boolean>
  /** On the button. */
  submit: string
  /** The way back, where there is one. */
  back?: () => void
  note?: string | null
  /** Whether it takes the focus when it appears. */
  focused?: boolean
}

export function Form({ form, filling, send, submit, back, note, focused }: Asked) {
  const { words: common } = useApp()
  const words = useFormWords()
  const box = useRef<HTMLFormElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (focused) title.current?.focus()
  }, [])
  const problems = filling.problems.value
  const sending = filling.sending.value
  const { shown } = check(form, filling.filled.value)
  const trySend = async () => {
    if (!(await send())) box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }
  return (
    <form
      ref={box}
      class="leave"
      noValidate
      aria-labelledby="form-title"
      onSubmit={(event) => {
        event.preventDefault()
        trySend()
      }}
    >
      <h2 id="form-title" ref={title} tabIndex={-1}>
        {form.title}
      </h2>
      {form.intro && <p class="intro">{form.intro}</p>}
      {note && <p class="intro">{note}</p>}
      {shown.map((field) => (
        <Field
          key={field.id}
          field={field}
          filling={filling}
          entered={filling.filled.value[field.id]}
          problem={problems.find((problem) => problem.field === field.id)}
          fill={(entered) => filling.fill(field.id, entered)}
        />
      ))}
      <p class="failed" role="alert">
        {failedWord(problems, filling.failed.value, words)}
      </p>
      <div class="answers">
        {back && (
          <button type="button" class="plain" onClick={back}>
            {words.backToChat}
          </button>
        )}
        <button type="submit" class="primary" disabled={sending}>
          {sending ? common.value.sending : submit}
        </button>
      </div>
    </form>
  )
}

export function useFormWords(): FormWords {
  return formCatalogue[useApp().language.value]
}

function failedWord(problems: readonly Problem[], failed: string | null, words: FormWords): string {
  if (problems.length > 0) return words.checkFields(problems.length)
  switch (failed) {
    case null:
      return ''
    case 'answering':
      return words.nowAnswering
    case 'unknown_form':
      return words.formChanged
    case 'blocked':
    case 'forbidden':
      return words.formBlocked
    default:
      return words.formFailed
  }
}
