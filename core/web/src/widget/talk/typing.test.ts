import { describe, expect, it } from 'vitest'
import { connected, said } from './testing'

describe('typing', () => {
  it('tells that the visitor writes now and then, and shows for a while that the agent does', () => {
    const all = connected(1)
    for (let at = 0; at < 3; at++) all.conversation.tellTyping()
    expect(all.socket().heard.filter(({ type }) => type === 'typing')).toHaveLength(1)
    all.socket().say({ type: 'typing', session: 's1', party: 'agent' })
    expect(all.conversation.typing.answering.value).toBe(true)
    all.socket().say({ type: 'message', message: said('s1', 2) })
    expect(all.conversation.typing.answering.value).toBe(false)
    all.socket().say({ type: 'typing', session: 's1', party: 'agent' })
    all.clock.advance(6_000)
    expect(all.conversation.typing.answering.value).toBe(false)
  })
})
