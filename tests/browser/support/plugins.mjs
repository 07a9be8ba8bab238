// Plug-ins of the company's own, for tests and pictures: one that watches the mood of visitors, and one that fails.
import { createServer } from 'node:http'

/** What the hook writes on a session whose visitor is cross. No visitor may read any of it. */
export const NOTED = {
  plugin: 'mood-watch',
  tag: 'furious',
  field: 'temper',
  value: 'boiling',
  reason: 'wants somebody in charge',
  webhook: 'pager',
  payload: 'not for the history',
}
/** What the visitor is told, and the word that brings it about. */
export const SORRY = 'We are sorry to hear that. A colleague is on the way.'
export const CROSS = 'unacceptable'

/** The hook, its prompt, and a system to tell at `url`. Answers once it is live. */
export async function watchMoods(server, url) {
  await live(server, () => {
    server.save('prompts/sorry.yaml', `text:\n  en: ${SORRY}\n`)
    server.save(`webhooks/${NOTED.webhook}.yaml`, `name: Pager of the team lead\nurl: ${url}\n`)
    server.plugIn(NOTED.plugin, {
      'plugin.yaml': `api: 1
name: Mood
description: Notices angry words, raises the priority and calls for help.
offers:
  hook:
    - id: angry
      description: Marks the chat of a visitor who is cross.
      event: message_posted
      effects: [tag, set_priority, set_field, send_prompt, ask_transfer, call_webhook]
`,
      [`${NOTED.plugin}.rhai`]: `fn angry(event, session) {
    if event.sender != "visitor" || session.has_tag("${NOTED.tag}") || !event.text.contains("${CROSS}") {
        return;
    }
    [
        tag("${NOTED.tag}"),
        set_priority(50),
        set_field("${NOTED.field}", "${NOTED.value}"),
        send_prompt("sorry"),
        ask_transfer("pre-sales", "${NOTED.reason}"),
        call_webhook("${NOTED.webhook}", #{ note: "${NOTED.payload}" }),
    ]
}
`,
    })
  })
}

/** A strategy that names nobody but fails, before the ordinary one. Answers once it is live. */
export async function failFirst(server) {
  await live(server, () => {
    server.plugIn('faulty', faulty('let spare = 5 - 5;\n    candidates.first(10 / spare)'))
    server.edit('distribution/mall-orders.yaml', 'strategy: [load, circular]', 'strategy: [faulty, load, circular]')
  })
}

/** The same strategy, repaired. */
export async function repair(server) {
  await live(server, () => server.plugIn('faulty', faulty('candidates.available().first(1)')))
}

const faulty = (body) => ({
  'plugin.yaml': `api: 1
name: Spare hands
description: Prefers whoever has hands to spare.
offers:
  strategy:
    - id: faulty
`,
  'faulty.rhai': `fn pick(candidates) {
    log("asked " + candidates.count() + " people");
    ${body}
}
`,
})

/** Makes an edit and waits until another revision serves. */
export async function live(server, edit) {
  const before = (await server.ready()).rules.revision
  edit()
  const end = Date.now() + 20_000
  for (;;) {
    const { rules } = await server.ready()
    // A tree that is read between two files may have problems; the next reading has all of them.
    if (rules.revision !== before && rules.last_reload_successful) return
    if (Date.now() > end) throw Error(`the edit is not live: ${rules.problems.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A system that webhooks can call on this machine; keeps what it is told. */
export async function listener() {
  const told = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    told.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
    response.writeHead(204).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, told, close: () => server.close() }
}
