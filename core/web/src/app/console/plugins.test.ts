import { describe, expect, it } from 'vitest'
import type { PluginView } from '../../shared/wire'
import { failuresOf, inOrder, perCall, switchedOff } from './plugins'

const plugin = (id: string, change: Partial<PluginView['health']> = {}, own = false): PluginView => ({
  id,
  name: id,
  description: '',
  origin: own ? 'own' : 'builtin',
  offers: [],
  health: { calls: 0, failures: {}, operations: 0, time_us: 0, off_until_ms: null, last_failure: null, ...change },
})

describe('plug-ins', () => {
  it("stand with what is off first, then with what is the company's own", () => {
    const all = [
      plugin('circular'),
      plugin('load', { off_until_ms: 5 }),
      plugin('mood', {}, true),
      plugin('pager', { off_until_ms: 9 }, true),
      plugin('skill', {}, true),
    ]
    expect(inOrder(all).map(({ id }) => id)).toEqual(['pager', 'load', 'mood', 'skill', 'circular'])
    expect(switchedOff(all).map(({ id }) => id)).toEqual(['load', 'pager'])
    expect(switchedOff(undefined)).toEqual([])
  })

  it('tell what a call took, once there was one', () => {
    expect(perCall(plugin('load'))).toBeNull()
    const spent = (time_us: number) => perCall(plugin('load', { calls: 4, time_us, operations: 90 }))
    expect(spent(50)).toEqual({ unit: 'us', time: 13, operations: 23 })
    expect(spent(10_000)).toEqual({ unit: 'ms', time: 2.5, operations: 23 })
    expect(failuresOf(plugin('load', { failures: { deadline: 3, failed: 1 } }))).toBe(4)
  })
})
