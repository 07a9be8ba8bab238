// The agent's live line: what comes is reduced into the store, what goes out is kept until it is confirmed.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AgentFrame, FileView, MessageView, MeView, NoticeView, ToAgentFrame } from '../../shared/wire'
import { applyEarlier, applyFetched, applyFrame, discard, enqueue, gaps, markRead, retry, stopTyping } from './reduce'
import { ReconnectingSocket, type SocketEnvironment } from './socket'
import { initialState, type LiveState, lastSeq, type Outgoing } from './state'

/** Unconfirmed this long on a standing line: sent again under the same name, which cannot double it. */
const RESEND_MS = 10_000
/** The server passes over what is said more often. */
const TYPING_EVERY_MS = 3_000
/** Nothing heard for so long: the visitor stopped writing. */
const TYPING_SHOWN_MS = 6_000
/** What arrives together is confirmed together, and what is read by then needs no word of its own. */
const GOT_MS = 500

export interface LiveHistory {
  messages(
    session: string,
    range: { after: number } | { before: number },
  ): Promise<{ messages: MessageView[]; has_more: boolean }>
}

export interface LiveStorage {
  load(agent: string): Readonly<Record<string, readonly Outgoing[]>>
  save(agent: string, outbox: Readonly<Record<string, readonly Outgoing[]>>): void
}

export interface LiveEnvironment extends SocketEnvironment {
  history: LiveHistory
  storage: LiveStorage
  newClientId(): string
  /** The server does not know us any more. */
  signedOut(): void
  /** The line broke before a greeting: it may be that we are signed out. */
  suspicious(): void
}

export class Live {
  readonly store: StoreApi<LiveState> = createStore<LiveState>(() => initialState)
  readonly #socket: ReconnectingSocket<AgentFrame, ToAgentFrame>
  readonly #environment: LiveEnvironment
  readonly #sentAt = new Map<string, number>()
  readonly #filling = new Set<string>()
  #greeted = false
  #resendTimer: number | undefined
  #toldTypingAt = Number.NEGATIVE_INFINITY
  readonly #confirming = new Set<string>()

  constructor(url: string, environment: LiveEnvironment) {
    this.#environment = environment
    this.#socket = new ReconnectingSocket(
      url,
      { opened: () => this.#hello(), received: (frame) => this.#receive(frame), lost: () => this.#lost() },
      environment,
    )
  }

  start(): void {
    this.#socket.start()
    this.#scheduleResend()
  }

  stop(): void {
    this.#socket.stop()
    if (this.#resendTimer !== undefined) this.#environment.clearTimer(this.#resendTimer)
    this.store.setState(initialState, true)
  }

  wake(): void {
    this.#socket.wake()
  }

  /** Words, or files that were uploaded, or both. */
  post(session: string, text: string, files: readonly FileView[] = []): void {
    this.#say(session, files.length > 0 ? { text, files } : { text })
  }

  /** Words for colleagues only. */
  note(session: string, text: string): void {
    this.#say(session, { text, note: true })
  }

  /** The agent is writing to the visitor. */
  typing(session: string): void {
    const now = this.#environment.now()
    if (!this.#greeted || now - this.#toldTypingAt < TYPING_EVERY_MS) return
    if (this.#socket.send({ type: 'typing', session })) this.#toldTypingAt = now
  }

  /** They were read by another way. */
  forgetNotices(read: readonly NoticeView[]): void {
    const gone = new Set(read.map(({ id }) => id))
    this.#change((state) => {
      const left = Object.entries(state.notices).filter(([id]) => !gone.has(id))
      return { ...state, notices: Object.fromEntries(left) }
    })
  }

  /** A supervisor has seen what the notice tells. */
  readNotice(notice: string): void {
    if (!this.#socket.send({ type: 'read_notice', notice })) return
    this.#change((state) => {
      const { [notice]: _read, ...notices } = state.notices
      return { ...state, notices }
    })
  }

  retry(clientId: string): void {
    this.#sentAt.delete(clientId)
    this.#change((state) => retry(state, clientId))
    this.#flush()
  }

