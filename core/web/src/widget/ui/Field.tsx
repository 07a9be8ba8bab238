// One field of a form: its name, what to enter it with, and what is wrong with it.
import type { FormFieldView } from '../../shared/wire'
import type { Entered, Problem } from '../talk/answers'
import type { Filling } from '../talk/filling'
import { problemWord } from '../text/formWords'
import { Attached } from './Attached'
import { Clip } from './Clip'
import { useFormWords } from './Form'

interface Drawn {
  field: FormFieldView
  filling: Filling
  entered: Entered | undefined
  problem: Problem | undefined
  fill: (entered: Entered) => void
}

export function Field(drawn: Drawn) {
  const words = useFormWords()
  const { field, problem } = drawn
  const { type } = field.takes
  const name = (
    <>
      {field.label}
      {!field.required && type !== 'consent' && <span class="optional"> {words.optional}</span>}
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
          {problemWord(problem, words)}
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
  const words = useFormWords()
  const { field, filling, entered, problem, fill } = drawn
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
          <option value="">{field.placeholder ?? words.choose}</option>
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
      return (
        <>
          <Attached files={filling.files(field)} label={field.label} />
          <Clip
            id={shared.id}
            text={takes.files > 1 ? words.addFiles : words.addFile}
            files={filling.files(field)}
            accept={takes.accept}
            many={takes.files > 1}
            described={shared['aria-describedby']}
            invalid={problem !== undefined}
          />
        </>
      )
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
