// Who the visitor is to the server: the token, made once for all tabs and forgotten when it no longer serves.
import type { ApiError } from '../../shared/wire'
import { Refused } from './http'
import type { ConversationPorts } from './ports'

/** Before somebody new is tried again. */
export const NEW_VISITOR_WAIT_MS = 2_000
/** Refused so soon after it was made, a token says nothing about the visitor. */
const NEW_MS = 10_000

type Ports = Pick<ConversationPorts, 'clock' | 'http' | 'storage' | 'exclusively' | 'surroundings'>

export class KnownVisitor {
  readonly #ports: Ports
  #token: string | null = null
  #making: Promise<ApiError | null> | null = null
  #madeAt = Number.NEGATIVE_INFINITY

  constructor(ports: Ports) {
    this.#ports = ports
  }

  get token(): string | null {
    return this.#token
  }

  /** Takes the token of an earlier visit. */
  recall(): string | null {
    this.#token = this.#ports.storage.token()
    return this.#token
  }

  /** Makes a visitor. Answers what went wrong, null where nothing did, and nothing where one is being made already. */
  async become(): Promise<ApiError | null | undefined> {
    if (this.#making) return undefined
    this.#making = this.#make()
    const error = await this.#making
    this.#making = null
    return error
  }

  /** Runs a request with a token. One that no longer serves is given up, and the request goes with another. */
  async ask<T>(run: (token: string) => Promise<T>, unauthorized: () => void): Promise<T> {
    try {
      return await run(await this.#admitted())
    } catch (failure) {
      if (!(failure instanceof Refused) || failure.error.code !== 'unauthorized') throw failure
      unauthorized()
      return run(await this.#admitted())
    }
  }

  /** The token; somebody new is made where nobody is known yet. */
  async #admitted(): Promise<string> {
    if (!this.#token && !this.recall()) {
      const error = await (this.#making ?? this.become())
      if (error) throw new Refused(error)
    }
    if (!this.#token) throw new Refused({ code: 'unauthorized', message: 'No visitor could be made.' })
    return this.#token
  }

  async #make(): Promise<ApiError | null> {
    try {
      const { clock, http, storage, exclusively, surroundings } = this.#ports
      this.#token = await exclusively(async () => {
        // Another tab may have been first.
        const shared = storage.token()
        if (shared) return shared
        const { host_origin, locale } = surroundings()
        const { token } = await http.newVisitor({ host_origin, locale })
        storage.setToken(token)
        this.#madeAt = clock.now()
        return token
      })
      return null
    } catch (failure) {
      return failure instanceof Refused ? failure.error : { code: 'network', message: String(failure) }
    }
  }

  /** The token does not serve. Answers the one that another tab may have got meanwhile. */
  forget(): string | null {
    const { storage } = this.#ports
    if (storage.token() === this.#token) storage.setToken(null)
    return this.recall()
  }

  /** Whether the visitor was made a moment ago. */
  isNew(): boolean {
    return this.#ports.clock.now() - this.#madeAt < NEW_MS
  }
}
