// The customer beside the chat, as agents see it.
import { crm, writes } from '../support/customers.mjs'
import { live } from '../support/plugins.mjs'
import { looks, shoot } from './shoot.mjs'

const HUI = { full_name: 'Hui Wong', phone: '+49 30 1234567', customer_number: '77' }
const button = /^(Customer|客户信息)$/

export const customerPanel = async (stage) => {
  const { key } = await crm(stage)
  const mia = await stage.works('mia')
  await writes(stage.server, key, HUI, 'Hello, the Arc lamp over our till flickers.')
  await mia.opens('Hello, the Arc lamp over our till flickers.')
  await mia.says('Good morning! I see the work order. May I call you back?')
  const storageState = await mia.context.storageState()
  const path = new URL(mia.page.url()).pathname
  for (const { name, options } of looks()) {
    for (const locale of ['en-GB', 'zh-CN']) {
      const desk = await stage.arrives('mia', path, { ...options, locale, storageState })
      await desk.log.getByText('May I call you back?').waitFor()
      if (name.startsWith('phone')) await desk.page.getByRole('button', { name: button }).click()
      await desk.page.getByText('A lampshade arrived broken').waitFor()
      await shoot(desk, `customer-${locale.slice(0, 2)}-${name}`)
      await desk.page.getByRole('button', { name: /^(Edit |编辑)E-mail/ }).last().click()
      await desk.page.keyboard.type('x')
      await desk.page.getByRole('button', { name: /^(Save|保存)$/ }).click()
      await desk.page.getByRole('alert').waitFor()
      await desk.page.getByText('A lampshade arrived broken').scrollIntoViewIfNeeded()
      await shoot(desk, `customer-edit-${locale.slice(0, 2)}-${name}`)
    }
  }
}

export const customerLinks = async (stage) => {
  const { key } = await crm(stage)
  const mia = await stage.works('mia')
  await writes(stage.server, key, { full_name: 'Rosa', phone: '+49 40 555', customer_number: '78' }, 'It is Rosa')
  await mia.opens('It is Rosa')
  const storageState = await mia.context.storageState()
  const path = new URL(mia.page.url()).pathname
  const open = async (options) => {
    const desk = await stage.arrives('mia', path, { ...options, storageState })
    await desk.sees('It is Rosa')
    if (options.isMobile) await desk.page.getByRole('button', { name: button }).click()
    await desk.page.getByRole('button', { name: 'Link Rosa Lind' }).waitFor()
    return desk
  }
  for (const { name, options } of looks()) {
    const desk = await open(options)
    await shoot(desk, `customer-offered-${name}`)
    await desk.page.getByRole('button', { name: 'Find' }).click()
    await desk.page.getByRole('searchbox').fill('+49 40 555')
    await desk.page.getByRole('combobox', { name: 'Kind' }).selectOption('contact')
    await desk.page.getByRole('dialog').getByText('R. Lind').waitFor()
    await shoot(desk, `customer-find-${name}`)
    await desk.page.keyboard.press('Escape')
    await desk.page.getByRole('button', { name: 'New' }).click()
    await desk.page.getByRole('menuitem', { name: 'Contact' }).click()
    await desk.page.getByRole('dialog', { name: 'New: Contact' }).waitFor()
    await shoot(desk, `customer-new-${name}`)
  }
  await live(stage.server, () => {
    stage.server.edit('workbench/care.yaml', 'groups: [mall-care,', 'groups: [')
    stage.server.edit('workbench/everybody.yaml', 'name: Everybody else', 'name: Everybody else\nscope: { roles: [admin] }')
  })
  for (const { name, options } of looks()) await shoot(await open(options), `customer-no-layout-${name}`)
}
