// Carries one file to the server. Only this kind of request tells how far it is.
import type { ApiError, FileView } from '../../shared/wire'
import { BASE, errorIn, parse } from '../http/client'

interface Ends {
  /** From 0 to 1. */
  moved: (part: number) => void
  done: (file: FileView) => void
  failed: (error: ApiError) => void
}

/** Answers how to break it off. */
export function upload(file: File, { moved, done, failed }: Ends): () => void {
  const request = new XMLHttpRequest()
  request.open('POST', `${BASE}/files?name=${encodeURIComponent(file.name)}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.upload.onprogress = ({ loaded, total }) => moved(total > 0 ? loaded / total : 0)
  request.onerror = () => failed({ code: 'unreachable', message: '' })
  request.onload = () => {
    const value = parse(request.responseText)
    if (request.status === 201) done(value as FileView)
    else failed(errorIn(value, request))
  }
  request.send(file)
  return () => {
    request.onload = null
    request.onerror = null
    request.abort()
  }
}

/** What is not sent need not be kept; the server forgets it later even where this does not arrive. */
export function forget(file: string): void {
  void fetch(`${BASE}/files/${encodeURIComponent(file)}`, { method: 'DELETE' }).catch(() => undefined)
}
