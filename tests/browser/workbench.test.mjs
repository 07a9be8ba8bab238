// The agent's day: the door, being online or away, the keys, why a chat came, and the way out.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { until } from './support/browser.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

scene('a wrong password is refused in plain words, the right one opens, signing out closes', async (stage) => {
  const mia = await stage.arrives('mia', '/workbench')
  await mia.page.getByRole('heading', { name: 'Sign in to Usher' }).waitFor()
  await mia.page.getByRole('button', { name: 'Sign in' }).click()
  await mia.page.getByRole('alert').getByText('Fill in both your email and your password.').waitFor()
  await mia.fillIn('not-the-password')
  await mia.page.getByRole('alert').getByText('The email or the password is not right.').waitFor()
  assert.deepEqual(await mia.context.cookies(), [])

  await mia.fillIn(stage.server.passwords.mia)
  await mia.list.waitFor()
  const [cookie, ...others] = await mia.context.cookies()
  assert.deepEqual([others.length, cookie.httpOnly, cookie.sameSite !== 'None'], [0, true, true])
  await mia.page.reload()
  await mia.list.waitFor()

  await mia.page.getByRole('button', { name: 'Account: Mia Lorenz' }).click()
  await mia.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await mia.page.getByRole('heading', { name: 'Sign in to Usher' }).waitFor()
  await mia.page.reload()
  await mia.page.getByRole('heading', { name: 'Sign in to Usher' }).waitFor()
})

scene('who is away keeps her chats and is given no more', async (stage) => {
  const mia = await stage.works('mia')
  const tomas = await stage.works('tomas')
  const first = await stage.asks('/demo/checkout', 'First')
  await mia.opens('First')
  await mia.chooses('Away')
  await mia.isShown('Away', 1)
  await stage.asks('/demo/checkout', 'Second')
  await tomas.row('Second').waitFor()
  await stage.asks('/demo/checkout', 'Third')
  await tomas.row('Third').waitFor()
  await mia.isShown('Away', 1)
  await mia.says('I am still with you')
  await first.sees('I am still with you')

  await mia.page.reload()
  await mia.isShown('Away', 1)
  await mia.chooses('Online')
  await stage.asks('/demo/checkout', 'Fourth')
  await mia.row('Fourth').waitFor()
})

scene('the keys walk through the chats, into the field and back', async (stage) => {
  const mia = await stage.works('mia')
  const { keyboard } = mia.page
  for (const text of ['First', 'Second', 'Third']) {
    await stage.asks('/demo/checkout', text)
    await mia.row(text).waitFor()
  }
  const rows = await mia.list.getByRole('listitem').getByRole('link').allInnerTexts()
  const texts = rows.map((row) => /First|Second|Third/.exec(row)[0])
  assert.deepEqual([...texts].sort(), ['First', 'Second', 'Third'])

  await mia.row(texts[0]).focus()
  await keyboard.press('ArrowDown')
  await mia.sees(texts[1])
  await keyboard.press('End')
  await mia.sees(texts[2])
  await keyboard.press('Enter')
  await until('the field has the focus', () => mia.field.evaluate((field) => field === document.activeElement))
  await keyboard.type('From the keys')
  await keyboard.press('Enter')
  await mia.sees('From the keys')
  await keyboard.press('Escape')
  await until('the list has the focus', () =>
    mia.row('From the keys').evaluate((row) => row === document.activeElement),
  )
  await keyboard.press('Alt+ArrowDown')
  await mia.log.getByText('From the keys').waitFor({ state: 'detached' })

  await keyboard.press('Shift+?')
  await mia.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await keyboard.press('Escape')
  await mia.page.getByRole('dialog').waitFor({ state: 'detached' })
})

scene('an offer that the visitor ends meanwhile goes away with a word why', async (stage) => {
  await live(stage.server, () =>
    stage.server.edit('groups/mall-care.yaml', 'answer: { within: 2m }', 'answer: { mode: offer, within: 10m }'),
  )
  const mia = await stage.works('mia', withAxe)
  const visitor = await stage.asks('/demo/checkout', 'Is it dimmable?')
  await mia.offers.getByRole('button', { name: /^Accept / }).waitFor()
  await visitor.window.getByRole('button', { name: 'End chat' }).click()
  await visitor.window.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click()
  const told = mia.list.getByRole('status').getByText(/ ended the chat before you answered\.$/)
  await told.waitFor()
  await mia.offers.waitFor({ state: 'detached' })
  await assertAccessible(mia.page, 'an offer that went away')
  await mia.list.getByRole('button', { name: 'Dismiss' }).click()
  await told.waitFor({ state: 'detached' })
  await mia.page.getByText('No chats right now').waitFor()
})

