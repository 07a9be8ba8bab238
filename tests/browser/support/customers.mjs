// Customers of the company: their records, as a CRM sends them, and visitors who prove who they are, as a shop's own
// server lets them.
import assert from 'node:assert/strict'
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { live } from './plugins.mjs'

/** The account of a household with two people, a lead and work orders. Mia is in charge. */
const RECORDS = {
  account: [
    {
      id: 'a-1',
      fields: {
        name: 'Wong & Sons',
        level: 'gold',
        orders: 1042,
        revenue: 128_400.5,
        customer_since: '2019-04-12',
        website: 'https://wong.example/about-us',
        owner: 'mia',
      },
    },
  ],
  contact: [
    {
      id: 'c-1',
      fields: { full_name: 'Hui Wong', phone: '+49 30 1234567', email: 'hui@wong.example', title: 'Buyer', owner: 'mia' },
      relations: { account: 'a-1' },
    },
    {
      id: 'c-2',
      fields: { full_name: 'Kim Wong', phone: '+49 30 7654321', title: 'Accounts' },
      relations: { account: 'a-1' },
    },
    { id: 'c-3', fields: { full_name: 'Rosa Lind', phone: '+49 40 555' } },
    { id: 'c-4', fields: { full_name: 'R. Lind', phone: '0049 40 555' } },
  ],
  lead: [{ id: 'l-1', fields: { full_name: 'Jo Wong', company: 'Wong Hotels', source: 'fair' }, relations: { account: 'a-1' } }],
  case: [
    order('k-1', 'The Arc lamp flickers', 'open', '2026-03-01T09:30:00Z'),
    order('k-2', 'A lampshade arrived broken', 'waiting', '2026-02-20T14:00:00Z'),
    order('k-3', 'Invoice for January', 'done', '2026-01-05T08:00:00Z'),
  ],
}

function order(id, subject, state, opened_at) {
  return { id, fields: { subject, state, opened_at, owner: 'mia' }, relations: { account: 'a-1' } }
}

/** The records are there, and the shop's server has a key. */
export async function crm(stage) {
  const { server } = stage
  const ada = await stage.signsIn('ada', '/console')
  const ask = async (method, path, data) => {
    const answer = await ada.context.request.fetch(`${server.url}/api/v1/${path}`, { method, data })
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  await live(server, () =>
    server.save('channels/mall.yaml', `${server.rule('channels/mall.yaml')}identity: { mode: optional, policy: require_sig }\n`),
  )
  for (const [object, records] of Object.entries(RECORDS)) {
    const { records: told } = await ask('POST', `objects/${object}/records`, { records })
    assert.deepEqual(told.filter(({ result }) => result !== 'created'), [], `records of ${object}`)
  }
  const key = randomBytes(16)
  await ask('POST', 'identity/keys', { kind: 'aes', label: 'Shop', text: key.toString('base64') })
  return { ask, key }
}

/** What the shop's server makes for a customer who signed in there. */
function proof(key, told) {
  const cipher = createCipheriv('aes-128-ecb', key, null)
  const json = JSON.stringify({ ...told, ts: Math.floor(Date.now() / 1_000) })
  const params = Buffer.concat([cipher.update(json, 'utf8'), cipher.final()]).toString('hex').toUpperCase()
  const signing = createHmac('sha256', key).update('usher-sig-v1').digest()
  return `${params}.${createHmac('sha256', signing).update(params).digest('hex').toUpperCase()}`
}

/** A customer proves who they are and writes, from the checkout of the shop. Answers the session. */
export async function writes(server, key, told, text) {
  const post = async (path, body, token) => {
    const answer = await fetch(`${server.url}/api/v1/widget/mall/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    const value = await answer.json()
    assert.ok(answer.ok, `${path}: ${answer.status} ${JSON.stringify(value)}`)
    return value
  }
  const { token } = await post('identify', { host_origin: server.url, locale: 'en', proof: proof(key, told) })
  const page = { url: `${server.url}/demo/checkout` }
  const posted = await post('messages', { client_id: 'first', text, locale: 'en', page }, token)
  return posted.session
}
