// Files that are chosen to go along with a message or an answer: held against the limits, uploaded, and then there by id.
import { batch, signal } from '@preact/signals'
import type { ApiError, ChannelConfig, FileView } from '../../shared/wire'
import type { FileRequests, Upload } from './files'
import { Refused } from './http'

export interface Attachment {
  key: string
  name: string
  bytes: number
  /** From 0 to 1. */
  gone: number
  /** Once the server has it. */
  file: FileView | null
  error: Pick<ApiError, 'code' | 'limit'> | null
}

export interface Limits {
  files: number
  bytes: number
  /** Media types such as `image/png` or `image/*`; empty for any. */
  accept: readonly string[]
}

export interface AttachmentPorts {
  files: FileRequests
  newId(): string
  /** Runs a request as the visitor, whom it makes where there is none. */
  asVisitor<T>(ask: (token: string) => Promise<T>): Promise<T>
}

export class Attachments {
  readonly list = signal<readonly Attachment[]>([])
  readonly #ports: AttachmentPorts
  readonly #limits: () => Limits
  readonly #chosen = new Map<string, File>()
  readonly #running = new Map<string, Upload>()

  constructor(ports: AttachmentPorts, limits: () => Limits) {
    this.#ports = ports
    this.#limits = limits
  }

  /** Whether some are still on their way. */
  get busy(): boolean {
    return this.list.value.some(({ file, error }) => !file && !error)
  }

  get uploaded(): FileView[] {
    return this.list.value.flatMap(({ file }) => file ?? [])
  }

  add(files: Iterable<File>) {
    batch(() => {
      for (const file of files) {
        const key = this.#ports.newId()
        this.#chosen.set(key, file)
        const made = { key, name: file.name, bytes: file.size, gone: 0, file: null, error: null }
        this.list.value = [...this.list.value, made]
        this.#send(key, file)
      }
    })
  }

  retry(key: string) {
    const file = this.#chosen.get(key)
    if (!file) return
    this.#change(key, { error: null, gone: 0 })
    this.#send(key, file)
  }

  remove(key: string) {
    const found = this.list.value.find((known) => known.key === key)
    this.#forget(key)
    this.#running.get(key)?.stop()
    this.#running.delete(key)
    // One that the server keeps although nobody sends it is cleared away there after a while.
    if (found?.file) {
      const { id } = found.file
      this.#ports.asVisitor((token) => this.#ports.files.drop(token, id)).catch(() => {})
    }
  }

  /** Hands over what is uploaded. What was refused stays to be seen. */
  take(): FileView[] {
    const { uploaded } = this
    for (const { key, file } of this.list.value) if (file) this.#forget(key)
    return uploaded
  }

  async #send(key: string, file: File) {
    try {
      const { refusal } = await import('./upload')
      const before = this.list.value.slice(
        0,
        this.list.value.findIndex((known) => known.key === key),
      )
      const error = refusal(file, this.#limits(), before.filter((known) => !known.error).length)
      if (error) return this.#change(key, { error })
      const stored = await this.#ports.asVisitor(async (token) => {
        const upload = await this.#ports.files.upload(token, file, (gone) => this.#change(key, { gone }))
        this.#running.set(key, upload)
        // It was removed before it began.
        if (!this.#chosen.has(key)) upload.stop()
        return upload.done
      })
      this.#change(key, { file: stored, gone: 1 })
    } catch (failure) {
      this.#change(key, { error: failure instanceof Refused ? failure.error : { code: 'network' } })
    } finally {
      this.#running.delete(key)
    }
  }

  #change(key: string, change: Partial<Attachment>) {
    this.list.value = this.list.value.map((known) => (known.key === key ? { ...known, ...change } : known))
  }

  #forget(key: string) {
    this.#chosen.delete(key)
    this.list.value = this.list.value.filter((known) => known.key !== key)
  }
}

/** What a channel takes beside text; null where it takes no files at all. */
export function channelLimits(config: ChannelConfig | null): Limits | null {
  if (!config) return null
  const { features, uploads } = config
  if (uploads.max_files === 0 || !(features.pictures || features.attachments)) return null
  const accept = features.attachments ? [] : ['image/*']
  return { files: uploads.max_files, bytes: uploads.max_file_bytes, accept }
}