  discard(clientId: string): void {
    this.#change((state) => discard(state, clientId))
  }

  /** Everything shown of the session has been seen. */
  read(session: string): void {
    const state = this.store.getState()
    const seq = lastSeq(state.transcripts[session])
    const known = state.sessions[session]
    if (!known || known.state === 'closed' || seq <= known.agent_read) return
    if (this.#greeted && this.#socket.send({ type: 'read', session, seq })) {
      this.#change((current) => markRead(current, session, seq))
    }
  }

  /** Loads what comes before the first shown entry. */
  async earlier(session: string): Promise<void> {
    const first = this.store.getState().transcripts[session]?.messages[0]
    if (!first) return
    const page = await this.#environment.history.messages(session, { before: first.seq })
    this.#change((state) => applyEarlier(state, session, page.messages, page.has_more))
  }

  /** Makes sure that something of the session's transcript is here, up to `upTo`, and that it has no hole. */
  async ensureTranscript(session: string, upTo = 0): Promise<void> {
    if (this.#filling.has(session)) return
    const transcript = this.store.getState().transcripts[session]
    if (transcript && lastSeq(transcript) >= Math.max(1, upTo) && transcript.ahead.length === 0) return
    this.#filling.add(session)
    try {
      await this.#fill(session)
    } finally {
      this.#filling.delete(session)
    }
  }

  /** What became of an offer has been seen. */
  dismissOffer(session: string): void {
    this.#change((state) => ({ ...state, lostOffers: state.lostOffers.filter((id) => id !== session) }))
  }

  dismissAway(): void {
    this.#change((state) => ({ ...state, setAway: false }))
  }

  dismissNotice(): void {
    this.#change((state) => ({ ...state, notice: null }))
  }

  /** Takes over a session that was fetched apart: one that is closed, or somebody else's. */
  adopt(session: LiveState['sessions'][string]): void {
    this.#change((state) => applyFrame(state, { type: 'session', session }))
  }

  /** Takes over what the server said of the agent over HTTP. */
  setMe(me: MeView): void {
    this.#change((state) => ({ ...state, me, setAway: false }))
  }

  #say(session: string, words: Pick<Outgoing, 'text' | 'note' | 'files'>): void {
    const clientId = this.#environment.newClientId()
    this.#change((state) => enqueue(state, session, { clientId, ...words, atMs: this.#environment.now(), error: null }))
    this.#flush()
  }

