// Who the visitor is, as the site tells it: a proof is exchanged once for a token; who logs out leaves nothing behind.
// Loaded only where a site tells either. Whoever takes another's place gets a window that is loaded anew, so that nothing
// of the other is left in any part of it.
import { computed, effect, untracked } from '@preact/signals'
import type { ToLoader } from '../../shared/bridge'
import type { ApiError, ChannelConfig, IdentifiedView, IdentifyRequest } from '../../shared/wire'
import type { App } from '../app'
import { type Clock, realClock } from './clock'
import type { Conversation } from './conversation'
import { ask, type Http, posted, Refused, signed } from './http'
import { channelStorage, marked, type Storage } from './storage'

/** What passes by itself, and after how long it is tried again where the server does not say. */
const passing = new Set(['busy', 'rate_limited', 'network'])
const AGAIN_MS = 2_000
const LONGEST_AGAIN_MS = 30_000
/** A server that fails so often in a row fails for a reason that waiting does not mend. */
const FAILURES = 3

export interface IdentityRequests {
  identify(token: string | null, told: IdentifyRequest): Promise<IdentifiedView>
  reset(channel: string, token: string): Promise<void>
  /** Any answer of the server shows that it can be reached. */
  reach(): Promise<unknown>
}

export interface IdentityPorts {
  channel: string
  clock: Clock
  requests: IdentityRequests
  storage: Storage
  conversation: Pick<Conversation, 'outbox' | 'threads' | 'proof' | 'trouble' | 'hold' | 'start'>
  /** One tab at a time changes who the visitor is. */
  exclusively<T>(run: () => Promise<T>): Promise<T>
  surroundings(): { host_origin: string; locale: string }
  emit(event: ToLoader): void
  /** What the page said is done, or over. */
  settle(detail: Settled): void
  /** The channels in which this browser is known by a proof, this one aside: a log-out is from all of them. */
  others(): { channel: string; storage: Storage }[]
  /** Tells a channel's windows in other tabs that somebody else is here now. */
  tellTabs(channel: string): void
  /** Shows nothing any more. */
  blank(): void
  /** Loads the window anew. */
  reload(): void
}

type Settled = Extract<ToLoader, { event: 'set' }>['detail']

/** What is known of the visitor from outside. */
export interface Said extends Settled {
  mode: ChannelConfig['identity'] | undefined
}

export class Identity {
  readonly #ports: IdentityPorts
  /** Counts what was told: only the newest counts. */
  #turn = 0
  #before: Promise<unknown> = Promise.resolve()
  #parting: Promise<void> | null = null
  /** The window is about to be loaded anew: what is said now, the next one hears. */
  #isLeaving = false
  #isRequired = false
  /** The page's proof, where it needed no exchange, since the token came from it. */
  #spared: string | null = null

  constructor(ports: IdentityPorts) {
    this.#ports = ports
    ports.conversation.proof.subscribe((proof) => {
      if (proof === 'wanted') this.#exchangeSpared()
    })
  }

