// The customer beside the chat: who it is, what belongs to them, changed and linked by hand, and always as it is now.
import assert from 'node:assert/strict'
import { assertAccessible, withAxe } from './support/axe.mjs'
import { PHONE, until } from './support/browser.mjs'
import { crm, writes } from './support/customers.mjs'
import { live } from './support/plugins.mjs'
import { scene } from './support/scene.mjs'

const HUI = { full_name: 'Hui Wong', phone: '+49 30 1234567', customer_number: '77' }
const panelOf = ({ page }) => page.getByRole('complementary', { name: 'Customer' })
/** A section of the layout, by its title. */
const section = (panel, title) => panel.locator('details').filter({ has: panel.page().getByRole('heading', { name: title, exact: true }) })
const value = (within, label) =>
  within.locator('dl > div').filter({ has: within.page().locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd')

scene('an agent sees the customer with account, contacts, leads and work orders, and changes a number', async (stage) => {
  const { ask, key } = await crm(stage)
  const mia = await stage.works('mia', withAxe)
  await writes(stage.server, key, HUI, 'My Arc lamp flickers')
  await mia.opens('My Arc lamp flickers')
  const panel = panelOf(mia)
  await panel.getByText('Proven', { exact: true }).waitFor()
  await section(panel, 'Account').getByText('Gold', { exact: true }).waitFor()
  const account = section(panel, 'Account')
  const read = async (label) => (await value(account, label).innerText()).trim()
  assert.equal(await read('Orders'), '1,042')
  assert.equal(await read('Revenue'), '€128,400.50')
  assert.equal(await read('Customer since'), 'Apr 12, 2019')
  assert.equal(await read('In charge'), 'Mia Lorenz')
  const site = account.getByRole('link', { name: 'https://wong.example/about-us' })
  assert.match(await site.getAttribute('rel'), /noopener/)
  const people = section(panel, 'Contacts').getByRole('listitem')
  assert.equal(await people.count(), 2)
  await section(panel, 'Leads').getByText('Wong Hotels').waitFor()
  const orders = section(panel, 'Work orders that are not done')
  assert.equal(await orders.getByRole('listitem').count(), 2)
  await orders.getByText('The Arc lamp flickers').waitFor()
  assert.equal(await panel.getByText('Invoice for January').count(), 0)
  for (const colorScheme of ['light', 'dark']) {
    await mia.page.emulateMedia({ colorScheme })
    await assertAccessible(mia.page, `the customer beside the chat, ${colorScheme}`)
  }

  // A number that is none is refused at its field; Escape forgets what was typed; a good one is stored.
  const hui = people.filter({ hasText: 'Hui Wong' })
  await hui.getByRole('button', { name: 'Edit Telephone' }).click()
  const field = hui.getByRole('textbox', { name: 'Telephone' })
  await field.fill('none')
  await field.press('Enter')
  await hui.getByRole('alert').getByText(/^This is not a telephone number/).waitFor()
  assert.equal(await field.inputValue(), 'none')
  await assertAccessible(mia.page, 'a field with a problem')
  await field.press('Escape')
  await hui.getByRole('link', { name: '+49 30 1234567' }).waitFor()
  await hui.getByRole('button', { name: 'Edit Telephone' }).click()
  await field.fill('+49 30 999')
  await field.press('Enter')
  await hui.getByRole('link', { name: '+49 30 999' }).waitFor()
  const stored = await ask('GET', 'objects/contact/records/c-1')
  assert.equal(stored.fields.phone, '+49 30 999')
})

scene('what somebody else changed is shown before it is overwritten, and nothing typed is lost', async (stage) => {
  const { ask, key } = await crm(stage)
  const mia = await stage.works('mia')
  await writes(stage.server, key, HUI, 'Hello')
  await mia.opens('Hello')
  const panel = panelOf(mia)
  const hui = section(panel, 'Contacts').getByRole('listitem').filter({ hasText: 'Hui Wong' })
  await hui.getByRole('button', { name: 'Edit E-mail' }).click()
  const field = hui.getByRole('textbox', { name: 'E-mail' })
  await field.fill('mine@wong.example')

  // Elsewhere in the record: no reason to ask. It comes in while the field is open.
  await ask('PATCH', 'objects/contact/records/c-1', { fields: { title: 'Director' } })
  await hui.getByText('Director').waitFor()
  assert.equal(await field.inputValue(), 'mine@wong.example')

  // The very value: the agent decides.
  await ask('PATCH', 'objects/contact/records/c-1', { fields: { email: 'theirs@wong.example' } })
  await hui.getByRole('alert').getByText('theirs@wong.example').waitFor()
  assert.equal(await field.inputValue(), 'mine@wong.example')
  await hui.getByRole('button', { name: 'Save mine' }).click()
  await hui.getByRole('link', { name: 'mine@wong.example' }).waitFor()
  assert.equal((await ask('GET', 'objects/contact/records/c-1')).fields.email, 'mine@wong.example')
})

scene('an agent links what was offered, finds a record, makes a lead and takes a link back', async (stage) => {
  const { ask, key } = await crm(stage)
  const mia = await stage.works('mia', withAxe)
  await writes(stage.server, key, { full_name: 'Rosa', phone: '+49 40 555', customer_number: '78' }, 'It is Rosa')
  await mia.opens('It is Rosa')
  const panel = panelOf(mia)
  const offered = panel.getByRole('region', { name: 'Does one of these belong to the visitor?' })
  await offered.getByRole('button', { name: 'Link Rosa Lind' }).waitFor()
  await offered.getByRole('button', { name: 'Link R. Lind' }).waitFor()
  await assertAccessible(mia.page, 'records that are offered')
  await offered.getByRole('button', { name: 'Link Rosa Lind' }).click()
  const links = panel.getByRole('region', { name: 'Linked records' })
  await links.getByText('Contact · linked by Mia Lorenz').waitFor()

  await links.getByRole('button', { name: 'Find' }).click()
  const finding = mia.page.getByRole('dialog', { name: 'Find a record to link' })
  await finding.getByRole('combobox', { name: 'Kind' }).selectOption('account')
  await finding.getByRole('searchbox').fill('Nobody of this name')
  await finding.getByText(/^No record has exactly this/).waitFor()
  await finding.getByRole('searchbox').fill('wong & sons')
  await finding.getByRole('button', { name: 'Link Wong & Sons' }).waitFor()
  await assertAccessible(mia.page, 'a record that was found')
  await finding.getByRole('button', { name: 'Link Wong & Sons' }).click()
  await finding.waitFor({ state: 'detached' })
  await section(panel, 'Account').getByText('Gold', { exact: true }).waitFor()

  await links.getByRole('button', { name: 'New' }).click()
  await mia.page.getByRole('menuitem', { name: 'Lead' }).click()
  const making = mia.page.getByRole('dialog', { name: 'New: Lead' })
  assert.equal(await making.getByRole('textbox', { name: 'Name' }).inputValue(), 'Rosa')
  await making.getByRole('textbox', { name: 'Company' }).fill('Lind Interiors')
  await making.getByRole('textbox', { name: 'E-mail' }).fill('rosa')
  await making.getByRole('button', { name: 'Create and link' }).click()
  await making.getByText(/^This is not an e-mail address/).waitFor()
  await assertAccessible(mia.page, 'a lead with a problem')
  await making.getByRole('textbox', { name: 'E-mail' }).fill('rosa@lind.example')
  await making.getByRole('button', { name: 'Create and link' }).click()
  await making.waitFor({ state: 'detached' })
  await section(panel, 'Leads').getByText('Lind Interiors').waitFor()
  const { records } = await ask('POST', 'objects/lead/records/query', { filter: { 'lead.email': 'rosa@lind.example' } })
  assert.deepEqual([records.length, records[0].owner, records[0].relations], [1, 'mia', { account: ['a-1'], contact: ['c-3'] }])

  await links.getByRole('button', { name: 'Unlink Wong & Sons' }).click()
  await links.getByText('Wong & Sons is not linked any more.').waitFor()
  await links.getByRole('button', { name: 'Link again' }).click()
  await links.getByRole('button', { name: 'Unlink Wong & Sons' }).waitFor()
})

scene('the panel follows the layout file, and keeps out of the way', async (stage) => {
  const { key } = await crm(stage)
  const mia = await stage.works('mia')
  const session = await writes(stage.server, key, HUI, 'Hello')
  await mia.opens('Hello')
  const panel = panelOf(mia)
  await section(panel, 'Account').getByText('Website').waitFor()
  await live(stage.server, () => stage.server.edit('workbench/care.yaml', ' website,', ''))
  await section(panel, 'Account').getByText('Website').waitFor({ state: 'detached' })
  await section(panel, 'Account').getByText('Gold', { exact: true }).waitFor()

  // By the keyboard: there, away, and remembered.
  const { keyboard } = mia.page
  await keyboard.press('Alt+KeyI')
  await until('the panel has the focus', () => panel.evaluate((element) => element === document.activeElement))
  await keyboard.press('Alt+KeyI')
  await panel.waitFor({ state: 'detached' })
  await mia.page.reload()
  await mia.sees('Hello')
  assert.equal(await panel.count(), 0)
  await mia.page.getByRole('button', { name: 'Customer', exact: true }).click()
  await panel.getByText('Proven', { exact: true }).waitFor()

  // On a telephone it lies over the chat, and is asked for.
  const storageState = await mia.context.storageState()
  const small = await stage.arrives('mia', `/workbench/sessions/${session}`, { ...PHONE, storageState, ...withAxe })
  await small.sees('Hello')
  await small.page.getByRole('button', { name: 'Customer', exact: true }).click()
  const sheet = small.page.getByRole('dialog', { name: 'Customer' })
  await sheet.getByText('Proven', { exact: true }).waitFor()
  await assertAccessible(small.page, 'the customer on a telephone')
  await sheet.getByRole('button', { name: 'Hide the customer' }).click()
  await sheet.waitFor({ state: 'detached' })
})
