// The chat itself: who the visitor is, the threads that are shown, and what is on its way. Draws nothing.
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals'
import type {
  ApiError,
  FileView,
  PageInfo,
  ToVisitorFrame,
  VisitorFrame,
  VisitorMessageView,
  VisitorSessionView,
} from '../../shared/wire'
import { Connection, type ConnectionState } from './connection'
import { loadEarlier } from './earlier'
import { bodyOf, Outbox, postOf } from './outbox'
import type { ConversationPorts } from './ports'
import { closeView, lastSeq, moveInLine, newThread, openedAt, raise, receive, resume, type Thread } from './thread'
import { Typing } from './typing'
import { KnownVisitor, NEW_VISITOR_WAIT_MS } from './visitor'

/** Frames of one moment may overtake each other; a gap that stands longer is a loss. */
const GAP_MS = 1_500
const ACK_MS = 10_000
/** What arrives together is confirmed together, and what is read by then needs no word of its own. */
const GOT_MS = 500
/** Refusals that pass by themselves. */
const passing = new Set(['busy', 'rate_limited', 'internal', 'network'])

export class Conversation {
  readonly threads = signal<readonly Thread[]>([])
  readonly connection = signal<ConnectionState>('idle')
  readonly outbox: Outbox
  /** What stands in the way of the whole chat, such as a page that may not embed it. */
  readonly trouble = signal<ApiError | null>(null)
  /** A message waits for the form that a chat begins with. */
  readonly formWanted = signal(false)
  /** Nothing goes on before it is known who the visitor is: a proof is looked at, or the server asks for one. */
  readonly proof = signal<'' | 'awaited' | 'wanted'>('')
  readonly loadingEarlier = signal(false)
  readonly ending = signal(false)
  readonly typing: Typing
  readonly current: ReadonlySignal<Thread | null> = computed(() => this.threads.value.at(-1) ?? null)

  readonly #ports: ConversationPorts
  readonly #connection: Connection
  readonly #visitor: KnownVisitor
  #epoch: string | null = null
  #flying: string | null = null
  /** How far the newest welcome said that the transcript reaches. Nothing is sent before it is all here. */
  #reach: { session: string; seq: number } | null = null
  #cancelAck = () => {}
  #cancelGap: (() => void) | null = null
  #cancelPause: (() => void) | null = null
  #cancelGot: (() => void) | null = null

