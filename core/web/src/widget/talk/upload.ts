// One upload, with the share of it that has gone. Loaded with the first file that somebody chooses.
import type { FileView } from '../../shared/wire'
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
