// The agents' half of the server, in memory, for looking at the workbench and the console without one.
// `node dev/mock-agent.mjs` serves the built pages (USHER_WEB_OUT, default dist) on port 4174.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { WebSocketServer } from 'ws'
import { company } from './company.mjs'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** What app.html needs at least; served here so that a page that needs more is noticed. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** @param {{ out?: string, port?: number, role?: string, scenario?: string }} options */
export async function startMock(options = {}) {
  const out = resolve(here, options.out ?? process.env['USHER_WEB_OUT'] ?? 'dist')
  const world = company({ role: options.role ?? 'admin', scenario: options.scenario ?? 'busy' })
  const sockets = new Set()
  const state = {
    signedIn: options.scenario !== 'signed-out',
    refuseSockets: false,
    delayMs: 0,
    tries: 0,
    silentPosts: false,
  }

  const send = (frame) => {
    for (const socket of sockets) socket.send(JSON.stringify(frame))
  }
  const append = (session, sender, body, clientId = crypto.randomUUID()) => {
    const message = world.append(session, sender, body, clientId)
    send({ type: 'message', message })
    return message
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock')
    if (url.pathname.startsWith('/api/v1/')) return answer(request, response, url)
    const path = /^\/(workbench|console)/.test(url.pathname) || url.pathname === '/' ? '/app.html' : url.pathname
    const file = join(out, normalize(path))
    if (!file.startsWith(out) || !existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'content-security-policy': POLICY })
    response.end(readFileSync(file))
  })

  async function answer(request, response, url) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const given = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}
    if (state.delayMs > 0) await new Promise((done) => setTimeout(done, state.delayMs))
    const [status, value] = route(url.pathname.slice('/api/v1'.length), url.searchParams, given)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }

  const failed = (status, code, more = {}) => [status, { error: { code, message: code, ...more } }]

  function route(path, query, given) {
    if (path === '/auth/sign-in') {
      state.tries += 1
      if (state.tries > 3) return failed(429, 'rate_limited', { retry_after_ms: 120_000 })
      if (given.password !== 'secret') return failed(401, 'unauthorized')
      state.signedIn = true
      return [200, world.me]
    }
    if (!state.signedIn) return failed(401, 'unauthorized')
    if (path === '/auth/sign-out') {
      state.signedIn = false
      for (const socket of sockets) socket.close()
      return [200, {}]
    }
    if (path === '/me') return [200, world.me]
    if (path === '/me/availability') {
      world.me.availability = given.availability
      send({ type: 'availability', availability: given.availability })
      return [200, world.me]
    }
    if (path === '/rules/status') return world.rules ? [200, world.rules] : failed(403, 'forbidden')
    if (path === '/plugins') return world.me.role === 'admin' ? [200, world.plugins] : failed(403, 'forbidden')
    if (path === '/rules/reload') return [200, world.rules]
    if (path === '/channels') return [200, { channels: world.channels }]
    const snippet = /^\/channels\/([^/]+)\/snippet$/.exec(path)
    if (snippet) return [200, world.snippet(snippet[1])]
    if (path === '/sessions')
      return [200, world.waiting(query.get('filter'), query.get('before'), Number(query.get('limit')))]
    const match = /^\/sessions\/([^/]+)(?:\/(\w+))?$/.exec(path)
    const session = match ? world.sessions.get(match[1]) : undefined
    if (!session) return failed(404, 'not_found')
    if (match[2] === 'messages') return [200, world.page(session.id, query)]
    if (match[2] === 'explanation') return [200, world.explanation(session)]
    if (match[2] === 'close') {
      session.state = 'closed'
      session.closed_at_ms = Date.now()
      append(session.id, { party: 'system' }, { kind: 'event', event: { event: 'closed', cause: 'agent' } })
      send({ type: 'session', session })
      return [200, session]
    }
    return [200, session]
  }

  const upgrades = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (state.refuseSockets || !state.signedIn) return socket.destroy()
    upgrades.handleUpgrade(request, socket, head, (line) => {
      sockets.add(line)
      line.on('close', () => sockets.delete(line))
      line.on('message', (data) => receive(line, JSON.parse(String(data))))
    })
  })

  function receive(line, frame) {
    const say = (value) => line.send(JSON.stringify(value))
    if (frame.type === 'ping') say({ type: 'pong' })
    if (frame.type === 'hello') {
      const mine = world.mine()
      say({ type: 'welcome', epoch: 'mock', me: world.me, sessions: mine, heartbeat_ms: 20_000 })
      for (const session of mine) {
        const known = frame.resume?.sessions.find((entry) => entry.session === session.id)?.last_seq ?? 0
        const all = world.transcripts.get(session.id) ?? []
        const from = known > 0 ? known : Math.max(0, all.length - 30)
        say({
          type: 'transcript',
          session: session.id,
          reset: known === 0,
          has_earlier: from > 0,
          messages: all.slice(from),
        })
      }
    }
    if (frame.type === 'read') {
      const session = world.sessions.get(frame.session)
      if (session) Object.assign(session, { agent_read: Math.max(session.agent_read, frame.seq), unread: 0 })
      send({ type: 'receipt', session: frame.session, party: 'agent', seq: frame.seq })
    }
    if (frame.type === 'post' && !state.silentPosts) {
      if (/fail/.test(frame.text))
        return say({
          type: 'nack',
          client_id: frame.client_id,
          error: { code: 'too_long', message: 'Too long', limit: 4000 },
        })
      const all = world.transcripts.get(frame.session) ?? []
      const before = all.find((message) => message.client_id === frame.client_id)
      const me = { party: 'agent', id: world.me.id, name: world.me.name }
      const message = before ?? append(frame.session, me, { kind: 'text', text: frame.text }, frame.client_id)
      say({ type: 'ack', client_id: frame.client_id, session: frame.session, seq: message.seq, at_ms: message.at_ms })
    }
  }

  await new Promise((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${server.address().port}`
  return {
    url,
    world,
    state,
    send,
    append,
    cut() {
      state.refuseSockets = true
      for (const socket of sockets) socket.terminate()
    },
    close: () => {
      for (const socket of sockets) socket.terminate()
      server.close()
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [scenario = 'busy', role = 'admin'] = process.argv.slice(2)
  const mock = await startMock({ scenario, role, port: 4174 })
  console.log(`workbench ${mock.url}/workbench, console ${mock.url}/console (scenario ${scenario}, role ${role})`)
}
