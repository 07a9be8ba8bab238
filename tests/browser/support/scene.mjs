// One test: a server of its own, a browser, and the people in it. Ends by asking that no page had an error of script.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Agent } from './agent.mjs'
import { launch, openPage } from './browser.mjs'
import { Server } from './server.mjs'
import { Visitor } from './visitor.mjs'

/** What every page showed when a test failed. */
const FAILURES = fileURLToPath(new URL('../../screenshots/failures', import.meta.url))

export function scene(name, act) {
  test(name, { timeout: 180_000 }, async () => {
    const stage = await Stage.open()
    try {
      await act(stage)
      for (const { wrong } of stage.people) assert.deepEqual(wrong, [], 'errors of a page')
    } catch (error) {
      await stage.picture(name)
      for (const line of stage.server.complaints) console.error(line)
      throw error
    } finally {
      await stage.close()
    }
  })
}

export class Stage {
  people = []

  static async open() {
    const stage = new Stage()
    stage.server = await Server.start()
    stage.browser = await launch()
    return stage
  }

  async close() {
    await this.browser.close()
    await this.server.stop()
  }

  comes(path, options) {
    return this.#join(Visitor.comes(this.browser, this.server, path, options))
  }

  asks(path, text, options) {
    return this.#join(Visitor.asks(this.browser, this.server, path, text, options))
  }

  works(id, options) {
    return this.#join(Agent.works(this.browser, this.server, id, options))
  }

  signsIn(id, path, options) {
    return this.#join(Agent.signsIn(this.browser, this.server, id, path, options))
  }

  /** An agent's page before it is signed in. */
  async arrives(id, path, options) {
    const agent = new Agent(await openPage(this.browser, options), this.server, id)
    this.people.push(agent)
    await agent.page.goto(this.server.url + path)
    return agent
  }

  async picture(name) {
    mkdirSync(FAILURES, { recursive: true })
    const pages = this.browser.contexts().flatMap((context) => context.pages())
    for (const [at, page] of pages.entries()) {
      const path = join(FAILURES, `${name.replace(/\W+/g, '-')}-${at + 1}.png`)
      await page.screenshot({ path, timeout: 5_000 }).catch(() => {})
    }
  }

  async #join(coming) {
    const person = await coming
    this.people.push(person)
    return person
  }
}
