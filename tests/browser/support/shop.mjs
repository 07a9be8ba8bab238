// The example shop whose customers log in, run by its own server, with a key and records of a test's own server.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customParams } from '../../../examples/identity/node/encrypt.mjs'
import { customers } from '../../../examples/shop-server/customers.mjs'
import { live } from './plugins.mjs'

const folder = fileURLToPath(new URL('../../../examples/shop-server', import.meta.url))
/** The origin that the rules that ship name. */
const SHIPPED = 'http://127.0.0.1:8090'
/** Fields of the records of the example that lead to another record. */
const RELATIONS = ['account']

export class Shop {
  #process
  #ada
  #server

  /** Makes a key, starts the shop with it, and has the rules take its pages; answers once that is live. */
  static async opens(stage) {
    const shop = new Shop()
    shop.#server = stage.server
    shop.#ada = await stage.signsIn('ada')
    const made = await shop.asks('POST', 'identity/keys', { kind: 'aes', label: 'Shop', bits: 256 })
    Object.assign(shop, { key: made.text, keyId: made.key.id })
    const env = { ...process.env, USHER_URL: stage.server.url, USHER_IDENTITY_KEY: shop.key, SHOP_PORT: '0' }
    const child = spawn(process.execPath, [join(folder, 'server.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    shop.#process = child
    const [line] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(Error('the shop did not open'))),
    ])
    shop.url = /http:\/\/\S+:\d+/.exec(String(line))[0]
    await live(stage.server, () => {
      for (const channel of ['mall', 'trade']) stage.server.edit(`channels/${channel}.yaml`, SHIPPED, shop.url)
    })
    return shop
  }

  async closes() {
    const exited = once(this.#process, 'exit')
    this.#process.kill()
    await exited
  }

  /** Asks the API as the admin. */
  async asks(method, path, data) {
    const headers = { origin: this.#server.url }
    const answer = await this.#ada.page.request.fetch(`${this.#server.url}/api/v1/${path}`, { method, headers, data })
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.status() === 204 ? null : answer.json()
  }

  /** Sends the example's records, as a CRM would. */
  async sendsRecords() {
    for (const file of readdirSync(join(folder, 'records'))) {
      const lines = readFileSync(join(folder, 'records', file), 'utf8').trim().split('\n')
      const records = lines.map((line) => {
        const { id, ...values } = JSON.parse(line)
        const [relations, fields] = [true, false].map((wanted) =>
          Object.fromEntries(Object.entries(values).filter(([name]) => RELATIONS.includes(name) === wanted)),
        )
        return { id, fields, relations }
      })
      const sent = await this.asks('POST', `objects/${basename(file, '.jsonl')}/records`, { records })
      assert.deepEqual([...new Set(sent.records.map(({ result }) => result))], ['created'], file)
    }
  }

  /** The open session of a visitor of this name. */
  async sessionOf(name) {
    const { sessions } = await this.asks('GET', 'sessions?filter=open&limit=50')
    return sessions.find(({ visitor }) => visitor.name === name)
  }

  /** A proof of this customer, made as the shop makes it, `age` seconds ago. */
  proof(name, age = 0) {
    const { full_name, phone, email, customer_number } = customerNamed(name)
    const ts = Math.floor(Date.now() / 1000) - age
    return customParams(this.key, JSON.stringify({ full_name, phone, email, customer_number, ts }), 'sign')
  }

  /** A visitor, at a page of the shop. */
  comes(stage, path, options) {
    return stage.comes(this.url + path, options)
  }

  /** Logs in on the page that asks for it, and comes to `path`. */
  async logsIn(visitor, name, path = '/') {
    const { email, password } = customerNamed(name)
    const { page } = visitor
    await page.goto(`${this.url}/log-in?next=${path}`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    await visitor.launcher.waitFor()
  }

  async logsOut({ page, launcher }) {
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).first().waitFor()
    await launcher.waitFor()
  }
}

export const customerNamed = (name) => customers.find(({ full_name }) => full_name === name)
