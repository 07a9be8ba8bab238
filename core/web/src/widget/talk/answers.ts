// The answers to a form, held against it as the server does: what is shown, what is wrong, what is sent. Pure.
import type { FieldProblemView, FormFieldView, FormView, ShownIfView } from '../../shared/wire'

/** What stands in a field: a text, the chosen of several, or a tick. */
export type Entered = string | readonly string[] | boolean
export type Filled = Readonly<Record<string, Entered>>
export type Problem = Pick<FieldProblemView, 'field' | 'code' | 'message' | 'limit'>
type Answer = string | number | boolean | readonly string[]

export interface Checked {
  /** The fields to draw, in order. */
  shown: readonly FormFieldView[]
  answers: Readonly<Record<string, Answer>>
  problems: readonly Problem[]
}

/** The widest number that is taken where the form names no bound. */
const WIDEST = 2 ** 53

export function check(form: FormView, filled: Filled): Checked {
  const shown: FormFieldView[] = []
  const answers: Record<string, Answer> = {}
  const problems: Problem[] = []
  for (const field of form.fields) {
    if (field.shown_if && !holds(field.shown_if, answers)) continue
    shown.push(field)
    const taken = take(field, filled[field.id])
    if (taken === null) {
      if (field.required) problems.push(problem(field, 'required'))
    } else if (typeof taken === 'object' && 'code' in taken) problems.push(taken)
    else answers[field.id] = taken
  }
  return { shown, answers, problems }
}

/** The same where the files of fields are still chosen: what is uploaded counts, and what is on its way is waited for. */
export function checkWithFiles(
  form: FormView,
  entered: Filled,
  files: ReadonlyMap<string, { uploaded: readonly { id: string }[]; busy: boolean }>,
): Checked {
  const filled: Record<string, Entered> = { ...entered }
  for (const [field, { uploaded }] of files) filled[field] = uploaded.map(({ id }) => id)
  const { shown, answers, problems } = check(form, filled)
  const waits = shown.filter(({ id }) => files.get(id)?.busy)
  const others = problems.filter(({ field }) => !waits.some(({ id }) => id === field))
  return { shown, answers, problems: [...others, ...waits.map((field) => problem(field, 'uploading'))] }
}

/** The answer, what is wrong with it, or null where the field was left empty. */
function take(field: FormFieldView, entered: Entered | undefined): Answer | Problem | null {
  const { takes } = field
  if (takes.type === 'consent') {
    return field.required && entered !== true ? problem(field, 'consent_required') : entered === true
  }
  // Both are lists: of values that were chosen, and of ids of files that were uploaded.
  if (takes.type === 'choices' || takes.type === 'file')
    return Array.isArray(entered) && entered.length > 0 ? entered : null
  const text = typeof entered === 'string' ? entered.trim() : ''
  if (text === '') return null
  switch (takes.type) {
    case 'text':
    case 'long_text': {
      const letters = [...text].length
      if (letters > takes.max_length) return problem(field, 'too_long', takes.max_length)
      if (letters < takes.min_length) return problem(field, 'too_short', takes.min_length)
      if (takes.type === 'text' && takes.pattern && expression(takes.pattern)?.test(text) === false) {
        return { ...problem(field, 'pattern'), message: takes.pattern_help ?? '' }
      }
      return text
    }
    case 'email':
      return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? text : problem(field, 'not_an_email')
    case 'phone':
      return /^\+?[\d ()\-./]+$/.test(text) && /^(\D*\d){4,20}\D*$/.test(text) ? text : problem(field, 'not_a_phone')
    case 'number': {
      const number = Number(text)
      if (!Number.isFinite(number)) return problem(field, 'not_a_number')
      const { min, max, whole } = takes
      if (number < (min ?? -WIDEST)) return problem(field, 'below', min ?? -WIDEST)
      if (number > (max ?? WIDEST)) return problem(field, 'above', max ?? WIDEST)
      return whole && !Number.isInteger(number) ? problem(field, 'not_whole') : number
    }
    case 'date':
      // Written alike, days sort as texts do.
      if (!/^\d{4}-\d\d-\d\d$/.test(text)) return problem(field, 'not_a_date')
      if (takes.min && text < takes.min) return problem(field, 'before', takes.min)
      if (takes.max && text > takes.max) return problem(field, 'after', takes.max)
      return text
    case 'choice':
      return text
  }
}

function problem({ id }: FormFieldView, code: string, limit?: string | number): Problem {
  return { field: id, code, message: '', ...(limit === undefined ? {} : { limit: limit as never }) }
}

/** The rules' expressions are nearly those of browsers. One that is not is left to the server. */
function expression(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return null
  }
}

function holds(condition: ShownIfView, answers: Readonly<Record<string, Answer>>): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, answers))
  if ('any' in condition) return condition.any.some((one) => holds(one, answers))
  if ('not' in condition) return !holds(condition.not, answers)
  const { field, op } = condition.test
  const value: unknown = condition.test.value
  const answer = answers[field]
  if (op === 'exists') return (answer !== undefined) === value
  if (answer === undefined) return op === 'ne' || op === 'not_in'
  const listed = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  const text = String(answer)
  switch (op) {
    case 'eq':
      return answer === value
    case 'ne':
      return answer !== value
    case 'in':
      return listed.includes(answer)
    case 'not_in':
      return !listed.includes(answer)
    case 'gt':
    case 'after':
      return answer > (value as Answer)
    case 'gte':
      return answer >= (value as Answer)
    case 'lt':
    case 'before':
      return answer < (value as Answer)
    case 'lte':
      return answer <= (value as Answer)
    case 'between':
      return answer >= (listed[0] as Answer) && answer <= (listed[1] as Answer)
    case 'contains':
      return Array.isArray(answer) ? answer.includes(value) : text.includes(String(value))
    case 'starts_with':
      return listed.some((head) => text.startsWith(String(head)))
    case 'ends_with':
      return listed.some((tail) => text.endsWith(String(tail)))
    case 'matches':
      return expression(String(value))?.test(text) ?? false
    default:
      return false
  }
}