scene('the workbench says why a chat came here: the rules before it, the candidates, the choice', async (stage) => {
  const mia = await stage.works('mia')
  const tomas = await stage.works('tomas')
  await stage.asks('/demo/checkout', 'First')
  await mia.row('First').waitFor()
  await stage.asks('/demo/checkout', 'Second')
  await tomas.opens('Second')
  await tomas.page.getByRole('button', { name: /^Why / }).click()
  const why = tomas.page.getByRole('dialog', { name: 'Why did I get this?' })
  await why.getByText('You got this chat through “Checkout and orders”.').waitFor()

  const rules = await why.getByRole('list').nth(0).getByRole('listitem').allInnerTexts()
  const names = rules.map((rule) => rule.split('\n')[0].replace(/:.*/, ''))
  assert.deepEqual(names, [
    'Gold and platinum customers',
    'Chinese-speaking visitors',
    'Trade projects',
    'Trade customers',
    'Repairs and spare parts',
    'Checkout and orders',
  ])
  assert.match(rules[0], /visitor\.verified must be true/)
  assert.match(rules[1], /visitor\.language/)
  assert.match(rules[5], /^Checkout and orders\s+Matched/)
  const people = await why.getByRole('list').nth(1).getByRole('listitem').allInnerTexts()
  const told = people.map((person) => person.replace(/^\w\w\s+/, '').replace(/\s+/g, ' '))
  assert.match(told[0], /^Tomás Reyes \(you\) Got it held 0 chats/)
  assert.match(told[1], /^Mia Lorenz Place 2 in the order held 1 chat/)
  assert.deepEqual(
    told
      .slice(2)
      .map((person) => person.split(' ').slice(0, 2).join(' '))
      .sort(),
    ['Li Wei', 'Noor Haddad'],
  )
  await why.getByText('“load” made the choice.').waitFor()
})

scene('the console is kindly refused to an agent, and open to an admin', async (stage) => {
  const mia = await stage.signsIn('mia', '/console')
  await mia.page.getByRole('heading', { name: 'This page is for admins' }).waitFor()
  const answer = await mia.context.request.get(`${stage.server.url}/api/v1/rules/status`)
  assert.equal(answer.status(), 403)
  await mia.page.getByRole('link', { name: 'Go to the workbench' }).click()
  await mia.list.waitFor()
  assert.equal(await mia.page.getByRole('link', { name: 'Console' }).count(), 0)

  const ada = await stage.signsIn('ada', '/console')
  await ada.page.getByRole('heading', { name: 'The rules are live' }).waitFor()
  // A chat that no rule takes is shown here.
  await stage.asks('/demo/careers', 'Do you hire?')
  await ada.page.getByRole('tab', { name: /Unmatched/ }).click()
  await ada.page.getByRole('tabpanel').getByText('Do you hire?').waitFor()
})

for (const locale of ['en-GB', 'zh-CN']) {
  scene(`axe finds nothing wrong with the pages, ${locale}`, async (stage) => {
    const door = await stage.arrives('mia', '/workbench', { locale, ...withAxe })
    await door.page.getByRole('heading', { level: 1 }).waitFor()
    await inBothThemes(door.page, `the door, ${locale}`)

    const mia = await stage.works('mia')
    await stage.asks('/demo/checkout', 'Hello')
    await mia.row('Hello').waitFor()
    await stage.asks('/demo/checkout', 'And me')
    await mia.opens('Hello')
    await mia.says('Good day')
    const storageState = await mia.context.storageState()
    const desk = await stage.arrives('mia', new URL(mia.page.url()).pathname, { locale, storageState, ...withAxe })
    await desk.sees('Good day')
    await inBothThemes(desk.page, `the workbench, ${locale}`)

    const ada = await stage.signsIn('ada', '/console')
    const admin = { locale, storageState: await ada.context.storageState(), ...withAxe }
    const console = await stage.arrives('ada', '/console', admin)
    await console.page.getByRole('row').nth(1).waitFor()
    await inBothThemes(console.page, `the console, ${locale}`)
    stage.server.edit('distribution/mall-orders.yaml', 'group: mall-care', 'group: nobody-here')
    await console.page.getByText('nobody-here').first().waitFor()
    await inBothThemes(console.page, `the console with a problem, ${locale}`)
  })
}

async function inBothThemes(page, what) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await assertAccessible(page, `${what}, ${colorScheme}`)
  }
}
