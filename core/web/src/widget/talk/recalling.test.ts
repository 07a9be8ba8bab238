import { describe, expect, it } from 'vitest'
import type { FileView } from '../../shared/wire'
import { Refused } from './http'
import { Links } from './links'
import { Recalling } from './recalling'
import { TestClock } from './testing'

const storage = { token: () => 'token' }

describe('taking back', () => {
  function desk() {
    const asked: string[] = []
    const refusals: Refused[] = []
    const clock = new TestClock()
    const recall = async (_token: string, session: string, seq: number) => {
      asked.push(`${session}:${seq}`)
      const refused = refusals.shift()
      if (refused) throw refused
    }
    return {
      asked,
      refusals,
      clock,
      recalling: new Recalling({ clock, storage, http: { recall }, within: () => 30_000 }),
    }
  }

  it('is offered for a while', async () => {
    const { recalling, clock, asked } = desk()
    const sent = clock.now()
    expect(recalling.left({ session: 's1', seq: 3 }, sent)).toBe(30_000)
    clock.advance(30_000)
    expect(recalling.left({ session: 's1', seq: 3 }, sent)).toBe(0)
    await Promise.all([recalling.take({ session: 's1', seq: 3 }), recalling.take({ session: 's1', seq: 3 })])
    expect(asked).toEqual(['s1:3'])
  })

  it('says why not, and does not offer it again', async () => {
    const { recalling, clock, refusals } = desk()
    refusals.push(new Refused({ code: 'too_late', message: '', limit: 30 }))
    await recalling.take({ session: 's1', seq: 3 })
    expect(recalling.refused.value).toEqual({ 's1:3': 'too_late' })
    const left = (seq: number) => recalling.left({ session: 's1', seq }, clock.now())
    expect([left(3), left(4)]).toEqual([0, 30_000])
  })
})

describe('links to files', () => {
  const view = (url: string | null): FileView => {
    return { id: 'f1', name: 'a', media: 'text/plain', bytes: 1, width: null, height: null, url, deleted: url === null }
  }

  it('are asked for anew once they ran out, once for all', async () => {
    const clock = new TestClock()
    let asked = 0
    const link = async () => ({ url: `/f?expires=${clock.now() + 600_000 + asked++}` })
    const links = new Links({ clock, storage, files: { link } })
    const file = view(`/f?expires=${clock.now() + 60_000}`)
    expect([links.holds(file), links.holds(view(null))]).toEqual([true, false])
    clock.advance(60_000)
    expect(links.holds(file)).toBe(false)
    const [one, other] = await Promise.all([links.renew('f1'), links.renew('f1')])
    expect([asked, one === other, links.of(file) === one, links.holds(file)]).toEqual([1, true, true, true])
    expect(links.of(view(null))).toBe(null)
  })
})
