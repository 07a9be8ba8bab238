import { describe, expect, it } from 'vitest'
import type { EventView, MessageView } from '../../shared/wire'
import { lostOffer } from './offered'

const LI = { id: 'li', name: 'Li' }
const TOM = { id: 'tom', name: 'Tom' }
const ASKED: EventView = { event: 'offered', agent: LI }

const told = (...events: EventView[]) => {
  const messages = events.map(
    (event, at): MessageView => ({
      session: 's',
      seq: at + 1,
      sender: { party: 'system' },
      client_id: `c${at}`,
      body: { kind: 'event', event },
      at_ms: at,
    }),
  )
  return lostOffer({ messages, hasEarlier: false, ahead: [] }, 'li')
}

describe('an offer that went away', () => {
  it('says what the visitor did', () => {
    expect(told(ASKED, { event: 'closed', cause: 'visitor' })).toEqual({ because: 'visitor' })
    expect(told(ASKED, { event: 'closed', cause: 'left_message' })).toEqual({ because: 'left_message' })
  })

  it('says that it was not answered in time, also where the next one is asked by then', () => {
    const missed: EventView = { event: 'released', agent: LI, because: 'missed' }
    expect(told(ASKED, missed)).toEqual({ because: 'missed' })
    expect(told(ASKED, missed, { event: 'offered', agent: TOM })).toEqual({ because: 'missed' })
  })

  it('says who was given the chat instead', () => {
    expect(told(ASKED, { event: 'assigned', agent: TOM, by: null })).toEqual({ because: 'given', to: 'Tom' })
  })

  it('says nothing of what the agent did, nor of offers to others', () => {
    expect(told(ASKED, { event: 'assigned', agent: LI, by: null })).toBeNull()
    expect(told(ASKED, { event: 'released', agent: LI, because: 'declined' })).toBeNull()
    expect(told({ event: 'offered', agent: TOM }, { event: 'assigned', agent: TOM, by: null })).toBeNull()
    expect(told(ASKED)).toBeNull()
  })
})