  /** What the page and the channel say by now. Resolves when it is known what came of it. */
  async hear({ customParams, reset, mode }: Said): Promise<void> {
    this.#isRequired = mode === 'required'
    if (this.#isLeaving) return
    const { conversation, storage } = this.#ports
    // Logged out, or logged in no more.
    if (reset || (customParams === '' && storage.mark())) {
      this.#parting ??= this.#part()
      return this.#parting
    }
    const turn = ++this.#turn
    this.#spared = null
    if (!customParams || mode === 'anonymous') return this.#goOn()
    if (storage.token() && storage.mark() === markOf(customParams)) {
      this.#spared = customParams
      conversation.start()
    } else await this.#exchange(turn, customParams)
  }

  /** Another tab says that somebody else is here now, or nobody. */
  async overruled() {
    // A tab that tells of it is heard twice.
    if (this.#isLeaving) return
    this.#turn++
    this.#blank()
    this.#ports.settle({ customParams: undefined })
    await this.#anew()
  }

  /** Without a proof: whoever was here by an earlier one may still be; the server will say. */
  #goOn() {
    const { conversation, storage } = this.#ports
    if (storage.token() || !this.#isRequired) conversation.start()
    else conversation.hold('wanted')
  }

  /** The server asks for a proof although there was one: what that gave has run out. */
  #exchangeSpared() {
    const proof = this.#spared
    if (!proof) return
    this.#spared = null
    this.#exchange(++this.#turn, proof)
  }

  async #exchange(turn: number, proof: string) {
    const { conversation, emit } = this.#ports
    conversation.hold('awaited')
    const written = new Set(conversation.outbox.list.value.map(({ client_id }) => client_id))
    const present = () => this.#turn === turn
    const trade = () =>
      this.#trade(present, proof).catch((failure) => {
        conversation.trouble.value = errorOf(failure)
        throw failure
      })
    const trading = this.#before.then(() => this.#persist(present, trade))
    this.#before = trading.catch(() => {})
    try {
      const isReplaced = await trading
      if (!present()) return
      conversation.trouble.value = null
      if (isReplaced) await this.#giveWay(written)
      else conversation.start()
    } catch (failure) {
      if (!present()) return
      conversation.trouble.value = null
      emit({ event: 'error', detail: { code: errorOf(failure).code } })
      this.#goOn()
    }
  }

  /** Answers whether somebody else is here now. */
  #trade(present: () => boolean, proof: string): Promise<boolean> {
    const { requests, storage, exclusively, surroundings } = this.#ports
    return exclusively(async () => {
      const token = storage.token()
      const mark = markOf(proof)
      // Somebody else was told of meanwhile.
      if (!present()) return false
      const { host_origin, locale } = surroundings()
      const now = await requests.identify(token, { host_origin, locale, proof })
      if (present()) storage.setToken(now.token ?? token, mark)
      return token !== null && now.token !== null
    })
  }

  /** What was written before belongs to who was here before; what was written since goes with who is here now. */
  async #giveWay(written: ReadonlySet<string>) {
    const { channel, conversation, storage, tellTabs } = this.#ports
    const { outbox } = conversation
    const since = outbox.list.value.map(({ client_id }) => client_id).filter((id) => !written.has(id))
    for (const { client_id } of storage.unsent()) if (!since.includes(client_id)) storage.forget(client_id)
    for (const client_id of since) outbox.change(client_id, { session: null })
    storage.setDraft('')
    tellTabs(channel)
    this.#blank()
    await this.#anew()
  }

  /** Parts the visitor from the browser: here at once, then at the server. */
  async #part() {
    const { channel, conversation, requests, storage, others, exclusively, tellTabs, settle } = this.#ports
    this.#turn++
    this.#spared = null
    const parted: { channel: string; token: string }[] = []
    const forget = (of: string, kept: Storage) => {
      const token = kept.token()
      if (token) parted.push({ channel: of, token })
      kept.setToken(null)
      kept.setDraft('')
      for (const { client_id } of kept.unsent()) kept.forget(client_id)
      tellTabs(of)
    }
    if (storage.token() || storage.draft() || storage.unsent().length || conversation.threads.value.length) {
      this.#blank()
      forget(channel, storage)
    }
    for (const other of others()) forget(other.channel, other.storage)
    // Another tab, or an exchange that this overtook, may have brought somebody meanwhile.
    await exclusively(async () => {
      if (!storage.token()) return
      this.#blank()
      forget(channel, storage)
    })
    // Before the server is told, since the page may be gone by then: whoever comes next must not be parted again.
    settle({ reset: false })
    for (const { channel, token } of parted) {
      // A refusal means that it stands for nobody any more.
      await this.#persist(isAlways, () => requests.reset(channel, token)).catch(() => {})
    }
    this.#parting = null
    if (this.#isLeaving) await this.#anew()
  }

  #blank() {
    this.#isLeaving = true
    this.#ports.conversation.hold('awaited')
    this.#ports.blank()
  }

  /** A frame that is loaded anew without a server would show an error of the browser, and stay so. */
  async #anew() {
    const { requests, reload, emit } = this.#ports
    const reach = () =>
      requests.reach().catch((failure) => {
        // On a phone the empty window would cover the page.
        emit({ event: 'close' })
        throw failure
      })
    await this.#persist(isAlways, reach).catch(() => {})
    reload()
  }

  /** Tries until there is an answer, or until it does not matter any more. */
  async #persist<T>(matters: () => boolean, run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await run()
      } catch (failure) {
        const { code, retry_after_ms } = errorOf(failure)
        if (!matters() || !(passing.has(code) || (code === 'internal' && tries < FAILURES))) throw failure
        const wait = retry_after_ms ?? Math.min(AGAIN_MS * 2 ** (tries - 1), LONGEST_AGAIN_MS)
        await new Promise<void>((resolve) => this.#ports.clock.after(wait, resolve))
      }
    }
  }
}

