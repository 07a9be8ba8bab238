// One WebSocket to the server that comes back by itself. It knows frames only as JSON and nothing of what they mean.

export interface SocketEnvironment {
  open(url: string): WebSocketLike
  setTimer(run: () => void, ms: number): number
  clearTimer(timer: number): void
  now(): number
  /** Between 0 and 1. */
  random(): number
}

export interface WebSocketLike {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  send(data: string): void
  close(): void
}

export interface SocketEvents<In> {
  /** The line stands: say hello. */
  opened(): void
  received(frame: In): void
  /** The line broke; it is tried again after `retryMs`. */
  lost(retryMs: number): void
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** Until the server names its own in `welcome`. */
const DEFAULT_HEARTBEAT_MS = 20_000

export class ReconnectingSocket<Out, In> {
  #socket: WebSocketLike | null = null
  #open = false
  #stopped = false
  #failures = 0
  #heartbeatMs = DEFAULT_HEARTBEAT_MS
  #heardAt = 0
  #retryTimer: number | undefined
  #beatTimer: number | undefined
  /** What the server asked for in its `bye`. */
  #retryAfterMs: number | null = null

  constructor(
    readonly url: string,
    readonly events: SocketEvents<In>,
    readonly environment: SocketEnvironment,
  ) {}

  start(): void {
    this.#stopped = false
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    this.#clearTimers()
    this.#drop()
  }

  /** False where the line is down; the caller keeps what must not be lost. */
  send(frame: Out): boolean {
    if (!this.#open || !this.#socket) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  setHeartbeat(ms: number): void {
    this.#heartbeatMs = Math.max(1_000, ms)
    this.#scheduleBeat()
  }

  /** The wait before the next try, as the server asked for it. */
  setRetryAfter(ms: number): void {
    this.#retryAfterMs = ms
  }

  /** A successful greeting ends the row of failures; an accepted line that is dropped at once does not. */
  greeted(): void {
    this.#failures = 0
  }

  /** The network came back or the page was looked at: do not wait for the timer. */
  wake(): void {
    if (this.#stopped) return
    if (!this.#socket) this.#connect()
    else if (this.#open && this.environment.now() - this.#heardAt > this.#heartbeatMs) this.#beat()
  }

  #connect(): void {
    this.#clearTimers()
    this.#drop()
    const socket = this.environment.open(this.url)
    this.#socket = socket
    socket.onopen = () => {
      if (this.#socket !== socket) return
      this.#open = true
      this.#heardAt = this.environment.now()
      this.#scheduleBeat()
      this.events.opened()
    }
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return
      this.#heardAt = this.environment.now()
      const frame = parse<In>(event.data)
      if (frame !== null) this.events.received(frame)
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose()
    }
  }

  #lose(): void {
    this.#clearTimers()
    this.#drop()
    if (this.#stopped) return
    const waitMs = this.#retryAfterMs ?? backoff(this.#failures, this.environment.random())
    this.#retryAfterMs = null
    this.#failures += 1
    this.#retryTimer = this.environment.setTimer(() => this.#connect(), waitMs)
    this.events.lost(waitMs)
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    this.#open = false
    if (!socket) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }

  #scheduleBeat(): void {
    if (this.#beatTimer !== undefined) this.environment.clearTimer(this.#beatTimer)
    this.#beatTimer = this.environment.setTimer(() => this.#beat(), this.#heartbeatMs)
  }

  #beat(): void {
    // Two silent beats: a line that looks open but carries nothing is worse than none.
    if (this.environment.now() - this.#heardAt > 2 * this.#heartbeatMs) {
      this.#lose()
      return
    }
    this.#socket?.send(JSON.stringify({ type: 'ping' }))
    this.#scheduleBeat()
  }

  #clearTimers(): void {
    if (this.#retryTimer !== undefined) this.environment.clearTimer(this.#retryTimer)
    if (this.#beatTimer !== undefined) this.environment.clearTimer(this.#beatTimer)
    this.#retryTimer = undefined
    this.#beatTimer = undefined
  }
}

/** Doubles with each failure and spreads over half of it, so that a restarted server is not met by everybody at once. */
export function backoff(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10))
  return Math.round(ceiling * (0.5 + random / 2))
}

function parse<In>(data: unknown): In | null {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data) as In
  } catch {
    return null
  }
}