  constructor(ports: ConversationPorts, tab: string) {
    this.#ports = ports
    this.outbox = new Outbox(ports.storage, tab)
    this.typing = new Typing(ports.clock)
    this.#visitor = new KnownVisitor(ports)
    this.#connection = new Connection(ports, {
      hello: () => this.#hello(),
      frame: (frame) => batch(() => this.#receive(frame)),
      state: (state) => {
        this.connection.value = state
        if (state === 'online') return
        this.ending.value = false
        this.typing.heardEnd()
        this.#land()
      },
      unauthorized: () => this.#unauthorized(),
    })
  }

  /** A returning visitor is connected at once; for a new one nothing happens before the first message. */
  start() {
    this.proof.value = ''
    if (this.#visitor.recall()) this.#connection.connect()
    this.flush()
  }

  /** Rests until `start`. What is written meanwhile waits. */
  hold(proof: 'awaited' | 'wanted') {
    this.proof.value = proof
    this.#connection.rest()
  }

  /** The network is back, or the visitor looks: no reason to wait any longer. */
  wake() {
    if (this.connection.value === 'offline') this.#connection.connect()
  }

  /** Leaves the socket for a new one, which tells how everything stands. */
  comeBack() {
    this.formWanted.value = false
    if (this.connection.value === 'online') this.#connection.restart()
    else this.#connection.connect()
  }

  send(text: string, files: readonly FileView[] = []) {
    const { clock, newId } = this.#ports
    this.outbox.add({ client_id: newId(), text, files, session: this.#openSession(), at_ms: clock.now() })
    this.flush()
  }

  retry(client_id: string) {
    const refused = this.outbox.list.value.find((message) => message.client_id === client_id)
    // Another message went by this id: only a new id can carry this one.
    const renewed = refused?.error?.code === 'conflict' ? { client_id: this.#ports.newId() } : {}
    this.outbox.change(client_id, { ...renewed, error: null })
    this.trouble.value = null
    this.wake()
    this.flush()
  }

  discard(client_id: string) {
    this.outbox.remove(client_id)
  }

  end() {
    const session = this.#openSession()
    if (session) this.ending.value = this.#connection.send({ type: 'end', session })
  }

  /** The visitor has seen everything that is shown. */
  read() {
    const thread = this.current.value
    if (!thread?.view) return
    const seq = thread.messages.findLast(({ body }) => body.kind !== 'hidden')?.seq ?? 0
    if (seq <= thread.view.visitor_read || !this.#connection.send({ type: 'read', session: thread.session, seq }))
      return
    this.#change(thread.session, (known) => raise(known, { visitor_read: seq }))
  }

  /** The visitor is writing. */
  tellTyping() {
    const session = this.#openSession()
    if (session && this.connection.value === 'online')
      this.typing.tell(() => this.#connection.send({ type: 'typing', session }))
  }

  /** A session as an answer over HTTP described it. The socket may have been first. */
  learn(view: VisitorSessionView) {
    batch(() => this.#know(view))
    this.#connection.connect()
    this.flush()
  }

  /** Runs a request as the visitor, who is made where there is none. */
  asVisitor<T>(ask: (token: string) => Promise<T>): Promise<T> {
    return this.#visitor.ask(ask, () => this.#unauthorized())
  }

  turnTo(page: PageInfo) {
    this.#connection.send({ type: 'page', page })
  }

  async loadEarlier() {
    const thread = this.threads.value.findLast((known) => known.hasEarlier)
    const first = thread?.messages[0]
    if (!thread || !first || !this.#visitor.token || this.loadingEarlier.value) return
    this.loadingEarlier.value = true
    try {
      const ask = this.#ports.http.earlier.bind(null, this.#visitor.token, thread.session)
      await loadEarlier(ask, first.seq, (grow) => batch(() => this.#change(thread.session, grow)))
    } catch {
      // The next scroll asks again.
    } finally {
      this.loadingEarlier.value = false
    }
  }

  /** Sends the oldest message that waits, when everything it needs is there. One at a time keeps the order. */
  flush() {
    const message = this.outbox.next()
    if (!message || this.#flying || this.#cancelPause || this.formWanted.value || this.proof.value) return
    if (!this.#visitor.token) return void this.#becomeVisitor()
    this.#connection.connect()
    if (this.#reach) return
    if (!this.#connection.send(postOf(message, this.#openSession()))) return
    this.#flying = message.client_id
    this.#cancelAck = this.#ports.clock.after(ACK_MS, () => this.#connection.restart())
  }

  #hello(): VisitorFrame {
    const thread = this.current.value
    const { locale, page } = this.#ports.surroundings()
    const resume =
      thread && this.#epoch ? { epoch: this.#epoch, session: thread.session, last_seq: lastSeq(thread) } : null
    return { type: 'hello', token: this.#visitor.token ?? '', locale, page, resume }
  }

  #receive(frame: ToVisitorFrame) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame)
      case 'transcript':
        return this.#take(frame.session, frame.messages, (known) => resume(known, frame))
      case 'session':
        return this.#know(frame.session)
      case 'message': {
        const { message } = frame
        const known = this.threads.value.find((thread) => thread.session === message.session)
        if (message.sender.party === 'agent') this.typing.heardEnd()
        this.#take(message.session, [message], (thread) => receive(thread, [message]))
        if (message.body.kind !== 'hidden' && (!known || message.seq > lastSeq(known))) {
          const { session, seq, sender } = message
          this.#ports.emit({ event: 'message', detail: { session, seq, from: sender.party } })
        }
        return
      }
      case 'ack': {
        const { client_id, session, seq, at_ms } = frame
        const message = this.outbox.list.value.find((known) => known.client_id === client_id)
        if (!message) return
        const body = bodyOf(message)
        const own: VisitorMessageView = { session, seq, sender: { party: 'visitor' }, client_id, body, at_ms }
        return this.#take(session, [own], (thread) => receive(thread, [own]))
      }
      case 'nack':
        return this.#refused(frame.client_id, frame.error)
      case 'receipt':
        return this.#change(frame.session, (thread) => raise(thread, { [`${frame.party}_${frame.kind}`]: frame.seq }))
      case 'line':
        return this.#change(frame.session, (thread) => moveInLine(thread, frame.waiting))
      case 'typing':
        return frame.session === this.current.value?.session ? this.typing.heard() : undefined
      case 'error':
        this.ending.value = false
        if (this.#isUnproven(frame.error)) return
        return this.#ports.emit({ event: 'error', detail: { code: frame.error.code } })
    }
  }

  #welcome({ epoch, session }: Extract<ToVisitorFrame, { type: 'welcome' }>) {
    this.trouble.value = null
    this.ending.value = false
    // Another store epoch: what is shown may never have been, so it begins anew from the snapshot that follows.
    if (this.#epoch && (this.#epoch !== epoch || !session)) this.threads.value = []
    this.#epoch = epoch
    if (session) this.#describe(session)
    this.#reach = session ? { session: session.id, seq: session.last_seq } : null
    this.#settle()
  }

  #describe(view: VisitorSessionView) {
    this.#thread(view.id)
    // The server may speak of a moment before it heard of our newest receipt.
    this.#change(view.id, (thread) => raise({ ...thread, view }, thread.view ?? {}))
    this.threads.value = [...this.threads.value].sort((a, b) => openedAt(a) - openedAt(b))
  }

  /** What just happened to a session. */
  #know(view: VisitorSessionView) {
    const before = this.#thread(view.id).view
    this.#describe(view)
    const detail = { session: view.id }
    if (view.state !== 'closed') this.formWanted.value = false
    // One that was over and goes on begins again, for whoever listens outside.
    if ((!before || before.state === 'closed') && view.state !== 'closed')
      this.#ports.emit({ event: 'session:start', detail })
    if (before && before.state !== 'closed' && view.state === 'closed') {
      this.ending.value = false
      const closing = this.#thread(view.id).messages.findLast(({ body }) => body.kind === 'event')?.body
      const cause = closing?.kind === 'event' && closing.event.event === 'closed' ? closing.event.cause : null
      this.#ports.emit({ event: 'session:end', detail: { ...detail, cause } })
    }
  }

  /** Tells the other side how far its entries have come, once it is quiet. */
  #confirm() {
    this.#cancelGot ??= this.#ports.clock.after(GOT_MS, () => {
      this.#cancelGot = null
      const thread = this.current.value
      const seq = thread ? lastSeq(thread) : 0
      if (!thread?.view || seq <= Math.max(thread.view.visitor_got, thread.view.visitor_read)) return
      if (!this.#connection.send({ type: 'got', session: thread.session, seq })) return
      this.#change(thread.session, (known) => raise(known, { visitor_got: seq }))
    })
  }

  /** Merges messages into a thread; those of ours among them have arrived, whether or not their ack did. */
  #take(session: string, messages: readonly VisitorMessageView[], merge: (thread: Thread) => Thread) {
    this.#thread(session)
    this.#change(session, merge)
    for (const { client_id, sender } of messages) {
      if (sender.party !== 'visitor') continue
      this.outbox.remove(client_id)
      if (this.#flying === client_id) this.#land()
    }
    if (messages.some(({ sender }) => sender.party !== 'visitor')) this.#confirm()
    this.#settle()
  }

  /** Looks whether all is here that should be: then sends on; otherwise gives it a moment before coming back for it. */
  #settle() {
    const { threads } = this
    const reach = this.#reach
    if (reach && threads.value.some((thread) => thread.session === reach.session && lastSeq(thread) >= reach.seq)) {
      this.#reach = null
    }
    const whole = !this.#reach && !this.current.value?.ahead.length
    if (whole) {
      this.#cancelGap?.()
      this.#cancelGap = null
      this.flush()
    } else {
      this.#cancelGap ??= this.#ports.clock.after(this.#reach ? ACK_MS : GAP_MS, () => {
        this.#cancelGap = null
        this.#connection.restart()
      })
    }
  }

  #refused(client_id: string, error: ApiError) {
    if (this.#flying === client_id) this.#land()
    const message = this.outbox.list.value.find((known) => known.client_id === client_id)
    if (!message) return
    if (error.code === 'session_closed') {
      const closed = message.session ?? this.#openSession()
      if (closed) this.#change(closed, closeView)
      this.outbox.change(client_id, { session: null })
    } else if (error.code === 'form_required') {
      this.outbox.change(client_id, { session: null })
      this.formWanted.value = true
    } else if (this.#isUnproven(error)) {
      return
    } else if (passing.has(error.code)) {
      return this.#pause(error.retry_after_ms ?? NEW_VISITOR_WAIT_MS)
    } else {
      this.outbox.change(client_id, { error })
      this.#ports.emit({ event: 'error', detail: { code: error.code } })
    }
    this.flush()
  }

  #pause(ms: number) {
    this.#cancelPause ??= this.#ports.clock.after(ms, () => {
      this.#cancelPause = null
      this.flush()
    })
  }

  /** Nothing is in the air any more. */
  #land() {
    this.#cancelAck()
    this.#flying = null
    if (this.connection.value !== 'online') {
      this.#cancelGap?.()
      this.#cancelGap = null
      this.#reach = null
    }
  }

  async #becomeVisitor() {
    const error = await this.#visitor.become()
    if (error === undefined || (error && this.#isUnproven(error))) return
    this.trouble.value = error
    if (!error) return this.#connection.connect()
    this.#ports.emit({ event: 'error', detail: { code: error.code } })
    if (passing.has(error.code)) this.#pause(error.retry_after_ms ?? NEW_VISITOR_WAIT_MS)
    else for (const { client_id } of this.outbox.list.value) this.outbox.change(client_id, { error })
  }

  #unauthorized() {
    this.#epoch = null
    this.threads.value = this.threads.value.map(closeView)
    for (const { client_id, session } of this.outbox.list.value) {
      if (session) this.outbox.change(client_id, { session: null })
    }
    if (this.#visitor.forget()) this.#connection.connect()
    // Somebody new who is refused at once is tried again, but not in a circle.
    else if (this.#visitor.isNew()) this.#pause(NEW_VISITOR_WAIT_MS)
    else this.flush()
  }

  /** Whether the channel lets in nobody without a proof: the site is told, which may bring one. */
  #isUnproven({ code }: ApiError): boolean {
    if (code !== 'identity_required') return false
    this.hold('wanted')
    this.#ports.emit({ event: 'error', detail: { code } })
    return true
  }

  #openSession(): string | null {
    const thread = this.current.value
    return thread && thread.view?.state !== 'closed' ? thread.session : null
  }

  #thread(session: string): Thread {
    const known = this.threads.value.find((thread) => thread.session === session)
    if (known) return known
    const made = newThread(session)
    this.threads.value = [...this.threads.value, made]
    return made
  }

  #change(session: string, change: (thread: Thread) => Thread) {
    this.threads.value = this.threads.value.map((thread) => (thread.session === session ? change(thread) : thread))
  }
}
