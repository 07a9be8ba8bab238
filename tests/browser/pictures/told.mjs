// What visitors are told of those who answer: busy, full, outside the hours, soon to end, back again, blocked.
import { live } from '../support/plugins.mjs'
import { looks, shoot } from './shoot.mjs'

const ORDERS = 'distribution/mall-orders.yaml'
const CARE = 'groups/mall-care.yaml'

/** Two are enough for each: one of either size and theme. */
const two = () => [...looks()].filter(({ name }) => name === 'desktop-light' || name === 'phone-dark')

/** An hour of the day in the hours' own time zone, `ahead` of now. */
function hour(ahead) {
  const at = new Date(Date.now() + ahead * 3_600_000)
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: 'Europe/Berlin' }).format(at).padStart(2, '0')
}

export const toldBusy = async (stage) => {
  const { server } = stage
  await live(server, () => server.edit(CARE, 'answer: {', 'capacity: 1\nqueue_limit: 2\nanswer: {'))
  await stage.works('mia')
  const first = await stage.asks('/demo/checkout', 'Where is my parcel?')
  await first.agent()
  for (const { name, options } of two()) {
    const visitor = await stage.asks('/demo/checkout', 'Can I still change my order?', options)
    await visitor.status.getByText(/^You are number/).waitFor()
    await shoot(visitor, `told-busy-${name}`)
  }
  for (const { name, options } of two()) {
    const visitor = await stage.asks('/demo/checkout', 'Is there room for one more?', options)
    await visitor.window.getByRole('button', { name: 'Leave a message' }).waitFor()
    await shoot(visitor, `told-full-${name}`)
  }
}

export const toldHours = async (stage) => {
  const { server } = stage
  await live(server, () => {
    server.save('hours/later.yaml', `name: Later\nweek:\n  mon-sun: ["${hour(2)}:00-${hour(3)}:00"]\n`)
    server.edit(CARE, 'answer: {', 'hours: later\nanswer: {')
  })
  for (const { name, options } of two()) {
    const visitor = await stage.asks('/demo/checkout', 'Are you open?', options)
    await visitor.window.getByRole('button', { name: 'Leave a message' }).waitFor()
    await shoot(visitor, `told-hours-${name}`)
  }
}

export const toldIdle = async (stage) => {
  const { server } = stage
  await live(server, () => server.edit('workspace.yaml', 'close_after: 45m, warn_before: 5m', 'close_after: 1m, warn_before: 50s'))
  const mia = await stage.works('mia')
  for (const { name, options } of two()) {
    const asked = `How long is the cable of the Arc lamp (${name})?`
    const visitor = await stage.asks('/demo/checkout', asked, options)
    await mia.opens(asked)
    await mia.says('Two metres. May I send you the drawing?')
    await visitor.log.getByText(/still there/i).waitFor({ timeout: 40_000 })
    await shoot(visitor, `told-idle-${name}`)
    await visitor.status.getByText('This chat has ended. Write again whenever you like.').waitFor({ timeout: 70_000 })
    await shoot(visitor, `told-idle-ended-${name}`)
    await visitor.say('Yes, please do.')
    await mia.sees('Yes, please do.')
    await shoot(visitor, `told-reopened-${name}`)
    await shoot(mia, `told-reopened-workbench-${name}`)
  }
}

export const toldBlocked = async (stage) => {
  const { server } = stage
  const mia = await stage.works('mia')
  const ada = await stage.signsIn('ada')
  for (const { name, options } of two()) {
    const asked = `Buy my lamps instead (${name})!`
    const visitor = await stage.asks('/demo/checkout', asked, options)
    await mia.opens(asked)
    const session = new URL(mia.page.url()).pathname.split('/').at(-1)
    const found = await ada.page.request.get(`${server.url}/api/v1/sessions/${session}`).then((answer) => answer.json())
    const person = (found.session ?? found).visitor.id
    const blocked = await ada.page.request.post(`${server.url}/api/v1/visitors/${person}/block`, {
      data: { reason: 'Advertising' },
      headers: { origin: server.url },
    })
    if (!blocked.ok()) throw Error(`${blocked.status()}: ${await blocked.text()}`)
    await visitor.field.fill('Lamps! Lamps!')
    await visitor.field.press('Enter')
    await visitor.page.waitForTimeout(1_500)
    await shoot(visitor, `told-blocked-${name}`)
    await shoot(mia, `told-blocked-workbench-${name}`)
  }
}
