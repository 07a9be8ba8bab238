// A file against the limits, and its upload with the share that has gone. Loaded with the first that somebody chooses.
import type { FileView } from '../../shared/wire'
import type { Attachment, Limits } from './attachments'
import type { Upload } from './files'
import { Refused } from './http'

/** `fetch` does not tell how much of a body has gone; this older way does. */
export function upload(url: string, token: string, file: File, gone: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<FileView>((resolve, reject) => {
    const lost = () => reject(new Refused({ code: 'network', message: 'The server could not be reached.' }))
    request.upload.onprogress = ({ loaded, total }) => gone(total > 0 ? loaded / total : 0)
    request.onerror = lost
    request.onabort = lost
    request.ontimeout = lost
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status === 201) resolve(body)
      else reject(new Refused(body?.error ?? { code: 'internal', message: request.statusText }))
    }
  })
  request.open('POST', url)
  request.setRequestHeader('authorization', `Bearer ${token}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.send(file)
  return { done, stop: () => request.abort() }
}

function parse(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Why a file is not sent at all, where `others` are chosen already. */
export function refusal({ size, type }: File, { files, bytes, accept }: Limits, others: number): Attachment['error'] {
  if (others >= files) return { code: 'too_many_files', limit: files }
  if (size === 0) return { code: 'empty' }
  if (size > bytes) return { code: 'too_large', limit: bytes }
  // Where the browser does not know the type, the server looks at the bytes.
  return type === '' || fits(type, accept) ? null : { code: 'file_type_not_allowed' }
}

function fits(type: string, accept: readonly string[]): boolean {
  return (
    accept.length === 0 ||
    accept.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : one === type.split(';')[0]))
  )
}
