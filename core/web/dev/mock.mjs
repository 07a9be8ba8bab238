// A pretend server for working on the chat window: keeps everything in memory and does what POST /mock says.
// `npm run build && npm run mock`, then open http://127.0.0.1:8090/demo
import { createServer } from 'node:http'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { WebSocketServer } from 'ws'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.txt': 'text/plain',
  '.svg': 'image/svg+xml',
}
const windowPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"

export function startMock({ port = 8090, dist = join(here, 'dist'), shop = join(here, '../../examples/shop') } = {}) {
  const epoch = randomUUID()
  const configs = new Map([
    ['mall', config('mall', '#0f766e', 'Chat with us', 'Lumen Living', 'We usually answer within a minute')],
    ['official', config('official', '#3b4cca', 'Contact', 'Lumen', 'Questions about us? Ask away.')],
  ])
  const visitors = new Map()
  /** What the next session and the next post come to. */
  const will = { open: 'assigned', nack: null, silent: false, refuse: false, delay: 0 }

  function config(channel, theme_color, button_name, title, subtitle) {
    const look = { icon: 'chat', button_name, button_style: 'bubble', position: 'bottom_right', theme_color }
    const greeting = 'Hello! How can we help you today?'
    return { channel, locale: 'en', look, title, subtitle, greeting, max_text_chars: 2000 }
  }

  const view = ({ id, state, agent, opened_at_ms, closed_at_ms, messages, visitor_read, agent_read }) => ({
    id,
    state,
    agent,
    opened_at_ms,
    closed_at_ms,
    last_seq: messages.length,
    visitor_read,
    agent_read,
    visitor_got: visitor_read,
    agent_got: agent_read,
    waiting: null,
    form: null,
  })
  const tell = (visitor, frame) => {
    for (const socket of visitor.sockets) socket.send(JSON.stringify(frame))
  }
  const append = (visitor, session, sender, body, client_id = randomUUID(), at_ms = Date.now()) => {
    const message = { session: session.id, seq: session.messages.length + 1, sender, client_id, body, at_ms }
    session.messages.push(message)
    tell(visitor, { type: 'message', message })
    return message
  }
  const event = (visitor, session, said) =>
    append(visitor, session, { party: 'system' }, { kind: 'event', event: said })

  function open(visitor) {
    const session = {
      id: randomUUID(),
      state: 'assigned',
      agent: { name: 'Li Na' },
      opened_at_ms: Date.now(),
      closed_at_ms: null,
      messages: [],
      visitor_read: 0,
      agent_read: 0,
    }
    visitor.sessions.push(session)
    if (will.open !== 'assigned')
      Object.assign(session, { state: will.open === 'unmatched' ? 'unmatched' : 'queued', agent: null })
    return session
  }

  function settle(visitor, session) {
    const prompt = (id, text) => append(visitor, session, { party: 'system' }, { kind: 'prompt', prompt: id, text })
    const agent = { id: 'li', name: 'Li Na' }
    if (will.open === 'assigned') event(visitor, session, { event: 'assigned', agent })
    if (will.open === 'assigned')
      prompt('welcome', 'Welcome to Lumen Living! You are talking to a person, not a robot.')
    if (will.open === 'busy') event(visitor, session, { event: 'queued', reason: 'busy' })
    if (will.open === 'busy')
      prompt(
        'busy',
        'All our colleagues are in a conversation. We will be with you shortly — thank you for your patience.',
      )
    if (will.open === 'none_online') event(visitor, session, { event: 'queued', reason: 'none_online' })
    if (will.open === 'unmatched') event(visitor, session, { event: 'unmatched' })
    tell(visitor, { type: 'session', session: view(session) })
  }

  function post(visitor, socket, { client_id, session: id, text }) {
    const nack = (code, message) => socket.send(JSON.stringify({ type: 'nack', client_id, error: { code, message } }))
    if (will.silent) return
    if (will.nack) return nack(will.nack, 'Refused.')
    let session = id
      ? visitor.sessions.find((known) => known.id === id)
      : visitor.sessions.findLast((known) => known.state !== 'closed')
    const known = visitor.sessions.flatMap((each) => each.messages).find((message) => message.client_id === client_id)
    if (known)
      return socket.send(
        JSON.stringify({ type: 'ack', client_id, session: known.session, seq: known.seq, at_ms: known.at_ms }),
      )
    if (session?.state === 'closed') return nack('session_closed', 'The session is closed.')
    const fresh = !session
    session ??= open(visitor)
    const message = append(visitor, session, { party: 'visitor' }, { kind: 'text', text }, client_id)
    const ack = JSON.stringify({ type: 'ack', client_id, session: session.id, seq: message.seq, at_ms: message.at_ms })
    setTimeout(() => socket.send(ack), will.delay)
    if (fresh) settle(visitor, session)
  }

  function close(visitor, session, cause) {
    Object.assign(session, { state: 'closed', closed_at_ms: Date.now() })
    event(visitor, session, { event: 'closed', cause })
    tell(visitor, { type: 'session', session: view(session) })
  }

  function greet(visitor, socket, { resume }) {
    const session = visitor.sessions.at(-1)
    const say = (frame) => socket.send(JSON.stringify(frame))
    say({ type: 'welcome', epoch, visitor: visitor.id, session: session ? view(session) : null, heartbeat_ms: 20_000 })
    if (!session) return
    const going = resume?.epoch === epoch && resume.session === session.id
    const from = going ? resume.last_seq : Math.max(0, session.messages.length - 50)
    say({
      type: 'transcript',
      session: session.id,
      reset: !going,
      has_earlier: from > 0,
      messages: session.messages.slice(from),
    })
  }

  /** What a tester asks for. */
  function act(what) {
    Object.assign(will, what.will)
    if (what.look) Object.assign(configs.get(what.channel ?? 'mall').look, what.look)
    if (what.config) Object.assign(configs.get(what.channel ?? 'mall'), what.config)
    const visitor = [...visitors.values()].at(-1)
    const session = visitor?.sessions.at(-1)
    if (what.drop) for (const known of visitors.values()) for (const socket of known.sockets) socket.terminate()
    if (!session) return
    const agent = { party: 'agent', id: 'li', name: what.name ?? 'Li Na' }
    if (what.assign) Object.assign(session, { state: 'assigned', agent: { name: agent.name } })
    if (what.assign) event(visitor, session, { event: 'assigned', agent: { id: 'li', name: agent.name } })
    if (what.assign) tell(visitor, { type: 'session', session: view(session) })
    for (const text of [what.say ?? []].flat()) append(visitor, session, agent, { kind: 'text', text })
    if (what.past) for (const message of session.messages) message.at_ms -= what.past
    if (what.many) {
      for (let at = 0; at < what.many; at++) {
        const party = at % 2 ? agent : { party: 'visitor' }
        append(visitor, session, party, { kind: 'text', text: `Message ${at + 1} of an older talk` })
      }
    }
    if (what.read) {
      session.agent_read = session.messages.length
      tell(visitor, { type: 'receipt', session: session.id, party: 'agent', seq: session.agent_read })
    }
    if (what.close) close(visitor, session, what.close)
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`)
    const path = url.pathname
    const reply = (status, body, headers = {}) => {
      response.writeHead(status, { 'access-control-allow-origin': '*', 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
    }
    const file = (name, headers = {}) =>
      existsSync(name)
        ? reply(200, readFileSync(name), { 'content-type': types[extname(name)] ?? 'text/plain', ...headers })
        : reply(404, 'not found')
    const body = async () => {
      let text = ''
      for await (const chunk of request) text += chunk
      return text ? JSON.parse(text) : {}
    }
    if (path === '/mock') {
      act(await body())
      return reply(200, {})
    }
    const api = /^\/api\/v1\/widget\/([^/]+)(.*)$/.exec(path)
    if (api) {
      const [, channel, rest] = api
      const known = configs.get(channel)
      if (!known) return reply(404, { error: { code: 'not_found', message: 'No such channel.' } })
      if (rest === '/config') {
        const zh = url.searchParams.get('locale')?.startsWith('zh')
        const texts = zh
          ? {
              locale: 'zh-CN',
              title: '流明家居',
              subtitle: '通常一分钟内回复',
              greeting: '您好！请问有什么可以帮您？',
              look: { ...known.look, button_name: '在线咨询' },
            }
          : {}
        const text = JSON.stringify({ ...known, ...texts })
        const etag = `"${createHash('sha1').update(text).digest('hex')}"`
        if (request.headers['if-none-match'] === etag) return reply(304, '', { etag })
        return reply(200, text, { etag })
      }
      if (rest === '/visitors') {
        if (will.refuse) return reply(403, { error: { code: 'origin_not_allowed', message: 'Not from this page.' } })
        const { host_origin, locale, ...unknown } = await body()
        if (!host_origin || !locale || Object.keys(unknown).length > 0)
          return reply(400, { error: { code: 'bad_request', message: 'Not what a new visitor says.' } })
        const visitor = { id: randomUUID(), sessions: [], sockets: new Set() }
        const token = randomUUID()
        visitors.set(token, visitor)
        return reply(201, { visitor: visitor.id, token })
      }
      const messages = /^\/sessions\/([^/]+)\/messages$/.exec(rest)
      const visitor = visitors.get(request.headers.authorization?.slice(7))
      const session = visitor?.sessions.find(({ id }) => id === messages?.[1])
      if (!session) return reply(404, { error: { code: 'not_found', message: 'No such session.' } })
      const before = Number(url.searchParams.get('before'))
      const from = Math.max(0, before - 1 - 50)
      return reply(200, { messages: session.messages.slice(from, before - 1), has_more: from > 0 })
    }
    if (path.startsWith('/widget/')) return file(join(dist, 'widget.html'), { 'content-security-policy': windowPolicy })
    if (path.startsWith('/assets/') || path === '/usher.js') return file(join(dist, path))
    if (path === '/demo') return file(join(shop, 'index.html'))
    const page = /^\/demo\/([a-z]+)$/.exec(path)
    if (page) return file(join(shop, `${page[1]}.html`))
    if (path.startsWith('/demo/')) return file(join(shop, path.slice(6)))
    return reply(404, 'not found')
  })

  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      let visitor
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data))
        if (frame.type === 'hello') {
          visitor = visitors.get(frame.token)
          if (!visitor) {
            socket.send(JSON.stringify({ type: 'bye', reason: 'unauthorized', retry_after_ms: 0 }))
            return socket.close()
          }
          visitor.sockets.add(socket)
          return greet(visitor, socket, frame)
        }
        const session = visitor?.sessions.find(({ id }) => id === frame.session)
        if (frame.type === 'ping') socket.send('{"type":"pong"}')
        if (frame.type === 'post') post(visitor, socket, frame)
        if (frame.type === 'end' && session) close(visitor, session, 'visitor')
        if (frame.type === 'read' && session) session.visitor_read = Math.max(session.visitor_read, frame.seq)
      })
      socket.on('close', () => visitor?.sockets.delete(socket))
    })
  })
  return new Promise((done) => {
    server.listen(port, '127.0.0.1', () => {
      const stop = () => {
        for (const socket of sockets.clients) socket.terminate()
        server.closeAllConnections()
        return new Promise((closed) => server.close(closed))
      }
      done({ url: `http://127.0.0.1:${server.address().port}`, act, stop, visitors })
    })
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const dist = process.env.USHER_WEB_OUT ? resolve(here, process.env.USHER_WEB_OUT) : undefined
  const { url } = await startMock(dist ? { dist } : {})
  console.log(`The shop is at ${url}/demo; POST JSON to ${url}/mock to play the server.`)
}
