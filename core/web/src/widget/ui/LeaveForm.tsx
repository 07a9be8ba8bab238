// The form in which a visitor leaves a message: in place of the conversation, until it is sent or given up.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { FormFieldView } from '../../shared/wire'
import { check, type Entered, type Problem } from '../talk/answers'
import type { Step } from '../talk/leaving'
import { problemWord, type Words } from '../text/words'
import { useApp } from './context'

export function LeaveForm() {
  const { leaving } = useApp()
  const step = leaving.step.value
  if (step.at === 'thanks') return <Thanks text={step.text} />
  return step.at === 'form' ? <Form step={step} /> : <div class="leave" />
}

function Form({ step }: { step: Extract<Step, { at: 'form' }> }) {
  const { leaving, words } = useApp()
  const box = useRef<HTMLFormElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => title.current?.focus(), [])
  const { form, sending, failed } = step
  const problems = leaving.problems.value
  const { shown } = check(form, leaving.filled.value)
  const submit = async () => {
    if (!(await leaving.send())) box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }
  return (
    <form
      ref={box}
      class="leave"
      noValidate
      aria-labelledby="leave-title"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2 id="leave-title" ref={title} tabIndex={-1}>
        {form.title}
      </h2>
      {form.intro && <p class="intro">{form.intro}</p>}
      {shown.map((field) => (
        <Field
          key={field.id}
          field={field}
          entered={leaving.filled.value[field.id]}
          problem={problems.find((problem) => problem.field === field.id)}
          fill={(entered) => leaving.fill(field.id, entered)}
        />
      ))}
      <p class="failed" role="alert">
        {failedWord(problems, failed, words.value)}
      </p>
      <div class="answers">
        <button type="button" class="plain" onClick={() => leaving.close()}>
          {words.value.backToChat}
        </button>
        <button type="submit" class="primary" disabled={sending}>
          {sending ? words.value.sending : (form.submit ?? words.value.send)}
        </button>
      </div>
    </form>
  )
}

function failedWord(problems: readonly Problem[], failed: string | null, words: Words): string {
  if (problems.length > 0) return words.checkFields(problems.length)
  if (failed === null) return ''
  return failed === 'answering' ? words.nowAnswering : words.formFailed
}

interface Drawn {
  field: FormFieldView
  entered: Entered | undefined
  problem: Problem | undefined
  fill: (entered: Entered) => void
}

function Field(drawn: Drawn) {
  const { words } = useApp()
  const { field, problem } = drawn
  const { type } = field.takes
  // Files come with the field to write in; where a form cannot do without one, it says so.
  if (type === 'file' && !field.required) return null
  const name = (
    <>
      {field.label}
      {!field.required && type !== 'consent' && <span class="optional"> {words.value.optional}</span>}
    </>
  )
  const said = (
    <>
      {field.help && (
        <span class="help" id={`${field.id}-help`}>
          {field.help}
        </span>
      )}
      {problem && (
        <span class="wrong" id={`${field.id}-wrong`}>
          {problemWord(problem, words.value)}
        </span>
      )}
    </>
  )
  if (type === 'choices') {
    return (
      <fieldset class="asked" aria-describedby={described(drawn)}>
        <legend>{name}</legend>
        <Control {...drawn} />
        {said}
      </fieldset>
    )
  }
  return (
    <div class="asked">
      {type !== 'consent' && <label for={`field-${field.id}`}>{name}</label>}
      <Control {...drawn} />
      {said}
    </div>
  )
}

function described({ field, problem }: Drawn): string | undefined {
  return [field.help && `${field.id}-help`, problem && `${field.id}-wrong`].filter(Boolean).join(' ') || undefined
}

function Control(drawn: Drawn) {
  const { words } = useApp()
  const { field, entered, problem, fill } = drawn
  const { takes } = field
  const shared = {
    id: `field-${field.id}`,
    'aria-invalid': problem ? ('true' as const) : undefined,
    'aria-describedby': described(drawn),
    'aria-required': field.required,
    placeholder: field.placeholder ?? undefined,
  }
  const text = typeof entered === 'string' ? entered : ''
  const written = { value: text, onInput: (event: InputEvent) => fill((event.currentTarget as HTMLInputElement).value) }
  switch (takes.type) {
    case 'long_text':
      return <textarea {...shared} rows={4} value={text} onInput={(event) => fill(event.currentTarget.value)} />
    case 'choice':
      return (
        <select {...shared} value={text} onChange={(event) => fill(event.currentTarget.value)}>
          <option value="">{field.placeholder ?? words.value.choose}</option>
          {takes.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )
    case 'choices': {
      const chosen = Array.isArray(entered) ? (entered as readonly string[]) : []
      return (
        <>
          {takes.options.map(({ value, label }, at) => (
            <label key={value} class="tick">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                aria-invalid={at === 0 ? shared['aria-invalid'] : undefined}
                onChange={({ currentTarget }) =>
                  fill(currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
              {label}
            </label>
          ))}
        </>
      )
    }
    case 'consent':
      return (
        <label class="tick">
          <input
            type="checkbox"
            id={shared.id}
            checked={entered === true}
            aria-invalid={shared['aria-invalid']}
            aria-describedby={shared['aria-describedby']}
            aria-required={field.required}
            onChange={(event) => fill(event.currentTarget.checked)}
          />
          {field.label}
        </label>
      )
    case 'file':
      return <span class="help">{words.value.noFiles}</span>
    case 'date':
      return (
        <input
          {...shared}
          type="date"
          min={takes.min ?? undefined}
          max={takes.max ?? undefined}
          value={text}
          onInput={(event) => fill(event.currentTarget.value)}
        />
      )
    case 'email':
      return <input {...shared} {...written} type="email" autoComplete="email" />
    case 'phone':
      return <input {...shared} {...written} type="tel" autoComplete="tel" />
    case 'number':
      return <input {...shared} {...written} type="text" inputMode="decimal" />
    case 'text':
      return <input {...shared} {...written} type="text" />
  }
}

function Thanks({ text }: { text: string | null }) {
  const { leaving, words } = useApp()
  const back = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => back.current?.focus(), [])
  return (
    <div class="leave thanks" role="status">
      <p>{text ?? words.value.thanks}</p>
      <button ref={back} type="button" class="primary" onClick={() => leaving.close()}>
        {words.value.backToChat}
      </button>
    </div>
  )
}
