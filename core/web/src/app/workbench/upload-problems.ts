// Why a file cannot go along, in words. Pure.
import type { ApiError, MeView } from '../../shared/wire'
import type { Later } from '../i18n/later'
import { problemText } from '../i18n/problems'
import type { Words } from '../i18n/words'

/** What is known before anything is sent. `place`: how many files stand before it. */
export function refusedHere(bytes: number, place: number, uploads: MeView['uploads']): ApiError | null {
  if (place >= uploads.max_files) return { code: 'too_many_files', message: '', limit: uploads.max_files }
  if (bytes > uploads.max_file_bytes) return { code: 'too_large', message: '', limit: uploads.max_file_bytes }
  return null
}

export function uploadProblem(error: ApiError, words: Words, { say }: Later): string {
  const { limit } = error
  switch (error.code) {
    case 'too_large':
      return limit === undefined ? say('file_too_large_plain') : say('file_too_large', { limit: words.bytes(limit) })
    case 'too_many_files':
      return limit === undefined ? say('file_too_many_plain') : say('file_too_many', { limit })
    case 'file_type_not_allowed':
    case 'picture_too_large':
    case 'picture_unreadable':
    case 'cut_off':
      return say(error.code)
    default:
      return problemText(error, words)
  }
}
