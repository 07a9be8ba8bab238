// An example shop whose customers sign in. Its server makes the proof of who they are and puts it into the snippet of the
// page; the key never leaves it. Node's standard library and nothing else. The README beside it says how to run it.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { customParams } from '../identity/node/encrypt.mjs'
import { customerOf } from './customers.mjs'
import { account, home, logIn, notFound, portal } from './pages.mjs'

const usher = new URL(process.env.USHER_URL ?? 'http://127.0.0.1:8080').origin
const port = Number(process.env.SHOP_PORT ?? 8090)
const key = process.env.USHER_IDENTITY_KEY ?? ''
const bytes = Buffer.from(key, 'base64').length
if (![16, 24, 32].includes(bytes)) {
  console.error(`USHER_IDENTITY_KEY must be the Base64 of 16, 24 or 32 bytes; this is ${bytes} long.`)
  console.error('Make one with: usher identity key new --label "Shop"')
  process.exit(2)
}

const DAY_MS = 86_400_000
/** A form of this shop is a few hundred bytes long. */
const MAX_FORM_BYTES = 4_096
/** Who has signed in: the customer, by what their browser's cookie says. */
const signedIn = new Map()

const read = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)))
const files = {
  '/shop.css': { type: 'text/css', body: Buffer.concat([read('../shop/shop.css'), read('shop-server.css')]) },
  '/page.js': { type: 'text/javascript', body: read('page.js') },
}

/** What the snippet says of the customer: the fields of rules/identity.yaml, the time, and a signature over both. */
function proofOf({ full_name, phone, email, customer_number }) {
  const ts = Math.floor(Date.now() / 1000)
  return customParams(key, JSON.stringify({ full_name, phone, email, customer_number, ts }), 'sign')
}

const routes = {
  'GET /': (visit) => visit.show(home),
  'GET /trade': (visit) => visit.show(portal),
  'GET /log-in': (visit) => (visit.customer ? visit.go('/account') : visit.show(logIn, { next: visit.next })),
  'GET /account': (visit) => (visit.customer ? visit.show(account) : visit.go('/log-in')),
  // Another proof, for a page that has been open for longer than the first one holds.
  'GET /proof': (visit) => visit.answer(visit.customer ? 200 : 204, 'text/plain', visit.customer ? proofOf(visit.customer) : ''),
  async 'POST /log-in'(visit) {
    const form = await visit.form()
    const customer = customerOf(form.get('email') ?? '', form.get('password') ?? '')
    if (!customer) return visit.show(logIn, { next: visit.next, email: form.get('email') ?? '', wrong: true }, 422)
    visit.leave()
    const word = randomBytes(24).toString('base64url')
    signedIn.set(word, { customer, until: Date.now() + DAY_MS })
    visit.remember('shop', word, DAY_MS / 1000)
    visit.go(visit.next)
  },
  'POST /log-out'(visit) {
    visit.leave()
    visit.remember('shop', '', 0)
    // The next page has the chat forget the customer too. Not this one: it is gone before the chat could.
    visit.remember('left', '1', 60)
    visit.go('/')
  },
}

/** One request, and its answer. */
class Visit {
  #request
  #response
  #cookies
  #url

  constructor(request, response) {
    this.#request = request
    this.#response = response
    this.#url = new URL(request.url, 'http://shop')
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
    this.#cookies = new Map(pairs)
  }

  get path() {
    return this.#url.pathname
  }

  get customer() {
    const found = signedIn.get(this.#cookies.get('shop'))
    return found && found.until > Date.now() ? found.customer : undefined
  }

  /** Where to go after logging in: to a page of this shop, whatever the address says. */
  get next() {
    return this.#url.searchParams.get('next') === '/trade' ? '/trade' : '/'
  }

  leave() {
    signedIn.delete(this.#cookies.get('shop'))
  }

  remember(name, value, seconds) {
    this.#response.appendHeader('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`)
  }

  async form() {
    const parts = []
    let size = 0
    for await (const part of this.#request) {
      size += part.length
      if (size > MAX_FORM_BYTES) throw Error(`a form of more than ${MAX_FORM_BYTES} bytes`)
      parts.push(part)
    }
    return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
  }

  show(page, more = {}, status = 200) {
    const { customer } = this
    const nonce = randomBytes(12).toString('base64')
    const hasLeft = this.#cookies.has('left') && !customer
    if (this.#cookies.has('left')) this.remember('left', '', 0)
    // The lines that the console prints beside the snippet, and the page's own.
    const policy = `default-src 'none'; script-src 'self' 'nonce-${nonce}' ${usher}; connect-src 'self' ${usher}; frame-src ${usher}; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
    this.#response.setHeader('content-security-policy', policy)
    const customParams = customer ? proofOf(customer) : ''
    this.answer(status, 'text/html', page({ ...more, path: this.path, customer, customParams, hasLeft, nonce, usher }))
  }

  go(path) {
    this.#response.writeHead(303, { location: path }).end()
  }

  answer(status, type, body) {
    // A page with a proof is for one person, once.
    const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }
    this.#response.writeHead(status, headers).end(body)
  }
}

const server = createServer(async (request, response) => {
  try {
    const visit = new Visit(request, response)
    const file = request.method === 'GET' && Object.hasOwn(files, visit.path) && files[visit.path]
    const route = `${request.method} ${visit.path}`
    if (file) visit.answer(200, file.type, file.body)
    else if (Object.hasOwn(routes, route)) await routes[route](visit)
    else visit.show(notFound, {}, 404)
  } catch (error) {
    console.error(error)
    if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' }).end('This could not be read.')
  }
})

// Whoever signed in a day ago and never came back is forgotten.
setInterval(() => {
  for (const [word, { until }] of signedIn) if (until < Date.now()) signedIn.delete(word)
}, 3_600_000).unref()

server.listen(port, '127.0.0.1', () => {
  console.log(`The shop is at http://127.0.0.1:${server.address().port}, its chat comes from ${usher}`)
})
