// Plug-ins at work: what a hook does is seen by agents and by nobody else, and a plug-in that fails is named.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { DESKTOP, PHONE, until } from './support/browser.mjs'
import { CROSS, failFirst, listener, NOTED, repair, SORRY, watchMoods } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

/** The script's own fault; on a machine that is busy elsewhere, time may run out before it. */
const FAULT = /failed at .*faulty\.rhai:4|ran longer than/

scene('what a hook does is seen by the agent at once, and the visitor is told the prompt alone', async (stage) => {
  const pager = await listener()
  try {
    await watchMoods(stage.server, pager.url)
    const mia = await stage.works('mia', withAxe)
    const jonas = await stage.works('jonas', withAxe)
    const frames = []
    const listen = (_context, page) =>
      page.on('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
        socket.on('framesent', ({ payload }) => frames.push(String(payload)))
      })
    const visitor = await stage.asks('/demo/checkout', 'Where is my parcel?', { setUp: listen })
    await mia.opens('Where is my parcel?')
    await visitor.say(`Three weeks, this is ${CROSS}!`)
    await visitor.sees(SORRY)
    // The hook asked for an adviser: he has the chat now, with everything that was noted.
    await mia.page.getByText('No chats right now').waitFor()
    await jonas.opens(`Three weeks, this is ${CROSS}!`)

    const by = `${NOTED.plugin}/angry`
    for (const line of [
      `Tagged ${NOTED.tag} by ${by}`,
      `Priority set to 50 by ${by}`,
      `${NOTED.field} set to ${NOTED.value} by ${by}`,
      `Prompt “sorry” sent by ${by}`,
      `${by} asks to hand over to Advisers: ${NOTED.reason}`,
      `Told Pager of the team lead for ${by}`,
    ]) {
      await jonas.log.getByText(line).waitFor()
    }
    await jonas.log.getByText(SORRY).waitFor()
    const noted = jonas.page.getByRole('region', { name: 'What is noted about this chat' })
    const marks = await noted.getByRole('listitem').allInnerTexts()
    assert.deepEqual(
      marks.map((mark) => mark.replace(/\s+/g, ' ')),
      ['50 Priority 50', NOTED.tag, `${NOTED.field} ${NOTED.value}`],
    )
    const row = jonas.list.getByRole('link').filter({ hasText: NOTED.tag })
    await row.getByText('Priority 50').waitFor({ state: 'attached' })
    await until('the other system is told', () => pager.told.length === 1)
    assert.ok(JSON.stringify(pager.told[0].body).includes(NOTED.payload))
    assert.ok(pager.told[0].headers['webhook-id'])
    await assertAccessible(jonas.page, 'a conversation with marks')

    // The same from the store: both sides read it anew.
    await visitor.page.reload()
    await visitor.open()
    await visitor.sees(SORRY)
    await jonas.page.reload()
    await jonas.log.getByText(`Tagged ${NOTED.tag} by ${by}`).waitFor()
    await noted.getByText(NOTED.tag).waitFor()

    const { token } = frames.map((frame) => JSON.parse(frame)).find(({ type }) => type === 'hello')
    const session = jonas.page.url().split('/').at(-1)
    const path = `/api/v1/widget/mall/sessions/${session}/messages?limit=199&after=0`
    const answer = await fetch(stage.server.url + path, { headers: { authorization: `Bearer ${token}` } })
    const { messages } = await answer.json()
    assert.deepEqual(
      messages.map(({ seq }) => seq),
      messages.map((_, at) => at + 1),
    )
    assert.equal(messages.filter(({ body }) => body.kind === 'hidden').length, 6)
    const told = [...frames, JSON.stringify(messages)].join('\n')
    for (const word of Object.values(NOTED)) assert.ok(!told.includes(word), `the visitor is told “${word}”`)
    assert.ok(told.includes('"hidden"'))
    assert.ok((await jonas.transcript()).some(({ body }) => body.event?.event === 'applied'))
  } finally {
    pager.close()
  }
})

