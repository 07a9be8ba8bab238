// The field that a value is written in, by the type of the value.
import { useEffect, useRef } from 'react'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import form from './form.module.css'
import type { Draft } from './values'

interface FieldInputProps {
  id: string
  type: string
  /** Told where no label stands beside it. */
  label?: string
  options: readonly { value: string; label: string }[]
  draft: Draft
  invalid: boolean
  /** Where it says what is wrong. */
  describedBy: string | undefined
  focused?: boolean
  onChange: (draft: Draft) => void
}

const KINDS: Readonly<Record<string, { type?: string; inputMode?: 'decimal' | 'numeric' }>> = {
  email: { type: 'email' },
  phone: { type: 'tel' },
  url: { type: 'url' },
  integer: { inputMode: 'numeric' },
  number: { inputMode: 'decimal' },
  date: { type: 'date' },
  moment: { type: 'datetime-local' },
}

export function FieldInput(props: FieldInputProps) {
  const { t } = useWords()
  const { say } = useLater()
  const { id, type, label, options, draft, focused, onChange } = props
  const first = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (focused) first.current?.focus()
  }, [focused])
  const take = (element: HTMLElement | null) => {
    first.current = element
  }
  const common = {
    id,
    'aria-label': label,
    'aria-invalid': props.invalid || undefined,
    'aria-describedby': props.describedBy,
  }
  if (type === 'choices') {
    const chosen = typeof draft === 'string' ? [] : draft
    return (
      <fieldset className={form['choices']} aria-label={label} aria-describedby={props.describedBy}>
        {options.map((option, at) => (
          <label key={option.value} className={form['choice']}>
            <input
              ref={at === 0 ? take : undefined}
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={({ currentTarget: { checked } }) =>
                onChange(checked ? [...chosen, option.value] : chosen.filter((value) => value !== option.value))
              }
            />
            {option.label}
          </label>
        ))}
      </fieldset>
    )
  }
  const text = typeof draft === 'string' ? draft : ''
  if (type === 'choice' || type === 'agent' || type === 'flag') {
    const offered = type === 'flag' ? yesNo(t('yes'), t('no')) : options
    const unknown = text !== '' && !offered.some(({ value }) => value === text)
    return (
      <select
        {...common}
        ref={take}
        className={form['input']}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{say('record_no_choice')}</option>
        {unknown ? <option value={text}>{text}</option> : null}
        {offered.map(({ value, label: named }) => (
          <option key={value} value={value}>
            {named}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'long_text') {
    return (
      <textarea
        {...common}
        ref={take}
        className={form['input']}
        rows={4}
        dir="auto"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <input
      {...common}
      {...(KINDS[type] ?? {})}
      ref={take}
      className={form['input']}
      dir="auto"
      autoComplete="off"
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const yesNo = (yes: string, no: string) => [
  { value: 'true', label: yes },
  { value: 'false', label: no },
]
