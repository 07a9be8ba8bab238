// One socket at a time: greets, beats, notices silence, and comes back with growing, jittered waits.
// Knows frames only as far as the connection's own: welcome, pong and bye. What they carry is the conversation's.
import type { ToVisitorFrame, VisitorFrame } from '../../shared/wire'
import type { Clock } from './clock'

export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline'

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>

export interface ConnectionPorts {
  clock: Clock
  /** Between 0 and 1. */
  random(): number
  openSocket(): Socket
}

export interface ConnectionEvents {
  hello(): VisitorFrame
  frame(frame: ToVisitorFrame): void
  state(state: ConnectionState): void
  /** The token is no longer good. The connection rests until `connect`. */
  unauthorized(): void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** A server that does not answer in this time is treated as gone. */
const ANSWER_MS = 10_000
/** A connection that lived this long was a good one: the next loss waits from the beginning. */
const GOOD_MS = 10_000

export class Connection {
  state: ConnectionState = 'idle'
  readonly #ports: ConnectionPorts
  readonly #events: ConnectionEvents
  #socket: Socket | null = null
  #attempt = 0
  #welcomedAt = 0
  #heard = false
  #cancel = () => {}

  constructor(ports: ConnectionPorts, events: ConnectionEvents) {
    this.#ports = ports
    this.#events = events
  }

  /** Begins, or shortens a wait: the network is back, or the visitor looks. */
  connect() {
    if (this.state === 'idle' || this.state === 'offline') this.#open()
  }

  /** Rests until `connect`. */
  rest() {
    this.#drop()
    this.#enter('idle')
  }

  /** Drops a connection that cannot be trusted and comes back, resuming. */
  restart() {
    if (this.state !== 'idle') this.#lost()
  }

  /** False where nothing is connected: the caller keeps what it has. */
  send(frame: VisitorFrame): boolean {
    if (this.state !== 'online' || !this.#socket) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  #open() {
    this.#drop()
    this.#enter('connecting')
    const socket = this.#ports.openSocket()
    this.#socket = socket
    // A socket that was dropped may still speak; only the present one is heard.
    const present = () => this.#socket === socket
    socket.onopen = () => present() && socket.send(JSON.stringify(this.#events.hello()))
    socket.onmessage = (event) => present() && this.#receive(event.data)
    socket.onclose = () => present() && this.#lost()
    this.#cancel = this.#ports.clock.after(ANSWER_MS, () => this.#lost())
  }

  #receive(data: unknown) {
    const frame = parse(data)
    if (!frame) return
    this.#heard = true
    if (frame.type === 'bye') {
      if (frame.reason !== 'unauthorized') return this.#lost(frame.retry_after_ms)
      this.rest()
      return this.#events.unauthorized()
    }
    if (frame.type === 'welcome') {
      this.#welcomedAt = this.#ports.clock.now()
      this.#enter('online')
      this.#beat(frame.heartbeat_ms)
    }
    if (frame.type !== 'pong') this.#events.frame(frame)
  }

  #beat(every: number) {
    this.#cancel()
    this.#cancel = this.#ports.clock.after(every, () => {
      this.#heard = false
      this.send({ type: 'ping' })
      this.#cancel = this.#ports.clock.after(ANSWER_MS, () => (this.#heard ? this.#beat(every) : this.#lost()))
    })
  }

  #lost(atLeast = 0) {
    const { clock, random } = this.#ports
    if (this.state === 'online' && clock.now() - this.#welcomedAt >= GOOD_MS) this.#attempt = 0
    this.#drop()
    this.#enter('offline')
    const longest = Math.min(FIRST_WAIT_MS * 2 ** this.#attempt++, LONGEST_WAIT_MS)
    this.#cancel = clock.after(atLeast + longest / 2 + (longest / 2) * random(), () => this.#open())
  }

  #drop() {
    this.#cancel()
    this.#cancel = () => {}
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #enter(state: ConnectionState) {
    if (this.state === state) return
    this.state = state
    this.#events.state(state)
  }
}

function parse(data: unknown): ToVisitorFrame | null {
  try {
    const frame = JSON.parse(String(data))
    return typeof frame?.type === 'string' ? frame : null
  } catch {
    return null
  }
}
