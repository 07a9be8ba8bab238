// A demo server of a test's own: copied rules that may be edited, a data folder that outlives a kill, a port that stays.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const binary = process.env.USHER_BIN ?? join(root, 'target/debug/usher')

/** The line of the welcome that comes last. */
const WELCOMED = /Ctrl-C stops/
const START_MS = 60_000

export class Server {
  #folder = mkdtempSync(join(tmpdir(), 'usher-browser-'))
  #port
  #process = null
  #log = ''
  url = ''
  /** Passwords by agent id, as the demo prints them. */
  passwords = {}

  static async start() {
    const server = new Server()
    for (const name of ['rules', 'plugins']) cpSync(join(root, name), join(server.#folder, name), { recursive: true })
    server.#port = await freePort()
    await server.run()
    return server
  }

  /** Starts on the same rules, data and port as before. */
  async run() {
    assert.equal(this.#process, null, 'the server runs already')
    const at = (name) => join(this.#folder, name)
    const options = ['--rules', at('rules'), '--data', at('data'), '--listen', `127.0.0.1:${this.#port}`]
    const child = spawn(binary, ['demo', ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    let told = ''
    child.stderr.on('data', (text) => (this.#log += text))
    const welcomed = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(Error(`the server did not open:\n${this.#log}`)), START_MS)
      child.stdout.on('data', (text) => {
        told += text
        if (WELCOMED.test(told)) resolve(clearTimeout(timer))
      })
      child.once('error', reject)
      child.once('exit', (code) => reject(Error(`the server ended with ${code}:\n${this.#log}`)))
    })
    await welcomed
    this.url = /http:\/\/[^/\s]+/.exec(told)[0]
    this.passwords = Object.fromEntries([...told.matchAll(/^\s+(\w+)@\S+\s+(\S+)/gm)].map(([, id, word]) => [id, word]))
  }

  /** As a power cut would: nothing is said to anybody. */
  async kill() {
    await this.#end('SIGKILL')
  }

  async stop() {
    if (this.#process) await this.#end('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #end(signal) {
    const child = this.#process
    this.#process = null
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  rule(path) {
    return readFileSync(join(this.#folder, 'rules', path), 'utf8')
  }

  /** Saves a file of the rules, in place. */
  save(path, text) {
    this.#write(join('rules', path), text)
  }

  /** Saves files of a plug-in of the company's own, by their names. */
  plugIn(id, files) {
    for (const [name, text] of Object.entries(files)) this.#write(join('plugins', id, name), text)
  }

  #write(path, text) {
    const file = join(this.#folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  /** Replaces one place of a file of the rules; answers what stood in the file before. */
  edit(path, from, to) {
    const before = this.rule(path)
    assert.ok(before.includes(from), `${path} does not say ${from}`)
    this.save(path, before.replace(from, to))
    return before
  }

  async ready() {
    const answer = await fetch(`${this.url}/readyz`)
    return { status: answer.status, ...(await answer.json()) }
  }

  /** The value of a metric without labels. */
  async metric(name) {
    const text = await fetch(`${this.url}/metrics`).then((answer) => answer.text())
    const line = text.split('\n').find((known) => known.startsWith(`${name} `))
    return line && Number(line.split(' ')[1])
  }

  /** Warnings and errors of the server, for whoever looks for the cause of a failure. */
  get complaints() {
    return this.#log.split('\n').filter((line) => /"(WARN|ERROR)"|panicked/.test(line))
  }
}

/**
 * A port below those that the system gives to outgoing connections: a page that tries to reconnect to a port of that
 * range can meet itself, and then holds the port that the restarted server needs.
 */
async function freePort() {
  for (let tries = 0; tries < 50; tries++) {
    const port = 18_000 + Math.floor(Math.random() * 14_000)
    const probe = createServer()
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
  throw Error('no free port was found')
}
