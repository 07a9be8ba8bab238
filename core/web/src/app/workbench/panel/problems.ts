// What is wrong with a value, in words that help to put it right.
import type { FieldProblemView } from '../../../shared/openapi'
import { ApiFailure } from '../../http/client'
import type { Later } from '../../i18n/later'
import { failureText } from '../../i18n/problems'
import type { Words } from '../../i18n/words'

export function problemOf(problem: Pick<FieldProblemView, 'code' | 'message'>, type: string, { say }: Later): string {
  switch (problem.code) {
    case 'malformed':
    case 'wrong_type':
      switch (type) {
        case 'email':
        case 'phone':
        case 'url':
        case 'integer':
        case 'number':
        case 'date':
        case 'moment':
          return say(`record_bad_${type}`)
        default:
          return problem.message
      }
    case 'too_long':
    case 'too_large':
      return say('record_too_long')
    case 'unknown_option':
      return say('record_bad_option')
    case 'unknown_field':
    case 'not_editable':
      return say('record_not_editable')
    default:
      // The server's own words are better than none.
      return problem.message
  }
}

/** The problems of each field that a request was refused for; none where it failed for another reason. */
export function problemsIn(failure: unknown): readonly FieldProblemView[] {
  return failure instanceof ApiFailure ? (failure.error.problems ?? []) : []
}

/** Why a request for records failed as a whole. */
export function recordFailure(failure: unknown, words: Words, { say }: Later): string {
  const code = failure instanceof ApiFailure ? failure.error.code : ''
  if (code === 'busy') return say('record_busy')
  if (code === 'nothing_before') return say('record_nothing_before')
  return failureText(failure, words)
}