/** What the window has already. */
export interface Means extends Pick<IdentityPorts, 'exclusively'> {
  http: Http
}

/** Follows what the page and the channel say from now on. */
export function identify(
  { host, conversation, storage, config }: App,
  channel: string,
  keyOf: (channel: string) => string,
  { exclusively, http }: Means,
): Identity {
  const base = (of: string) => `/api/v1/widget/${encodeURIComponent(of)}`
  const { state } = host
  const identity = new Identity({
    ...{ channel, clock: realClock, conversation, storage, exclusively, emit: host.tell },
    requests: {
      identify: (token, told) => ask(`${base(channel)}/identify`, posted(told, token ?? undefined)),
      // The page that a log-out leads away from may be gone before the answer.
      reset: (of, token) => ask(`${base(of)}/reset`, { ...signed(token), method: 'POST', keepalive: true }),
      reach: () => http.config(state.peek().locale),
    },
    surroundings: () => ({ host_origin: host.origin, locale: state.peek().locale }),
    settle(detail) {
      state.value = { ...state.peek(), ...detail }
      host.tell({ event: 'set', detail })
    },
    others() {
      const known = marked().filter((other) => other !== channel)
      return known.map((other) => ({ channel: other, storage: channelStorage(other) }))
    },
    tellTabs(of) {
      try {
        localStorage.setItem(keyOf(of), '1')
        localStorage.removeItem(keyOf(of))
      } catch {
        // Where nothing is kept, tabs share nothing.
      }
    },
    blank() {
      document.body.hidden = true
    },
    reload: () => location.reload(),
  })
  const said = computed(() => {
    const { customParams, reset } = state.value
    return JSON.stringify({ customParams, reset, mode: config.value?.identity })
  })
  effect(() => {
    const now: Said = JSON.parse(said.value)
    untracked(() => identity.hear(now))
  })
  return identity
}

/**
 * Tells one proof from another after the page was loaded anew, without the proof: 53 bits, no more. Not for secrets, and
 * not `crypto.subtle`, which an office network without HTTPS has not.
 */
export function markOf(proof: string): string {
  let one = 0xdeadbeef
  let other = 0x41c6ce57
  for (let at = 0; at < proof.length; at++) {
    const code = proof.charCodeAt(at)
    one = Math.imul(one ^ code, 0x85ebca6b)
    other = Math.imul(other ^ code, 0xc2b2ae35)
    one ^= one >>> 15
    other ^= other >>> 13
  }
  return ((other & 0x1fffff) * 2 ** 32 + (one >>> 0)).toString(36)
}

const isAlways = () => true

function errorOf(failure: unknown): ApiError {
  return failure instanceof Refused ? failure.error : { code: 'internal', message: String(failure) }
}
