// An agent: the workbench and the console in a browser of their own.
import { openPage } from './browser.mjs'

export class Agent {
  constructor({ context, page, wrong }, server, id) {
    this.context = context
    this.page = page
    this.wrong = wrong
    this.server = server
    this.id = id
    this.list = page.getByRole('navigation', { name: 'Your chats' })
    this.offers = page.getByRole('region', { name: 'Will you take it?' })
    this.log = page.getByRole('log')
    this.field = page.getByRole('textbox', { name: /^Write to / })
    this.availability = page.getByRole('button', { name: /^Availability: / })
    this.connectionLost = page.getByText('The connection is lost. Trying again…')
  }

  /** Signs in at `path`. */
  static async signsIn(browser, server, id, path = '/workbench', options) {
    const agent = new Agent(await openPage(browser, options), server, id)
    await agent.page.goto(server.url + path)
    await agent.fillIn(server.passwords[id])
    await agent.availability.waitFor()
    return agent
  }

  /** Signs in and is given chats from now on. */
  static async works(browser, server, id, options) {
    const agent = await Agent.signsIn(browser, server, id, '/workbench', options)
    await agent.page.getByRole('button', { name: 'Go online' }).click()
    await agent.isShown('Online')
    return agent
  }

  async fillIn(password) {
    await this.page.getByRole('textbox', { name: 'Email' }).fill(`${this.id}@lumen-living.example`)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
  }

  /** With any number of chats, unless one is given. */
  async isShown(availability, load = '\\d+') {
    await this.page.getByRole('button', { name: new RegExp(`^Availability: ${availability},? ${load} of `) }).waitFor()
  }

  async chooses(availability) {
    await this.availability.click()
    await this.page.getByRole('menuitemradio', { name: availability }).click()
  }

  /** The row of the chat whose newest text this is. */
  row(text) {
    return this.list.getByRole('link').filter({ hasText: text })
  }

  async opens(text) {
    await this.row(text).click()
    await this.sees(text)
  }

  async says(text) {
    await this.field.fill(text)
    await this.field.press('Enter')
    await this.sees(text)
  }

  async sees(text) {
    await this.log.getByText(text, { exact: true }).last().waitFor()
  }

  async count(text) {
    return this.log.getByText(text, { exact: true }).count()
  }

  /** Closes the chat that is shown. */
  async closes() {
    await this.page.getByRole('button', { name: 'Close chat' }).click()
    await this.page.getByRole('alertdialog').getByRole('button', { name: 'Close chat' }).click()
    await this.page.getByText('This chat is closed.').waitFor()
  }

  /** The transcript of the chat that is shown, as the server keeps it. */
  async transcript() {
    const session = this.page.url().split('/').at(-1)
    const answer = await this.context.request.get(
      `${this.server.url}/api/v1/sessions/${session}/messages?after=0&limit=200`,
    )
    return (await answer.json()).messages
  }
}
