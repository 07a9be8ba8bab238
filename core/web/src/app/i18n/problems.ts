// Failures in words that help the one who reads them.
import type { ApiError } from '../../shared/wire'
import { ApiFailure } from '../http/client'
import type { Words } from './words'

export function problemText(error: ApiError, words: Words): string {
  const { t, count, span } = words
  switch (error.code) {
    case 'unreachable':
      return t('error_unreachable')
    case 'rate_limited': {
      const wait = error.retry_after_ms ?? 0
      return wait >= 60_000 ? t('error_rate_limited', { time: span(wait) }) : t('error_rate_limited_soon')
    }
    case 'forbidden':
      return t('error_forbidden')
    case 'not_found':
      return t('error_not_found')
    case 'session_closed':
      return t('error_session_closed')
    case 'not_owner':
      return t('error_not_owner')
    case 'too_long':
      return error.limit === undefined ? t('error_too_long_plain') : count('error_too_long', error.limit)
    case 'offer_gone':
    case 'moved':
    case 'agent_unable':
    case 'too_many_tags':
    case 'too_late':
    case 'recall_off':
    case 'not_recallable':
      return t(`error_${error.code}`)
    case 'busy':
      return t('error_busy')
    case 'conflict':
      return t('error_conflict')
    default:
      return t('error_other')
  }
}

export const failureText = (failure: unknown, words: Words): string =>
  problemText(failure instanceof ApiFailure ? failure.error : { code: 'internal', message: '' }, words)
