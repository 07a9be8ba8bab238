// Files over HTTP: uploaded, taken back before they are sent, and linked to anew.
import type { FileLinkView, FileView } from '../../shared/wire'
import { ask, signed } from './http'

export interface Upload {
  done: Promise<FileView>
  stop(): void
}

export interface FileRequests {
  upload(token: string, file: File, gone: (share: number) => void): Promise<Upload>
  drop(token: string, id: string): Promise<void>
  link(token: string, id: string): Promise<FileLinkView>
}

export function fileRequests(channel: string): FileRequests {
  const base = `/api/v1/widget/${encodeURIComponent(channel)}/files`
  return {
    async upload(token, file, gone) {
      const { upload } = await import('./upload')
      return upload(`${base}?name=${encodeURIComponent(file.name)}`, token, file, gone)
    },
    drop: (token, id) => ask(`${base}/${encodeURIComponent(id)}`, { ...signed(token), method: 'DELETE' }),
    link: (token, id) => ask(`${base}/${encodeURIComponent(id)}/link`, signed(token)),
  }
}
