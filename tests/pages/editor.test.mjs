// What an editor says of rule files: the language server that editors use for YAML, with nothing but the modeline of
// each file and the committed schemas. A good file has no diagnostic, a bad key has one, in its line.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'core/web/node_modules/yaml-language-server/bin/yaml-language-server')
const PATIENCE = 20_000

const settings = {
  yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } },
  http: {},
  '[yaml]': {},
  editor: {},
  files: {},
}

/** A language server over its standard streams, as far as diagnostics and completion need it. */
class Editor {
  #server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  #buffer = Buffer.alloc(0)
  #asked = 0
  #opened = 0
  #answers = new Map()
  #published = new Map()

  constructor() {
    this.#server.stdout.on('data', (bytes) => {
      this.#buffer = Buffer.concat([this.#buffer, bytes])
      for (let message = this.#take(); message; message = this.#take()) this.#receive(message)
    })
  }

  async start() {
    await this.#request('initialize', { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} })
    this.#send({ method: 'initialized', params: {} })
    this.#send({ method: 'workspace/didChangeConfiguration', params: { settings } })
  }

  stop() {
    this.#server.kill()
  }

  open(path, text) {
    // Each text under a name of its own: what is said when a document closes is not mistaken for the next one's.
    const uri = pathToFileURL(join(root, path.replace(/\.yaml$/, `.${++this.#opened}.yaml`))).href
    const document = { uri, languageId: 'yaml', version: 1, text }
    const told = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing was said about ${path}`)), PATIENCE)
      this.#published.set(uri, (diagnostics) => {
        clearTimeout(late)
        resolve(diagnostics)
      })
    })
    this.#send({ method: 'textDocument/didOpen', params: { textDocument: document } })
    return told.finally(() => {
      this.#published.delete(uri)
      this.#send({ method: 'textDocument/didClose', params: { textDocument: { uri } } })
    })
  }

  async completes(path, text, line, character) {
    const uri = pathToFileURL(join(root, path)).href
    this.#send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    })
    const answer = await this.#request('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    })
    return answer.items.map((item) => item.label)
  }

  #request(method, params) {
    const id = ++this.#asked
    this.#send({ id, method, params })
    return new Promise((resolve) => this.#answers.set(id, resolve))
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.#server.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]))
  }

  #take() {
    const end = this.#buffer.indexOf('\r\n\r\n')
    if (end < 0) return null
    const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, end).toString())?.[1])
    if (this.#buffer.length < end + 4 + length) return null
    const body = this.#buffer.subarray(end + 4, end + 4 + length)
    this.#buffer = this.#buffer.subarray(end + 4 + length)
    return JSON.parse(body.toString())
  }

  #receive({ id, method, params, result, error }) {
    if (method === 'textDocument/publishDiagnostics') this.#published.get(params.uri)?.(params.diagnostics)
    else if (method === 'workspace/configuration') {
      this.#send({ id, result: params.items.map(({ section }) => settings[section] ?? null) })
    } else if (method && id !== undefined) this.#send({ id, result: null })
    else if (id !== undefined) {
      assert.equal(error, undefined)
      this.#answers.get(id)?.(result)
      this.#answers.delete(id)
    }
  }
}

const files = ['rules', 'plugins', 'examples/plugins'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
)
const read = (path) => readFileSync(join(root, path), 'utf8')

/** One file of each kind, by the schema that its first line names. */
const kinds = new Map(files.map((path) => [/\$schema=\S*\/([a-z-]+)\.schema\.json/.exec(read(path))?.[1], path]))

const editor = new Editor()
before(() => editor.start())
after(() => editor.stop())

test('an editor finds nothing wrong with any shipped file', async () => {
  assert.ok(files.length > 60, `there are only ${files.length} files`)
  for (const path of files) {
    const told = await editor.open(path, read(path))
    assert.deepEqual(
      told.map(({ message, range }) => `${path}:${range.start.line + 1}: ${message}`),
      [],
    )
  }
})

test('an editor marks a bad key of each kind, once and in its line', async () => {
  const schemas = readdirSync(join(root, 'schemas')).filter((name) => name.endsWith('.schema.json'))
  for (const schema of schemas) {
    const kind = schema.replace('.schema.json', '')
    // No webhook ships, since it would have to listen somewhere.
    const path = kinds.get(kind) ?? `rules/${kind}s/sample.yaml`
    const good = kinds.has(kind)
      ? read(path)
      : '# yaml-language-server: $schema=../../schemas/webhook.schema.json\nname: Pager\nurl: https://pager.example.com\n'
    const lines = good.trimEnd().split('\n')
    const told = await editor.open(path, [...lines, 'nonsense: 1', ''].join('\n'))
    assert.deepEqual(
      told.map(({ range }) => range.start.line),
      [lines.length],
      `${kind}: ${JSON.stringify(told.map(({ message }) => message))}`,
    )
  }
})

test('an editor completes the keys and the words of a rule', async () => {
  const path = 'rules/distribution/sample.yaml'
  const head = '# yaml-language-server: $schema=../../schemas/distribution.schema.json\nname: Sample\n'
  const keys = await editor.completes(path, `${head}\n`, 2, 0)
  for (const key of ['priority', 'when', 'group', 'strategy', 'overflow', 'waiting']) {
    assert.ok(keys.includes(key), `${key} is not among ${keys}`)
  }
})
