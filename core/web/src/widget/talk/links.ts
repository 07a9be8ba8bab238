// Links to files hold for minutes only. Those that ran out are asked for anew, once for all who look at the file.
import { signal } from '@preact/signals'
import type { FileView } from '../../shared/wire'
import type { Clock } from './clock'
import type { FileRequests } from './files'
import type { Storage } from './storage'

export interface LinkPorts {
  clock: Pick<Clock, 'now'>
  files: Pick<FileRequests, 'link'>
  storage: Pick<Storage, 'token'>
}

/** A link that runs out while it is followed serves nobody. */
const SPARE_MS = 5_000

export class Links {
  readonly #renewed = signal<Readonly<Record<string, string>>>({})
  readonly #ports: LinkPorts
  readonly #asked = new Map<string, Promise<string | null>>()

  constructor(ports: LinkPorts) {
    this.#ports = ports
  }

  /** The newest link that is known. Null where the bytes are gone. */
  of({ id, url }: FileView): string | null {
    const renewed = this.#renewed.value[id]
    return url && renewed && until(renewed) > until(url) ? renewed : url
  }

  holds(file: FileView): boolean {
    const url = this.of(file)
    return url !== null && until(url) > this.#ports.clock.now() + SPARE_MS
  }

  /** A link that holds, or null where none is to be had. */
  renew(id: string): Promise<string | null> {
    const known = this.#asked.get(id)
    if (known) return known
    const asked = this.#ask(id).finally(() => this.#asked.delete(id))
    this.#asked.set(id, asked)
    return asked
  }

  async #ask(id: string): Promise<string | null> {
    const token = this.#ports.storage.token()
    if (!token) return null
    try {
      const { url } = await this.#ports.files.link(token, id)
      this.#renewed.value = { ...this.#renewed.value, [id]: url }
      return url
    } catch {
      return null
    }
  }
}

/** When it runs out. One that does not say holds as far as we know. */
function until(url: string): number {
  const expires = new URL(url, 'https://here.invalid').searchParams.get('expires')
  return expires === null ? Number.POSITIVE_INFINITY : Number(expires)
}