  /** Tells the server how far the visitor's entries have come, once it is quiet. */
  #confirm(session: string): void {
    if (this.#confirming.has(session)) return
    this.#confirming.add(session)
    this.#environment.setTimer(() => {
      this.#confirming.delete(session)
      const { sessions, transcripts, me } = this.store.getState()
      const known = sessions[session]
      const seq = lastSeq(transcripts[session])
      if (!this.#greeted || known?.agent?.id !== me?.id || known?.state !== 'assigned') return
      if (seq > Math.max(known.agent_got, known.agent_read)) this.#socket.send({ type: 'got', session, seq })
    }, GOT_MS)
  }

  async #fill(session: string): Promise<void> {
    for (;;) {
      const known = lastSeq(this.store.getState().transcripts[session])
      const range = known > 0 ? { after: known } : { before: Number.MAX_SAFE_INTEGER }
      const page = await this.#environment.history.messages(session, range)
      const hasEarlier = known > 0 ? false : page.has_more
      this.#change((state) => applyFetched(state, session, page.messages, hasEarlier))
      const now = this.store.getState().transcripts[session]
      const more = known > 0 && page.has_more
      // A page that moved nothing would be asked for again and again.
      if (lastSeq(now) <= known || !now || (now.ahead.length === 0 && !more)) return
    }
  }

  #hello(): void {
    this.#greeted = false
    const state = this.store.getState()
    const sessions = Object.values(state.sessions)
      .filter((session) => session.state !== 'closed')
      .map((session) => ({ session: session.id, last_seq: lastSeq(state.transcripts[session.id]) }))
      .filter((entry) => entry.last_seq > 0)
    this.#socket.send({ type: 'hello', resume: state.epoch === null ? null : { epoch: state.epoch, sessions } })
  }

  #receive(frame: ToAgentFrame): void {
    if (frame.type === 'bye') {
      if (frame.reason === 'unauthorized') this.#environment.signedOut()
      else this.#socket.setRetryAfter(frame.retry_after_ms)
      return
    }
    this.#change((state) => applyFrame(state, frame, this.#environment.now()))
    if (frame.type === 'message' && frame.message.sender.party === 'visitor') this.#confirm(frame.message.session)
    if (frame.type === 'transcript' || frame.type === 'session') {
      this.#confirm(frame.type === 'session' ? frame.session.id : frame.session)
    }
    if (frame.type === 'typing') this.#forgetTyping(frame.session)
    if (frame.type === 'welcome') this.#welcomed(frame.heartbeat_ms)
    if (frame.type === 'nack') this.#refused(frame.client_id, frame.error.retry_after_ms)
    for (const session of gaps(this.store.getState())) void this.ensureTranscript(session).catch(() => undefined)
  }

  #welcomed(heartbeatMs: number): void {
    this.#greeted = true
    this.#socket.greeted()
    this.#socket.setHeartbeat(heartbeatMs)
    const { me, outbox } = this.store.getState()
    const stored = me ? this.#environment.storage.load(me.id) : {}
    this.#change((state) => ({ ...state, link: { phase: 'open' }, outbox: union(stored, outbox) }))
    this.#sentAt.clear()
    this.#flush()
  }

  #forgetTyping(session: string): void {
    this.#environment.setTimer(() => {
      const heardAt = this.store.getState().typing[session] ?? 0
      if (this.#environment.now() - heardAt >= TYPING_SHOWN_MS) this.#change((state) => stopTyping(state, session))
    }, TYPING_SHOWN_MS)
  }

  /** "Too fast" is the server's matter, not the agent's: wait as it says, and send again. */
  #refused(clientId: string, retryAfterMs: number | undefined): void {
    if (retryAfterMs === undefined) return
    this.#environment.setTimer(() => this.retry(clientId), retryAfterMs)
  }

  #lost(): void {
    if (!this.#greeted) this.#environment.suspicious()
    this.#greeted = false
    const { link } = this.store.getState()
    if (link.phase !== 'lost') {
      this.#change((state) => ({ ...state, link: { phase: 'lost', sinceMs: this.#environment.now() } }))
    }
  }

  #flush(): void {
    if (!this.#greeted) return
    const now = this.#environment.now()
    for (const [session, items] of Object.entries(this.store.getState().outbox)) {
      for (const item of items) {
        if (item.error) continue
        if (now - (this.#sentAt.get(item.clientId) ?? Number.NEGATIVE_INFINITY) < RESEND_MS) continue
        const words = { session, client_id: item.clientId, text: item.text }
        const files = item.files ? { files: item.files.map(({ id }) => id) } : {}
        if (this.#socket.send(item.note ? { type: 'note', ...words } : { type: 'post', ...words, ...files })) {
          this.#sentAt.set(item.clientId, now)
        }
      }
    }
  }

  #scheduleResend(): void {
    this.#resendTimer = this.#environment.setTimer(() => {
      this.#flush()
      this.#scheduleResend()
    }, RESEND_MS)
  }

  #change(step: (state: LiveState) => LiveState): void {
    const before = this.store.getState()
    const after = step(before)
    if (after === before) return
    this.store.setState(after, true)
    if (after.outbox !== before.outbox && after.me) this.#environment.storage.save(after.me.id, after.outbox)
  }
}

/** What was kept over a reload comes before what was written since; a text is in it once. */
function union(stored: LiveState['outbox'], current: LiveState['outbox']): LiveState['outbox'] {
  const result: Record<string, readonly Outgoing[]> = { ...current }
  for (const [session, items] of Object.entries(stored)) {
    const here = current[session] ?? []
    const names = new Set(here.map((item) => item.clientId))
    result[session] = [...items.filter((item) => !names.has(item.clientId)), ...here]
  }
  return result
}