scene('a plug-in that fails again and again is switched off, named, and on again once repaired', async (stage) => {
  const mia = await stage.works('mia')
  const ada = await stage.signsIn('ada', '/console', withAxe)
  const section = ada.page.getByRole('region', { name: 'Plug-ins' })
  const row = section.getByRole('row').filter({ hasText: 'faulty' })
  await section.getByRole('row').filter({ hasText: 'Load balance' }).waitFor()
  assert.equal(await row.count(), 0)

  await failFirst(stage.server)
  await row.getByText('Not called yet').waitFor()
  await row.getByText('Your own').waitFor()
  for (let at = 1; at <= 5; at += 1) await stage.asks('/demo/checkout', `Question ${at}`)
  for (let at = 1; at <= 5; at += 1) await mia.row(`Question ${at}`).waitFor()

  await section.getByRole('heading', { name: /^Spare hands is switched off until \d\d:\d\d$/ }).waitFor()
  await section.getByText('What is named below failed 5 times in a row.').waitFor()
  await section.getByText(FAULT).waitFor()
  const first = section.getByRole('row').nth(1)
  await first.filter({ hasText: 'Spare hands' }).waitFor()
  assert.match(await first.innerText(), /Strategy\s+Your own\s+5\s+5\s+\d × /)
  await ada.page.getByText('1 plug-in is switched off: Spare hands.').waitFor()
  await assertAccessible(ada.page, 'the console with a plug-in that is off')

  await ada.page.setViewportSize(PHONE.viewport)
  const scrolls = () => document.documentElement.scrollHeight > window.innerHeight
  assert.equal(await ada.page.evaluate(scrolls), false, 'on a phone the page scrolls below its bar, not with it')
  await assertAccessible(ada.page, 'the same on a phone')
  await ada.page.setViewportSize(DESKTOP.viewport)

  await mia.opens('Question 5')
  await mia.page.getByRole('button', { name: /^Why / }).click()
  const why = mia.page.getByRole('dialog', { name: 'Why did I get this?' })
  await why.getByText('“faulty” failed, so the next one was asked.').waitFor()
  await why.getByText(FAULT).waitFor()
  await why.getByText(/^It used \d+ operations?\.$/).waitFor()
  await why.getByText('asked 4 people').waitFor()

  await repair(stage.server)
  await section.getByRole('heading', { name: /switched off/ }).waitFor({ state: 'detached' })
  await ada.page.getByText('1 plug-in is switched off').waitFor({ state: 'detached' })
  const tomas = await stage.works('tomas')
  await mia.page.keyboard.press('Escape')
  await mia.chooses('Away')
  await stage.asks('/demo/checkout', 'Once it is mended')
  await tomas.row('Once it is mended').waitFor()
  await row.getByText('On', { exact: true }).waitFor()
})

scene('the guide is open to everybody, without scripts, and says plainly what it does not have', async (stage) => {
  const ada = await stage.signsIn('ada', '/console')
  const [guide] = await Promise.all([
    ada.context.waitForEvent('page'),
    ada.page.getByRole('region', { name: 'Plug-ins' }).getByRole('link', { name: 'Guide' }).click(),
  ])
  await guide.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(new URL(guide.url()).pathname, '/guide')

  const answer = await fetch(`${stage.server.url}/guide/strategy`)
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-security-policy'), /default-src 'none'; style-src 'self'/)
  const tag = answer.headers.get('etag')
  const again = await fetch(`${stage.server.url}/guide/strategy`, { headers: { 'if-none-match': tag } })
  assert.equal(again.status, 304)
  const styles = await fetch(`${stage.server.url}/guide/guide.css`)
  assert.match(styles.headers.get('content-type'), /^text\/css/)
  const missing = await fetch(`${stage.server.url}/guide/nothing-here`)
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /There is no such page/)
  const dots = await fetch(`${stage.server.url}/guide/..%2Findex`)
  assert.equal(dots.status, 404)
})
